# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""publiccode.yml for those who write one: a draft made of what the store knows."""

from catalog.publiccode.draft import draft
from catalog.publiccode.known import Known, read_known

__all__ = ["Known", "draft", "read_known"]
