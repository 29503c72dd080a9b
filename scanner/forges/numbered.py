# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Lists in numbered pages, read to the end; a page that a forge can't give is asked in parts.

One repository that a forge stumbles on (HTTP 500) would otherwise hide the hundred of its page, and all that follow. A
page of a hundred is ten pages of ten and a hundred pages of one: what fails is left alone, and named by its place.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from scanner.errors import ForgeAuthError, ForgeBusy, ForgeError, ForgeUnreachable
from scanner.forges.answers import Json
from scanner.forges.interface import MAX_PAGES, PAGE_SIZE, endless
from scanner.forges.transport import has_next
from scanner.models import Skipped

MAX_FAILURES = 3
"""Repositories that a forge may fail on in one listing; with one more, it is the forge that fails."""
_PARTS = 10
_FINAL = (ForgeAuthError, ForgeBusy, ForgeUnreachable)

Answer = tuple[Mapping[str, str], list[Json]]
Ask = Callable[[int, int], Answer]
"""Asks for a page by its number (from 1) and size."""


class Numbered(NamedTuple):
    """A page: what it holds, and what the forge could not give of it."""

    number: int
    headers: Mapping[str, str]
    items: list[Json]
    skipped: tuple[Skipped, ...] = ()


def pages(ask: Ask, where: str, first: int = 1) -> Iterator[Numbered]:
    """Yield the pages from `first` to the last.

    Args:
        ask: see `Ask`; pages hold `PAGE_SIZE` items.
        where: the address, for messages.
        first: number of the first page.

    Raises:
        ForgeError: the list has no end, or the forge failed on some of it: all the rest was yielded.
    """
    failures: list[ForgeError] = []
    for number in range(first, MAX_PAGES + 1):
        page = _page(ask, number, failures)
        yield page
        count = len(page.items) + len(page.skipped)
        if not count or not has_next(page.headers, count, PAGE_SIZE):
            break
    else:
        raise endless(where)
    if failures:
        raise failures[-1]


def is_failure(error: ForgeError) -> bool:
    """Tell whether a forge failed on what it was asked, rather than refused or went silent."""
    return not isinstance(error, _FINAL) and int(str(error.fields.get("status", 0))) >= 500


def _page(ask: Ask, number: int, failures: list[ForgeError]) -> Numbered:
    try:
        return Numbered(number, *ask(number, PAGE_SIZE))
    except ForgeError as error:
        if not is_failure(error):
            raise
    items: list[Json] = []
    skipped: list[Skipped] = []
    headers: Mapping[str, str] = {}
    for part in _parts(number):
        headers, some = _part(ask, part, skipped, failures)
        items += some
        if not some:
            break
    return Numbered(number, headers, items, tuple(skipped))


def _part(ask: Ask, number: int, skipped: list[Skipped], failures: list[ForgeError]) -> Answer:
    """Return a page of ten; where it fails, its items one by one, and those that fail are left."""
    try:
        return ask(number, PAGE_SIZE // _PARTS)
    except ForgeError as error:
        if not is_failure(error):
            raise
    headers: Mapping[str, str] = {}
    items: list[Json] = []
    for place in _parts(number):
        try:
            headers, some = ask(place, 1)
            items += some
        except ForgeError as error:
            if not is_failure(error) or len(failures) == MAX_FAILURES:
                raise
            failures.append(error)
            skipped.append(Skipped(what=f"no. {place} of the listing", reason=str(error)))
    return headers, items


def _parts(number: int) -> range:
    """Return the numbers of the ten pages that make one page of ten times their size."""
    return range((number - 1) * _PARTS + 1, number * _PARTS + 1)
