# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The records of the State's directory as the inventory publishes them: without `hierarchie`, with who is above.

Each gets `service_sup`, the body right above, and `service_top`, the topmost one up to a top organization; a body that
nothing is above gets neither. They are kept packed, in parts of a thousand: the real directory has some 90 000.
"""

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from catalog.database import Store

MAX_PACKED = 256 << 20
"""Bytes of all records, each packed: beyond, none is kept."""
_A_PART = 1000

Record = dict[str, Any]


class Records:
    """The records of a directory that is being read, each packed; `whole` tells whether all could be kept."""

    def __init__(self) -> None:
        """Begin with none."""
        self.whole = True
        self._packed: dict[str, bytes] = {}
        self._bytes = 0

    def keep(self, identifier: str, record: Mapping[str, Any]) -> None:
        """Keep one record; of two with the same identifier, the last holds."""
        if not self.whole:
            return
        text = _text({key: value for key, value in record.items() if key != "hierarchie"} | {"id": identifier})
        self._packed[identifier] = zlib.compress(text, 1)
        self._bytes += len(self._packed[identifier])
        if self._bytes > MAX_PACKED:
            self.whole = False
            self._packed.clear()

    def __iter__(self) -> Iterator[Record]:
        """Yield them by identifier."""
        for identifier in sorted(self._packed):
            yield json.loads(zlib.decompress(self._packed[identifier]))


class Above:
    """Who is above whom."""

    def __init__(self, parents: Mapping[str, str], names: Mapping[str, str], tops: Iterable[str]) -> None:
        """Take child → the body right above, the names of bodies, and the top organizations."""
        self.parents, self.names, self.tops = parents, names, frozenset(tops)

    def told(self, record: Record) -> Record:
        """Return a record with the bodies above it."""
        kept = {key: value for key, value in record.items() if key not in ("service_sup", "service_top")}
        above = self.parents.get(record["id"])
        return kept | ({"service_sup": self._body(above), "service_top": self._body(self._top(above))} if above else {})

    def _body(self, identifier: str) -> Record:
        return {"id": identifier, "nom": self.names.get(identifier)}

    def _top(self, start: str) -> str:
        seen: set[str] = set()
        key = start
        while key not in self.tops and key not in seen and key in self.parents:
            seen.add(key)
            key = self.parents[key]
        return key


def save_services(connection: sqlite3.Connection, records: Iterable[Record], above: Above) -> None:
    """Replace the records of the store."""
    connection.execute("DELETE FROM services")
    told = map(above.told, records)
    while lines := [_text(record) for record in islice(told, _A_PART)]:
        connection.execute("INSERT INTO services(records) VALUES (?)", (zlib.compress(b"\n".join(lines)),))


def put_under_tops(store: Store, connection: sqlite3.Connection, tops: Iterable[str]) -> None:
    """Tell anew which body is topmost, as other top organizations are known now."""
    parents, names = {}, {}
    for record in _unpacked(read_services(store)):
        if above := record.get("service_sup"):
            parents[record["id"]], names[above["id"]] = above["id"], above["nom"]
    if parents:
        save_services(connection, _unpacked(read_services(store)), Above(parents, names, tops))


def read_services(store: Store) -> tuple[bytes, ...]:
    """Return the parts of the records, packed; `lines` unpacks one."""
    return tuple(row["records"] for row in store.rows("SELECT records FROM services ORDER BY part"))


def lines(part: bytes) -> list[bytes]:
    """Return the records of a part, each a line of JSON in UTF-8."""
    return zlib.decompress(part).split(b"\n")


def _unpacked(parts: Iterable[bytes]) -> Iterator[Record]:
    for part in parts:
        yield from map(json.loads, lines(part))


def _text(record: Record) -> bytes:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
