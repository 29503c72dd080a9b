# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Mends of what a check finds, proposed as a patch that people read before anything is written."""
