# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A long list cut by ids into ranges that are read side by side: most of a crawl is waiting for answers.

Pages go by id, so that nothing slips between two of them. A range that fails costs only itself: the others are read
to their end before the failure is told.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import NamedTuple

from scanner.errors import ForgeAuthError, ForgeBusy, ForgeError, ForgeUnreachable
from scanner.forges import answers
from scanner.forges.answers import Json

AT_ONCE = 4
"""Requests under way at one forge: fewer than a browser opens."""
_FINAL = (ForgeAuthError, ForgeBusy, ForgeUnreachable)


class IdRange(NamedTuple):
    """The ids after one and before another; `before` 0 = to the end."""

    after: int
    before: int = 0

    def onward(self, last: int) -> "IdRange | None":
        """Return what is left of the range once `last` was seen."""
        return None if self.before and last + 1 >= self.before else IdRange(last, self.before)


Ask = Callable[[IdRange], list[Json]]
"""Asks for the first page of a range, by ascending ids."""


class Batch(NamedTuple):
    """A page, and the ranges that are left after it."""

    items: list[Json]
    left: tuple[IdRange, ...]


def cut(last: int, parts: int) -> list[IdRange]:
    """Return ranges of about equal width up to the id `last`; the last one is open, for what is created meanwhile."""
    step = max(1, last // parts)
    bounds = [number * step for number in range(parts)]
    return [IdRange(max(0, low - 1), high) for low, high in zip(bounds, [*bounds[1:], 0], strict=True)]


def to_text(ranges: Iterable[IdRange]) -> str:
    """Write ranges as a cursor: `0-2500 2499-`."""
    return " ".join(f"{one.after}-{one.before or ''}" for one in ranges)


def from_text(text: str) -> list[IdRange]:
    """Read a cursor that `to_text` wrote."""
    pairs = (word.partition("-") for word in text.split())
    return [IdRange(int(after), int(before or 0)) for after, _, before in pairs]


def side_by_side(ask: Ask, ranges: Iterable[IdRange], where: str) -> Iterator[Batch]:
    """Yield the pages of all ranges as they come.

    Raises:
        ForgeError: a range could not be read to its end; those that could be were. `where` is the address to name.
    """
    waiting = deque(ranges)
    failed: list[IdRange] = []
    failure: ForgeError | None = None
    running: dict[Future[list[Json]], IdRange] = {}
    with ThreadPoolExecutor(AT_ONCE) as threads:
        while waiting or running:
            while waiting and len(running) < AT_ONCE:
                first = waiting.popleft()
                running[threads.submit(ask, first)] = first
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                asked = running.pop(future)
                try:
                    items = future.result()
                    onward = _onward(asked, items, where)
                except _FINAL:
                    raise
                except ForgeError as error:
                    failure = error
                    failed.append(asked)
                    continue
                if onward:
                    running[threads.submit(ask, onward)] = onward
                yield Batch(items, (*failed, *waiting, *running.values()))
    if failure:
        raise failure


def _onward(asked: IdRange, items: list[Json], where: str) -> IdRange | None:
    """Return what is left of a range after a page; an empty one ends it."""
    last = max((answers.number(item, "id") or 0 for item in items), default=0)
    if items and last <= asked.after:
        raise ForgeError("the listing doesn't go on after {last}", source=where, last=asked.after)
    return asked.onward(last) if items else None
