# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What the signals are worth: a score from 0 to 1, by hand, with the weights of policies/modules.yml.

The name of a path moves it a little: maintainers put into `lib` or `utils` what they hold to be for all.

Rates are shrunk towards the repository's average first, for most real extractions are short files.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from scanner.detectors.modules.signals import Signals
from scanner.detectors.modules.units import Unit

_WORDS = re.compile(r"[/_.-]+")
_NAMES = re.compile(r"[/.]")


class Averages(NamedTuple):
    """The repository's own customs in one language, over its files."""

    efferent: float
    """Imports per thousand lines."""
    domain: float
    """Share of the repository's own words."""
    files: int


class Scored(NamedTuple):
    """A unit with its signals and what they are worth."""

    unit: Unit
    signals: Signals
    usual: Averages
    """The customs that it is judged against."""
    coupled: bool
    """Whether enough imports were resolved for its coupling to be known."""
    efferent: float
    """Imports from the rest per thousand lines, shrunk."""
    score: float


def averages(measured: Sequence[tuple[Unit, Signals]]) -> dict[str, Averages]:
    """Return the averages of each language over its units (its files, where files are units), weighted by lines."""
    with_files = {unit.language for unit, _ in measured if unit.kind == "file"}
    rows: dict[str, list[tuple[int, Signals]]] = defaultdict(list)
    for unit, signals in measured:
        if unit.kind == "file" or unit.language not in with_files:
            rows[unit.language].append((unit.lines, signals))
    return {language: _average(found) for language, found in rows.items()}


def _average(rows: Sequence[tuple[int, Signals]]) -> Averages:
    lines = sum(count for count, _ in rows)
    return Averages(
        efferent=1000 * sum(len(signals.cuts) for _, signals in rows) / lines,
        domain=sum(count * signals.domain_share for count, signals in rows) / lines,
        files=len(rows),
    )


def score_unit(unit: Unit, signals: Signals, usual: Averages, coupled: bool, policy: Mapping[str, Any]) -> Scored:
    """Weigh the signals of one unit; coupling and demand are left out where the graph isn't known."""
    shrinkage, half, weights = policy["shrinkage"], policy["half"], policy["weights"]
    efferent = _shrunk(1000 * len(signals.cuts), unit.lines, usual.efferent, shrinkage["imports"])
    domain = (signals.domain_share * unit.lines + usual.domain * shrinkage["lines"]) / (unit.lines + shrinkage["lines"])
    prior = shrinkage["commits"]
    alone = (
        (signals.alone + prior * shrinkage["independence"]) / (signals.commits + prior)
        if signals.commits + prior
        else 0.0
    )
    areas = len(signals.used_by)
    worth = {"domain": _falling(domain, half["domain"] * usual.domain), "independence": alone}
    if coupled:
        worth["efferent"] = _falling(efferent, half["efferent"] * usual.efferent)
        worth["breadth"] = areas / (areas + half["breadth"])
    total = sum(weights[name] for name in worth)
    score = sum(weights[name] * value for name, value in worth.items()) / total if total else 0.0
    score = min(1.0, max(0.0, score + _announced(unit.path, policy["names"])))
    return Scored(unit, signals, usual, coupled, efferent, score)


def _announced(path: str, names: Mapping[str, Any]) -> float:
    """Return what the path's name adds: its words tell a part for all, its folders the program's own business."""
    shared = not set(names["shared"].split()).isdisjoint(_WORDS.split(path.lower()))
    own = not set(names["own"].split()).isdisjoint(_NAMES.split(path.lower()))
    return float(names["weight"]) * (shared - own)


def _shrunk(thousandfold: float, lines: int, usual: float, imports: float) -> float:
    """Return the rate of `imports` more imports over as many more lines as they usually take."""
    if not usual:
        return 0.0
    return (thousandfold + 1000 * imports) / (lines + 1000 * imports / usual)


def _falling(value: float, half: float) -> float:
    """Return 1 for nothing, one half at `half`, then ever less."""
    return half / (half + value) if half else 1.0
