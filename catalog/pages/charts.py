# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Where the marks of a chart are, in the units of its SVG; templates draw them, next to the table they stand for."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from catalog.view import RankedEntry

WIDTH, HEIGHT = 640, 400
LEFT, TOP, RIGHT, BOTTOM = 56, 16, 16, 48
MAX_MARKS = 500
"""Closed repositories drawn at most: the first by rank."""

MAX_NAMED = 20
"""Only the first ranks bear their number: more would cover one another."""


class Mark(NamedTuple):
    """One closed repository on the scatter."""

    x: float
    y: float
    rank: int
    name: str
    front: bool
    label: str


class Scatter(NamedTuple):
    """The two axes as a picture: reusability to the right, transparency upwards."""

    marks: tuple[Mark, ...]
    steps: str
    """Points of the line through the first Pareto front, as an SVG polyline takes them."""
    ticks: tuple[tuple[int, float, float], ...]
    """Value, x on the horizontal axis, y on the vertical one."""


class Bar(NamedTuple):
    """One row of a bar chart; `width` in percent of the longest."""

    label: str
    total: int
    width: float


def scatter(entries: Sequence[RankedEntry]) -> Scatter:
    """Place ranked entries by their two scores (0 to 100 each); later ranks first, so that the first lie on top."""
    marks = tuple(_mark(entry) for entry in reversed(entries))
    front = sorted({(entry.reusability, entry.transparency) for entry in entries if entry.front == 1})
    ticks = tuple((value, _x(value), _y(value)) for value in range(0, 101, 25))
    return Scatter(marks, _steps(front), ticks)


def bars(counts: Mapping[str, int], limit: int) -> list[Bar]:
    """Return the `limit` greatest counts, greatest first, equal ones by label."""
    kept = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:limit]
    longest = max((count for _, count in kept), default=1)
    return [Bar(label, count, round(100 * count / longest, 1)) for label, count in kept]


def _mark(entry: RankedEntry) -> Mark:
    label = str(entry.rank) if entry.rank <= MAX_NAMED else ""
    return Mark(_x(entry.reusability), _y(entry.transparency), entry.rank, entry.name, entry.front == 1, label)


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
