# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A folder that a CI keeps spares readings; it never costs a verdict, and never holds a secret."""

from pathlib import Path

import pytest

from catalog.check.memory import KEPT_RUNS, ReadingCache
from scanner.models import BlobKey, Finding, Outcome, Reading

_KEY = BlobKey("a" * 40, "code")


def _reading(blob: str = _KEY.blob, outcome: Outcome = Outcome.READ) -> Reading:
    found = (Finding(rule="secret-password", line=3, fingerprint="f"),)
    return Reading(
        blob=blob, path_class="code", detector="secrets", version="1", outcome=outcome, reason="", findings=found
    )


def _run(folder: Path | None, *emitted: Reading) -> ReadingCache:
    memory = ReadingCache(folder)
    memory.known("secrets", "1", [_KEY])
    memory.emit(emitted)
    return memory


def test_a_later_check_knows_what_an_earlier_one_read(tmp_path: Path) -> None:
    _run(tmp_path, _reading()).close()
    later = ReadingCache(tmp_path)
    assert later.known("secrets", "1", [_KEY])[_KEY].has_findings
    assert later.recall("secrets", "1", [_KEY]) == {_KEY: _reading()}
    assert later.known("secrets", "2", [_KEY]) == {}


def test_what_failed_is_tried_again(tmp_path: Path) -> None:
    _run(tmp_path, _reading(outcome=Outcome.FAILED)).close()
    assert ReadingCache(tmp_path).known("secrets", "1", [_KEY]) == {}


def test_without_a_folder_all_is_forgotten_but_within_the_check() -> None:
    memory = _run(None, _reading())
    assert memory.known("secrets", "1", [_KEY])
    assert ReadingCache(None).known("secrets", "1", [_KEY]) == {}


def test_the_key_stays_the_same_in_a_folder_and_nobody_else_reads_it(tmp_path: Path) -> None:
    assert ReadingCache(tmp_path).key() == ReadingCache(tmp_path).key()
    assert (tmp_path / "key").stat().st_mode & 0o077 == 0
    assert ReadingCache(None).key() != ReadingCache(None).key()


@pytest.mark.parametrize("damage", [b"not a database at all" * 100, b""])
def test_a_damaged_file_costs_readings_and_nothing_else(tmp_path: Path, damage: bytes) -> None:
    _run(tmp_path, _reading()).close()
    (tmp_path / "readings.sqlite").write_bytes(damage)
    memory = ReadingCache(tmp_path)
    assert memory.known("secrets", "1", [_KEY]) == {}
    memory.emit([_reading()])
    memory.close()
    assert ReadingCache(tmp_path).known("secrets", "1", [_KEY])


def test_a_folder_that_cannot_be_made_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    memory = _run(tmp_path / "file" / "below", _reading())
    assert memory.folder is None
    memory.close()


def test_what_no_check_asks_for_any_more_is_forgotten(tmp_path: Path) -> None:
    _run(tmp_path, _reading(), _reading("b" * 40)).close()
    for _ in range(KEPT_RUNS + 1):
        _run(tmp_path).close()
    later = ReadingCache(tmp_path)
    assert set(later.known("secrets", "1", [_KEY, BlobKey("b" * 40, "code")])) == {_KEY}
