# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""`python -m bench.site`: how long `ouvrage publish` takes on the State's repositories, then on 30 000 made-up ones.

Each store is published into an empty folder, again with nothing changed, and again after one repository got another
description and licence. Beside it, a peer that does what a simple generator does: in one process, it makes every file
anew each time and writes it over the old one; its output and ours must be the same, byte for byte. In Debian's browser,
where it is installed, words are typed into the search of the list. The last line is JSON: `ratio` is the peer's time
over that of our rebuild after one change, `first_ratio` over that of our first build.
"""

import argparse
import filecmp
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from bench.site_stores import fill_with_listing, fill_with_made_up
from catalog.database import open_store
from catalog.manifest import OURS
from scanner.resources import resource_dir

if TYPE_CHECKING:
    from playwright.sync_api import Page

_LISTING = Path(__file__).resolve().parents[2] / "shared" / "data" / "listing-2021"
_CHANGE = "UPDATE repositories SET description = 'Une autre description', license_key = 'eupl-1.2' WHERE id = 17"
_WORDS = ("a", "dep", "impot", "données", "api geo", "zzzz")
_COUNT = "performance.getEntriesByName('filter').length"
_POLL, _PATIENCE = 0.5, 120
"""Seconds between two looks at the memory, and for a page to answer on a busy machine."""


class Run(NamedTuple):
    """One measured command: seconds, processor seconds and the most memory that it and its processes held at once."""

    seconds: float
    cpu: float
    megabytes: float


def main() -> int:
    """Run the bench and print a line a measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], prog="python -m bench.site")
    parser.add_argument("--listing", type=Path, default=_LISTING, help="folder of the listing of November 2021")
    parser.add_argument("--repositories", type=int, default=30_000, help="made-up ones; 0 = none")
    parser.add_argument("--no-peer", action="store_true", help="leave the peer out")
    arguments = parser.parse_args()
    result: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        if (arguments.listing / "repositories.csv").is_file():
            with open_store(Path(place, "listing.db")) as store:
                fill_with_listing(store, arguments.listing)
            result["listing_2021"] = measure(Path(place, "listing.db"), not arguments.no_peer)
        else:
            print(f"{arguments.listing}: not there, so that the listing of 2021 is skipped")
        if arguments.repositories:
            with open_store(Path(place, "made-up.db")) as store:
                fill_with_made_up(store, arguments.repositories)
            result["made_up"] = measure(Path(place, "made-up.db"), not arguments.no_peer)
    last = result.get("made_up") or result.get("listing_2021") or {}
    print(json.dumps(result | {name: last.get(name) for name in ("ratio", "first_ratio")}))
    return 0


def measure(database: Path, with_peer: bool) -> dict[str, Any]:
    """Return every measure of one store."""
    work = database.with_suffix("")
    output, policies = work / "public", work / "policies"
    policies.mkdir(parents=True)
    shipped = (resource_dir("policies") / "publication.yml").read_text(encoding="utf-8")
    (policies / "publication.yml").write_text(shipped.replace("publish: listed", "publish: all"), encoding="utf-8")
    command: list[str | Path] = [
        "-m",
        "catalog.cli",
        "publish",
        "--quiet",
        "--database",
        database,
        "--policies",
        policies,
    ]
    runs = {"first": _run([*command, "--output", output]), "unchanged": _run([*command, "--output", output])}
    before = dict(_files(output))
    with open_store(database) as store, store.writing() as connection:
        connection.execute(_CHANGE)
    runs["one_changed"] = _run([*command, "--output", output])
    after = dict(_files(output))
    told = {
        "pages": sum(name.endswith(".html") for name in after),
        "files": len(after),
        "megabytes": round(sum(size for size, _ in after.values()) / 1e6),
        "changed_files": sum(before.get(name) != known for name, known in after.items()),
        "search_kilobytes": {
            name: round(after[f"data/search/{name}.json.gz"][0] / 1e3)
            for name in ("repositories", "repositories-texts")
        },
    }
    if with_peer:
        runs["peer"] = _run(["-m", "bench.site_peer", database, policies, work / "peer"])
        told |= {
            "ratio": round(runs["peer"].seconds / runs["one_changed"].seconds, 1),
            "first_ratio": round(runs["peer"].seconds / runs["first"].seconds, 1),
            "different_files": sum(_differ(output, work / "peer", name) for name in after),
        }
    result = told | {"runs": {name: run._asdict() for name, run in runs.items()}, "filter": filter_times(output)}
    print(f"{database.stem}: {json.dumps(result)}", flush=True)
    return result


def _run(words: Sequence[str | Path]) -> Run:
    before, started, most = _cpu(), time.perf_counter(), 0.0
    process = subprocess.Popen([sys.executable, *map(str, words)], env=_installed())
    while process.poll() is None:
        most = max(most, sum(map(_memory, _family(process.pid))))
        time.sleep(_POLL)
    if process.returncode:
        raise SystemExit(f"failed: {' '.join(map(str, words))}")
    return Run(round(time.perf_counter() - started, 1), round(_cpu() - before, 1), round(most))


def _installed() -> dict[str, str]:
    """Return the environment of an installed command, whose modules are compiled once: here, by the first run."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir(), "ouvrage-bench-bytecode"))}


def _cpu() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def _family(process: int) -> Iterator[int]:
    yield process
    for path in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            children = path.read_text().split()
        except OSError:  # it has just ended
            continue
        for child in children:
            yield from _family(int(child))


def _memory(process: int) -> float:
    """Return the megabytes of a process, what it shares with others counted once among them."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) / 1000 for line in lines if line.startswith("Pss:")), 0)


def _files(folder: Path) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield the name of each published file, with its size and time."""
    for place, _, names in os.walk(folder):
        for name in names:
            if not name.startswith(OURS):
                found = Path(place, name).stat()
                yield Path(place, name).relative_to(folder).as_posix(), (found.st_size, found.st_mtime_ns)


def _differ(one: Path, other: Path, name: str) -> bool:
    return not (other / name).is_file() or not filecmp.cmp(one / name, other / name, shallow=False)


# --- in the browser --------------------------------------------------------------------------------------------------


def filter_times(folder: Path) -> dict[str, float] | None:
    """Return the milliseconds that the page takes for each word typed into its search; None without a browser."""
    from tests.e2e.browser import CHROMIUM, FLAGS
    from tests.e2e.sites import served

    if CHROMIUM is None or find_spec("playwright") is None:
        return None
    from playwright.sync_api import sync_playwright

    with served(folder) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        page = browser.new_page()
        page.goto(f"{address}depots/index.html?q=premier")
        _filtered(page, 2)  # once on what comes first, and again on the long texts
        times = {}
        for word in _WORDS:
            count = int(page.evaluate(_COUNT))
            page.fill("input[name=q]", word)
            times[word] = _filtered(page, count + 1)
        browser.close()
    return times


def _filtered(page: "Page", least: int) -> float:
    """Wait for the `least`th filtering of the page; return its milliseconds. The page lets nobody evaluate a wait."""
    end = time.monotonic() + _PATIENCE
    while int(page.evaluate(_COUNT)) < least:
        if time.monotonic() > end:
            raise SystemExit("the page filters nothing")
        time.sleep(0.05)
    return round(float(page.evaluate("performance.getEntriesByName('filter').at(-1).duration")), 1)


if __name__ == "__main__":
    raise SystemExit(main())
