# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""One real detector, with the shipped policies."""

from collections.abc import Callable

import pytest

from scanner.detectors.interface import Content
from scanner.detectors.personal import PersonalDetector, personal_detector
from scanner.models import Reading
from scanner.policies import load_policy

Read = Callable[[str | bytes, str], Reading]


@pytest.fixture(scope="session")
def detector() -> PersonalDetector:
    return personal_detector(load_policy("personal"), load_policy("secrets").data["zones"], b"the key of the tests")


@pytest.fixture(scope="session")
def read(detector: PersonalDetector) -> Read:
    """Read a text as the content of a path, as the scan would."""

    def read_one(content: str | bytes, path: str = "src/app.py") -> Reading:
        data = content.encode() if isinstance(content, str) else content
        path_class = detector.path_class(path, len(data))
        assert path_class is not None
        return detector.read(Content("0" * 40, data, path, path_class))

    return read_one
