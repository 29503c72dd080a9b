# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""One repository through the detectors: each blob once, what was left is said, places are right."""

from pathlib import Path

import pytest

from catalog.database import Store
from scanner.detectors.interface import Scope
from scanner.git import mirror_folder
from scanner.models import Outcome, Place
from scanner.scan import Scan, scan_repository
from tests.building import RepositoryBuilder
from tests.conftest import MakeRepository
from tests.probing import MarkDetector


@pytest.fixture
def source(make_repository: MakeRepository) -> RepositoryBuilder:
    return make_repository()


def _scan(source: RepositoryBuilder, store: Store, detector: MarkDetector, tmp_path: Path) -> Scan:
    mirror = mirror_folder(source.git_dir, tmp_path / "mirror.git")
    return scan_repository(mirror, store, store.save_readings, {detector.name: detector})


def test_each_content_is_read_once(source: RepositoryBuilder, store: Store, tmp_path: Path) -> None:
    source.write("a.txt", "MARK\n").write("copie/a.txt", "MARK\n").write("image.png", "MARK\n").commit()
    detector = MarkDetector()
    report = _scan(source, store, detector, tmp_path).report
    assert len(detector.blobs_seen) == 1
    assert (report.files, report.blobs_read, report.blobs_cached, report.outcome) == (3, 1, 0, Outcome.READ)


def test_a_second_scan_reads_nothing_and_says_the_same(source: RepositoryBuilder, store: Store, tmp_path: Path) -> None:
    source.write("a.txt", "MARK\n").commit()
    first = _scan(source, store, MarkDetector(), tmp_path)
    detector = MarkDetector()
    second = _scan(source, store, detector, tmp_path)
    assert detector.blobs_seen == []
    assert second.report.blobs_read == 0
    assert (second.places, second.facts) == (first.places, first.facts)


def test_a_new_commit_costs_its_blobs(source: RepositoryBuilder, store: Store, tmp_path: Path) -> None:
    source.write("a.txt", "un\n").write("b.txt", "deux\n").commit()
    _scan(source, store, MarkDetector(), tmp_path)
    source.write("b.txt", "trois\n").commit()
    report = _scan(source, store, MarkDetector(), tmp_path).report
    assert (report.blobs_read, report.blobs_cached) == (1, 2)


def test_another_repository_with_the_same_content_reads_nothing(
    make_repository: MakeRepository, store: Store, tmp_path: Path
) -> None:
    one, two = make_repository("a/un"), make_repository("b/deux")
    for each in (one, two):
        each.write("a.txt", "MARK\n").commit()
    _scan(one, store, MarkDetector(), tmp_path)
    assert _scan(two, store, MarkDetector(), tmp_path / "deux").report.blobs_read == 0


def test_a_new_detector_version_reads_again(source: RepositoryBuilder, store: Store, tmp_path: Path) -> None:
    source.write("a.txt", "MARK\n").commit()
    _scan(source, store, MarkDetector("1"), tmp_path)
    assert _scan(source, store, MarkDetector("2"), tmp_path).report.blobs_read == 1


def test_places_tell_first_commit_and_whether_it_is_still_there(
    source: RepositoryBuilder, store: Store, tmp_path: Path
) -> None:
    first = source.write("cle.txt", "MARK ancien\n").write("ici.txt", "MARK ici\n").commit()
    source.remove("cle.txt").commit()
    places = _scan(source, store, MarkDetector(), tmp_path).places
    assert {(place.path, place.commit, place.at_head) for place in places} == {
        ("cle.txt", first, False),
        ("ici.txt", first, True),
    }
    assert all(isinstance(place, Place) and place.date == "2024-01-01T12:00:00+00:00" for place in places)


def test_a_head_detector_ignores_the_past(source: RepositoryBuilder, store: Store, tmp_path: Path) -> None:
    source.write("a.txt", "ancien\n").commit()
    source.write("a.txt", "nouveau\n").commit()
    detector = MarkDetector(scope=Scope.HEAD)
    scan = _scan(source, store, detector, tmp_path)
    assert len(detector.blobs_seen) == 1
    assert scan.facts[0].data == {"lines": 1, "changes": 2}


def test_a_large_blob_is_bounded_and_said_each_time(source: RepositoryBuilder, store: Store, tmp_path: Path) -> None:
    source.write("gros.csv", "x" * 2000).write("a.txt", "MARK\n").commit()
    for _ in range(2):
        report = _scan(source, store, MarkDetector(), tmp_path).report
        assert report.outcome is Outcome.BOUNDED
        assert [(bounded.path, "larger" in bounded.reason) for bounded in report.bounded] == [("gros.csv", True)]


def test_a_detector_that_breaks_on_a_blob_leaves_only_that_blob(
    source: RepositoryBuilder, store: Store, tmp_path: Path
) -> None:
    source.write("a.txt", "RAISE").write("b.txt", "MARK\n").commit()
    scan = _scan(source, store, MarkDetector(), tmp_path)
    assert [bounded.path for bounded in scan.report.bounded] == ["a.txt"]
    assert [place.path for place in scan.places] == ["b.txt"]
    source.write("a.txt", "mieux").commit()  # and what failed is tried again
    assert [bounded.path for bounded in _scan(source, store, MarkDetector(), tmp_path).report.bounded] == ["a.txt"]


def test_a_symbolic_link_is_not_content(source: RepositoryBuilder, store: Store, tmp_path: Path) -> None:
    (source.path / "lien.txt").symlink_to("/etc/passwd")
    source.write("a.txt", "un\n").commit()
    detector = MarkDetector(scope=Scope.HEAD)
    _scan(source, store, detector, tmp_path)
    assert detector.blobs_seen == [source.repo.head.commit.tree["a.txt"].hexsha]


def test_missing_objects_make_the_scan_partial(source: RepositoryBuilder, store: Store, tmp_path: Path) -> None:
    source.write("a.txt", "un\n").write("b.txt", "deux\n").commit()
    lost = source.repo.head.commit.tree["a.txt"].hexsha
    (source.git_dir / "objects" / lost[:2] / lost[2:]).unlink()
    report = _scan(source, store, MarkDetector(), tmp_path).report
    assert (report.missing, report.outcome) == (1, Outcome.BOUNDED)


def test_an_empty_repository_is_scanned_to_nothing(source: RepositoryBuilder, store: Store, tmp_path: Path) -> None:
    report = _scan(source, store, MarkDetector(), tmp_path).report
    assert (report.commit, report.files, report.outcome) == ("", 0, Outcome.READ)
