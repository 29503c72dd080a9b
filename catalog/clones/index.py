# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The index of shingles: which readings have one, looked up by its hash; grows with the readings, and only with them.

A reading is of a blob, so that a file that a hundred forks hold is indexed once. How far the index has come is kept
with it in one transaction: killed anywhere, the next update goes on.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from catalog.database import Store
from scanner.detectors.shingles import NAME, shingles_detector
from scanner.detectors.shingles.sketch import Hashes, unpack

_MARK = "clones"
_BATCH = 20_000
"""Readings, of all detectors, looked at in one transaction."""
_TABLES = ("clone_shingles", "clone_pairs", "clone_repositories")
_NEW = "SELECT id, summary FROM readings WHERE id > ? AND id <= ? AND detector_id = ? AND summary IS NOT NULL"
_HELD = """(:all OR EXISTS (
    SELECT 1 FROM readings g CROSS JOIN files f ON f.blob = g.blob CROSS JOIN repositories p ON p.id = f.repository_id
    WHERE g.id = c.reading AND p.visibility = 'public' AND p.gone_at IS NULL))
"""
_HOLDING = f"""
    SELECT c.shingle, c.reading FROM json_each(:wanted) w JOIN clone_shingles c ON c.shingle = w.value
    WHERE {_HELD} AND :most >
        (SELECT count(*) FROM (SELECT 1 FROM clone_shingles c WHERE c.shingle = w.value AND {_HELD} LIMIT :most))
"""  # noqa: S608 - ours
_ASKED_AT_ONCE = 10_000
_MOST_PAIRS = 2_000_000


def index_readings(store: Store) -> None:
    """Bring the sketches read since the last time into the index; those of another detector version leave it."""
    detector = store.detector_id(NAME, shingles_detector().version)
    done = _done(store, detector)
    last = store.rows("SELECT coalesce(max(id), 0) AS last FROM readings")[0]["last"]
    while done < last:
        done = _index_batch(store, detector, done, min(done + _BATCH, last))


def _done(store: Store, detector: int) -> int:
    """Return the last reading that was looked at; empty the index if it was made of another detector's."""
    mark = store.rows("SELECT value FROM marks WHERE name = ?", [_MARK])
    version, _, done = (mark[0]["value"] if mark else "").partition(" ")
    if version == str(detector):
        return int(done)
    with store.writing() as connection:
        for table in _TABLES:
            connection.execute(f"DELETE FROM {table}")  # noqa: S608 - ours
        _mark(connection, detector, 0)
    return 0


def _index_batch(store: Store, detector: int, after: int, until: int) -> int:
    with store.writing() as connection:
        rows = store.rows(_NEW, [after, until, detector])
        sketches = [(row["id"], unpack(json.loads(row["summary"])["sketch"])) for row in rows]
        connection.executemany("INSERT OR IGNORE INTO clone_shingles VALUES (?, ?)", _in_order(sketches))
        _mark(connection, detector, until)
    return until


def _in_order(sketches: Sequence[tuple[int, Hashes]]) -> Iterable[tuple[int, int]]:
    """Yield (shingle, reading) as the index is ordered: neighbours go to the same page."""
    if not sketches:
        return ()
    shingles = np.concatenate([hashes for _, hashes in sketches]).astype(np.int64)
    readings = np.repeat([reading for reading, _ in sketches], [len(hashes) for _, hashes in sketches])
    order = np.argsort(shingles, kind="stable")
    return zip(shingles[order].tolist(), readings[order].tolist(), strict=True)


def _mark(connection: Any, detector: int, done: int) -> None:  # noqa: ANN401 - a connection of sqlite3
    connection.execute("INSERT OR REPLACE INTO marks VALUES (?, ?)", (_MARK, f"{detector} {done}"))


def look_up(store: Store, hashes: Hashes, most: int, *, open_only: bool = False) -> list[tuple[int, int]]:
    """Return (shingle, reading) for each reading that has one of `hashes`; none for one that `most` or more have.

    So many pairs that they would fill the memory end the search: the smallest hashes are a sample of the others.

    Args:
        store: the store.
        hashes: the shingles asked for.
        most: how many readings of one shingle make it boilerplate.
        open_only: whether only what an open repository holds now is looked at, and counted.
    """
    found: list[tuple[int, int]] = []
    asked = {"most": most, "all": not open_only}
    for start in range(0, len(hashes), _ASKED_AT_ONCE):
        if len(found) >= _MOST_PAIRS:
            break
        wanted = json.dumps(hashes[start : start + _ASKED_AT_ONCE].tolist())
        found += [tuple(row.values()) for row in store.rows(_HOLDING, asked | {"wanted": wanted})]
    return found
