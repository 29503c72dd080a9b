# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Old addresses: a page at each name that a repository bore, which leads to the page that it has now.

A name that another repository bears today is that one's; of several that bore it, the last one has it. Code that was
seen to become open leaves its page among the code to open: that one leads to its repository too.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

from catalog.i18n import LANGUAGES
from catalog.pages.addresses import address, slugs
from catalog.pages.edition import Edition
from catalog.pages.index import Index, repository_key
from catalog.pages.page import MAX_NAME, Page, cut
from catalog.view import NewsKind, RepositoryEntry


class OldAddress(NamedTuple):
    """Where a repository is no more."""

    kind: str
    slug: str
    before: str
    """The name that it bore there; "" when it is the code that was to be opened."""
    entry: RepositoryEntry


def pages(edition: Edition) -> Iterator[Page]:
    """Yield a page for each old address."""
    for old in edition.index.once(old_addresses):
        where = edition.index.repository_slugs[repository_key(old.entry)]
        yield Page(old.kind, old.slug, "moved.html", partial(_moved, edition, old), (old.before, old.entry, where))


def old_addresses(index: Index) -> list[OldAddress]:
    """Return the addresses that no page has any more, in order, with the repositories that they led to."""
    return [*sorted(_renamed(index), key=lambda old: old.slug), *sorted(_opened(index), key=lambda old: old.slug)]


def _renamed(index: Index) -> list[OldAddress]:
    last: dict[tuple[str, str], str] = {}
    for told in index.view.news:
        if told.kind is NewsKind.MOVED:
            last.setdefault((told.host, told.before), told.full_name)
    taken = set(index.repository_slugs.values())
    found: dict[str, OldAddress] = {}
    for entry in index.repositories:
        for name in entry.previous_names:
            [slug] = slugs([f"{entry.host}/{name}"]).values()
            if slug not in taken and last.get((entry.host, name), entry.full_name) == entry.full_name:
                found.setdefault(slug, OldAddress("repositories", slug, name, entry))
    return [*found.values()]


def _opened(index: Index) -> Iterator[OldAddress]:
    taken = set(index.ranked_slugs.values())
    for entry in index.repositories:
        if entry.opened_on:
            slug = index.repository_slugs[repository_key(entry)]
            if slug not in taken:
                yield OldAddress("to-open", slug, "", entry)


def _moved(edition: Edition, old: OldAddress) -> dict[str, Any]:
    entry = old.entry
    slug = edition.index.repository_slugs[repository_key(entry)]
    url = edition.url("repositories", slug)
    return {
        "before": cut(old.before, MAX_NAME),
        "name": cut(entry.full_name or entry.host, MAX_NAME),
        "opened": edition.day_of(entry.opened_on),
        "url": url,
        "path": url,  # the canonical address, and those of both languages, are those of the page that it has now
        "translations": [(language, address(language, "repositories", slug)) for language in LANGUAGES],
    }
