# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Which repositories a scan lists again, and which it leaves: nothing moved is nothing done, nothing left is hidden."""

import threading
from pathlib import Path

import pytest

from catalog.database import Row, Store
from catalog.last_scan import LastScan, State, last_scan
from catalog.leases import leasing
from catalog.reaching import GitAccess
from catalog.scanning import PerformerLost, Scanner, ScanSummary, scan_all
from catalog.visit import Visit, visit_repository
from scanner.models import Report
from scanner.scan import Emit, Memory, Scan, in_process
from tests.building import RepositoryBuilder
from tests.catalog.filling import repository
from tests.conftest import MakeRepository
from tests.probing import MarkDetector


class Here:
    """Scans in this process, and counts how many repositories were looked into."""

    def __init__(self, store: Store, mirrors: Path, detector: MarkDetector) -> None:
        self.store = store
        self.mirrors = mirrors
        self.detectors = {"marks": detector}
        self.visits = 0
        self.lists = 0

    def perform(self, visit: Visit, memory: Memory, emit: Emit) -> Scan | None:
        """Scan one repository."""
        self.visits += 1
        scan = visit_repository(visit, self.mirrors, memory, emit, self.detectors, in_process(self.detectors))
        self.lists += scan is not None
        return scan

    def scan(self, *, full: bool = False) -> ScanSummary:
        """Scan all repositories of the store."""
        versions = {name: detector.version for name, detector in self.detectors.items()}
        rows = self.store.rows("SELECT * FROM repositories ORDER BY id")
        with leasing(self.store) as leases:
            scanner = Scanner(self.store, versions, self.perform, lambda row: GitAccess(), leases, full=full)
            return scan_all(scanner, rows, lambda: 2, lambda name: None, threading.Event())


@pytest.fixture
def source(make_repository: MakeRepository) -> RepositoryBuilder:
    made = make_repository()
    made.write("a.txt", "MARK un\n").write("b.txt", "deux\n").commit()
    return made


@pytest.fixture
def here(store: Store, source: RepositoryBuilder, tmp_path: Path) -> Here:
    repository(store, "ministere/depot", host="folder", clone_url=str(source.git_dir))
    return Here(store, tmp_path / "mirrors", MarkDetector())


def test_an_unchanged_repository_is_not_even_opened(here: Here) -> None:
    first, second = here.scan(), here.scan()
    assert (first.unchanged, second.unchanged, here.visits) == (0, 1, 1)
    assert (second.repositories, second.blobs_read, second.blobs_cached) == (1, 0, 2)


def test_packed_refs_cost_a_look_and_no_listing(here: Here, source: RepositoryBuilder) -> None:
    here.scan()
    source.repo.git.pack_refs("--all")
    assert (here.scan().unchanged, here.visits, here.lists) == (1, 2, 1)
    assert (here.scan().unchanged, here.visits) == (1, 2)  # the new state is remembered


def test_the_versions_of_a_repository_follow_its_tags(here: Here, source: RepositoryBuilder, store: Store) -> None:
    tags = []
    for change in (("v1",), ("v2",), ("-d", "v1")):
        source.repo.git.tag(*change)
        here.scan()
        tags.append([row["tag"] for row in store.rows("SELECT tag FROM releases ORDER BY tag")])
    assert tags == [["v1"], ["v1", "v2"], ["v2"]]


def test_a_store_of_before_is_looked_at_again_for_versions(here: Here, source: RepositoryBuilder, store: Store) -> None:
    source.repo.git.tag("v1")
    here.scan()
    with store.writing() as connection:
        connection.execute("DELETE FROM releases")
        connection.execute("UPDATE scans SET stamp = ''")  # as the migration does
    assert (here.scan().blobs_read, here.lists) == (0, 2)
    assert store.rows("SELECT tag FROM releases") == [{"tag": "v1"}]


def test_a_commit_on_no_branch_is_noticed(here: Here, source: RepositoryBuilder) -> None:
    here.scan()
    source.repo.git.checkout("--detach")
    source.write("a.txt", "MARK ailleurs\n").commit()
    assert (here.scan().blobs_read, here.lists) == (1, 2)


def test_a_history_that_is_completed_is_noticed(store: Store, source: RepositoryBuilder, tmp_path: Path) -> None:
    source.write("a.txt", "trois\n").commit()
    shallow = tmp_path / "court.git"
    source.repo.git.clone("--bare", "--depth", "1", f"file://{source.git_dir}", str(shallow))
    repository(store, "ministere/court", host="folder", clone_url=str(shallow))
    here = Here(store, tmp_path / "mirrors", MarkDetector())
    assert here.scan().blobs_read == 2
    source.repo.git.execute(["git", "--git-dir", str(shallow), "fetch", "--unshallow"])
    assert (here.scan().blobs_read, here.lists) == (1, 2)


