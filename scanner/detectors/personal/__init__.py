# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Personal data and traces of internal networks, in every version of every file.

Rules: `personal-nir`, `personal-iban`, `personal-email`, `personal-phone` and `personal-table` for what concerns
persons; `internal-host`, `internal-address`, `internal-path` and `internal-share` for what tells of networks and
machines. Lists (domains, networks, samples) are in ``policies/personal.yml``.
"""

from scanner.detectors.personal.detector import PersonalDetector, personal_detector

__all__ = ["PersonalDetector", "personal_detector"]
