# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A page to render, and how much text from elsewhere it may hold."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

from catalog.links import is_web

PAGE_SIZE = 100
"""Rows of a list on one page."""
BATCH_SIZE = 100
"""Things whose own pages have one key together."""

MAX_NAME = 120
MAX_SUMMARY = 280
MAX_TEXT = 4000
"""Longest name, description in a list and description on its own page, in characters: forges bound none of them."""


Sheet = list[tuple[str, str]]
"""Labels and values."""

MAX_MODULES = 20
MAX_URL = 2000
"""Longest address that becomes a link: browsers and archives take no more."""


class Fact(NamedTuple):
    """A line of the card of a thing; an empty value is told as missing."""

    label: str
    value: str
    url: str = ""
    """Page of this site on the value, or ""."""


class Page(NamedTuple):
    """One page to render: its kind and slug make its address."""

    kind: str
    slug: str
    template: str
    context: Callable[[], dict[str, Any]]
    """Called only when the page has to be rendered."""
    made_from: tuple[object, ...] | None = None
    """What the context depends on, beyond what the whole site shares; None = the context itself must be compared."""


class Pages(NamedTuple):
    """Pages that are made from the same things: as long as those are what they were, so is each of the pages."""

    name: str
    """What tells them from other pages of their edition."""
    made_from: Callable[[], tuple[object, ...]]
    """Returns all that the address and the key of any of them depend on, beyond what the whole site shares."""
    pages: Callable[[], Iterable[Page]]
    """Called only when one of them may have to be rendered."""


_Thing = TypeVar("_Thing")


def batches(things: Sequence[_Thing]) -> Iterator[Sequence[_Thing]]:
    """Cut things into batches whose pages are looked at together."""
    return (things[start : start + BATCH_SIZE] for start in range(0, len(things), BATCH_SIZE))


def link(url: str) -> str:
    """Return `url` when it can be shown as a link (http(s), no credentials, not too long), else ""."""
    return url if len(url) <= MAX_URL and is_web(url) else ""


def cut(text: str, length: int) -> str:
    """Return `text` on one line, at most `length` characters and an ellipsis."""
    line = " ".join(text[: 4 * length].split())
    return line[:length].rstrip() + "…" if len(line) > length else line


def web_links(*links: tuple[str, str]) -> Sheet:
    """Return the links whose address can be shown."""
    return [(label, url) for label, url in links if link(url)]
