# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What happened to repositories: the newest of it, each month, and each kind on pages of its own.

The addresses of months and kinds never change: what is added stands on the first page, in its month and in its kind.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import Any

from catalog.i18n import Language
from catalog.pages import releases
from catalog.pages.addresses import address
from catalog.pages.edition import Edition
from catalog.pages.index import Index
from catalog.pages.news_words import kind_word, month_name, sentence
from catalog.pages.page import MAX_NAME, PAGE_SIZE, Page, cut
from catalog.view import NewsEntry, NewsKind

FEEDS = {"atom": "atom.xml", "json": "feed.json"}
"""Names of the feeds, in the folder of the page of their language."""

Context = dict[str, Any]


def pages(edition: Edition) -> Iterator[Page]:
    """Yield the pages of the news, even when there is none."""
    news, latest = edition.index.view.news, releases.latest_releases(edition.index.view, 1)
    months = {month: list(entries) for month, entries in groupby(news, key=_month)}
    kinds = {kind: entries for kind in NewsKind if (entries := [each for each in news if each.kind is kind])}
    ways = {
        "kinds": _kind_links(edition, kinds),
        "months": [_month_link(edition, month) for month in months],
        "versions": edition.url("news", releases.SLUG) if latest else "",
    }
    yield _page(edition, "index", news[:PAGE_SIZE], ways | {"heading": "", "pages": {"number": 1, "last": 1}})
    for kind, entries in kinds.items():
        yield from _list_pages(edition, kind.value, entries, ways | {"heading": kind_word(edition.translate, kind)})
    yield from _month_pages(edition, months)


def feed_address(language: Language, name: str) -> str:
    """Return the address of a feed of an edition, from the root of the site."""
    return address(language, "news").removesuffix("index.html") + FEEDS[name]


def page_of(index: Index, language: Language, entry: NewsEntry) -> str:
    """Return the address of the page of the repository that news is about; "" when it has none."""
    slug = index.repository_slugs.get(f"{entry.host}/{entry.full_name}")
    return address(language, "repositories", slug) if slug else ""


def _month(entry: NewsEntry) -> str:
    return entry.at[:7]


def _month_pages(edition: Edition, months: dict[str, list[NewsEntry]]) -> Iterator[Page]:
    told = list(months)
    for place, (month, entries) in enumerate(months.items()):
        near = [*told[place + 1 : place + 2], *(told[place - 1 : place] if place else ())]
        ways = {"kinds": [], "months": [], "versions": "", "near": [_month_link(edition, each) for each in near]}
        yield from _list_pages(edition, month, entries, ways | {"heading": month_name(edition.translate, month)})


def _list_pages(edition: Edition, slug: str, entries: Sequence[NewsEntry], ways: Context) -> Iterator[Page]:
    for page, shown, pager in edition.cut_pages("news", slug, entries):
        yield _page(edition, page, shown, ways | {"pages": pager})


def _page(edition: Edition, slug: str, shown: Sequence[NewsEntry], frame: Context) -> Page:
    urls = [page_of(edition.index, edition.translate.language, entry) for entry in shown]
    return Page("news", slug, "news.html", partial(_context, edition, shown, frame), (*shown, *urls, frame))


def _context(edition: Edition, shown: Sequence[NewsEntry], frame: Context) -> Context:
    groups = groupby(shown, key=_month)
    return (
        {"near": []}
        | frame
        | {
            "feeds": {name: feed_address(edition.translate.language, name) for name in FEEDS},
            "groups": [
                {"month": month_name(edition.translate, month), "rows": [_row(edition, entry) for entry in entries]}
                for month, entries in groups
            ],
        }
    )


def _month_link(edition: Edition, month: str) -> Context:
    return {"label": month_name(edition.translate, month), "url": edition.url("news", month)}


def _kind_links(edition: Edition, kinds: dict[NewsKind, list[NewsEntry]]) -> list[Context]:
    return [
        {
            "label": kind_word(edition.translate, kind),
            "url": edition.url("news", kind.value),
            "count": len(entries),
        }
        for kind, entries in kinds.items()
    ]


def _row(edition: Edition, entry: NewsEntry) -> Context:
    return {
        "key": entry.key,
        "at": entry.at[:10],
        "kind": entry.kind.value,
        "word": kind_word(edition.translate, entry.kind),
        "name": cut(entry.name or entry.full_name, MAX_NAME),
        "url": page_of(edition.index, edition.translate.language, entry),
        "owner": cut(entry.owner, MAX_NAME),
        "host": edition.forge(entry.host),
        "sentence": sentence(edition.translate, entry),
    }
