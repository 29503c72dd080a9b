# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Free software of the State's list that a repository uses, and the APIs that it describes."""

from scanner.detectors.software.detector import SoftwareDetector, software_detector

__all__ = ["SoftwareDetector", "software_detector"]
