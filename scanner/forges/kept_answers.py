# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Answers kept from one crawl to the next, so that a page that didn't change costs a « 304 », free at GitHub.

An answer is never used without the forge's word that it still stands. The file holds what the forge answered, closed
repositories included, so it is its owner's only; it holds no token and nothing made of one. Several clients and
several processes may write to it. It is never worth a failure: a file that can't be used costs speed alone.

Why not `requests-cache` (1.3.3, tried): it keeps `Set-Cookie`, in a file that everybody may read; a corrupt file
raises from every request; its SQLite file has no bound; each 304 writes the whole answer again; and above the
adapter, it can't know which token of a pool got an answer. Source of the manners: RFC 9110, 13.1 and 15.4.5.
"""

import contextlib
import hashlib
import json
import os
import sqlite3
import threading
import time
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple, TypeVar

from requests.structures import CaseInsensitiveDict

KEPT_DAYS = 90
"""How long an answer that isn't asked for is kept."""
MAX_BYTES = 200_000_000
"""Of all answers together, packed; those used last stay."""
_MAX_ANSWER = 10_000_000
"""Of one answer, packed."""
_COUNTS = ("X-Total", "X-Total-Count")
_KEPT_HEADERS = ("Content-Type", "ETag", "Last-Modified", "Link", *_COUNTS)
_APPLICATION = 0x4F757652
_VERSION = 1
_SCHEMA = (
    "CREATE TABLE answers (key TEXT PRIMARY KEY, reader INTEGER, headers TEXT, body BLOB, used INTEGER)",
    "CREATE INDEX answers_used ON answers (used)",
    f"PRAGMA application_id = {_APPLICATION}",
    f"PRAGMA user_version = {_VERSION}",
)
_OLD = "DELETE FROM answers WHERE used < ?"
_MANY = (
    "DELETE FROM answers WHERE key IN (SELECT key FROM"
    " (SELECT key, SUM(LENGTH(body)) OVER (ORDER BY used DESC, key) AS total FROM answers) WHERE total > ?)"
)

Result = TypeVar("Result")


class Kept(NamedTuple):
    """An answer of status 200, as it was."""

    reader: int
    """Number of the token that got it, in its pool."""
    headers: dict[str, str]
    body: bytes

    @property
    def conditions(self) -> dict[str, str]:
        """Return the headers that ask for this answer only if it changed."""
        asked = {"If-None-Match": self.headers.get("ETag"), "If-Modified-Since": self.headers.get("Last-Modified")}
        return {name: value for name, value in asked.items() if value}

    def renewed(self, headers: Mapping[str, str]) -> CaseInsensitiveDict[str]:
        """Return the headers of the answer as a 304 brings them up to date.

        Neither a count nor that there was no next page is taken from before: the list may have grown or shrunk
        without changing this page.
        """
        kept = {name: value for name, value in self.headers.items() if name != "Link" or 'rel="next"' in value}
        kept = {name: value for name, value in kept.items() if name not in _COUNTS}
        fresh = {name: value for name, value in headers.items() if name.lower() not in _OF_THE_BODY}
        return CaseInsensitiveDict(kept | fresh)

    def lacks(self, headers: Mapping[str, str]) -> bool:
        """Tell whether a 304 says no count where the answer did: how many there are now is then unknown."""
        return any(name in self.headers and name not in headers for name in _COUNTS)


_OF_THE_BODY = frozenset({"content-type", "content-length", "content-encoding", "transfer-encoding"})


def answer_key(url: str, accept: str, *, anonymous: bool) -> str:
    """Return what an answer is kept under: readers with and without token see different things at one address."""
    return hashlib.sha256("\n".join([url, accept, "anonymous" if anonymous else "known"]).encode()).hexdigest()


def may_be_kept(headers: Mapping[str, str]) -> bool:
    """Tell whether an answer says how to ask whether it changed, and doesn't forbid to keep it."""
    return bool(headers.get("ETag") or headers.get("Last-Modified")) and "no-store" not in headers.get(
        "Cache-Control", ""
    )


class KeptAnswers:
    """The file, opened at the first use. May be shared between threads."""

    def __init__(self, path: Path, notify: Callable[[str], None]) -> None:
        self._path = path
        self._notify = notify
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._given_up = False

    def find(self, key: str) -> Kept | None:
        """Return the answer kept under `key`; None when there is none that can be read."""
        return self._do(lambda connection: _found(connection, key))

    def keep(self, key: str, reader: int, headers: Mapping[str, str], body: bytes) -> None:
        """Keep an answer of status 200, instead of the one before."""
        chosen = {name: headers[name] for name in _KEPT_HEADERS if name in headers}
        packed = zlib.compress(body, 6)
        if len(packed) > _MAX_ANSWER:
            return
        row = (key, reader, json.dumps(chosen), packed, _today())
        self._do(lambda connection: connection.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?)", row))

    def close(self) -> None:
        """Close the file."""
        with self._lock, contextlib.suppress(sqlite3.Error):
            if self._connection:
                self._connection.close()
            self._connection = None

    def _do(self, action: Callable[[sqlite3.Connection], Result]) -> Result | None:
        with self._lock:
            if self._given_up:
                return None
            try:
                self._connection = self._connection or _open(self._path)
                return action(self._connection)
            except (sqlite3.Error, OSError) as error:
                self._given_up = True
                self._tell(error)
                return None

    def _tell(self, error: Exception) -> None:
        with _TELLING:
            told = self._path in _TOLD
            _TOLD.add(self._path)
        if not told:
            self._notify(f"{self._path}: answers can't be kept here ({error}): everything is asked for again")


_TELLING = threading.Lock()
_TOLD: set[Path] = set()
"""Files that were told as unusable: several clients of a crawl share one."""


def _open(path: Path) -> sqlite3.Connection:
    """Open the file, made if need be; purge it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    connection = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
    try:
        _prepare(connection)
        path.chmod(0o600)
        connection.execute(_OLD, (_today() - KEPT_DAYS,))
        connection.execute(_MANY, (MAX_BYTES,))
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
    _refuse_foreign(connection)
    with contextlib.suppress(sqlite3.OperationalError):
        # Refused while another client opens the file, which sets it then.
        connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("BEGIN IMMEDIATE")
    if _pragma(connection, "user_version") != _VERSION:
        for statement in ("DROP TABLE IF EXISTS answers", *_SCHEMA):
            connection.execute(statement)
    connection.execute("COMMIT")


def _refuse_foreign(connection: sqlite3.Connection) -> None:
    """Leave alone a database that isn't ours.

    Raises:
        sqlite3.DatabaseError: it is another one, or no database.
    """
    filled = connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone() != (0,)
    if filled and _pragma(connection, "application_id") != _APPLICATION:
        raise sqlite3.DatabaseError("it is a database of something else")


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


def _found(connection: sqlite3.Connection, key: str) -> Kept | None:
    row = connection.execute("SELECT reader, headers, body, used FROM answers WHERE key = ?", (key,)).fetchone()
    if row is None:
        return None
    if row[3] != _today():
        connection.execute("UPDATE answers SET used = ? WHERE key = ?", (_today(), key))
    try:
        return Kept(int(row[0]), dict(json.loads(row[1])), zlib.decompress(row[2]))
    except (ValueError, TypeError, zlib.error):
        connection.execute("DELETE FROM answers WHERE key = ?", (key,))
        return None


def _today() -> int:
    return int(time.time() // 86_400)
