# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The detector with the shipped policy, once for the session."""

from collections.abc import Callable

import pytest

from scanner.detectors.interface import Content
from scanner.detectors.rights import RightsDetector, rights_detector
from scanner.models import Confidence, Reading
from scanner.policies import load_policy

Read = Callable[[str | bytes, str], Reading]
Found = Callable[[str | bytes, str], dict[str, tuple[int, Confidence]]]


@pytest.fixture(scope="session")
def detector() -> RightsDetector:
    return rights_detector(load_policy("rights"))


@pytest.fixture(scope="session")
def read(detector: RightsDetector) -> Read:
    """Read a text as the content of a path, as the scan would."""

    def read_one(content: str | bytes, path: str) -> Reading:
        data = content.encode() if isinstance(content, str) else content
        path_class = detector.path_class(path, len(data))
        assert path_class is not None
        return detector.read(Content("0" * 40, data, path, path_class))

    return read_one


@pytest.fixture(scope="session")
def found(read: Read) -> Found:
    """Return rule → (line, confidence) of what is found in a text."""

    def find(content: str | bytes, path: str) -> dict[str, tuple[int, Confidence]]:
        return {finding.rule: (finding.line, finding.confidence) for finding in read(content, path).findings}

    return find
