# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""How high do the modules that maintainers really took out rank? `python -m bench.truth --events FILE --repos DIR`.

FILE is a table (tab-separated, with a heading): repository, commit, date, path (a regular expression), kind (dir, file
or files), subject. Each repository is read at the commit's first parent, all units of the same kind are ranked, and the
place of the extracted one is looked up; ties take the middle. The other units are unlabelled, so there is no precision.
The last line is JSON; its `ratio` is our mean percentile over that of a random order.
"""

import argparse
import csv
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from bench.repositories import find_repositories, open_repository
from scanner.blobs import list_tree, read_blobs
from scanner.detectors.interface import Content
from scanner.detectors.modules import ModulesDetector
from scanner.detectors.modules.score import Scored
from scanner.errors import OuvrageError
from scanner.git import Mirror, path_text
from scanner.git_command import run
from scanner.models import BlobKey, Change, Reading, Snapshot
from scanner.policies import load_policy

_MAX_CHANGES = 20_000


class Event(NamedTuple):
    """One real extraction."""

    repository: str
    commit: str
    date: str
    path: str
    kind: str
    subject: str


class Place(NamedTuple):
    """Where a unit came among those of its kind: rank from 1 (ties in the middle), percentile 1 = first."""

    rank: float
    units: int

    @property
    def percentile(self) -> float:
        """1 for the first, 0 for the last."""
        return 1 - (self.rank - 1) / max(1, self.units - 1)


Measure = Callable[[Scored], float]
MEASURES: dict[str, Measure] = {
    "ours": lambda each: each.score,
    "size": lambda each: each.unit.lines,
    "fan-in": lambda each: len(each.signals.used_by),
    "efferent per kLOC": lambda each: -len(each.signals.cuts) / each.unit.lines,
    "domain words": lambda each: -each.signals.domain_share,
    "independence": lambda each: each.signals.alone / (each.signals.commits + 3),
}


def main() -> None:
    """Print one line an event, then one a measure, then JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=Path, required=True)
    parser.add_argument("--repos", type=Path, required=True, help="folder of Git repositories, whole histories")
    parser.add_argument("--policies", type=Path, help="folder with another modules.yml")
    options = parser.parse_args()
    detector = ModulesDetector(load_policy("modules", options.policies))
    repositories = find_repositories(options.repos)
    found: dict[str, list[Place]] = {name: [] for name in MEASURES}
    missing = 0
    for event in read_events(options.events):
        try:
            places = _place(event, repositories, detector)
        except (OuvrageError, LookupError) as error:
            missing += 1
            print(f"{event.repository} {event.commit[:8]} {event.path}: not measured ({error})", file=sys.stderr)
            continue
        for name, place in places.items():
            found[name].append(place)
        ours = places["ours"]
        print(f"{ours.percentile:.2f}  {ours.rank:6.1f} of {ours.units:5}  {event.repository} {event.path}")
    _print_figures(found, missing)


def read_events(path: Path) -> list[Event]:
    """Return the events of a table."""
    with path.open(encoding="utf-8", newline="") as file:
        return [Event(*row[:6]) for row in list(csv.reader(file, delimiter="\t"))[1:] if len(row) >= 6]


def _place(event: Event, repositories: Mapping[str, Path], detector: ModulesDetector) -> dict[str, Place]:
    if event.repository not in repositories:
        raise LookupError("no such repository in the folder")
    with open_repository(repositories[event.repository]) as mirror:
        scored = _rank(mirror, f"{event.commit}^", detector)
    kind = "directory" if event.kind == "dir" else "file"
    alike = [each for each in scored if each.unit.kind == kind]
    wanted = [each for each in alike if re.match(event.path, each.unit.path + ("/" if kind == "directory" else ""))]
    if not wanted:
        raise LookupError("the extracted unit isn't among the candidates")
    unit = min(wanted, key=lambda each: len(each.unit.path))
    return {name: place_of(unit, alike, measure) for name, measure in MEASURES.items()}


def place_of(unit: Scored, alike: Sequence[Scored], measure: Measure) -> Place:
    """Return the place of `unit` in the order of `measure`, highest first."""
    value = measure(unit)
    values = [measure(each) for each in alike]
    ties = values.count(value) - 1
    return Place(1 + sum(other > value for other in values) + ties / 2, len(alike))


def _rank(mirror: Mirror, commit: str, detector: ModulesDetector) -> list[Scored]:
    oid = run(mirror.git_dir, "rev-parse", "--verify", commit).decode().strip()
    files, _ = list_tree(mirror, oid)
    asked = {
        BlobKey(file.blob, path_class): file
        for file in files
        if 0 <= file.size <= detector.max_bytes and (path_class := detector.path_class(file.path, file.size))
    }
    contents = dict(read_blobs(mirror, sorted({key.blob for key in asked})))
    readings: dict[BlobKey, Reading] = {
        key: detector.read(Content(key.blob, contents[key.blob] or b"", file.path, key.path_class))
        for key, file in asked.items()
    }
    return detector.rank(Snapshot(oid, tuple(files), tuple(_changes(mirror, oid))), readings).scored


def _changes(mirror: Mirror, commit: str) -> Iterator[Change]:
    """Yield the commits before `commit` alone: a detector that sees all refs would see the extraction."""
    log = ("log", "-z", "--no-merges", "--no-renames", "--name-only", f"-n{_MAX_CHANGES}", "--format=%x01%H %cI")
    for part in run(mirror.git_dir, *log, commit).split(b"\x01")[1:]:
        head, *names = part.split(b"\0")
        oid, date = head.decode().split()
        yield Change(oid, date, tuple(path_text(name.strip(b"\n")) for name in names if name.strip(b"\n")))


def _print_figures(found: Mapping[str, Sequence[Place]], missing: int) -> None:
    figures = {name: figures_of(places) for name, places in found.items() if places}
    figures |= {"random": _by_chance(found["ours"])} if found["ours"] else {}
    for name, each in figures.items():
        numbers = f"{each['percentile']:9.3f} {each['recall_10']:9.2f} {each['top_10_percent']:9.2f}"
        print(f"{name:20}{numbers}   (mean percentile, recall@10, top 10 %)")
    ours = figures.get("ours")
    ratio = round(ours["percentile"] / 0.5, 3) if ours else None
    print(json.dumps({"ratio": ratio, "events": len(found["ours"]), "not_measured": missing, "measures": figures}))


def figures_of(places: Sequence[Place]) -> dict[str, float]:
    """Return the mean percentile, the share in the first ten, and the share in the first tenth."""
    count = len(places)
    return {
        "percentile": round(sum(place.percentile for place in places) / count, 3),
        "recall_10": round(sum(place.rank <= 10 for place in places) / count, 3),
        "top_10_percent": round(sum(place.percentile >= 0.9 for place in places) / count, 3),
    }


def _by_chance(places: Sequence[Place]) -> dict[str, float]:
    """Return what a random order of the same units is expected to reach."""
    recall = sum(min(1.0, 10 / place.units) for place in places) / len(places)
    return {"percentile": 0.5, "recall_10": round(recall, 3), "top_10_percent": 0.1}


if __name__ == "__main__":
    main()
