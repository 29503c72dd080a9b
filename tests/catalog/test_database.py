# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The store: explains itself, one writer, readable while written, nothing lost, nothing erased by silence."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlite_utils import Database

from catalog.database import Store, open_store
from catalog.migrations import migrate
from scanner.errors import StoreError
from scanner.models import (
    BlobKey,
    Fact,
    Finding,
    Forge,
    ForgeKind,
    Owner,
    Place,
    Reading,
    Report,
    Repository,
    TreeFile,
    Visibility,
)

BLOB = "ab" * 20


def _save(store: Store, full_name: str = "ministere/depot", forge_id: str = "7", **fields: str) -> int:
    store.save_forge(Forge(host="forge.example.fr", kind=ForgeKind.GITLAB, url="https://forge.example.fr"))
    owner, _, name = full_name.rpartition("/")
    owner_id = store.save_owner(Owner(host="forge.example.fr", login=owner))
    known = {
        "host": "forge.example.fr",
        "owner": owner,
        "name": name,
        "full_name": full_name,
        "forge_id": forge_id,
        "html_url": f"https://forge.example.fr/{full_name}",
        "clone_url": f"https://forge.example.fr/{full_name}.git",
        "visibility": Visibility.PRIVATE,
    }
    return store.save_repository(Repository.model_validate(known | fields), owner_id)


def _reading(**fields: object) -> Reading:
    return Reading.model_validate({"blob": BLOB, "path_class": "py", "detector": "marks", "version": "1"} | fields)


def test_every_table_and_view_explains_itself(store: Store) -> None:
    things = {row["name"] for row in store.rows("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")}
    explained = {row["name"] for row in store.rows("SELECT name FROM about")}
    assert {name for name in things if not name.startswith(("sqlite_", "_sqlite"))} == explained


def test_the_file_opens_again_with_what_it_held(tmp_path: Path) -> None:
    for _ in range(2):
        with open_store(tmp_path / "o.db") as store:
            _save(store)
    with open_store(tmp_path / "o.db", read_only=True) as store:
        assert [row["full_name"] for row in store.rows("SELECT full_name FROM repositories")] == ["ministere/depot"]


def test_it_can_be_queried_while_a_write_is_under_way(store: Store) -> None:
    _save(store)
    with store.writing() as connection:
        connection.execute("UPDATE repositories SET description = 'en cours'")
        with open_store(store.path, read_only=True) as reader:
            assert reader.rows("SELECT description FROM repositories") == [{"description": ""}]


def test_a_failed_transaction_leaves_nothing(store: Store) -> None:
    def write_half() -> None:
        with store.writing() as connection:
            connection.execute("INSERT INTO detectors (name, version) VALUES ('a', '1')")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_half()
    assert store.rows("SELECT * FROM detectors") == []


def test_what_happened_is_kept_when_an_older_store_is_opened(tmp_path: Path) -> None:
    older = Database(tmp_path / "o.db")
    migrate(older, stop_before="m007_news")
    _save(Store(older.conn, tmp_path / "o.db"))
    older.execute("INSERT INTO events VALUES (7, 1, '2026-01-01T00:00:00Z', 'renamed', 'a/b', 'ministere/depot')")
    older.conn.commit()
    older.close()
    with open_store(tmp_path / "o.db") as store:
        _save(store, visibility=Visibility.PUBLIC)
        rows = store.rows("SELECT full_name, kind, before, after FROM repository_events ORDER BY at")
        assert rows == [
            {"full_name": "ministere/depot", "kind": "renamed", "before": "a/b", "after": "ministere/depot"},
            {"full_name": "ministere/depot", "kind": "visibility", "before": "private", "after": "public"},
        ]
        assert [row["id"] for row in store.rows("SELECT id FROM events")] == [7, 8]


def test_foreign_keys_hold(store: Store) -> None:
    with pytest.raises(sqlite3.IntegrityError), store.writing() as connection:
        connection.execute("INSERT INTO skipped (crawl_id, what, reason) VALUES (99, 'a', 'b')")


def test_a_renamed_repository_keeps_its_row(store: Store) -> None:
    first = _save(store, "ministere/ancien")
    assert _save(store, "ministere/nouveau") == first
    assert [row["full_name"] for row in store.rows("SELECT full_name FROM repositories")] == ["ministere/nouveau"]


