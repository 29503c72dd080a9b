# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""One module a forge kind, all behind the interface of `scanner.forges.interface`."""
