# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The gate: one working tree, or what a change brings to it, against the rules of `policies/opening.yml`."""
