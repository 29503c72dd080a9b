# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Small real trees for detectors: files in, facts out, through the same steps as a scan."""

import hashlib
from collections.abc import Iterable, Mapping

from scanner.detectors.interface import Content, Detector
from scanner.models import BlobKey, Change, Fact, Reading, Snapshot, TreeFile

Files = Mapping[str, str | bytes]


def facts_of(detector: Detector, files: Files, changes: Iterable[Iterable[str]] = ()) -> list[Fact]:
    """Read each file that concerns the detector once, as a scan does, and conclude.

    `files` is path → content; `changes` are the paths of each commit, newest first.
    """
    contents = {path: data.encode() if isinstance(data, str) else data for path, data in files.items()}
    tree = [TreeFile(path, _blob(data), len(data), "100644") for path, data in contents.items()]
    readings: dict[BlobKey, Reading] = {}
    for file in tree:
        path_class = detector.path_class(file.path, file.size)
        if path_class is not None and file.size <= detector.max_bytes:
            content = Content(file.blob, contents[file.path], file.path, path_class)
            kept = detector.read(content).model_dump_json()
            readings[BlobKey(file.blob, path_class)] = Reading.model_validate_json(kept)
    history = tuple(Change(str(n), "2026-01-01T00:00:00+00:00", tuple(paths)) for n, paths in enumerate(changes))
    return list(detector.conclude(Snapshot("0" * 40, tuple(tree), history), readings))


def of_rule(facts: Iterable[Fact], rule: str) -> list[Fact]:
    """Return the facts of one rule."""
    return [fact for fact in facts if fact.rule == rule]


def _blob(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0%s" % (len(data), data), usedforsecurity=False).hexdigest()
