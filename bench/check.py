# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What a check costs: a change of 20 files on a repository of 1 000, and the whole repository, with and without cache.

`python -m bench.check [--files N] [--changed N] [--peer COMMAND…]`: the repository holds the first N files of this
checkout. Each peer (`reuse lint` by default) runs on the same work tree, in the same run; the last line is JSON. The
engine's rules are compiled once before anything is timed, as on a machine, or in a kept cache, where a check ran
before; what compiling them costs is told apart.
"""

import argparse
import json
import os
import resource
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

_OUVRAGE = [sys.executable, "-m", "catalog.cli"]
_REPEATS = 3
_GIT = ("git", "-c", "user.name=bench", "-c", "user.email=bench@example.org", "-c", "commit.gpgsign=false")


class Cost(NamedTuple):
    """The median of a few runs."""

    seconds: float
    cpu: float


def main() -> None:
    """Measure, and print what is measured as it comes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--changed", type=int, default=20)
    parser.add_argument("--peer", action="append", help="A command to run in the work tree.")
    asked = parser.parse_args()
    peers = asked.peer or [f"{Path(sys.executable).parent / 'reuse'} lint --quiet"]
    with tempfile.TemporaryDirectory(prefix="bench-check-") as name:
        told = _measured(Path(name), asked.files, asked.changed, peers)
    for what, cost in told.items():
        print(f"{what:40} {cost.seconds:7.2f} s {cost.cpu:7.2f} s cpu")
    print(json.dumps({what: cost._asdict() for what, cost in told.items()}))


def _measured(folder: Path, files: int, changed: int, peers: list[str]) -> dict[str, Cost]:
    tree, kept = folder / "tree", folder / "cache"
    _make(tree, files, changed)
    change = ("check", str(tree), "--base", "HEAD~1", "--fail-on", "error")
    whole = ("check", str(tree), "--whole")
    told = {"first check ever (rules are compiled)": _once(change, kept)}
    told["start-up (--version)"] = _median(("--version",), kept)
    told[f"a change of {changed} files"] = _median(change, kept, forget=True)
    told[f"a change of {changed} files, seen before"] = _median(change, kept)
    told[f"all {files} files"] = _median(whole, kept, forget=True, repeats=1)
    told[f"all {files} files, seen before"] = _median(whole, kept)
    for peer in peers:
        told[f"peer: {Path(shlex.split(peer)[0]).name}"] = _timed_median(shlex.split(peer), tree)
    return told


def _make(tree: Path, files: int, changed: int) -> None:
    """Make a repository of the files of this checkout, and a change of some of them."""
    here = Path(__file__).parent.parent
    listed = subprocess.run(["git", "-C", str(here), "ls-files", "-z"], capture_output=True, check=True).stdout
    paths = [path for path in os.fsdecode(listed).split("\0") if path and (here / path).is_file()][:files]
    for path in paths:
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(here / path, tree / path)
    subprocess.run([*_GIT, "init", "--quiet", str(tree)], check=True)
    _commit(tree)
    sources = [path for path in paths if path.endswith(".py")]
    for path in sources[:: max(1, len(sources) // changed)][:changed]:
        with (tree / path).open("a", encoding="utf-8") as file:
            file.write("\n\ndef added(value: int) -> int:\n    return value + 1\n")
    _commit(tree)


def _commit(tree: Path) -> None:
    subprocess.run([*_GIT, "-C", str(tree), "add", "--all"], check=True)
    subprocess.run([*_GIT, "-C", str(tree), "commit", "--quiet", "--message", "bench"], check=True)


def _once(arguments: tuple[str, ...], kept: Path) -> Cost:
    return _timed([*_OUVRAGE, *arguments], None, kept)


def _median(arguments: tuple[str, ...], kept: Path, *, forget: bool = False, repeats: int = _REPEATS) -> Cost:
    costs = []
    for _ in range(repeats):
        if forget:
            (kept / "check" / "readings.sqlite").unlink(missing_ok=True)
        costs.append(_once(arguments, kept))
    return sorted(costs)[len(costs) // 2]


def _timed_median(command: list[str], folder: Path) -> Cost:
    return sorted(_timed(command, folder, folder) for _ in range(_REPEATS))[_REPEATS // 2]


def _timed(command: list[str], folder: Path | None, kept: Path) -> Cost:
    before, started = _children(), time.perf_counter()
    env = os.environ | {"OUVRAGE_CACHE": str(kept)}
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, check=False)
    if done.returncode not in (0, 1, 3):
        sys.exit(f"{shlex.join(command)}: {done.stderr.decode(errors='replace')[-500:]}")
    return Cost(round(time.perf_counter() - started, 2), round(_children() - before, 2))


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
