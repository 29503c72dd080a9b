# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A verdict in the forms that people and forges read, each a function of the verdict."""