def test_one_that_may_not_be_looked_at_spares_the_others(
    here: Here, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository(store, "ministere/ferme", host="folder", clone_url="/ferme.git")
    unchanged = Scanner.unchanged

    def forbidden(scanner: Scanner, row: Row) -> object:
        if row["name"] == "ferme":
            raise PermissionError(13, "Permission denied")
        return unchanged(scanner, row)

    monkeypatch.setattr(Scanner, "unchanged", forbidden)
    summary = here.scan()
    assert summary.repositories == 1
    assert [skipped.what for skipped in summary.skipped] == ["folder/ministere/ferme"]


def test_a_commit_and_a_detector_are_noticed(here: Here, source: RepositoryBuilder) -> None:
    here.scan()
    source.write("a.txt", "trois\n").commit()
    assert (here.scan().blobs_read, here.lists) == (1, 2)
    here.detectors = {"marks": MarkDetector("2")}
    assert (here.scan().blobs_read, here.lists) == (3, 3)


def test_full_lists_again_and_reads_nothing(here: Here) -> None:
    here.scan()
    summary = here.scan(full=True)
    assert (summary.unchanged, summary.blobs_read, here.lists) == (0, 0, 2)


def test_a_partial_repository_is_listed_again_when_its_objects_come_back_only(
    here: Here, source: RepositoryBuilder
) -> None:
    lost = source.repo.head.commit.tree["b.txt"].hexsha
    place = source.git_dir / "objects" / lost[:2] / lost[2:]
    content = place.read_bytes()
    place.unlink()
    assert (here.scan().partial, here.scan().partial, here.lists) == (1, 1, 1)
    place.write_bytes(content)
    assert (here.scan().partial, here.lists) == (0, 2)


def test_what_failed_is_tried_again_by_the_next_scan(here: Here, source: RepositoryBuilder) -> None:
    source.write("c.txt", "RAISE\n").commit()
    assert (here.scan().partial, here.scan().partial, here.lists) == (1, 1, 2)


def test_a_scan_whose_lease_was_taken_away_keeps_its_readings_and_concludes_nothing(here: Here, store: Store) -> None:
    def taken_away(visit: Visit, memory: Memory, emit: Emit) -> Scan | None:
        scan = Here.perform(here, visit, memory, emit)
        with store.writing() as connection:
            connection.execute("UPDATE leases SET holder = 'another'")
        return scan

    here.perform = taken_away  # type: ignore[method-assign]
    here.scan()
    assert store.rows("SELECT count(*) AS n FROM readings") == [{"n": 2}]
    assert store.rows("SELECT * FROM scans") == []
    assert [row["holder"] for row in store.rows("SELECT holder FROM leases")] == ["another"]


def test_when_the_cluster_is_gone_the_rest_is_said_to_be_left(here: Here, store: Store) -> None:
    for number in range(5):
        repository(store, f"ministere/autre{number}", host="folder", clone_url=f"/nulle/part/{number}")

    def gone(visit: Visit, memory: Memory, emit: Emit) -> Scan | None:
        raise PerformerLost("the cluster is gone", mend="start it again")

    here.perform = gone  # type: ignore[method-assign]
    summary = here.scan()
    assert (summary.repositories, len(summary.skipped)) == (0, 6)
    assert {skipped.reason for skipped in summary.skipped} == {
        "the cluster is gone: start it again",
        "stopped before it",
    }
    assert store.rows("SELECT * FROM leases") == []


# --- repositories of forges ------------------------------------------------------------------------------------------


def _last(checked_at: str, stamp: str = "same") -> LastScan:
    return LastScan(Report(commit="", refs_digest="", detectors={}), stamp, checked_at)


@pytest.mark.parametrize(
    ("pushed_at", "seen_at", "checked_at", "unchanged"),
    [
        ("2026-01-01T10:00:00Z", "2026-01-03T00:00:00Z", "2026-01-02T00:00:00Z", True),
        ("2026-01-01T10:00:00Z", "2026-01-01T23:00:00Z", "2026-01-02T00:00:00Z", False),  # told before our last look
        ("2026-01-01T23:00:00Z", "2026-01-03T00:00:00Z", "2026-01-02T00:00:00Z", False),  # too soon after a push
        ("2026-01-01T10:00:00+00:00", "2026-01-03T00:00:00Z", "2026-01-02T00:00:00Z", True),
    ],
)
def test_a_forge_is_believed_on_old_pushes_when_it_spoke_last(
    pushed_at: str, seen_at: str, checked_at: str, unchanged: bool
) -> None:
    assert State("same", True, pushed_at, seen_at).proves_unchanged(_last(checked_at)) is unchanged
    assert not State("other", True, pushed_at, seen_at).proves_unchanged(_last(checked_at))


def test_what_tells_nothing_proves_nothing() -> None:
    assert not State("same", False, "", "").proves_unchanged(_last("2026-01-02T00:00:00Z"))
    assert not State("same", True, "", "").proves_unchanged(None)


def test_a_visit_shows_neither_name_nor_token() -> None:
    visit = Visit("forge.example.org", "https://forge.example.org/a/b", "main", GitAccess("Basic c2VjcmV0"), "")
    assert repr(visit) == f"Visit({visit.key})"
    assert "c2VjcmV0" not in f"{visit} {visit!r} {[visit]}"


def test_the_last_scan_of_a_new_repository_is_none(here: Here, store: Store) -> None:
    row: Row = store.rows("SELECT * FROM repositories")[0]
    assert last_scan(store, row["id"]) is None
