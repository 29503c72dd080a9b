# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The share of a machine that a process has."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from catalog.machine import resident_mb, usable_cpus


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="this system binds no process to processors")
def test_a_process_counts_the_processors_it_may_use(tmp_path: Path) -> None:
    assert usable_cpus(tmp_path) == len(os.sched_getaffinity(0))


@pytest.mark.parametrize(("quota", "count"), [("100000 100000", 1), ("50000 100000", 1), ("1 100000", 1)])
def test_a_container_never_gets_more_than_its_share(tmp_path: Path, quota: str, count: int) -> None:
    (tmp_path / "cpu.max").write_text(f"{quota}\n")
    assert usable_cpus(tmp_path) == count


@pytest.mark.parametrize("quota", ["max 100000", "9900000 100000", "odd", ""])
def test_no_quota_or_a_large_one_bounds_nothing(tmp_path: Path, quota: str) -> None:
    free = usable_cpus(tmp_path)
    (tmp_path / "cpu.max").write_text(quota)
    assert usable_cpus(tmp_path) == free


def test_an_older_control_group_counts_too(tmp_path: Path) -> None:
    (tmp_path / "cpu").mkdir()
    (tmp_path / "cpu" / "cpu.cfs_quota_us").write_text("20000")
    (tmp_path / "cpu" / "cpu.cfs_period_us").write_text("100000")
    assert usable_cpus(tmp_path) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="/proc")
def test_the_memory_of_a_process_is_told() -> None:
    hold = "held = bytearray(80_000_000); held[::4096] = b'x' * len(held[::4096]); print(); input()"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", hold], **pipes) as process:  # type: ignore[call-overload]
        process.stdout.readline()
        assert 80 < resident_mb(process.pid) < 200
        process.communicate(b"\n")
    assert resident_mb(2**22 + 1) == 0
