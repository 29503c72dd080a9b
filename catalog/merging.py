# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Stores of shards brought together: what each one read and concluded goes into one store, the newest scan winning.

All is done inside SQLite, one part and one transaction at a time: killed in between, the same command goes on.
"""

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from catalog.clones import update_clones
from catalog.database import Store, open_store
from catalog.fingerprint_key import key_mark, mark_of
from catalog.relicensing import LAST_DECLARED, LAST_DECLARED_OF_PART, declared_before, relicensed
from catalog.repository_rows import is_another
from scanner.errors import StoreError, UsageError
from scanner.models import Frozen

_NOT_OF_A_SCAN = frozenset({"leases", "events", "listed"})
"""Tables that tell of repositories, and that a scan doesn't write."""

_PEOPLE_AND_PLACES = """
INSERT OR IGNORE INTO forges SELECT * FROM part.forges;
INSERT OR IGNORE INTO organizations SELECT * FROM part.organizations;
INSERT INTO services SELECT * FROM part.services WHERE NOT EXISTS (SELECT 1 FROM main.services);
INSERT OR IGNORE INTO ospos SELECT * FROM part.ospos;
INSERT OR IGNORE INTO referents SELECT * FROM part.referents;
"""
_NAMES_TAKEN = """
UPDATE main.repositories SET full_name = full_name || '#' || id WHERE id IN (
    SELECT r.id FROM part.repositories p JOIN main.repositories r ON r.host = p.host AND r.full_name = p.full_name
    WHERE NOT EXISTS (SELECT 1 FROM main.repositories k
            WHERE k.host = p.host AND k.forge_id = p.forge_id AND k.forge_id <> '')
        AND (is_another(r.forge_id, p.forge_id) OR EXISTS (SELECT 1 FROM part.repositories q
            WHERE q.host = r.host AND q.forge_id = r.forge_id AND q.forge_id <> ''))
)
"""
"""Marks the names of ours that another one of theirs bears now, as `Store.save_repository` does."""
_NAMES_SINCE = """
UPDATE OR IGNORE main.repositories AS r
    SET full_name = p.full_name, name = p.name, html_url = p.html_url, clone_url = p.clone_url, owner_id = o.id
    FROM part.repositories p JOIN part.owners q ON q.id = p.owner_id
    JOIN main.owners o ON o.host = q.host AND o.login = q.login
    WHERE p.host = r.host AND p.forge_id = r.forge_id AND p.forge_id <> '' AND p.seen_at >= r.seen_at
    AND r.full_name LIKE '%#' || r.id
"""
"""Gives those the name under which the part has seen them since."""
_SAME = """
CREATE TEMP TABLE same AS SELECT p.id AS theirs, coalesce(
    (SELECT id FROM repositories r WHERE r.host = p.host AND r.forge_id = p.forge_id AND p.forge_id <> ''),
    (SELECT id FROM repositories r WHERE r.host = p.host AND r.full_name = p.full_name)
) AS ours FROM part.repositories p;
CREATE TEMP TABLE same_detectors AS SELECT p.id AS theirs, d.id AS ours
    FROM part.detectors p JOIN main.detectors d ON d.name = p.name AND d.version = p.version;
CREATE UNIQUE INDEX temp.same_detectors_theirs ON same_detectors(theirs);
"""
_UNREAD = """
DELETE FROM main.readings AS r WHERE outcome <> 'read' AND EXISTS (
    SELECT 1 FROM same_detectors d JOIN part.readings p
        ON p.detector_id = d.theirs AND p.blob = r.blob AND p.path_class = r.path_class
    WHERE d.ours = r.detector_id AND p.outcome = 'read'
)
"""
"""Leaves what a bound or a failure kept from being read whole, and the part has read whole."""
_READINGS = """
INSERT OR IGNORE INTO main.readings (blob, path_class, detector_id, outcome, reason, summary)
    SELECT p.blob, p.path_class, d.ours, p.outcome, p.reason, p.summary
    FROM part.readings p JOIN same_detectors d ON d.theirs = p.detector_id ORDER BY p.id
"""
_FINDINGS = """
INSERT INTO main.findings (reading_id, {columns})
    SELECT r.id, {columns_of_f}
    FROM part.findings f JOIN part.readings p ON p.id = f.reading_id
    JOIN same_detectors d ON d.theirs = p.detector_id
    JOIN main.readings r ON r.detector_id = d.ours AND r.blob = p.blob AND r.path_class = p.path_class
    WHERE r.id > :newest ORDER BY f.id
"""
_NEWER = """
CREATE TEMP TABLE newer AS SELECT m.theirs, m.ours FROM same m
    JOIN part.scans p ON p.repository_id = m.theirs LEFT JOIN main.scans s ON s.repository_id = m.ours
    WHERE s.repository_id IS NULL OR s.scanned_at < p.scanned_at
"""
_TO_DO_AGAIN = """
UPDATE main.scans SET stamp = '' WHERE EXISTS (
    SELECT 1 FROM json_each(bounded) b
    JOIN main.detectors d ON d.name = b.value ->> 'detector' AND d.version = detectors ->> d.name
    JOIN main.readings r ON r.detector_id = d.id AND r.blob = from_hex(b.value ->> 'blob') AND r.outcome = 'read'
)
"""
"""Makes the next scan conclude again where this one lacked a reading that another one has made."""
_CRAWLS = """
CREATE TEMP TABLE new_crawls AS SELECT p.id AS theirs, (SELECT coalesce(max(id), 0) FROM main.crawls) + p.id AS ours
    FROM part.crawls p WHERE p.source NOT IN (SELECT source FROM main.crawls)
"""


