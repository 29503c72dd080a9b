# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The licences of files and repositories, by ScanCode's engine."""

from scanner.detectors.licenses.detector import LicensesDetector, Reader, licenses_detector
from scanner.detectors.licenses.expressions import is_legal

__all__ = ["LicensesDetector", "Reader", "is_legal", "licenses_detector"]
