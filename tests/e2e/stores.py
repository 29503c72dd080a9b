# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Stores compared row by row: by names instead of row ids, and without what only tells when or how work was shared."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

Rows = dict[str, list[tuple[Any, ...]]]

_NAMED = {
    "repository_id": "(SELECT host || '/' || full_name FROM repositories WHERE id = t.repository_id)",
    "detector_id": "(SELECT name || ' ' || version FROM detectors WHERE id = t.detector_id)",
    "owner_id": "(SELECT host || '/' || login FROM owners WHERE id = t.owner_id)",
    "reading_id": "(SELECT hex(r.blob) || ' ' || r.path_class || ' ' || d.name || ' ' || d.version"
    " FROM readings r JOIN detectors d ON d.id = r.detector_id WHERE r.id = t.reading_id)",
}
_LEFT_OUT = frozenset(
    {"id", "stamp", "scanned_at", "checked_at", "first_seen_at", "seen_at", "blobs_read", "blobs_cached"}
)
_TABLES = ("forges", "owners", "repositories", "detectors", "readings", "findings")
_NOT_OF_A_SCAN = frozenset({"leases", "events", "listed"})


def rows_of(database: Path) -> Rows:
    """Return the rows of every table that crawls and scans fill, sorted."""
    with closing(sqlite3.connect(database)) as connection:
        found = connection.execute(
            "SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c"
            " WHERE m.type = 'table' AND c.name = 'repository_id'"
        )
        of_scans = sorted({name for (name,) in found} - _NOT_OF_A_SCAN)
        return {table: _rows(connection, table) for table in (*_TABLES, *of_scans)}


def _rows(connection: sqlite3.Connection, table: str) -> list[tuple[Any, ...]]:
    columns = [name for (name,) in connection.execute("SELECT name FROM pragma_table_info(?)", (table,))]
    wanted = [_NAMED.get(name, f"t.{name}") for name in columns if name not in _LEFT_OUT]
    if "blobs_read" in columns:
        wanted.append("t.blobs_read + t.blobs_cached")
    rows = connection.execute(f"SELECT {', '.join(wanted)} FROM {table} t").fetchall()  # noqa: S608 - of the store itself
    return sorted((tuple(_plain(value) for value in row) for row in rows), key=repr)


def _plain(value: object) -> object:
    """Return JSON lists without their order: what was left aside is told as workers meet it."""
    if isinstance(value, str) and value.startswith("[{"):
        return sorted(json.dumps(item, sort_keys=True) for item in json.loads(value))
    return value
