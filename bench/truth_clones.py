# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Is the open package that code later became found first? `python -m bench.truth_clones --repos DIR [--cases FILE]`.

The catalog is every repository of DIR at its default branch. Each case takes one of them back to an old commit and asks
who holds a path of it: the truth is the package that it became. FILE is a table (tab-separated, with a heading):
repository, commit or date (the last commit before it), path, true repository; "-" for none: then everything found is
noise.
"""

import argparse
import csv
import json
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from bench.repositories import find_repositories, open_repository
from catalog.clones import Holder, holders, update_clones
from catalog.database import Store, open_store
from scanner.blobs import list_tree, read_blobs
from scanner.detectors.interface import Content
from scanner.detectors.shingles import ShinglesDetector
from scanner.errors import OuvrageError
from scanner.git import Mirror
from scanner.git_command import run
from scanner.models import (
    BlobKey,
    Fact,
    Forge,
    ForgeKind,
    Owner,
    Reading,
    Report,
    Repository,
    Snapshot,
    TreeFile,
    Visibility,
)

NOTHING = "-"
_HOST = "forge.invalid"
_BATCH = 500


class Case(NamedTuple):
    """Code at an old commit, and the package that it became."""

    repository: str
    at: str
    """A commit, or an ISO date: the last commit before it."""
    path: str
    truth: str


CASES = (
    Case(
        "18F/identity-idp",
        "fc821dd0df5876cc031f5ffedee2aba954b8d56a^",
        "app/services/doc_auth",
        "18F/identity-doc-auth",
    ),
    Case("betagouv/mon-entreprise", "2021-11-15", "publicodes", "publicodes/publicodes"),
    Case("alphagov/notifications-api", "7260561ad^", "app/clients", "alphagov/notifications-utils"),
)


class Place(NamedTuple):
    """Where the truth came; rank 0 = it wasn't found."""

    case: Case
    rank: int
    containment: float
    noise: float
    """The largest share found in another repository that isn't of the same lineage."""
    first: str
    seconds: float


class Catalog:
    """A store filled from Git repositories by the detector of shingles alone."""

    def __init__(self, store: Store, repositories: dict[str, Path]) -> None:
        self.store = store
        self.repositories = repositories
        self.detector = ShinglesDetector()
        self.ids = {name: self._save(name) for name in repositories}
        self.problems: dict[str, str] = {}

    def fill(self) -> None:
        """Read every repository at its default branch, and index them."""
        for name in self.repositories:
            try:
                self.read(name, "HEAD")
            except OuvrageError as error:
                self.problems[name] = str(error)
        update_clones(self.store)

    def read(self, name: str, at: str) -> None:
        """Make a repository what it was at a commit, or before a date."""
        with open_repository(self.repositories[name]) as mirror:
            commit = _commit(mirror, at)
            files, _ = list_tree(mirror, commit)
            self._read_blobs(mirror, files)
            roots = tuple(run(mirror.git_dir, "rev-list", "--max-parents=0", commit).decode().split())
        facts: tuple[Fact, ...] = tuple(self.detector.conclude(Snapshot(commit, tuple(files), (), roots), {}))
        report = Report(
            commit=commit, refs_digest=commit, files=len(files), detectors={self.detector.name: self.detector.version}
        )
        self.store.save_scan(self.ids[name], report, files, (), facts)

    def _read_blobs(self, mirror: Mirror, files: Sequence[TreeFile]) -> None:
        classes = [(file, self.detector.path_class(file.path, file.size)) for file in files if file.mode != "120000"]
        wanted = {BlobKey(file.blob, kind): file.path for file, kind in classes if kind is not None}
        known = self.store.known(self.detector.name, self.detector.version, wanted)
        todo = [key for key in wanted if key not in known]
        for start in range(0, len(todo), _BATCH):
            self.store.save_readings(self._readings(mirror, todo[start : start + _BATCH], wanted))

    def _readings(self, mirror: Mirror, keys: Sequence[BlobKey], paths: dict[BlobKey, str]) -> Iterator[Reading]:
        contents = dict(read_blobs(mirror, sorted({key.blob for key in keys})))
        for key in keys:
            yield self.detector.read(Content(key.blob, contents[key.blob] or b"", paths[key], key.path_class))

    def _save(self, name: str) -> int:
        login, _, short = name.partition("/")
        self.store.save_forge(Forge(host=_HOST, kind=ForgeKind.GITHUB, url=f"https://{_HOST}"))
        owner = self.store.save_owner(Owner(host=_HOST, login=login))
        url = f"https://{_HOST}/{name}"
        repository = Repository(
            host=_HOST,
            owner=login,
            name=short,
            full_name=name,
            html_url=url,
            clone_url=url,
            visibility=Visibility.PUBLIC,
        )
        return self.store.save_repository(repository, owner)