class PartReport(Frozen):
    """What one store brought."""

    part: str
    scans: int
    """Repositories of which it held the newest scan."""
    readings: int
    """Readings of contents that were not known."""


def merge(database: Path, parts: Sequence[Path]) -> list[PartReport]:
    """Bring the stores `parts` into `database`, made from the first of them when there is none.

    Raises:
        StoreError: one can't be used, or has fingerprints that another key made: nothing of it was taken.
        UsageError: a part is the store itself.
    """
    for part in parts:
        if part.resolve() == database.resolve():
            raise UsageError("a store can't be merged into itself", source=str(part), mend="name the other ones only")
        open_store(part, read_only=True).close()  # says what is wrong with it, if anything
    copied = [] if database.exists() else [_copy(parts[0], database)]
    with open_store(database) as store:
        merged = [_merge_part(store, part) for part in parts]
        update_clones(store)
    return copied + merged[len(copied) :]


def _copy(source: Path, target: Path) -> PartReport:
    """Make `target` a copy of a store that others may be writing, and tell what that brought."""
    unfinished = target.with_name(f"{target.name}.new")
    unfinished.unlink(missing_ok=True)
    with contextlib.closing(sqlite3.connect(source)) as one, contextlib.closing(sqlite3.connect(unfinished)) as other:
        one.backup(other)
        other.execute("DELETE FROM leases")
        other.commit()
        scans, readings = other.execute(
            "SELECT (SELECT count(*) FROM scans), (SELECT count(*) FROM readings)"
        ).fetchone()
    unfinished.replace(target)
    return PartReport(part=str(source), scans=scans, readings=readings)


def _merge_part(store: Store, part: Path) -> PartReport:
    with _attached(store, part) as connection:
        _check_key(store, part)
        with store.writing():
            _bring_repositories(connection)
            readings = _bring_readings(connection)
            scans = _bring_scans(store, connection)
            _bring_crawls(connection)
        _adopt_key(store, part)
    return PartReport(part=str(part), scans=scans, readings=readings)


@contextlib.contextmanager
def _attached(store: Store, part: Path) -> Iterator[sqlite3.Connection]:
    connection = store.connection
    connection.execute("ATTACH ? AS part", (f"{part.resolve().as_uri()}?mode=ro",))
    try:
        yield connection
    finally:
        for table in ("same", "same_detectors", "newer", "new_crawls"):
            connection.execute(f"DROP TABLE IF EXISTS temp.{table}")
        connection.execute("DETACH part")


def _check_key(store: Store, part: Path) -> None:
    ours = key_mark(store)
    theirs = store.rows("SELECT value FROM part.marks WHERE name = 'key'")
    if ours and theirs and ours != theirs[0]["value"]:
        raise StoreError(
            "its fingerprints were made with another key, so that equal secrets would look different",
            source=str(part),
            mend="scan all shards with the same --key-file, then merge them",
        )


