# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Old addresses: a page at each name that a repository bore, which leads to the page that it has now.

A name that another repository bears today is that one's; of several that bore it, the last one has it.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

from catalog.i18n import LANGUAGES
from catalog.pages.addresses import address, slugs
from catalog.pages.edition import Edition
from catalog.pages.index import Index, repository_key
from catalog.pages.page import MAX_NAME, Page, cut
from catalog.view import NewsKind, RepositoryEntry


def pages(edition: Edition) -> Iterator[Page]:
    """Yield a page for each old name."""
    for slug, (before, entry) in edition.index.once(old_addresses).items():
        where = edition.index.repository_slugs[repository_key(entry)]
        yield Page("repositories", slug, "moved.html", partial(_moved, edition, before, entry), (before, entry, where))


def old_addresses(index: Index) -> dict[str, tuple[str, RepositoryEntry]]:
    """Return, by slug that no page has any more, the name that it was and the repository that bore it."""
    last: dict[tuple[str, str], str] = {}
    for told in index.view.news:
        if told.kind is NewsKind.MOVED:
            last.setdefault((told.host, told.before), told.full_name)
    taken = set(index.repository_slugs.values())
    found: dict[str, tuple[str, RepositoryEntry]] = {}
    for entry in index.repositories:
        for name in entry.previous_names:
            [slug] = slugs([f"{entry.host}/{name}"]).values()
            if slug not in taken and last.get((entry.host, name), entry.full_name) == entry.full_name:
                found.setdefault(slug, (name, entry))
    return found


def _moved(edition: Edition, before: str, entry: RepositoryEntry) -> dict[str, Any]:
    slug = edition.index.repository_slugs[repository_key(entry)]
    url = edition.url("repositories", slug)
    return {
        "before": cut(before, MAX_NAME),
        "name": cut(entry.full_name or entry.host, MAX_NAME),
        "url": url,
        "path": url,  # the canonical address, and those of both languages, are those of the page that it has now
        "translations": [(language, address(language, "repositories", slug)) for language in LANGUAGES],
    }
