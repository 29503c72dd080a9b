# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""publiccode.yml for those who write one: a draft made of what is known."""
