# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Where the marks of the scatter of closed code are, in the units of its SVG; a template draws it, with its table."""

import math
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from catalog.pages.charts import LEFT, RIGHT, WIDTH, Tick
from catalog.view import RankedEntry

HEIGHT, TOP, BOTTOM = 400, 24, 48
MAX_MARKS = 500
"""Closed repositories drawn at most: the first by rank."""

MAX_NAMED = 20
"""Only the first ranks bear their number: more would cover one another."""

CELL = 12
"""Repositories less than this many units apart share one mark."""


class Mark(NamedTuple):
    """The closed repositories of one place of the scatter: the first by rank gives it its place and number."""

    x: float
    y: float
    radius: float
    entries: tuple[RankedEntry, ...]
    """By rank."""

    @property
    def first(self) -> RankedEntry:
        """The best ranked."""
        return self.entries[0]

    @property
    def kind(self) -> str:
        """How it is drawn: first, kept (closed by an exemption) or other."""
        if is_ahead(self.first):
            return "first"
        return "kept" if self.first.exempted_until else "other"

    @property
    def is_named(self) -> bool:
        """Whether it bears its number."""
        return self.first.rank <= MAX_NAMED


class Scatter(NamedTuple):
    """The two axes as a picture: reusability to the right, transparency upwards."""

    marks: tuple[Mark, ...]
    """Later ranks first, so that the first lie on top."""
    steps: str
    """Points of the line through the first Pareto front, as an SVG polyline takes them."""
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]


def is_ahead(entry: RankedEntry) -> bool:
    """Tell whether no other is ahead of an entry on both criteria, among those that no exemption keeps closed."""
    return entry.front == 1 and not entry.exempted_until


def scatter(entries: Sequence[RankedEntry]) -> Scatter:
    """Place ranked entries by their two scores, 0 to 100 each; those that would cover one another share a mark."""
    cells = sorted(entries, key=lambda entry: (*_cell(entry), entry.rank))
    marks = [_mark(tuple(group)) for _, group in groupby(cells, key=_cell)]
    front = sorted({(entry.reusability, entry.transparency) for entry in entries if is_ahead(entry)})
    across = tuple(Tick(value, _x(value)) for value in range(0, 101, 25))
    up = tuple(Tick(value, _y(value)) for value in range(0, 101, 25))
    return Scatter(tuple(sorted(marks, key=lambda mark: -mark.first.rank)), _steps(front), across, up)


def _cell(entry: RankedEntry) -> tuple[int, int]:
    return int(_x(entry.reusability) // CELL), int(_y(entry.transparency) // CELL)


def _mark(entries: tuple[RankedEntry, ...]) -> Mark:
    first = entries[0]
    radius = 10 if first.rank <= MAX_NAMED else round(min(9, 3 + math.sqrt(len(entries))), 1)
    return Mark(_x(first.reusability), _y(first.transparency), radius, entries)


def _steps(front: list[tuple[float, float]]) -> str:
    """Draw the stairs under which every other repository lies, from axis to axis."""
    if not front:
        return ""
    corners = [(0.0, front[0][1])]
    for (x, y), (_, following) in zip(front, [*front[1:], (0.0, 0.0)], strict=True):
        corners += [(x, y), (x, following)]
    return " ".join(f"{_x(x)},{_y(y)}" for x, y in corners)


def _x(value: float) -> float:
    return round(LEFT + (WIDTH - LEFT - RIGHT) * value / 100, 1)


def _y(value: float) -> float:
    return round(TOP + (HEIGHT - TOP - BOTTOM) * (100 - value) / 100, 1)
