# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The four signals of a unit: imports from the rest, the rest's own words, breadth of demand, independence in history.

All are counted for every place (folder or file) at once, in one pass over edges, words and commits.
"""

import posixpath
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from scanner.detectors import roles
from scanner.detectors.modules.graph import Edge, Graph
from scanner.detectors.modules.imports.interface import Source
from scanner.detectors.modules.units import Unit, places
from scanner.models import Change


class Coupling(NamedTuple):
    """For each place, the edges that leave it and the sources outside it that import something of it."""

    leaving: Mapping[str, Sequence[Edge]]
    importers: Mapping[str, frozenset[str]]


class Vocabulary(NamedTuple):
    """For each place, its words and how many of its files use each; `files` is the number of files in all."""

    words: Mapping[str, Counter[str]]
    users: Mapping[str, Counter[str]]
    everywhere: Counter[str]
    files: int


class Loneliness(NamedTuple):
    """For each place, the commits that touched it, and the sum of the shares of each that fell into it."""

    commits: Counter[str]
    shares: Mapping[str, float]


class Signals(NamedTuple):
    """What is measured of one unit."""

    cuts: Sequence[Edge]
    """Edges to the rest of the repository."""
    domain_share: float
    """Share of its words (0 to 1) that are the repository's own, weighted by their spread in the other files."""
    importers: int
    """Files outside that import it."""
    used_by: Sequence[str]
    """Areas of these files."""
    commits: int
    alone: float
    """Sum over these commits of the share of the touched files that were in the unit."""


def measure_coupling(graph: Graph) -> Coupling:
    """Spread each edge over the places that it leaves and those that it enters."""
    leaving: dict[str, list[Edge]] = defaultdict(list)
    importers: dict[str, set[str]] = defaultdict(set)
    for edge in graph.edges:
        from_places, to_places = set(places(edge.source)), set(places(edge.target))
        for place in from_places - to_places:
            leaving[place].append(edge)
        for place in to_places - from_places:
            importers[place].add(edge.source)
    return Coupling(leaving, {place: frozenset(found) for place, found in importers.items()})


def measure_words(sources: Sequence[Source], generic: frozenset[str]) -> Vocabulary:
    """Count the words of each place; generic ones under "" only, to keep totals right."""
    words: dict[str, Counter[str]] = defaultdict(Counter)
    users: dict[str, Counter[str]] = defaultdict(Counter)
    everywhere: Counter[str] = Counter()
    for source in sources:
        own = Counter({word: count for word, count in source.terms.items() if word not in generic})
        own[""] = sum(source.terms.values()) - own.total()
        everywhere.update(own.keys())
        for place in places(source.path):
            words[place].update(own)
            users[place].update(own.keys())
    return Vocabulary(words, users, everywhere, len(sources))


def measure_history(changes: Sequence[Change], policy: Mapping[str, int]) -> Loneliness:
    """Say what share of each of the newest commits that touch few files fell into each place; tests don't count."""
    commits: Counter[str] = Counter()
    shares: dict[str, float] = defaultdict(float)
    for change in changes[: policy["commits"]]:
        touched = [path for path in change.paths if not roles.is_test(path)]
        if not touched or len(change.paths) > policy["max_paths"]:
            continue
        for place, count in Counter(place for path in touched for place in places(path)).items():
            commits[place] += 1
            shares[place] += count / len(touched)
    return Loneliness(commits, shares)


def signals_of(
    unit: Unit, coupling: Coupling, words: Vocabulary, history: Loneliness, policy: Mapping[str, Any]
) -> Signals:
    """Return the four signals of one unit, as measured (see `score` for what they are worth)."""
    depth = policy["units"]["area_depth"]
    importers = coupling.importers.get(unit.path, frozenset())
    return Signals(
        cuts=sorted(coupling.leaving.get(unit.path, ())),
        domain_share=_domain_share(unit, words, policy["domain"]["full_spread"]),
        importers=len(importers),
        used_by=sorted({area_of(path, depth) for path in importers}),
        commits=history.commits[unit.path],
        alone=history.shares.get(unit.path, 0.0),
    )


def area_of(path: str, depth: int) -> str:
    """Return the first folders of a path, the file left out; "" for a file at the top."""
    return "/".join(posixpath.dirname(path).split("/")[:depth])


def _domain_share(unit: Unit, words: Vocabulary, full_spread: float) -> float:
    own = words.words[unit.path]
    users = words.users[unit.path]
    others = words.files - len(unit.sources)
    if not others or not own.total():
        return 0.0
    needed = full_spread * others
    shared = sum(
        count * min(1.0, (words.everywhere[word] - users[word]) / needed) for word, count in own.items() if word
    )
    return shared / own.total()
