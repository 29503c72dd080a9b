# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The SQLite store: opened, migrated and written by one process at a time, readable by all at any time (WAL).

This module holds what everybody shares (open, write, the rows a crawl and a scan leave). Reading for one purpose is
plain SQL beside that purpose, through `Store.rows`.
"""

import contextlib
import json
import sqlite3
import threading
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from catalog.events import WATCHED, Event, EventKind, changes
from catalog.migrations import are_applied, migrate
from catalog.relicensing import LAST_DECLARED, declared, declared_before, relicensed
from catalog.repository_rows import clone_of, is_another, is_told_by_forge, repository_row
from catalog.scan_rows import finding_fields, finding_row, json_text, scan_row
from scanner.errors import StoreError
from scanner.models import (
    BlobKey,
    Fact,
    Finding,
    Forge,
    Known,
    Owner,
    OwnerKind,
    Place,
    Reading,
    Report,
    Repository,
    TreeFile,
)

if TYPE_CHECKING:
    from sqlite_utils import Database

Row = dict[str, Any]
_CHUNK = 500
_ABSENT: Row = {"fork": False, "template": False, "archived": False}
"""What stands for what wasn't told of a new repository."""
_SAME_OWNER = (
    "SELECT id FROM owners WHERE host = :host AND forge_id = :forge_id AND (kind = :kind OR 'unknown' IN (kind, :kind))"
)
_KNOWN = f"id, forge_id, {', '.join(WATCHED)} FROM repositories WHERE host = :host"
_SAME_REPOSITORY = (
    f"SELECT 1 AS by_id, {_KNOWN} AND forge_id = :forge_id AND forge_id <> ''"  # said as the partial index says it
    f" UNION SELECT forge_id = :forge_id AND forge_id <> '', {_KNOWN} AND full_name = :full_name"
    " ORDER BY by_id DESC"
)


