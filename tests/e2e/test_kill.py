# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A scan that is killed with -9 at any moment, or whose processes are, ends with the rows of one left in peace."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.e2e.depots import Alone, scan, scanning
from tests.e2e.processes import children
from tests.e2e.stores import rows_of

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="finds processes in /proc")
SEED = 20261125


def _start(folder: Path, database: Path) -> subprocess.Popen[bytes]:
    words = scanning(folder, database, "--jobs", "1")
    return subprocess.Popen(words, cwd=database.parent, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _readings(database: Path) -> int:
    with closing(sqlite3.connect(database)) as connection:
        made = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'readings'").fetchone()[0]
        return int(connection.execute("SELECT count(*) FROM readings").fetchone()[0]) if made else 0


def test_a_killed_scan_loses_and_repeats_nothing(alone: Alone, tmp_path: Path) -> None:
    database = tmp_path / "ouvrage.db"
    chance = random.Random(SEED)  # noqa: S311 - the same moments each time
    counts = [0]
    for least in (0, 1):
        process = _start(alone.folder, database)
        time.sleep(alone.seconds * chance.uniform(0.6, 0.95))
        _wait_for_readings(process, database, least)  # on a busier machine than when it was left alone
        readers = children(process.pid)
        process.kill()
        process.wait()
        _wait_for_end(readers)
        counts.append(_readings(database) if database.exists() else 0)
    assert counts == sorted(counts)  # nothing that was kept is lost
    assert counts[-1] > 0
    last = scan(alone.folder, database, "--jobs", "1")
    assert last.returncode == 0, last.stderr
    assert rows_of(database) == rows_of(alone.database)
    assert not list(tmp_path.glob("ouvrage.scanning-*"))
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT count(*) FROM leases").fetchone() == (0,)


def _wait_for_readings(process: subprocess.Popen[bytes], database: Path, least: int) -> None:
    deadline = time.monotonic() + 120
    while process.poll() is None and (_readings(database) if database.exists() else 0) < least:
        assert time.monotonic() < deadline, "nothing is kept"
        time.sleep(0.05)


def _wait_for_end(pids: list[int]) -> None:
    """Wait until processes whose owner was killed have ended by themselves."""
    deadline = time.monotonic() + 30
    while any(Path(f"/proc/{pid}").exists() for pid in pids):
        assert time.monotonic() < deadline, "a reading process outlives its owner"
        time.sleep(0.1)


def test_what_killed_reading_processes_leave_is_read_by_the_next_scan(alone: Alone, tmp_path: Path) -> None:
    database = tmp_path / "ouvrage.db"
    chance = random.Random(SEED)  # noqa: S311 - the same moments each time
    process = _start(alone.folder, database)
    killed = 0
    while process.poll() is None and killed < 3:
        time.sleep(alone.seconds * chance.uniform(0.1, 0.4))
        for reader in children(process.pid)[:1]:
            os.kill(reader, signal.SIGKILL)
            killed += 1
    assert process.wait(timeout=120) in (0, 3)  # 3: a blob that was thrice unlucky
    assert killed > 0
    assert scan(alone.folder, database, "--jobs", "1").returncode == 0
    assert rows_of(database) == rows_of(alone.database)