def measure(repos: Path, cases: Sequence[Case] = CASES) -> dict[str, Any]:
    """Return the rank of each true repository, n, and what wasn't measured and why."""
    with tempfile.TemporaryDirectory() as scratch, open_store(Path(scratch) / "clones.db") as store:
        catalog = Catalog(store, find_repositories(repos))
        started = time.monotonic()
        catalog.fill()
        seconds = time.monotonic() - started
        places, left = _measure(catalog, cases)
        size = store.path.stat().st_size
    return _figures(places, left) | {
        "catalog": len(catalog.repositories) - len(catalog.problems),
        "fill_seconds": round(seconds, 1),
        "store_megabytes": round(size / 1e6, 1),
        "not_read": catalog.problems,
    }


def _measure(catalog: Catalog, cases: Sequence[Case]) -> tuple[list[Place], dict[str, str]]:
    places: list[Place] = []
    left: dict[str, str] = {}
    for case in cases:
        name = f"{case.repository} {case.path}"
        absent = {case.repository, case.truth} - {*catalog.repositories, NOTHING}
        if absent:
            left[name] = f"not in the folder: {', '.join(sorted(absent))}"
            continue
        try:
            places.append(_place(catalog, case))
        except OuvrageError as error:
            left[name] = str(error)
    return places, left


def _place(catalog: Catalog, case: Case) -> Place:
    catalog.read(case.repository, case.at)
    update_clones(catalog.store)
    started = time.monotonic()
    found = holders(catalog.store, catalog.ids[case.repository], case.path)
    seconds = time.monotonic() - started
    truth = f"{_HOST}/{case.truth}"
    rank = next((place for place, each in enumerate(found, 1) if each.repository == truth), 0)
    noise = max((each.containment for each in found if each.independent and each.repository != truth), default=0.0)
    return Place(
        case=case,
        rank=rank,
        containment=found[rank - 1].containment if rank else 0.0,
        noise=noise,
        first=_told(found),
        seconds=round(seconds, 2),
    )


def _told(found: Sequence[Holder]) -> str:
    return ", ".join(
        f"{each.repository.removeprefix(_HOST + '/')}:{each.path} {each.containment:.3f}"
        f" {each.equal_files}f {each.lineage.value}".strip()
        for each in found[:3]
    )


def _commit(mirror: Mirror, at: str) -> str:
    dated = at[:2] == "20" and at[4:5] == "-"
    command = ("rev-list", "-1", f"--before={at}", "HEAD") if dated else ("rev-parse", "--verify", f"{at}^{{commit}}")
    return run(mirror.git_dir, *command).decode().strip()


def _figures(places: Sequence[Place], left: dict[str, str]) -> dict[str, Any]:
    true = [place for place in places if place.case.truth != NOTHING]
    return {
        "n": len(true),
        "rank_1": sum(place.rank == 1 for place in true),
        "ranks": {f"{place.case.repository} {place.case.path}": place.rank for place in true},
        "containment": {f"{place.case.repository} {place.case.path}": place.containment for place in true},
        "largest_noise": max((place.noise for place in places), default=0.0),
        "slowest_query_seconds": max((place.seconds for place in places), default=0.0),
        "not_measured": left,
        "rows": [
            {
                "repository": place.case.repository,
                "path": place.case.path,
                "truth": place.case.truth,
                "rank": place.rank,
                "containment": place.containment,
                "noise": place.noise,
                "first": place.first,
            }
            for place in places
        ],
    }


def read_cases(path: Path) -> list[Case]:
    """Return the cases of a table."""
    with path.open(encoding="utf-8", newline="") as file:
        return [Case(*row[:4]) for row in list(csv.reader(file, delimiter="\t"))[1:] if len(row) >= 4]


def main() -> None:
    """Print one line a case, then JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repos", type=Path, required=True, help="folder of Git repositories, whole histories")
    parser.add_argument("--cases", type=Path, help="table of cases instead of the three known ones")
    options = parser.parse_args()
    figures = measure(options.repos, read_cases(options.cases) if options.cases else CASES)
    for row in figures.pop("rows"):
        figures_of_row = f"{row['rank']:3}  {row['containment']:.3f}  {row['noise']:.3f}"
        print(f"{figures_of_row}  {row['repository']} {row['path']} → {row['truth']}")
        print(f"       {row['first']}")
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