def now() -> str:
    """Return the time as the store writes it: UTC, ISO 8601, seconds, Z."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def open_store(path: Path | str, *, read_only: bool = False) -> "Store":
    """Open (and create or migrate, unless `read_only`) the store at `path`.

    Raises:
        StoreError: no such file (read only), not a database, made by a newer version, locked, or not writable.
    """
    path = Path(path)
    if read_only and not path.is_file():
        raise StoreError(
            "there is no store here yet", source=str(path), mend="run `ouvrage run SOURCE` first, or give --database"
        )
    try:
        uri = f"{path.resolve().as_uri()}?mode={'ro' if read_only else 'rwc'}"
        connection = sqlite3.connect(uri, uri=True, timeout=30, check_same_thread=False)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA foreign_keys = ON")
        store = Store(connection, path)
        if not read_only:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            if not are_applied(connection):
                with _transaction(connection):  # of several that open it at once, one makes it
                    migrate(store.db)
        elif not are_applied(connection):
            mend = "run `ouvrage scan` on it"
            raise StoreError("this store was made by an older version", source=str(path), mend=mend)
        return store
    except sqlite3.Error as error:
        raise _store_error(error, path) from error


def _store_error(error: sqlite3.Error, path: Path) -> StoreError:
    text = str(error)
    mend = {
        "database or disk is full": "free disk space, then run the same command again: it continues",
        "database is locked": "another ouvrage is writing: wait for its end",
        "file is not a database": "give another --database, or move this file away",
        "unable to open database file": "check that the folder exists and that you may write in it",
    }.get(text, "move the file away and run again")
    return StoreError("the store can't be used: {reason}", source=str(path), mend=mend, reason=text)


class Store:
    """The open store. Threads may share it: writes are serialised, each in its own transaction."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.connection = connection
        self.path = path
        self._lock = threading.RLock()
        self._writing = False
        self._detectors: dict[tuple[str, str], int] = {}

    @cached_property
    def db(self) -> "Database":
        """The same connection as sqlite-utils has it: slow to load, and only some of those who write ask for it."""
        from sqlite_utils import Database

        return Database(self.connection)

    def close(self) -> None:
        """Close the file; the last one to close folds the write-ahead log back in."""
        self.connection.close()

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Hold the only writer's place for one transaction: all of it is kept, or none; within one, go on in it.

        Raises:
            StoreError: disk full, locked, or otherwise refused by SQLite.
        """
        with self._lock:
            if self._writing:
                yield self.connection
                return
            self._writing = True
            try:
                with _transaction(self.connection):
                    yield self.connection
            except sqlite3.IntegrityError:
                raise
            except sqlite3.Error as error:
                raise _store_error(error, self.path) from error
            finally:
                self._writing = False

    def rows(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[Row]:
        """Return the rows of a query as dictionaries."""
        names, found = self._asked(sql, parameters)
        return [dict(zip(names, row, strict=True)) for row in found]

    def tuples(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a query as tuples, which cost less where there are very many."""
        return self._asked(sql, parameters)[1]

    def _asked(
        self, sql: str, parameters: Sequence[Any] | dict[str, Any]
    ) -> tuple[Sequence[str], list[tuple[Any, ...]]]:
        """Return the names of the columns of a query, and its rows."""
        with self._lock:
            try:
                cursor = self.connection.cursor()
                cursor.row_factory = None
                found = cursor.execute(sql, parameters).fetchall()
                return [column[0] for column in cursor.description or ()], found
            except sqlite3.Error as error:
                raise _store_error(error, self.path) from error

    # --- what a crawl leaves ---------------------------------------------------------------------------------------

    def save_forge(self, forge: Forge) -> None:
        """Insert or update a forge; what the new one leaves empty is kept."""
        with self.writing():
            self.db.table("forges").upsert(_filled(forge.model_dump(mode="json"), keep={"host"}), pk="host")

    def save_owner(self, owner: Owner) -> int:
        """Insert or update an owner and return its row id; what the new one leaves unsaid is kept.

        It is recognised by host and login, case folded; else by the forge's own id, which survives renames.
        """
        row = owner.model_dump(mode="json") | {"seen_at": now()}
        with self.writing():
            known = self.rows("SELECT id FROM owners WHERE host = :host AND login = :login", row)
            if not known and owner.forge_id:
                known = self.rows(_SAME_OWNER, row)
            if not known:
                return self._insert("owners", row)
            if owner.kind is OwnerKind.UNKNOWN:
                del row["kind"]
            self._update("owners", known[0]["id"], _filled(row, keep={"host"}))
            return int(known[0]["id"])

    def save_repository(
        self, repository: Repository, owner_id: int, *, by_clone: bool = False, listed_before: bool = False
    ) -> int:
        """Insert or update a repository, with what happened to it meanwhile, and return its row id.

        It is recognised by the forge's own id (which survives renames and moves), else by its full name. What is None
        isn't told, and stays as it is known.

        Args:
            repository: as its forge, a folder or a list of addresses gives it.
            owner_id: row of its owner.
            by_clone: it is only a clone or an address, which says nothing of what its forge knows better.
            listed_before: its forge was wholly listed before, so that one which isn't known is new there.

        Raises:
            StoreError: refused by SQLite.
        """
        row = repository_row(repository) | {"owner_id": owner_id, "seen_at": now(), "gone_at": None}
        with self.writing():
            known = self.rows(_SAME_REPOSITORY, row)
            same = [one for one in known if not is_another(one["forge_id"], repository.forge_id)][:1]
            for other in known:
                if other not in same:  # another one has its name now: what became of it, a proven listing tells
                    self._update("repositories", other["id"], {"full_name": f"{other['full_name']}#{other['id']}"})
            if not same:
                new = self._insert("repositories", _ABSENT | row | {"first_seen_at": row["seen_at"]})
                self.tell(new, [Event(EventKind.APPEARED, "", row["visibility"])] if listed_before else [])
                return new
            first = int(same[0]["id"])
            if by_clone and is_told_by_forge(same[0]["forge_id"]) and not same[0]["gone_at"]:
                self._update("repositories", first, clone_of(row))
                return first
            self._update("repositories", first, row | {"clone_path": ""})
            self.tell(first, changes(same[0], {name: same[0][name] for name in WATCHED} | row))
            return first

    def lose_repository(self, repository_id: int, full_name: str) -> None:
        """Keep a repository that its forge no longer has, flagged and dated; one that is gone already stays so."""
        at = now()
        with self.writing() as connection:
            gone = connection.execute(
                "UPDATE repositories SET gone_at = ? WHERE id = ? AND gone_at IS NULL", (at, repository_id)
            )
            if gone.rowcount:
                self.tell(repository_id, [Event(EventKind.GONE, full_name, "")])

    def tell(self, repository_id: int, events: Iterable[Event]) -> None:
        """Keep what happened to a repository, now."""
        rows = [(repository_id, now(), *event) for event in events]
        with self.writing() as connection:
            connection.executemany(
                "INSERT INTO events (repository_id, at, kind, before, after) VALUES (?, ?, ?, ?, ?)", rows
            )

    def _insert(self, table: str, row: Row) -> int:
        columns = ", ".join(row)
        marks = ", ".join(f":{name}" for name in row)
        cursor = self.connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", row)  # noqa: S608 - ours
        return int(cursor.lastrowid or 0)

    def _update(self, table: str, row_id: int, row: Row) -> None:
        pairs = ", ".join(f"{name} = :{name}" for name in row)
        self.connection.execute(f"UPDATE {table} SET {pairs} WHERE id = :row_id", row | {"row_id": row_id})  # noqa: S608 - ours

    # --- what a scan leaves ----------------------------------------------------------------------------------------

    def detector_id(self, name: str, version: str) -> int:
        """Return the row id of a detector version, made at need."""
        key = (name, version)
        with self._lock:
            if key not in self._detectors:
                with self.writing() as connection:
                    connection.execute("INSERT OR IGNORE INTO detectors (name, version) VALUES (?, ?)", key)
                found = self.rows("SELECT id FROM detectors WHERE name = ? AND version = ?", key)
                self._detectors[key] = int(found[0]["id"])
            return self._detectors[key]

    def known(self, detector: str, version: str, keys: Collection[BlobKey]) -> dict[BlobKey, Known]:
        """Return which of `keys` this detector version has already read, in any repository."""
        wanted = set(keys)
        columns = "blob, path_class, reason, EXISTS (SELECT 1 FROM findings WHERE reading_id = readings.id) AS found"
        known: dict[BlobKey, Known] = {}
        for rows in self._readings(detector, version, {key.blob for key in keys}, columns):
            for row in rows:
                key = BlobKey(row["blob"].hex(), row["path_class"])
                if key in wanted:
                    known[key] = Known(row["reason"], bool(row["found"]))
        return known

    def recall(self, detector: str, version: str, keys: Collection[BlobKey]) -> dict[BlobKey, Reading]:
        """Return what this detector version said of those of `keys` it has read, with findings."""
        wanted = set(keys)
        columns = "id, blob, path_class, outcome, reason, summary"
        recalled: dict[BlobKey, Reading] = {}
        for rows in self._readings(detector, version, {key.blob for key in keys}, columns):
            kept = [row for row in rows if BlobKey(row["blob"].hex(), row["path_class"]) in wanted]
            findings = self._findings([row["id"] for row in kept])
            for row in kept:
                reading = Reading(
                    blob=row["blob"].hex(),
                    path_class=row["path_class"],
                    detector=detector,
                    version=version,
                    outcome=row["outcome"],
                    reason=row["reason"],
                    findings=tuple(findings.get(row["id"], ())),
                    summary=json.loads(row["summary"]) if row["summary"] else {},
                )
                recalled[reading.key] = reading
        return recalled

    def _readings(self, detector: str, version: str, blobs: set[str], columns: str) -> Iterator[list[Row]]:
        if not blobs:
            return
        detector_id = self.detector_id(detector, version)
        ids = sorted(blobs)
        for start in range(0, len(ids), _CHUNK):
            chunk = [bytes.fromhex(blob) for blob in ids[start : start + _CHUNK]]
            marks = ",".join("?" * len(chunk))
            sql = f"SELECT {columns} FROM readings WHERE detector_id = ? AND blob IN ({marks})"  # noqa: S608 - ours
            yield self.rows(sql, [detector_id, *chunk])

    def _findings(self, reading_ids: list[int]) -> dict[int, list[Finding]]:
        grouped: dict[int, list[Finding]] = {}
        for start in range(0, len(reading_ids), _CHUNK):
            chunk = reading_ids[start : start + _CHUNK]
            marks = ",".join("?" * len(chunk))
            sql = f"SELECT * FROM findings WHERE reading_id IN ({marks}) ORDER BY id"  # noqa: S608 - ours
            for row in self.rows(sql, chunk):
                finding = Finding(**finding_fields(row))
                grouped.setdefault(row["reading_id"], []).append(finding)
        return grouped

    def save_readings(self, readings: Iterable[Reading]) -> None:
        """Keep a batch of readings with their findings, in one transaction; one already there is left as it is."""
        with self.writing() as connection:
            for reading in readings:
                cursor = connection.execute(
                    "INSERT OR IGNORE INTO readings (blob, path_class, detector_id, outcome, reason, summary)"
                    " VALUES (?, ?, ?, ?, ?, ?)",
                    (
                        bytes.fromhex(reading.blob),
                        reading.path_class,
                        self.detector_id(reading.detector, reading.version),
                        reading.outcome,
                        reading.reason,
                        json_text(reading.summary) if reading.summary else None,
                    ),
                )
                if cursor.rowcount:
                    connection.executemany(
                        "INSERT INTO findings"
                        " (reading_id, rule, line, end_line, confidence, message, fingerprint, data)"
                        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                        [(cursor.lastrowid, *finding_row(finding)) for finding in reading.findings],
                    )

    def save_scan(
        self,
        repository_id: int,
        report: Report,
        files: Iterable[TreeFile],
        places: Iterable[Place],
        facts: Iterable[Fact],
    ) -> None:
        """Replace what is known of a repository by a new scan, in one transaction, and tell a change of licence."""
        facts = tuple(facts)
        with self.writing() as connection:
            last = declared_before(self.rows(LAST_DECLARED, (repository_id,)))
            self.tell(repository_id, relicensed(last, declared(report, facts)))
            for table in ("files", "places", "facts", "scans"):
                connection.execute(f"DELETE FROM {table} WHERE repository_id = ?", (repository_id,))  # noqa: S608 - ours
            self.db.table("scans").insert(scan_row(repository_id, report, now()))
            connection.executemany(
                "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?)",
                ((repository_id, f.path, bytes.fromhex(f.blob), f.size, f.mode) for f in files),
            )
            connection.executemany(
                "INSERT OR REPLACE INTO places VALUES (?, ?, ?, ?, ?, ?)",
                ((repository_id, bytes.fromhex(p.blob), p.path, p.commit, p.date, p.at_head) for p in places),
            )
            connection.executemany(
                "INSERT INTO facts (repository_id, detector_id, rule, path, line, end_line, confidence, message, data)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                ((repository_id, *self._fact_row(fact, report.detectors)) for fact in facts),
            )

    def _fact_row(self, fact: Fact, versions: dict[str, str]) -> tuple[Any, ...]:
        detector_id = self.detector_id(fact.detector, versions[fact.detector])
        place = (fact.path, fact.line, fact.end_line)
        return (detector_id, fact.rule, *place, fact.confidence, fact.message, json_text(fact.data))


@contextlib.contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Keep all of a block or none, as the writer from its first line on.

    A reader that turns into a writer is refused at once when another process has written meanwhile.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.commit()
    except BaseException:
        connection.rollback()
        raise


def _filled(row: Row, keep: set[str]) -> Row:
    """Leave out what says nothing, so that an update never erases what an earlier source knew."""
    return {key: value for key, value in row.items() if key in keep or value not in ("", None)}
