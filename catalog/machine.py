# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What this machine gives to a process: processors that it may use, memory that it takes."""

import contextlib
import math
import os
import sys
from pathlib import Path

_CGROUP = Path("/sys/fs/cgroup")


def usable_cpus(cgroup: Path = _CGROUP) -> int:
    """Return how many processors this process may use: at least 1, and no more than its container's share.

    Args:
        cgroup: where the control group of this process shows (version 2, else version 1).
    """
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quota = _quota(cgroup)
    return max(1, min(count, math.ceil(quota)) if quota else count)


def _quota(cgroup: Path) -> float:
    """Return the processors that the control group allows, 0 when it sets no bound."""
    with contextlib.suppress(OSError, ValueError, ZeroDivisionError):
        quota, period = (cgroup / "cpu.max").read_text().split()
        return 0 if quota == "max" else int(quota) / int(period)
    with contextlib.suppress(OSError, ValueError, ZeroDivisionError):
        old = cgroup / "cpu"
        quota, period = ((old / f"cpu.cfs_{name}_us").read_text() for name in ("quota", "period"))
        return max(0.0, int(quota) / int(period))
    return 0


def resident_mb(pid: int) -> float:
    """Return the memory that a process of this machine holds, in MB; 0 where the system doesn't say (Linux does)."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1_000_000
    return 0


def bound_memory(memory_mb: int) -> None:
    """Refuse this process more than `memory_mb` MB of data (Linux and other POSIX systems that keep such a bound).

    Its own data alone counts: shared libraries and mapped files, which the system can drop at any time, don't.
    """
    if not memory_mb or sys.platform == "win32":
        return
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        limit = memory_mb * 1_000_000
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
