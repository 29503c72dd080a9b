# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Openings gathered by quarter, whatever the language: what was announced for each, what was opened in each."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import accumulate
from typing import NamedTuple

from catalog.view import OpeningEntry, View

MAX_SPAN = 60
"""Quarters between the first and the last that are all shown, so that a chart has no hole; of more, only those used."""


class Fate(StrEnum):
    """What became of an opening that was announced for a quarter."""

    KEPT = "kept"
    """Open by the end of the quarter."""
    LATER = "later"
    """Open after it."""
    LATE = "late"
    """Not open, though the quarter is over."""
    COMING = "coming"
    """Not open, and the quarter isn't over."""
    UNDATED = "undated"
    """Open since a day that isn't known: in time or not, nobody can say."""


class Quarter(NamedTuple):
    """A quarter, with the openings announced for it and those that took place in it."""

    quarter: str
    """``2021-T4``; "" for openings of a day unknown that nobody announced."""
    announced: tuple[OpeningEntry, ...]
    effective: tuple[OpeningEntry, ...]
    unnamed_announced: int = 0
    unnamed_effective: int = 0

    @property
    def number_announced(self) -> int:
        """Of all, named here or not."""
        return len(self.announced) + self.unnamed_announced

    @property
    def number_effective(self) -> int:
        """Of all, named here or not."""
        return len(self.effective) + self.unnamed_effective

    @property
    def is_used(self) -> bool:
        """Whether there is anything to tell of it."""
        return bool(self.number_announced or self.number_effective)

    def of_fate(self, fate: Fate) -> int:
        """Return how many of those that are named here and were announced for it had that fate."""
        return sum(fate_of(entry) is fate for entry in self.announced)


def fate_of(entry: OpeningEntry) -> Fate:
    """Return what became of an announced opening."""
    if entry.effective and not entry.effective_quarter:
        return Fate.UNDATED
    if entry.effective:
        return Fate.LATER if entry.effective_quarter > entry.quarter else Fate.KEPT
    return Fate.LATE if entry.late else Fate.COMING


def by_quarter(view: View) -> list[Quarter]:
    """Return the quarters in order, those without openings between others included; the unknown one last."""
    used = {entry.quarter for entry in view.openings} | {_opened_in(entry) for entry in view.openings}
    known = sorted((used | set(view.unnamed_openings)) - {"", "-"})
    quarters = [_quarter(view, name) for name in _filled(known)]
    unknown = _quarter(view, "")
    return [*quarters, unknown] if unknown.effective or unknown.unnamed_effective else quarters


def _quarter(view: View, name: str) -> Quarter:
    announced = tuple(entry for entry in view.openings if name and entry.quarter == name)
    effective = tuple(entry for entry in view.openings if _opened_in(entry) == name)
    return Quarter(name, announced, effective, *view.unnamed_openings.get(name, (0, 0)))


def _opened_in(entry: OpeningEntry) -> str:
    """Return the quarter of an opening, "" when its day isn't known, "-" when there was none."""
    return entry.effective_quarter if entry.effective else "-"


def cumulated(quarters: Iterable[Quarter]) -> list[tuple[int, int]]:
    """Return, at the end of each quarter, how many openings had been announced and were effective."""
    numbers = ((quarter.number_announced, quarter.number_effective) for quarter in quarters)
    return list(accumulate(numbers, lambda total, more: (total[0] + more[0], total[1] + more[1])))


def _filled(known: list[str]) -> list[str]:
    if not known:
        return []
    first, last = _place(known[0]), _place(known[-1])
    return list(_names(first, last)) if last - first < MAX_SPAN else known


def _place(quarter: str) -> int:
    return 4 * int(quarter[:4]) + int(quarter[-1]) - 1


def _names(first: int, last: int) -> Iterator[str]:
    return (f"{place // 4:04}-T{place % 4 + 1}" for place in range(first, last + 1))
