# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""How a command ends that did what it could; errors carry their own codes (`scanner.errors`)."""

PARTIAL = 3
NOTHING_REACHED = 4
