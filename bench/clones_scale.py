# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""How long do indexing and asking take over thousands? `python -m bench.clones_scale --repos DIR [--repositories N]`.

Sketches of the real sources of DIR are recombined into as many repositories: each file keeps a tenth of a real sketch
and draws the rest, so that most of the catalog shares a little, as real code does. The naive way compares a unit with
the sketches of each repository in turn. The last line is JSON; its ratios are naive time over ours, and the time of an
update after one repository changed over that of the whole index.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from bench.repositories import find_repositories
from bench.truth_clones import Catalog
from catalog.clones import holders, update_clones
from catalog.clones.units import read_sources, unit_of
from catalog.database import Store, open_store
from scanner.detectors.shingles import ShinglesDetector
from scanner.detectors.shingles.sketch import BITS, Hashes, pack, unpack
from scanner.models import Forge, ForgeKind, Owner, Reading, Report, Repository, TreeFile, Visibility

_HOST = "forge.invalid"
_FILES = 12
_KEPT = 0.1
_ASKED = 20
_NAIVE = 200
"""Repositories that the naive way is timed on; its time grows with their number."""


def main() -> None:
    """Print the sizes and times, then JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repos", type=Path, required=True, help="folder of Git repositories; a few are enough")
    parser.add_argument("--repositories", type=int, default=5_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        with open_store(Path(scratch) / "real.db") as real:
            sketches = _real_sketches(real, options.repos)
        with open_store(Path(scratch) / "many.db") as store:
            ids = _fill(store, sketches, options.repositories)
            print(json.dumps(_measure(store, ids, sketches)))


def _real_sketches(store: Store, repos: Path) -> list[Hashes]:
    catalog = Catalog(store, find_repositories(repos))
    catalog.fill()
    rows = store.rows("SELECT summary FROM readings WHERE summary IS NOT NULL")
    return [unpack(json.loads(row["summary"])["sketch"]) for row in rows]


def _fill(store: Store, sketches: Sequence[Hashes], number: int) -> list[int]:
    """Make repositories whose files are recombined sketches, four to an owner."""
    random = np.random.default_rng(5)
    store.save_forge(Forge(host=_HOST, kind=ForgeKind.GITLAB, url=f"https://{_HOST}"))
    ids = []
    with store.writing():
        for index in range(number):
            owner = store.save_owner(Owner(host=_HOST, login=f"owner{index // 4}"))
            ids.append(_save(store, f"owner{index // 4}/depot{index}", owner, list(_drawn(random, sketches))))
    return ids


def _drawn(random: np.random.Generator, sketches: Sequence[Hashes]) -> Iterator[Hashes]:
    for _ in range(_FILES):
        real = sketches[int(random.integers(len(sketches)))]
        kept = real[random.random(len(real)) < _KEPT]
        drawn = random.integers(0, 1 << BITS, len(real) - len(kept), dtype=np.uint64)
        yield np.unique(np.concatenate([kept, drawn]))


def _save(store: Store, name: str, owner: int, files: Sequence[Hashes]) -> int:
    url = f"https://{_HOST}/{name}"
    login, _, short = name.partition("/")
    known = {"host": _HOST, "owner": login, "name": short, "full_name": name, "html_url": url, "clone_url": url}
    repository = store.save_repository(Repository(**known, visibility=Visibility.PRIVATE), owner)
    detector = ShinglesDetector()
    blobs = [f"{repository:020x}{number:020x}" for number in range(len(files))]
    store.save_readings(
        Reading(
            blob=b, path_class="python", detector=detector.name, version=detector.version, summary={"sketch": pack(f)}
        )
        for b, f in zip(blobs, files, strict=True)
    )
    tree = [TreeFile(f"src/part{number % 3}/{number}.py", blob, 5_000, "100644") for number, blob in enumerate(blobs)]
    report = Report(commit=blobs[0], refs_digest="1", detectors={detector.name: detector.version}, files=len(tree))
    store.save_scan(repository, report, tree, (), ())
    return repository


def _measure(store: Store, ids: Sequence[int], sketches: Sequence[Hashes]) -> dict[str, float]:
    started = time.perf_counter()
    update_clones(store)
    built = time.perf_counter() - started
    asked = ids[:: max(1, len(ids) // _ASKED)][:_ASKED]
    whole = max(_timed_query(store, repository, "") for repository in asked)
    part = max(_timed_query(store, repository, "src/part1") for repository in asked)
    naive = _timed_naive(store, ids)
    changed = _timed_change(store, sketches)
    rows = store.rows("SELECT count(*) AS n FROM clone_shingles")[0]["n"]
    return {
        "repositories": len(ids),
        "shingles": rows,
        "first_update_seconds": round(built, 1),
        "first_update_ms_per_repository": round(1000 * built / len(ids), 1),
        "slowest_query_of_a_repository_seconds": round(whole, 2),
        "slowest_query_of_a_module_seconds": round(part, 2),
        "update_after_one_change_seconds": round(changed, 2),
        "naive_query_seconds": round(naive, 1),
        "ratio_naive_over_ours": round(naive / whole, 1),
        "ratio_one_change_over_all": round(changed / built, 4),
    }


def _timed_query(store: Store, repository: int, path: str) -> float:
    started = time.perf_counter()
    holders(store, repository, path)
    return time.perf_counter() - started


def _timed_naive(store: Store, ids: Sequence[int]) -> float:
    """Return the time of comparing one repository with each of the others in turn, from a sample of them."""
    unit = unit_of(read_sources(store, ids[0])).hashes
    sample = ids[1 : 1 + _NAIVE]
    started = time.perf_counter()
    for other in sample:
        np.isin(unit, unit_of(read_sources(store, other)).hashes, assume_unique=True).mean()
    return (time.perf_counter() - started) * len(ids) / len(sample)


def _timed_change(store: Store, sketches: Sequence[Hashes]) -> float:
    owner = store.save_owner(Owner(host=_HOST, login="owner0"))
    _save(store, "owner0/nouveau", owner, list(_drawn(np.random.default_rng(6), sketches)))
    started = time.perf_counter()
    update_clones(store)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
