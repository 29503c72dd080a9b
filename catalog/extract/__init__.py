# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Open the module, not the repository: a part taken out with its history, and proven to hold nothing else."""

from catalog.extract.extracting import extract
from catalog.extract.models import Cleanliness, Extraction

__all__ = ["Cleanliness", "Extraction", "extract"]
