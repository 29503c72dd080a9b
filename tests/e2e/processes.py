# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Finds the Python processes that another one started, on Linux."""

from pathlib import Path
from typing import NamedTuple


class _Process(NamedTuple):
    pid: int
    parent: int
    words: bytes


def children(owner: int) -> list[int]:
    """Return the processes that multiprocessing started for `owner`, directly or from its server of forks."""
    found = _all()
    servers = {each.pid for each in found if each.parent == owner and b"forkserver" in each.words}
    ours = [each for each in found if each.parent == owner and b"spawn_main" in each.words]
    return [each.pid for each in ours + [each for each in found if each.parent in servers]]


def _all() -> list[_Process]:
    found = []
    for entry in Path("/proc").iterdir():
        try:
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            found.append(_Process(int(entry.name), parent, (entry / "cmdline").read_bytes()))
        except (OSError, ValueError, IndexError):
            continue
    return found