def test_a_name_taken_over_by_another_repository_keeps_both_rows(store: Store) -> None:
    old = _save(store, "ministere/depot", forge_id="7")
    new = _save(store, "ministere/autre", forge_id="8")
    assert _save(store, "ministere/depot", forge_id="8") == new
    rows = {row["id"]: row for row in store.rows("SELECT id, full_name, gone_at FROM repositories")}
    assert rows[new]["full_name"] == "ministere/depot"
    assert rows[old]["full_name"] == f"ministere/depot#{old}"
    assert rows[old]["gone_at"] is None  # what became of it, a proven listing tells


def test_an_update_that_says_less_erases_nothing_of_an_owner(store: Store) -> None:
    store.save_forge(Forge(host="h", kind=ForgeKind.GITHUB, url="https://h"))
    store.save_owner(Owner(host="h", login="DINUM", pso_id="42", description="La direction"))
    store.save_owner(Owner(host="h", login="dinum", website="https://example.org"))
    [row] = store.rows("SELECT pso_id, description, website FROM owners")
    assert row == {"pso_id": "42", "description": "La direction", "website": "https://example.org"}


def test_readings_come_back_as_they_were(store: Store) -> None:
    reading = _reading(findings=(Finding(rule="secret-key", line=3, data={"kind": "clé"}),), summary={"n": 1})
    store.save_readings([reading, reading])
    key = BlobKey(BLOB, "py")
    assert store.recall("marks", "1", [key]) == {key: reading}
    assert store.known("marks", "1", [key])[key].has_findings
    assert store.known("marks", "2", [key]) == {}
    assert store.known("marks", "1", [BlobKey(BLOB, "js")]) == {}


def test_a_new_scan_replaces_the_last_one(store: Store) -> None:
    repository_id = _save(store)
    store.save_readings([_reading(findings=(Finding(rule="secret-key", line=3),))])
    report = Report(commit="c1", refs_digest="d", detectors={"marks": "1"})
    for commit in ("c1", "c2"):
        store.save_scan(
            repository_id,
            report.model_copy(update={"commit": commit}),
            [TreeFile("a.py", BLOB, 3, "100644")],
            [Place(BLOB, "a.py", commit, "2024-01-01", True)],
            [Fact(detector="marks", rule="mark-lines", data={"lines": 1})],
        )
    assert [row["head_commit"] for row in store.rows("SELECT * FROM scans")] == ["c2"]
    assert [row["rule"] for row in store.rows("SELECT * FROM repository_facts")] == ["mark-lines"]
    [finding] = store.rows("SELECT full_name, path, line, commit_id, blob FROM repository_findings")
    assert finding == {"full_name": "ministere/depot", "path": "a.py", "line": 3, "commit_id": "c2", "blob": BLOB}


def test_what_is_not_a_store_is_refused_with_its_mend(tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("pas une base" * 100)
    with pytest.raises(StoreError) as error:
        open_store(tmp_path / "notes.db")
    assert error.value.source == str(tmp_path / "notes.db")
    assert error.value.mend
    with pytest.raises(StoreError, match="no store"):
        open_store(tmp_path / "absent.db", read_only=True)


def test_a_full_disk_is_told_and_what_was_kept_stays(store: Store) -> None:
    _save(store)
    pages = store.rows("PRAGMA page_count")[0]["page_count"]
    store.connection.execute(f"PRAGMA max_page_count = {pages}")

    def fill() -> None:
        for number in range(1000):
            _save(store, f"ministere/depot{number}", forge_id=str(number), description="x" * 1000)

    with pytest.raises(StoreError, match="full") as error:
        fill()
    assert "disk space" in error.value.mend
    store.connection.execute("PRAGMA max_page_count = 1000000")
    assert store.rows("SELECT 1 FROM repositories WHERE full_name = 'ministere/depot'")


def test_a_store_that_several_open_at_once_is_made_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        for opened in threads.map(open_store, [tmp_path / "ouvrage.db"] * 8):
            opened.close()
    with open_store(tmp_path / "ouvrage.db", read_only=True) as store:
        assert store.rows("SELECT * FROM repositories") == []
