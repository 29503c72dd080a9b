# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The newest versions of all repositories, on one page among the news."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import Any

from catalog.listing.codegouv import listed_repositories
from catalog.listing.feed_formats import is_moment
from catalog.pages.edition import Edition
from catalog.pages.index import repository_key
from catalog.pages.news_words import month_name
from catalog.pages.page import MAX_NAME, MAX_SUMMARY, PAGE_SIZE, Page, cut, link
from catalog.view import ReleaseEntry, RepositoryEntry, View

OF_ONE = 3
"""Versions of one repository among the newest of all, so that those that publish often don't hide the others."""
SLUG = "releases"

Version = tuple[RepositoryEntry, ReleaseEntry]


def pages(edition: Edition) -> Iterator[Page]:
    """Yield the page, even when no version is known."""
    shown = latest_releases(edition.index.view, PAGE_SIZE)
    slugs = edition.index.repository_slugs
    made_from = [
        (release, entry.name, entry.owner, repository_key(entry), slugs[repository_key(entry)])
        for entry, release in shown
    ]
    yield Page("news", SLUG, "releases.html", partial(_context, edition, shown), (*made_from,))


def latest_releases(view: View, number: int) -> list[Version]:
    """Return the newest versions of the repositories of a view that aren't forks, the last first.

    Those of one repository are its `OF_ONE` newest. One dated after the data is left out: its tag lies.
    """
    found = [
        (entry, release)
        for entry in listed_repositories(view)
        if entry.releases and not entry.fork
        for release in [each for each in entry.releases if _is_dated(each, view.date)][:OF_ONE]
    ]
    return sorted(found, key=lambda each: each[1].published_at, reverse=True)[:number]


def _is_dated(release: ReleaseEntry, last_day: str) -> bool:
    return is_moment(release.published_at) and release.published_at <= last_day


def _context(edition: Edition, shown: Sequence[Version]) -> dict[str, Any]:
    groups = groupby(shown, key=lambda version: version[1].published_at[:7])
    return {
        "groups": [
            {"month": month_name(edition.translate, month), "rows": [_row(edition, *version) for version in versions]}
            for month, versions in groups
        ]
    }


def _row(edition: Edition, entry: RepositoryEntry, release: ReleaseEntry) -> dict[str, Any]:
    return {
        "at": release.published_at[:10],
        "tag": cut(release.tag, MAX_NAME),
        "tag_url": link(release.url),
        "name": cut(entry.name or entry.full_name or entry.host, MAX_NAME),
        "url": edition.repository_url(entry),
        "owner": cut(entry.owner, MAX_NAME),
        "host": edition.forge(entry.host),
        "text": cut(release.name, MAX_SUMMARY) if release.name != release.tag else "",
    }
