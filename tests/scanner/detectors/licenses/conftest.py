# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Real parts: ScanCode with its index, the shipped policy, licence texts from ScanCode's own data."""

import hashlib
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path

import pytest

from scanner.detectors.interface import Content
from scanner.detectors.licenses import LicensesDetector, detector, licenses_detector
from scanner.detectors.licenses.engine import Engine
from scanner.models import Fact, Reading, Snapshot, TreeFile

Tree = Mapping[str, str | bytes]
Conclude = Callable[[Tree], list[Fact]]


@pytest.fixture(scope="session")
def engine() -> Engine:
    """Load ScanCode once for all tests of this process."""
    return detector.engine()


@pytest.fixture(scope="session")
def licenses() -> LicensesDetector:
    """Return the detector with the shipped policy."""
    return licenses_detector()


@pytest.fixture(scope="session")
def license_text() -> Callable[[str], str]:
    """Return a function: a ScanCode licence key → the text of the licence, from ScanCode's data."""

    def text(key: str) -> str:
        return rule_text(scancode_data() / "licenses" / f"{key}.LICENSE")

    return text


@pytest.fixture
def read(licenses: LicensesDetector) -> Callable[[str, str | bytes], Reading]:
    """Return a function: a path and its content → the detector's reading."""
    return lambda path, content: read_file(licenses, path, content)


@pytest.fixture
def conclude(licenses: LicensesDetector) -> Conclude:
    """Return a function: a tree (path → content) → the facts concluded from its readings."""

    def facts(tree: Tree) -> list[Fact]:
        readings = [read_file(licenses, path, content) for path, content in tree.items()]
        files = tuple(
            TreeFile(path, reading.blob, len(as_bytes(tree[path])), "100644")
            for path, reading in zip(tree, readings, strict=True)
        )
        return list(licenses.conclude(Snapshot("0" * 40, files, ()), {reading.key: reading for reading in readings}))

    return facts


def read_file(licenses: LicensesDetector, path: str, content: str | bytes) -> Reading:
    data = as_bytes(content)
    path_class = licenses.path_class(path, len(data))
    assert path_class is not None
    return licenses.read(Content(hashlib.sha1(data).hexdigest(), data, path, path_class))  # noqa: S324


def as_bytes(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content


def scancode_data() -> Path:
    spec = find_spec("licensedcode")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "data"


def rule_text(path: Path) -> str:
    """Return the text of a rule file, without the YAML front matter."""
    return path.read_text(encoding="utf-8").split("---", 2)[-1].strip()
