# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Readings kept between two runs of a bench, so that only what concludes from them runs again."""

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from scanner.blobs import list_tree, read_blobs
from scanner.detectors.interface import Content
from scanner.detectors.modules import ModulesDetector
from scanner.git import Mirror
from scanner.models import BlobKey, Reading, TreeFile

_SOURCES = Path(__file__).parent.parent / "scanner" / "detectors"
_IN_A_QUERY = 500


class Readings:
    """Readings of the detector of modules; kept in a folder under blob, path class and the code that reads."""

    def __init__(self, detector: ModulesDetector, folder: Path | None) -> None:
        self._detector = detector
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
        self._rows = sqlite3.connect(folder / f"modules-{_code()}.sqlite" if folder else ":memory:")
        self._rows.execute("CREATE TABLE IF NOT EXISTS readings (key TEXT PRIMARY KEY, summary BLOB) WITHOUT ROWID")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._rows.close()

    def of_tree(self, mirror: Mirror, commit: str) -> tuple[Sequence[TreeFile], dict[BlobKey, Reading]]:
        """Return the files of a commit's tree, and the readings of those that concern the detector."""
        files, _ = list_tree(mirror, commit)
        asked = {
            BlobKey(file.blob, path_class): file.path
            for file in files
            if 0 <= file.size <= self._detector.max_bytes
            and (path_class := self._detector.path_class(file.path, file.size))
        }
        known = self._known(list(asked))
        missing = [key for key in asked if key not in known]
        contents = dict(read_blobs(mirror, sorted({key.blob for key in missing})))
        for key in missing:
            content = Content(key.blob, contents[key.blob] or b"", asked[key], key.path_class)
            known[key] = self._detector.read(content).summary
        self._keep({key: known[key] for key in missing})
        return files, {key: self._reading(key, summary) for key, summary in known.items()}

    def _known(self, keys: Sequence[BlobKey]) -> dict[BlobKey, Any]:
        found: dict[BlobKey, Any] = {}
        names = {_name(key): key for key in keys}
        for start in range(0, len(keys), _IN_A_QUERY):
            some = [_name(key) for key in keys[start : start + _IN_A_QUERY]]
            marks = ",".join("?" * len(some))
            query = f"SELECT key, summary FROM readings WHERE key IN ({marks})"  # noqa: S608 - question marks alone
            found |= {names[name]: json.loads(zlib.decompress(data)) for name, data in self._rows.execute(query, some)}
        return found

    def _keep(self, summaries: dict[BlobKey, Any]) -> None:
        rows = [(_name(key), zlib.compress(json.dumps(summary).encode(), 1)) for key, summary in summaries.items()]
        with self._rows:
            self._rows.executemany("INSERT OR REPLACE INTO readings VALUES (?, ?)", rows)

    def _reading(self, key: BlobKey, summary: Any) -> Reading:  # noqa: ANN401 - what a detector read
        detector = self._detector
        return Reading(
            blob=key.blob,
            path_class=key.path_class,
            detector=detector.name,
            version=detector.version,
            summary=summary,
        )


def _name(key: BlobKey) -> str:
    return f"{key.blob} {key.path_class}"


def _code() -> str:
    """Return a digest of the code that reads: while it is being written, its version says too little."""
    files = [
        _SOURCES / "languages.py",
        *sorted((_SOURCES / "modules").glob("*read*.py")),
        *sorted((_SOURCES / "modules" / "imports").rglob("*.py")),
    ]
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:16]
