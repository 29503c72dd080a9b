# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What of a repository is looked for elsewhere: its own sources, not its tests nor what a package manager put there."""

import json
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from catalog.database import Row, Store
from scanner.detectors import roles
from scanner.detectors.shingles import NAME, shingles_detector
from scanner.detectors.shingles.sketch import Hashes, unpack

NONE: Hashes = np.empty(0, np.uint64)


class Source(NamedTuple):
    """A file with its sketch."""

    path: str
    reading: int
    """Row of the reading, the same for equal files."""
    hashes: Hashes


class Unit(NamedTuple):
    """A repository, a folder or a file, as it is looked for."""

    sources: Sequence[Source]
    hashes: Hashes
    """Those of all its sources, each once, in order."""

    @property
    def paths(self) -> dict[int, str]:
        """One path of each reading."""
        return {source.reading: source.path for source in self.sources}


_FILES = """
    SELECT f.path, f.size, r.id, r.path_class, r.summary FROM files f
    JOIN readings r ON r.blob = f.blob AND r.summary IS NOT NULL
        AND r.detector_id = (SELECT id FROM detectors WHERE name = :detector AND version = :version)
    WHERE f.repository_id = :repository ORDER BY f.path
"""
_PATHS = "SELECT path FROM files WHERE repository_id = ?"


def read_sources(store: Store, repository_id: int) -> list[Source]:
    """Return the sources of a repository that its last scan sketched, tests and vendored folders left out."""
    detector = shingles_detector()
    rows = store.rows(_FILES, {"detector": NAME, "version": detector.version, "repository": repository_id})
    vendored = roles.vendored_folders(row["path"] for row in store.rows(_PATHS, [repository_id]))
    return [
        Source(row["path"], row["id"], unpack(json.loads(row["summary"])["sketch"]))
        for row in rows
        if row["path_class"] == detector.path_class(row["path"], row["size"]) and not _is_aside(row, vendored)
    ]


def unit_of(sources: Sequence[Source], path: str = "") -> Unit:
    """Return the part of a repository at `path`: "" or "." for all of it."""
    inside = [source for source in sources if _is_under(source.path, path)]
    return Unit(inside, np.unique(np.concatenate([source.hashes for source in inside])) if inside else NONE)


def thinned(hashes: Hashes, most: int) -> Hashes:
    """Return the smallest hashes: a thinner sample of the same text, comparable with any other."""
    return hashes[:most]


def _is_aside(row: Row, vendored: dict[str, str]) -> bool:
    path = row["path"]
    return roles.is_test(path) or roles.is_migration(path) or roles.is_under(path, vendored)


def _is_under(path: str, folder: str) -> bool:
    return folder in {"", ".", path} or path.startswith(folder.rstrip("/") + "/")
