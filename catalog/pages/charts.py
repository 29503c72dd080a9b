# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Where the marks of a chart are, in the units of its SVG; templates draw them, next to the table they stand for."""

import math
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

WIDTH, HEIGHT = 640, 240
LEFT, TOP, RIGHT, BOTTOM = 56, 16, 16, 32
_TICKS = 5
_LETTER = 11
"""Room of a letter of a name under a column, at the size that phones show it."""


class Tick(NamedTuple):
    """A graduation: its value, and where it is along its axis."""

    value: int
    at: float


class Bar(NamedTuple):
    """One row of a bar chart; `width` in percent of the longest."""

    label: str
    total: int
    width: float
    url: str


class Piece(NamedTuple):
    """A part of a column: the place of its series, from 0, its value and its rectangle."""

    series: int
    value: int
    x: float
    y: float
    width: float
    height: float


class Column(NamedTuple):
    """The values of one moment; `name` is "" when there is no room to write it."""

    label: str
    name: str
    x: float
    """Its middle."""
    pieces: tuple[Piece, ...]


class Columns(NamedTuple):
    """Columns from left to right, several side by side or stacked for each moment."""

    columns: tuple[Column, ...]
    ticks: tuple[Tick, ...]
    base: float
    """Where the value 0 is."""


class Lines(NamedTuple):
    """One polyline a series, and its last point."""

    lines: tuple[str, ...]
    ends: tuple[tuple[float, float], ...]
    names: tuple[tuple[str, float], ...]
    """The moments that are named, and where."""
    ticks: tuple[Tick, ...]
    base: float


Row = tuple[str, tuple[int, ...]]
"""A moment and its values, one a series."""


def bars(counts: Iterable[tuple[str, int, str]]) -> list[Bar]:
    """Return a bar for each label, count and address, in the order given."""
    kept = list(counts)
    longest = max((count for _, count, _ in kept), default=0) or 1
    return [Bar(label, count, round(100 * count / longest, 1), url) for label, count, url in kept]


# --- values by moment ------------------------------------------------------------------------------------------------


def columns(rows: Sequence[Row], *, stacked: bool = False) -> Columns:
    """Place the values of each moment, side by side or one upon another."""
    totals = (sum(values) if stacked else max(values, default=0) for _, values in rows)
    top, ticks = _scale(max(totals, default=0))
    room = (WIDTH - LEFT - RIGHT) / max(1, len(rows))
    place = _stacked if stacked else _beside
    kept = tuple(
        Column(label, name, round(LEFT + room * (n + 0.5), 1), tuple(place(values, LEFT + room * n, room, top)))
        for n, ((label, values), name) in enumerate(zip(rows, _names(rows), strict=True))
    )
    return Columns(kept, ticks, _level(0, top))


def _beside(values: Sequence[int], left: float, room: float, top: int) -> Iterable[Piece]:
    width = min(28.0, room * 0.8 / len(values))
    start = left + (room - width * len(values)) / 2
    return (_piece(n, value, start + width * n, width, (value, 0), top) for n, value in enumerate(values))


def _stacked(values: Sequence[int], left: float, room: float, top: int) -> Iterable[Piece]:
    width = min(40.0, room * 0.7)
    start = left + (room - width) / 2
    tops = accumulate(values)
    return (
        _piece(n, value, start, width, (high, high - value), top)
        for n, (value, high) in enumerate(zip(values, tops, strict=True))
    )


def _piece(series: int, value: int, x: float, width: float, span: tuple[int, int], top: int) -> Piece:
    high, low = _level(span[0], top), _level(span[1], top)
    return Piece(series, value, round(x, 1), high, round(width, 1), round(low - high, 1))


def lines(rows: Sequence[Row]) -> Lines:
    """Join the values of each series from moment to moment."""
    top, ticks = _scale(max((max(values, default=0) for _, values in rows), default=0))
    room = (WIDTH - LEFT - RIGHT) / max(1, len(rows))
    across = [round(LEFT + room * (n + 0.5), 1) for n in range(len(rows))]
    series = [[_level(value, top) for value in values] for values in zip(*(values for _, values in rows), strict=True)]
    paths = tuple(" ".join(f"{x},{y}" for x, y in zip(across, heights, strict=True)) for heights in series)
    names = tuple((name, x) for name, x in zip(_names(rows), across, strict=True) if name)
    return Lines(paths, tuple((across[-1], heights[-1]) for heights in series), names, ticks, _level(0, top))


def _names(rows: Sequence[Row]) -> list[str]:
    longest = max((len(label) for label, _ in rows), default=0)
    every = math.ceil(len(rows) * (longest + 1) * _LETTER / (WIDTH - LEFT - RIGHT)) or 1
    return [label if (len(rows) - 1 - n) % every == 0 else "" for n, (label, _) in enumerate(rows)]


def _scale(most: int) -> tuple[int, tuple[Tick, ...]]:
    """Return the top of an axis from 0, with a few round graduations."""
    rough = max(1.0, most / _TICKS)
    power = 10 ** math.floor(math.log10(rough))
    step = next(int(power * n) for n in (1, 2, 5, 10) if power * n >= rough)
    top = step * max(1, -(-most // step))
    return top, tuple(Tick(value, _level(value, top)) for value in range(0, top + 1, step))


def _level(value: float, top: int) -> float:
    return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top), 1)
