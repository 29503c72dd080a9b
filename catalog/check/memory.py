# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What a check remembers of earlier ones: readings by blob, in a folder that a CI can keep.

It holds what findings are, never the value of a secret. A folder that can't be used, or whose file is damaged, costs
readings that are made again, and nothing else.
"""

import contextlib
import os
import secrets
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from scanner.models import BlobKey, Known, Outcome, Reading

KEPT_RUNS = 20
"""Checks after which a reading that none of them asked for is forgotten."""
_KEY_BYTES = 32
_SCHEMA = """
CREATE TABLE IF NOT EXISTS readings (
    detector TEXT, version TEXT, blob TEXT, path_class TEXT, body TEXT, run INTEGER,
    PRIMARY KEY (detector, version, blob, path_class)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS runs (number INTEGER PRIMARY KEY);
"""
_PUT = "INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?, ?, ?)"
_GET = "SELECT blob, path_class, body FROM readings WHERE detector = ? AND version = ? AND blob IN ({})"
_AT_ONCE = 500


class ReadingCache:
    """Readings of this check and, where there is a folder, of earlier ones; see `scanner.scan.Memory`."""

    def __init__(self, folder: Path | None) -> None:
        """Open the cache of a folder, which is made when it isn't there; None = forget all at the end."""
        self.folder = _usable(folder)
        self._read: dict[tuple[str, str], dict[BlobKey, Reading]] = {}
        self._files = _opened(self.folder / "readings.sqlite") if self.folder else None
        self._run = self._next_run()

    def key(self) -> bytes:
        """Return the key that marks equal secrets: the folder's own, else one for this check alone."""
        made = secrets.token_bytes(_KEY_BYTES)
        if self.folder is None:
            return made
        path = self.folder / "key"
        with contextlib.suppress(OSError):
            with contextlib.suppress(FileExistsError), os.fdopen(_create(path), "wb") as file:
                file.write(made)
            kept = path.read_bytes()
            return kept if len(kept) == _KEY_BYTES else made
        return made

    def known(self, detector: str, version: str, keys: Collection[BlobKey]) -> Mapping[BlobKey, Known]:
        """Return those of `keys` that this detector version has read."""
        wanted = set(keys)
        for reading in self._kept(detector, version, wanted):
            self._read.setdefault((detector, version), {})[reading.key] = reading
        here = self._read.get((detector, version), {})
        return {key: Known(here[key].reason, bool(here[key].findings)) for key in wanted if key in here}

    def recall(self, detector: str, version: str, keys: Collection[BlobKey]) -> Mapping[BlobKey, Reading]:
        """Return the readings themselves, for those of `keys` that are known."""
        here = self._read.get((detector, version), {})
        return {key: here[key] for key in keys if key in here}

    def emit(self, readings: Sequence[Reading]) -> None:
        """Take new readings."""
        for reading in readings:
            self._read.setdefault((reading.detector, reading.version), {})[reading.key] = reading
        self._write(readings)

    def close(self) -> None:
        """Note what was of use, forget what has long been of none, and close."""
        if self._files is None:
            return
        with contextlib.suppress(sqlite3.Error), self._files:
            used = (
                (self._run, detector, version, key.blob, key.path_class)
                for (detector, version), readings in self._read.items()
                for key in readings
            )
            mark = "UPDATE readings SET run = ? WHERE detector = ? AND version = ? AND blob = ? AND path_class = ?"
            self._files.executemany(mark, used)
            self._files.execute("DELETE FROM readings WHERE run < ?", (self._run - KEPT_RUNS,))
            self._files.execute("DELETE FROM runs WHERE number < ?", (self._run,))
        self._files.close()

    def _kept(self, detector: str, version: str, keys: set[BlobKey]) -> Iterator[Reading]:
        blobs = sorted({key.blob for key in keys}) if self._files else []
        for start in range(0, len(blobs), _AT_ONCE):
            some = blobs[start : start + _AT_ONCE]
            for blob, path_class, body in self._rows(
                _GET.format(",".join("?" * len(some))), (detector, version, *some)
            ):
                if BlobKey(blob, path_class) in keys:
                    with contextlib.suppress(ValueError):
                        yield Reading.model_validate_json(body)

    def _rows(self, query: str, values: tuple[str, ...]) -> list[tuple[str, str, str]]:
        with contextlib.suppress(sqlite3.Error):
            return self._files.execute(query, values).fetchall() if self._files else []
        return []

    def _write(self, readings: Sequence[Reading]) -> None:
        if self._files is None:
            return
        rows = [
            (one.detector, one.version, *one.key, one.model_dump_json(), self._run)
            for one in readings
            if one.outcome is not Outcome.FAILED
        ]
        with contextlib.suppress(sqlite3.Error), self._files:
            self._files.executemany(_PUT, rows)

    def _next_run(self) -> int:
        if self._files is None:
            return 0
        try:
            with self._files:
                self._files.execute("INSERT INTO runs DEFAULT VALUES")
                return int(self._files.execute("SELECT max(number) FROM runs").fetchone()[0])
        except sqlite3.Error:
            return 0


def _usable(folder: Path | None) -> Path | None:
    if folder is None:
        return None
    with contextlib.suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder if folder.is_dir() and os.access(folder, os.W_OK) else None


def _opened(path: Path) -> sqlite3.Connection | None:
    for _ in range(2):
        with contextlib.suppress(sqlite3.Error, OSError):
            made = sqlite3.connect(path, timeout=30)
            try:
                made.executescript(_SCHEMA)
            except sqlite3.DatabaseError:
                made.close()
                path.unlink()  # damaged: what it held is read again
                continue
            return made
    return None


def _create(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
