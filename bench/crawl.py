# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""`python -m bench.crawl`: ten thousand projects of a loopback GitLab listed by us, beside swh.lister.

Both are whole processes, start of Python included. Ours is the real command into a real SQLite store; swh.lister
keeps what it lists in memory (`bench/peer_lister.py`), or with --scheduler writes it into a database of its own
scheduler as well (docs/benchmarks.md tells how to make one). They take turns; the figures are medians. Then: one page
that fails (HTTP 500), once and always, and a second crawl of ours with nothing changed. The last line is JSON: `ratio`
is swh.lister's time over ours at 50 ms of latency, the usual case of a forge that isn't next door.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.crawl_runs import HEAD, Forge, Measured, ours, peer

ROOT = Path(__file__).resolve().parents[1]
PEERS = ROOT / ".ci" / "peers"
LATENCIES = (0.0, 0.05)
_HALF = 1000 + 5000
"""The id of a project in the page that fails: the simulator counts projects from 1000."""


def main() -> int:
    """Run the bench and print a line a measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], prog="python -m bench.crawl")
    parser.add_argument("--count", type=int, default=10_000, help="projects")
    parser.add_argument("--rounds", type=int, default=3, help="times that each measure is taken")
    parser.add_argument("--peers", type=Path, default=PEERS, help="environment of bench/peers-requirements.txt")
    parser.add_argument("--scheduler", default="", help="swh.scheduler's PostgreSQL database, in libpq's words")
    arguments = parser.parse_args()
    python = peer_python(arguments.peers)
    with tempfile.TemporaryDirectory() as folder, serving(arguments.count) as forge:
        work = Path(folder)
        ours(forge, work / "warm")  # so that every page is computed, and every module compiled, before any measure
        peer(forge, python)
        print(HEAD)
        plain = {
            latency: rounds(forge, work, python, latency, arguments.rounds, arguments.scheduler)
            for latency in LATENCIES
        }
        faults = failing(forge, work, python)
        second = again(forge, work, arguments.rounds)
    print(json.dumps(result(arguments.count, plain, faults, second)))
    return 0


def peer_python(folder: Path) -> Path:
    """Return the Python of the peers' environment, made from its lock if it isn't there."""
    python = folder / "bin" / "python"
    if not python.exists():
        print(f"making {folder}", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        lock = Path(__file__).with_name("peers-requirements.txt")
        install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r"]
        subprocess.run([str(python), *install, str(lock)], check=True)
    return python


@contextmanager
def serving(count: int) -> Iterator[Forge]:
    """Start the server in its own process."""
    command = [sys.executable, "-m", "bench.forge_server", str(count)]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout  # noqa: S101 - it is a pipe
        yield Forge(process.stdout.readline().strip())
    finally:
        process.communicate()


Pairs = dict[str, list[Measured]]


def rounds(forge: Forge, work: Path, python: Path, latency: float, times: int, scheduler: str) -> Pairs:
    """Measure all, in turn."""
    done: Pairs = {"ours": [], "swh-lister": [], "with its database": []}
    for number in range(times):
        forge.set(latency=latency)
        mine = ours(forge, work / f"first-{latency}-{number}")
        done["ours"].append(mine.shown(f"ours, {latency * 1000:.0f} ms"))
        forge.set(latency=latency)
        done["swh-lister"].append(peer(forge, python).shown(f"swh-lister, {latency * 1000:.0f} ms"))
        if scheduler:
            forge.set(latency=latency)
            stored = peer(forge, python, scheduler)
            done["with its database"].append(stored.shown(f"swh-lister with its database, {latency * 1000:.0f} ms"))
    return done


def failing(forge: Forge, work: Path, python: Path) -> dict[str, Measured]:
    """Have one page fail, once and always."""
    done = {}
    for name, times in (("once", 1), ("always", None)):
        fault = {"fail": f'{{"id": {_HALF},', "times": times}
        forge.set(**fault)
        done[f"ours, {name}"] = ours(forge, work / f"fail-{name}").shown(f"ours, HTTP 500 on one page, {name}")
        forge.set(**fault)
        done[f"swh-lister, {name}"] = peer(forge, python).shown(f"swh-lister, HTTP 500 on one page, {name}")
    forge.set()
    return done


def again(forge: Forge, work: Path, times: int) -> list[Measured]:
    """Crawl again into a store that has it all."""
    done = []
    for _ in range(times):
        forge.set(latency=LATENCIES[-1])
        done.append(ours(forge, work / f"first-{LATENCIES[-1]}-0").shown("ours again, nothing changed, 50 ms"))
    return done


def result(
    count: int, plain: dict[float, Pairs], faults: dict[str, Measured], second: list[Measured]
) -> dict[str, Any]:
    """Return the summary."""
    return {
        "ratio": ratio(plain[LATENCIES[-1]], "seconds"),
        "ratio_at_0_ms": ratio(plain[LATENCIES[0]], "seconds"),
        "cpu_ratio_at_0_ms": ratio(plain[LATENCIES[0]], "cpu"),
        "memory_ratio": ratio(plain[LATENCIES[0]], "memory"),
        "requests_per_repository": plain[LATENCIES[0]]["ours"][0].requests / count,
        "dropped": {name: count - one.listed for name, one in faults.items()},
        "exits": {name: one.exit for name, one in faults.items()},
        "second": {"seconds": median(second, "seconds"), "requests": second[0].requests},
        "cores": os.cpu_count(),
    } | {
        f"ratio_with_its_database_at_{latency * 1000:.0f}_ms": ratio(pairs, "seconds", "with its database")
        for latency, pairs in plain.items()
        if pairs["with its database"]
    }


def ratio(pairs: Pairs, what: str, whose: str = "swh-lister") -> float:
    """Return the peer's median over ours."""
    return round(median(pairs[whose], what) / median(pairs["ours"], what), 2)


def median(many: list[Measured], what: str) -> float:
    """Return the median of a figure."""
    figures: list[float] = [getattr(one, what) for one in many]
    return round(statistics.median(figures), 2)


if __name__ == "__main__":
    sys.exit(main())
