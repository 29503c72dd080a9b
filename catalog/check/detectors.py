# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The detectors that the gate needs: none loads an engine before a file needs it, and ScanCode is not required."""

from scanner.detectors import DetectorSettings
from scanner.detectors.interface import Detector


def gate_detectors(settings: DetectorSettings) -> dict[str, Detector]:
    """Return the gate's detectors by name, cheaply. Licences are read by ScanCode only where we can't tell them.

    Raises:
        UsageError: a policy breaks its schema.
    """
    from scanner.detectors.archives import archives_detector, lfs_detector
    from scanner.detectors.community import community_detector
    from scanner.detectors.licenses import licenses_detector
    from scanner.detectors.personal import personal_detector
    from scanner.detectors.publiccode import publiccode_detector
    from scanner.detectors.rights import rights_detector
    from scanner.detectors.secrets import secrets_detector
    from scanner.policies import load_policy

    secrets = load_policy("secrets", settings.policies)
    detectors: tuple[Detector, ...] = (
        community_detector(),
        licenses_detector(settings.policies, light_first=True),
        secrets_detector(secrets, settings.key),
        personal_detector(load_policy("personal", settings.policies), secrets.data["zones"], settings.key),
        rights_detector(load_policy("rights", settings.policies)),
        archives_detector(),
        lfs_detector(),
        publiccode_detector(),
    )
    return {detector.name: detector for detector in detectors}


def has_scancode() -> bool:
    """Tell whether ScanCode is installed, without loading it."""
    from scanner.detectors.licenses import detector

    return detector.has_scancode()
