# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Stores merged: what one read whole replaces what another could not, and names go to whom the forge gave them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from catalog.database import Store, open_store
from catalog.last_scan import last_scan, mark_scan
from catalog.merging import merge
from scanner.models import BlobKey, Bounded, Confidence, Finding, Outcome, Reading
from tests.catalog.filling import DETECTORS, repository, scan

BLOB = "ab" * 20
KEY = BlobKey(BLOB, "py")
SECRET = Finding(rule="secret-api-key", line=1, confidence=Confidence.MEDIUM, message="A key", fingerprint="f5")
WHOLE = Reading(blob=BLOB, path_class="py", detector="secrets", version="1", findings=(SECRET,))


@pytest.fixture
def part(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "part.db") as opened:
        yield opened


def _cut(outcome: Outcome) -> Reading:
    return WHOLE.model_copy(update={"outcome": outcome, "reason": "took more than 180 s", "findings": ()})


def _names(store: Store) -> dict[str, str]:
    return {row["forge_id"]: row["full_name"] for row in store.rows("SELECT forge_id, full_name FROM repositories")}


def _scanned(store: Store) -> dict[str, str]:
    rows = store.rows("SELECT full_name, head_commit FROM scans JOIN repositories r ON r.id = repository_id")
    return {row["full_name"]: row["head_commit"] for row in rows}


@pytest.mark.parametrize("outcome", [Outcome.BOUNDED, Outcome.FAILED])
def test_what_a_part_has_read_whole_replaces_what_was_not(store: Store, part: Store, outcome: Outcome) -> None:
    other = WHOLE.model_copy(update={"blob": "cd" * 20})
    store.save_readings([other, _cut(outcome)])  # the last one: its row id is free again
    part.save_readings([WHOLE])
    assert [report.readings for report in merge(store.path, [part.path])] == [1]
    assert store.recall("secrets", "1", [KEY]) == {KEY: WHOLE}
    assert store.recall("secrets", "1", [other.key]) == {other.key: other}


def test_what_was_read_whole_stays_so(store: Store, part: Store) -> None:
    store.save_readings([WHOLE])
    part.save_readings([_cut(Outcome.BOUNDED)])
    assert [report.readings for report in merge(store.path, [part.path])] == [0]
    assert store.recall("secrets", "1", [KEY]) == {KEY: WHOLE}


@pytest.mark.parametrize(("versions", "kept"), [({}, ""), ({"secrets": "0"}, "as it was")])
def test_a_scan_that_lacked_what_another_one_has_read_is_made_again(
    store: Store, part: Store, versions: dict[str, str], kept: str
) -> None:
    store.save_readings([WHOLE])
    part.save_readings([_cut(Outcome.BOUNDED)])
    cut = Bounded(blob=BLOB, path="a.py", detector="secrets", reason="took more than 180 s")
    theirs = repository(part, "g/site")
    scan(part, theirs, bounded=(cut,), detectors=DETECTORS | versions)
    mark_scan(part, theirs, "as it was")
    merge(store.path, [part.path])
    last = last_scan(store, repository(store, "g/site"))
    assert last
    assert (last.report.bounded, last.stamp) == ((cut,), kept)


def test_a_new_repository_that_took_the_name_of_a_renamed_one_stays_another(store: Store, part: Store) -> None:
    repository(store, "g/site", forge_id="1")
    scan(part, repository(part, "g/old-site", forge_id="1"), commit="1" * 40)
    scan(part, repository(part, "g/site", forge_id="2"), commit="2" * 40)
    for scans in (2, 0):
        assert [report.scans for report in merge(store.path, [part.path])] == [scans]
        assert _names(store) == {"1": "g/old-site", "2": "g/site"}
        assert _scanned(store) == {"g/old-site": "1" * 40, "g/site": "2" * 40}


def test_one_whose_name_was_taken_is_marked_when_its_own_new_name_is_not_known(store: Store, part: Store) -> None:
    old = repository(store, "g/site", forge_id="1")
    scan(store, old, commit="1" * 40)
    scan(part, repository(part, "g/site", forge_id="2"), commit="2" * 40)
    merge(store.path, [part.path])
    assert _names(store) == {"1": f"g/site#{old}", "2": "g/site"}
    assert _scanned(store) == {f"g/site#{old}": "1" * 40, "g/site": "2" * 40}


def test_a_clone_that_bears_the_old_name_of_a_renamed_repository_is_not_taken_for_it(store: Store, part: Store) -> None:
    repository(store, "g/site", forge_id="1")
    scan(part, repository(part, "g/old-site", forge_id="1"), commit="1" * 40)
    scan(part, repository(part, "g/site", forge_id=""), commit="2" * 40)
    merge(store.path, [part.path])
    assert _scanned(store) == {"g/old-site": "1" * 40, "g/site": "2" * 40}
