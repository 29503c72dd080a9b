# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Worker processes: the same readings as in process, and a hanging or deadly blob costs only itself."""

import sys
from pathlib import Path

import pytest

from catalog.workers import ReaderPool
from scanner.blobs import list_history
from scanner.detectors import DetectorSettings
from scanner.errors import GitError
from scanner.git import Mirror, mirror_folder
from scanner.models import Outcome, Reading
from scanner.scan import Ask, BlobTask, in_process
from tests.conftest import MakeRepository
from tests.probing import MarkDetector, build_dying_once, build_marks, build_marks_and_sizes

SETTINGS = DetectorSettings(policies=None, key=b"k")


@pytest.fixture
def mirror(make_repository: MakeRepository, tmp_path: Path) -> Mirror:
    source = make_repository()
    for number in range(30):
        source.write(f"{number}.txt", f"{number}\nMARK\n")
    source.commit()
    return mirror_folder(source.git_dir, tmp_path / "mirror.git")


def _tasks(mirror: Mirror) -> list[BlobTask]:
    return [BlobTask(b.blob, b.size, (Ask("marks", b.path, "txt"),)) for b in list_history(mirror).blobs]


def _add(make_repository: MakeRepository, mirror: Mirror, content: str) -> None:
    source = make_repository()
    source.write("piege.txt", content).commit()
    mirror_folder(source.git_dir, mirror.git_dir)


def _sorted(readings: list[Reading]) -> list[Reading]:
    return sorted(readings, key=lambda reading: reading.blob)


def test_workers_say_what_the_process_itself_says(mirror: Mirror) -> None:
    with ReaderPool(SETTINGS, 2, build=build_marks) as pool:
        theirs = list(pool.read(mirror, _tasks(mirror)))
    ours = list(in_process({"marks": MarkDetector()})(mirror, _tasks(mirror)))
    assert _sorted(theirs) == _sorted(ours)
    assert len(ours) == 30


@pytest.mark.parametrize(
    ("content", "outcome", "reason"),
    [("HANG", Outcome.BOUNDED, "took more than 4 s"), ("DIE", Outcome.FAILED, "the reader died on it")],
)
def test_a_blob_that_hangs_or_kills_is_left_alone(
    make_repository: MakeRepository, mirror: Mirror, content: str, outcome: Outcome, reason: str
) -> None:
    _add(make_repository, mirror, content)
    with ReaderPool(SETTINGS, 1, seconds=4, build=build_marks) as pool:
        readings = list(pool.read(mirror, _tasks(mirror)))
    assert len(readings) == 31
    assert [(r.outcome, r.reason) for r in readings if r.outcome is not Outcome.READ] == [(outcome, reason)]


def test_what_others_say_of_a_hanging_blob_is_kept(make_repository: MakeRepository, mirror: Mirror) -> None:
    _add(make_repository, mirror, "HANG")
    with ReaderPool(SETTINGS, 1, seconds=4, build=build_marks_and_sizes) as pool:
        tasks = [task._replace(asks=_both(task)) for task in _tasks(mirror)]
        readings = list(pool.read(mirror, tasks))
    left = [(reading.detector, reading.outcome) for reading in readings if reading.outcome is not Outcome.READ]
    assert (len(readings), left) == (62, [("marks", Outcome.BOUNDED)])


def _both(task: BlobTask) -> tuple[Ask, ...]:
    [ask] = task.asks
    return (ask, ask._replace(detector="sizes"))


def test_closing_stops_a_reading_under_way(make_repository: MakeRepository, mirror: Mirror) -> None:
    _add(make_repository, mirror, "HANG")
    pool = ReaderPool(SETTINGS, 1, build=build_marks)
    readings = pool.read(mirror, _tasks(mirror))
    next(readings)
    pool.close()
    with pytest.raises(GitError, match="stopped"):  # never a part that looks whole
        list(readings)


@pytest.mark.skipif(sys.platform != "linux", reason="no bound of memory elsewhere")
def test_a_blob_that_needs_too_much_memory_is_left_alone(make_repository: MakeRepository, mirror: Mirror) -> None:
    _add(make_repository, mirror, "SWELL")
    with ReaderPool(SETTINGS, 1, memory_mb=300, build=build_marks) as pool:
        readings = list(pool.read(mirror, _tasks(mirror)))
    assert len(readings) == 31
    left = [(r.outcome, r.reason) for r in readings if r.outcome is not Outcome.READ]
    assert left == [(Outcome.BOUNDED, "needed more than 300 MB of memory")]


@pytest.mark.skipif(sys.platform != "linux", reason="no bound of memory elsewhere")
def test_a_process_swollen_by_others_is_replaced_and_the_blob_read(
    make_repository: MakeRepository, mirror: Mirror
) -> None:
    source = make_repository()
    for number in range(4):  # each keeps 400 MB: the third one doesn't fit
        source.write(f"gros{number}.txt", f"SWELL {number}")
    source.commit()
    mirror_folder(source.git_dir, mirror.git_dir)
    with ReaderPool(SETTINGS, 1, memory_mb=1000, build=build_marks) as pool:
        readings = list(pool.read(mirror, _tasks(mirror)))
    assert {reading.outcome for reading in readings} == {Outcome.READ}
    assert len(readings) == 34


def test_a_blob_whose_reader_was_killed_is_read_by_another(mirror: Mirror, tmp_path: Path) -> None:
    settings = DetectorSettings(policies=None, key=str(tmp_path / "died").encode())
    with ReaderPool(settings, 1, build=build_dying_once) as pool:
        readings = list(pool.read(mirror, _tasks(mirror)))
    assert (tmp_path / "died").exists()
    assert {reading.outcome for reading in readings} == {Outcome.READ}
    assert len(readings) == 30
