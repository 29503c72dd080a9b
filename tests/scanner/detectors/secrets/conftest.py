# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""One real detector for the whole session: the engine takes seconds to compile its rules the very first time."""

from collections.abc import Callable

import pytest

from scanner.detectors.interface import Content
from scanner.detectors.secrets import SecretsDetector, secrets_detector
from scanner.models import Reading
from scanner.policies import load_policy

Read = Callable[[str | bytes, str], Reading]


@pytest.fixture(scope="session")
def detector() -> SecretsDetector:
    return secrets_detector(load_policy("secrets"), b"the key of the tests")


@pytest.fixture(scope="session")
def read(detector: SecretsDetector) -> Read:
    """Read a text as the content of a path, as the scan would."""

    def read_one(content: str | bytes, path: str) -> Reading:
        data = content.encode() if isinstance(content, str) else content
        path_class = detector.path_class(path, len(data))
        assert path_class is not None
        return detector.read(Content("0" * 40, data, path, path_class))

    return read_one
