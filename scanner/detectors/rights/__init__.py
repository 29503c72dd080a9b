# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Third-party rights: what shows that others than the administration hold rights in code."""

from scanner.detectors.rights.detector import RightsDetector, rights_detector

__all__ = ["RightsDetector", "rights_detector"]
