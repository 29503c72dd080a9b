# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What lies in a repository without being read: archives, and files that Git LFS keeps elsewhere."""

from scanner.detectors.archives.detector import ArchivesDetector, archives_detector
from scanner.detectors.archives.pointers import LfsDetector, lfs_detector

__all__ = ["ArchivesDetector", "LfsDetector", "archives_detector", "lfs_detector"]
