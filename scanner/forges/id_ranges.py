# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A long list cut by ids into ranges that are read side by side: most of a crawl is waiting for answers.

Pages go by id, so that nothing slips between two of them. What a forge fails on (HTTP 500) is left alone, and named by
its id; a range that fails twice in a row is left, and costs only itself. All the rest is read before that is told.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import NamedTuple

from scanner.errors import ForgeError
from scanner.forges import answers
from scanner.forges.answers import Json
from scanner.forges.interface import PAGE_SIZE
from scanner.forges.numbered import MAX_FAILURES, is_failure
from scanner.models import Skipped

AT_ONCE = 4
"""Requests under way at one forge: fewer than a browser opens."""
_WIDEST = 40
"""Powers of two within which the id that fails is looked for: a gap may stand before it."""


class IdRange(NamedTuple):
    """The ids after one and before another; `before` 0 = to the end."""

    after: int
    before: int = 0

    def onward(self, last: int) -> "IdRange | None":
        """Return what is left of the range once `last` was seen."""
        return None if self.before and last + 1 >= self.before else IdRange(last, self.before)


Ask = Callable[[IdRange, int], list[Json]]
"""Asks for the first page of a range, of some size, by ascending ids."""


class Batch(NamedTuple):
    """A page, the ranges that are left after it, and what the forge could not give of it."""

    items: list[Json]
    left: tuple[IdRange, ...]
    skipped: tuple[Skipped, ...] = ()


class _Read(NamedTuple):
    """What was read at the head of a range, and the id that it goes on after; `failure` is for the id `last`."""

    items: list[Json]
    last: int
    failure: ForgeError | None = None

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """Return what could not be given."""
        return (Skipped(what=f"id {self.last}", reason=str(self.failure)),) if self.failure else ()


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
        ForgeError: the forge failed on some of it, down to single ids; all the rest was yielded. `where` is the
            address to name.
    """
    waiting = deque(ranges)
    given_up: list[IdRange] = []
    failures: list[ForgeError] = []
    failed: set[int] = set()
    running: dict[Future[_Read], IdRange] = {}
    with ThreadPoolExecutor(AT_ONCE) as threads:
        while waiting or running:
            while waiting and len(running) < AT_ONCE:
                first = waiting.popleft()
                running[threads.submit(_read, ask, first, where)] = first
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                asked = running.pop(future)
                read = future.result()
                failures += [read.failure] if read.failure else []
                onward = asked.onward(read.last) if read.items or read.failure else None
                again = read.failure is not None and not read.items and asked.after in failed
                failed |= {read.last} if read.failure else set()
                if onward and (again or len(failures) > MAX_FAILURES):
                    given_up.append(onward)  # it is the forge that fails, and not on this or that
                elif onward:
                    running[threads.submit(_read, ask, onward, where)] = onward
                yield Batch(read.items, (*given_up, *waiting, *running.values()), read.skipped)
    if failures:
        raise failures[-1]


def _read(ask: Ask, asked: IdRange, where: str) -> _Read:
    """Return a page of a range; where the forge fails, what stands before the id that it fails on, and that id."""
    items: list[Json] = []
    after, failure = asked.after, ForgeError("")
    for size in (PAGE_SIZE, PAGE_SIZE // 10, 1):
        try:
            while len(items) < PAGE_SIZE:
                some = ask(IdRange(after, asked.before), size)
                items += some
                after = _last(some, after, where)
                if len(some) < size or size == PAGE_SIZE:
                    return _Read(items, after)
            return _Read(items, after)
        except ForgeError as error:
            if not is_failure(error):
                raise
            failure = error
    return _Read(items, _failing(ask, IdRange(after, asked.before), failure), failure)


def _failing(ask: Ask, asked: IdRange, failure: ForgeError) -> int:
    """Return the id that a forge fails on, the first one of a range: the narrowest range that fails ends with it.

    Raises:
        ForgeError: none fails any more, or the id is out of any reach.
    """

    def fails(before: int) -> bool:
        try:
            ask(IdRange(asked.after, before), 1)
        except ForgeError as error:
            if is_failure(error):
                return True
            raise
        return False

    empty = asked.after + 1
    width = next((2**power for power in range(_WIDEST) if fails(empty + 2**power)), 0)
    if not width:
        raise failure
    good, bad = empty + width // 2, empty + width
    while bad - good > 1:
        middle = (good + bad) // 2
        good, bad = (good, middle) if fails(middle) else (middle, bad)
    return bad - 1


def _last(items: list[Json], after: int, where: str) -> int:
    """Return the last id of a page, or that it followed when it is empty.

    Raises:
        ForgeError: the page goes back.
    """
    last = max((answers.number(item, "id") or 0 for item in items), default=after)
    if items and last <= after:
        raise ForgeError("the listing doesn't go on after {last}", source=where, last=after)
    return last
