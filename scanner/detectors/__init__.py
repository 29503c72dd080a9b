# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Everything that reads code, each behind the interface of `scanner.detectors.interface`."""

from pathlib import Path
from typing import NamedTuple

from scanner.detectors.interface import Detector


class DetectorSettings(NamedTuple):
    """What a process needs to build the detectors; plain values, so that it can be sent to a worker."""

    policies: Path | None
    """The administration's own policies folder, or None for the shipped ones."""
    key: bytes
    """Secret key of the fingerprints that group findings."""


def build_detectors(settings: DetectorSettings) -> dict[str, Detector]:
    """Return every detector by name, cheaply: heavy engines load at the first blob that needs them.

    Raises:
        UsageError: a policy breaks its schema.
    """
    from scanner.detectors.algorithms import algorithms_detector
    from scanner.detectors.archives import archives_detector, lfs_detector
    from scanner.detectors.community import community_detector
    from scanner.detectors.licenses import licenses_detector
    from scanner.detectors.modules import modules_detector
    from scanner.detectors.personal import personal_detector
    from scanner.detectors.publiccode import publiccode_detector
    from scanner.detectors.rights import rights_detector
    from scanner.detectors.secrets import secrets_detector
    from scanner.detectors.shingles import shingles_detector
    from scanner.detectors.software import software_detector
    from scanner.policies import load_policy

    secrets = load_policy("secrets", settings.policies)
    detectors: tuple[Detector, ...] = (
        community_detector(),
        licenses_detector(settings.policies),
        secrets_detector(secrets, settings.key),
        personal_detector(load_policy("personal", settings.policies), secrets.data["zones"], settings.key),
        rights_detector(load_policy("rights", settings.policies)),
        modules_detector(load_policy("modules", settings.policies)),
        algorithms_detector(load_policy("transparency", settings.policies)),
        archives_detector(),
        lfs_detector(),
        shingles_detector(),
        software_detector(load_policy("software", settings.policies)),
        publiccode_detector(),
    )
    return {detector.name: detector for detector in detectors}
