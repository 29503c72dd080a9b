# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What commands print: functions from results to text, JSON, CSV or Markdown, in the reader's language."""
