# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""How high do the modules that maintainers really took out rank? The part "extractions" of `bench.truth`.

Each repository is read at the parent of the commit that took a unit out; all units of the same kind are ranked, and the
place of that one is looked up; ties take the middle. The other units are unlabelled, so there is no precision. Where
several files left together (kind "files", or a file whose name fits several), the best placed of them counts for ours
and for every peer alike.
"""

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from bench.readings import Readings
from bench.repositories import open_repository
from scanner.detectors.modules import ModulesDetector
from scanner.detectors.modules.score import Scored
from scanner.errors import OuvrageError
from scanner.git import Mirror, path_text
from scanner.git_command import run
from scanner.models import Change, Snapshot
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
    "fan-in": lambda each: each.signals.importers,
    "efferent per kLOC": lambda each: -len(each.signals.cuts) / each.unit.lines,
    "domain words": lambda each: -each.signals.domain_share,
}


def measure(
    repos: Mapping[str, Path], tables: Sequence[Path], cache: Path | None = None, policies: Path | None = None
) -> dict[str, Any]:
    """Print one line an event and one a measure, for each table of events; return the figures by table."""
    detector = ModulesDetector(load_policy("modules", policies))
    with Readings(detector, cache) as readings:
        return {table.stem: _measure_table(table, repos, detector, readings) for table in tables}


def _measure_table(
    table: Path, repos: Mapping[str, Path], detector: ModulesDetector, readings: Readings
) -> dict[str, Any]:
    print(f"\nExtractions of {table.name}: percentile, rank among units of the same kind")
    found: dict[str, list[Place]] = {name: [] for name in MEASURES}
    missing: list[str] = []
    for event in read_events(table):
        try:
            places = _place(event, repos, detector, readings)
        except (OuvrageError, LookupError) as error:
            missing.append(f"{event.repository} {event.commit[:8]} {event.path}: {error}")
            continue
        for name, place in places.items():
            found[name].append(place)
        ours = places["ours"]
        print(f"{ours.percentile:.2f}  {ours.rank:6.1f} of {ours.units:5}  {event.repository} {event.path}", flush=True)
    for reason in missing:
        print(f"not measured: {reason}")
    return {"n": len(found["ours"]), "not_measured": missing, "measures": _print_figures(found)}


def read_events(path: Path) -> list[Event]:
    """Return the events of a table (tab-separated, with a heading; lines that start with # are comments)."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    rows = list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [Event(*row[:6]) for row in rows[1:] if len(row) >= 6]


def _place(event: Event, repos: Mapping[str, Path], detector: ModulesDetector, readings: Readings) -> dict[str, Place]:
    if event.repository not in repos:
        raise LookupError("no such repository in the folder")
    with open_repository(repos[event.repository]) as mirror:
        scored = rank_at(mirror, f"{event.commit}^", detector, readings)
    alike, wanted = candidates(event, scored)
    if not wanted:
        raise LookupError("the extracted unit isn't among the candidates")
    return {
        name: min((place_of(unit, alike, value) for unit in wanted), key=lambda place: place.rank)
        for name, value in MEASURES.items()
    }


def candidates(event: Event, scored: Sequence[Scored]) -> tuple[list[Scored], list[Scored]]:
    """Return the units of the event's kind, and those among them that were taken out (for a folder, the topmost)."""
    kind = "directory" if event.kind == "dir" else "file"
    alike = [each for each in scored if each.unit.kind == kind]
    wanted = [each for each in alike if re.match(event.path, each.unit.path + ("/" if kind == "directory" else ""))]
    return alike, sorted(wanted, key=lambda each: len(each.unit.path))[:1] if kind == "directory" else wanted


def place_of(unit: Scored, alike: Sequence[Scored], measure: Measure) -> Place:
    """Return the place of `unit` in the order of `measure`, highest first."""
    value = measure(unit)
    values = [measure(each) for each in alike]
    ties = values.count(value) - 1
    return Place(1 + sum(other > value for other in values) + ties / 2, len(alike))


def rank_at(mirror: Mirror, commit: str, detector: ModulesDetector, readings: Readings) -> list[Scored]:
    """Return every unit of a commit's tree with its score."""
    oid = run(mirror.git_dir, "rev-parse", "--verify", commit).decode().strip()
    files, read = readings.of_tree(mirror, oid)
    return detector.rank(Snapshot(oid, tuple(files), tuple(_changes(mirror, oid))), read).scored


def _changes(mirror: Mirror, commit: str) -> Iterator[Change]:
    """Yield the commits before `commit` alone: a detector that sees all refs would see the extraction."""
    log = ("log", "-z", "--no-merges", "--no-renames", "--name-only", f"-n{_MAX_CHANGES}", "--format=%x01%H %cI")
    for part in run(mirror.git_dir, *log, commit).split(b"\x01")[1:]:
        head, *names = part.split(b"\0")
        oid, date = head.decode().split()
        yield Change(oid, date, tuple(path_text(name.strip(b"\n")) for name in names if name.strip(b"\n")))


def _print_figures(found: Mapping[str, Sequence[Place]]) -> dict[str, dict[str, float]]:
    figures = {name: figures_of(places) for name, places in found.items() if places}
    figures |= {"random": _by_chance(found["ours"])} if found["ours"] else {}
    for name, each in figures.items():
        numbers = f"{each['percentile']:9.3f} {each['recall_10']:9.2f} {each['top_10_percent']:9.2f}"
        print(f"{name:20}{numbers}   (mean percentile, recall@10, top 10 %)")
    return figures


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
