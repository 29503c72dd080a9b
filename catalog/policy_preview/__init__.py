# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What a policy would say of the repositories of the store, by the judges of the check, which knows no store."""
