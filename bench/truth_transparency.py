# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Does code that bears on persons come before the rest? `python -m bench.truth --part transparency --repos DIR`.

Labels are in ``bench/data/transparency.tsv`` (positive, technical, service), split by owner into a development half and
a held-out one. Three orders are measured by AUC, the chance that a positive comes before another: the score of the
ranking (as shipped), the strength and the share of rule files; beside them, counting law cited and size.
"""

import csv
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from bench.repositories import find_repositories, open_repository
from catalog.priorities import assess
from catalog.priority_policy import Priorities, load_priorities
from catalog.subjects import FactRow, Subject
from scanner.blobs import list_tree, read_blobs
from scanner.detectors.algorithms import algorithms_detector
from scanner.detectors.interface import Content, Detector
from scanner.errors import OuvrageError
from scanner.models import BlobKey, Fact, ForgeKind, Snapshot, Visibility
from scanner.policies import load_policy

LABELS = Path(__file__).parent / "data" / "transparency.tsv"
_OTHERS = ("technical", "service")


class Labelled(NamedTuple):
    """A repository whose bearing on persons is known from outside."""

    repository: str
    label: str
    half: str
    source: str


class Judged(NamedTuple):
    """What each order says of a labelled repository."""

    labelled: Labelled
    score: float
    strength: float
    share: float
    law: float
    lines: float


ORDERS: dict[str, Callable[[Judged], float]] = {
    "ours (score)": lambda each: each.score,
    "strength": lambda each: each.strength,
    "share of rule files": lambda each: each.share,
    "files that cite law": lambda each: each.law,
    "size": lambda each: each.lines,
}


def measure(repos: Mapping[str, Path] | Path, labels: Path = LABELS) -> dict[str, Any]:
    """Print one line a repository and a table; return `{n, not_measured, auc: {half: {order: {label: AUC}}}}`."""
    held = find_repositories(repos) if isinstance(repos, Path) else repos
    detector, policy = algorithms_detector(load_policy("transparency")), load_priorities()
    judged, missing = [], {}
    for labelled in read_labels(labels):
        try:
            judged.append(_judge(labelled, held[labelled.repository], detector, policy))
        except (OuvrageError, KeyError, OSError) as error:
            missing[labelled.repository] = "no such repository" if isinstance(error, KeyError) else str(error)
    for each in sorted(judged, key=lambda each: -each.score):
        print(f"{each.score:6.2f} {each.strength:.4f} {each.labelled.label:10}{each.labelled.repository}")
    for name, reason in missing.items():
        print(f"{name}: not measured ({reason})", file=sys.stderr)
    halves = {half: [each for each in judged if each.labelled.half == half] for half in ("development", "held-out")}
    figures = {half: _figures(some) for half, some in ({"all": judged} | halves).items()}
    for half, orders in figures.items():
        for order, values in orders.items():
            print(f"{half:12} {order:22}" + "".join(f"{label} {value:.3f}  " for label, value in values.items()))
    counts = Counter(f"{each.labelled.half} {each.labelled.label}" for each in judged)
    return {"n": len(judged), "labels": dict(counts), "not_measured": missing, "auc": figures}


def read_labels(path: Path) -> list[Labelled]:
    """Return the labels of a table (tab-separated, with a heading)."""
    with path.open(encoding="utf-8", newline="") as file:
        return [Labelled(*row[:4]) for row in list(csv.reader(file, delimiter="\t"))[1:] if len(row) >= 4]


def auc(positives: Sequence[float], others: Sequence[float]) -> float | None:
    """Return the chance that a positive comes before another, a tie counting half; None without both."""
    if not positives or not others:
        return None
    wins = sum((a > b) + 0.5 * (a == b) for a in positives for b in others)
    return round(wins / (len(positives) * len(others)), 3)


def _figures(judged: Sequence[Judged]) -> dict[str, dict[str, float]]:
    by_label = {label: [each for each in judged if each.labelled.label == label] for label in ("positive", *_OTHERS)}
    found = {
        order: {label: auc([*map(value, by_label["positive"])], [*map(value, by_label[label])]) for label in _OTHERS}
        for order, value in ORDERS.items()
    }
    return {order: {k: v for k, v in each.items() if v is not None} for order, each in found.items()}


def _judge(labelled: Labelled, git_dir: Path, detector: Detector, policy: Priorities) -> Judged:
    facts = list(_facts(git_dir, detector))
    summary = next(fact.data for fact in facts if fact.rule == "algorithm-summary")
    score = assess(_subject(labelled.repository, facts), policy).transparency
    law, lines = summary["legal_basis_files"], summary["code_lines"]
    return Judged(labelled, score, summary["strength"], summary["share"], law, lines)


def _facts(git_dir: Path, detector: Detector) -> Iterator[Fact]:
    with open_repository(git_dir) as mirror:
        files, _ = list_tree(mirror, "HEAD")
        asked = {
            BlobKey(file.blob, path_class): file.path
            for file in files
            if 0 <= file.size <= detector.max_bytes and (path_class := detector.path_class(file.path, file.size))
        }
        contents = dict(read_blobs(mirror, sorted({key.blob for key in asked})))
    readings = {
        key: detector.read(Content(key.blob, contents[key.blob] or b"", path, key.path_class))
        for key, path in asked.items()
    }
    yield from detector.conclude(Snapshot("0" * 40, tuple(files), ()), readings)


def _subject(name: str, facts: Iterable[Fact]) -> Subject:
    subject = Subject(1, "bench.invalid", ForgeKind.FOLDER, "", name, name, Visibility.PRIVATE, "")
    for fact in facts:
        raw = fact.model_dump_json(include={"data"})[len('{"data":') : -1]
        row = FactRow(fact.rule, fact.path, fact.line, fact.end_line, fact.message, raw)
        subject.facts.setdefault(fact.rule, []).append(row)
    return subject
