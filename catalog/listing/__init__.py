# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The machine-readable listings: code.gouv.fr's files and our own ranked list."""