def _adopt_key(store: Store, part: Path) -> None:
    """Take the mark of a part's key, and the key itself if it is beside the part and this store has none."""
    with store.writing() as connection:
        connection.execute("INSERT OR IGNORE INTO main.marks SELECT * FROM part.marks WHERE name = 'key'")
    theirs, ours = part.with_suffix(".key"), store.path.with_suffix(".key")
    if theirs.is_file() and not ours.exists() and mark_of(theirs.read_bytes()) == key_mark(store):
        os.close(os.open(ours, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        shutil.copyfile(theirs, ours)


def _bring_repositories(connection: sqlite3.Connection) -> None:
    """Add the forges, owners and repositories that aren't known; pair those that are."""
    _run(connection, _PEOPLE_AND_PLACES)
    owners = _columns(connection, "owners", but=("id",))
    connection.execute(f"INSERT OR IGNORE INTO main.owners ({owners}) SELECT {owners} FROM part.owners")  # noqa: S608 - ours
    connection.create_function("is_another", 2, is_another, deterministic=True)
    connection.execute(_NAMES_TAKEN)
    repositories = _columns(connection, "repositories", but=("id", "owner_id"))
    of_p = ", ".join(f"p.{name}" for name in repositories.split(", "))
    connection.execute(
        f"INSERT OR IGNORE INTO main.repositories (owner_id, {repositories}) SELECT o.id, {of_p}"  # noqa: S608 - ours
        " FROM part.repositories p JOIN part.owners q ON q.id = p.owner_id"
        " JOIN main.owners o ON o.host = q.host AND o.login = q.login"
    )
    connection.execute(_NAMES_SINCE)
    connection.execute("INSERT OR IGNORE INTO main.detectors (name, version) SELECT name, version FROM part.detectors")
    _run(connection, _SAME)


def _bring_readings(connection: sqlite3.Connection) -> int:
    """Add the readings that aren't known, or weren't whole, with their findings; return how many."""
    connection.execute(_UNREAD)
    newest = connection.execute("SELECT coalesce(max(id), 0) FROM main.readings").fetchone()[0]
    columns = _columns(connection, "findings", but=("id", "reading_id"))
    of_f = ", ".join(f"f.{name}" for name in columns.split(", "))
    brought = connection.execute(_READINGS).rowcount
    connection.execute(_FINDINGS.format(columns=columns, columns_of_f=of_f), {"newest": newest})
    return brought


def _bring_scans(store: Store, connection: sqlite3.Connection) -> int:
    """Replace what is known of each repository of which the part has a newer scan; return how many."""
    connection.execute(_NEWER)
    _tell_relicensings(store)
    for table in _tables_of_a_scan(connection):
        names = _columns(connection, table, but=("id",)).split(", ")
        places = {"repository_id": "n.ours", "detector_id": "d.ours"}
        values = ", ".join(places.get(name, f"p.{name}") for name in names)
        detectors = "JOIN same_detectors d ON d.theirs = p.detector_id" if "detector_id" in names else ""
        connection.execute(f"DELETE FROM main.{table} WHERE repository_id IN (SELECT ours FROM newer)")  # noqa: S608 - ours
        connection.execute(
            f"INSERT INTO main.{table} ({', '.join(names)}) SELECT {values} FROM part.{table} p"  # noqa: S608 - ours
            f" JOIN newer n ON n.theirs = p.repository_id {detectors}"
        )
    connection.create_function("from_hex", 1, bytes.fromhex, deterministic=True)
    connection.execute(_TO_DO_AGAIN)
    return int(connection.execute("SELECT count(*) FROM newer").fetchone()[0])


def _tell_relicensings(store: Store) -> None:
    """Tell the changes of licence between the scans that are known and the newer ones of the part."""
    for pair in store.rows("SELECT theirs, ours FROM newer"):
        ours = declared_before(store.rows(LAST_DECLARED, (pair["ours"],)))
        if ours:
            theirs = declared_before(store.rows(LAST_DECLARED_OF_PART, (pair["theirs"],)))
            store.tell(pair["ours"], relicensed(ours, theirs))


def _bring_crawls(connection: sqlite3.Connection) -> None:
    """Add the crawls of sources that were never crawled here, with what they left aside."""
    connection.execute(_CRAWLS)
    for table, key in (("crawls", "id"), ("skipped", "crawl_id")):
        names = _columns(connection, table, but=(key, "id", "listing_id"))
        of_p = ", ".join(f"p.{name}" for name in names.split(", "))
        connection.execute(
            f"INSERT INTO main.{table} ({key}, {names}) SELECT c.ours, {of_p} FROM part.{table} p"  # noqa: S608 - ours
            f" JOIN new_crawls c ON c.theirs = p.{key}"
        )


def _tables_of_a_scan(connection: sqlite3.Connection) -> list[str]:
    tables = connection.execute(
        "SELECT m.name FROM main.sqlite_master m JOIN pragma_table_info(m.name) c"
        " WHERE m.type = 'table' AND c.name = 'repository_id' ORDER BY m.name"
    )
    return [name for (name,) in map(tuple, tables) if name not in _NOT_OF_A_SCAN]


def _columns(connection: sqlite3.Connection, table: str, but: Sequence[str]) -> str:
    rows = connection.execute("SELECT name FROM pragma_table_info(?)", (table,))
    return ", ".join(name for (name,) in map(tuple, rows) if name not in but)


def _run(connection: sqlite3.Connection, script: str) -> None:
    for statement in script.split(";\n"):
        if statement.strip():
            connection.execute(statement)
