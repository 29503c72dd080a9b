# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The opening file as a referent reads it: one document, written as Markdown or as HTML, with its patch."""
