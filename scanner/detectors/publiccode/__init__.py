# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The publiccode.yml of a repository: what it says, and whether it is valid."""

from scanner.detectors.publiccode.detector import PubliccodeDetector, publiccode_detector

__all__ = ["PubliccodeDetector", "publiccode_detector"]
