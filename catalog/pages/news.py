# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What happened to repositories: the newest of it, each month, and each kind on pages of its own.

The pages of months that are over never change: what is added stands on the first page, in its month and in its kind.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import Any

from catalog.i18n import Language
from catalog.pages import news_words
from catalog.pages.addresses import address
from catalog.pages.edition import Edition
from catalog.pages.index import Index
from catalog.pages.page import MAX_NAME, PAGE_SIZE, Page, cut
from catalog.view import NewsEntry, NewsKind

Link = dict[str, str]

FEEDS = {"atom": "atom.xml", "json": "feed.json"}
"""Names of the feeds, in the folder of the page of their language."""


def pages(edition: Edition) -> Iterator[Page]:
    """Yield the pages of the news, even when there is none."""
    news = edition.index.view.news
    months = {month: list(entries) for month, entries in groupby(news, key=_month)}
    kinds = {kind: [entry for entry in news if entry.kind is kind] for kind in NewsKind}
    frame = {"months": _months(edition, months), "kinds": _kinds(edition, kinds), "heading": "", "pages": _ALONE}
    newest = news[:PAGE_SIZE]
    yield Page("news", "index", "news.html", partial(_list, edition, newest, frame), (*newest, frame))
    for kind, entries in kinds.items():
        if entries:
            yield from _cut(
                edition, kind.value, entries, frame | {"heading": news_words.kind_word(edition.translate, kind)}
            )
    for month, entries in months.items():
        told = news_words.month_name(edition.translate, month)
        yield from _cut(edition, month, entries, {"months": [], "kinds": [], "heading": told})


_ALONE = {"number": 1, "last": 1, "previous": "", "next": ""}


def feed_address(language: Language, name: str) -> str:
    """Return the address of a feed of an edition, from the root of the site."""
    return address(language, "news").removesuffix("index.html") + FEEDS[name]


def _cut(edition: Edition, slug: str, entries: Sequence[NewsEntry], frame: dict[str, Any]) -> Iterator[Page]:
    for page, shown, pager in edition.cut_pages("news", slug, entries):
        context = frame | {"pages": pager}
        yield Page("news", page, "news.html", partial(_list, edition, shown, context), (*shown, context))


def _list(edition: Edition, shown: Sequence[NewsEntry], frame: dict[str, Any]) -> dict[str, Any]:
    return frame | {
        "feeds": {name: feed_address(edition.translate.language, name) for name in FEEDS},
        "groups": [
            {
                "month": news_words.month_name(edition.translate, month),
                "rows": [_row(edition, entry) for entry in entries],
            }
            for month, entries in groupby(shown, key=_month)
        ],
    }


def _month(entry: NewsEntry) -> str:
    return entry.at[:7]


def _months(edition: Edition, months: dict[str, list[NewsEntry]]) -> list[Link]:
    return [
        {"label": news_words.month_name(edition.translate, month), "url": edition.url("news", month)}
        for month in months
    ]


def _kinds(edition: Edition, kinds: dict[NewsKind, list[NewsEntry]]) -> list[dict[str, Any]]:
    """Return the kinds that have news, with the page of each and how many there are."""
    return [
        {
            "label": news_words.kind_word(edition.translate, kind),
            "url": edition.url("news", kind.value),
            "slug": kind.value,
            "count": len(entries),
        }
        for kind, entries in kinds.items()
        if entries
    ]


def _row(edition: Edition, entry: NewsEntry) -> dict[str, Any]:
    return {
        "key": entry.key,
        "at": entry.at[:10],
        "kind": entry.kind.value,
        "word": news_words.kind_word(edition.translate, entry.kind),
        "name": cut(entry.name or entry.full_name, MAX_NAME),
        "url": page_of(edition.index, edition.translate.language, entry),
        "owner": cut(entry.owner, MAX_NAME),
        "host": edition.forge(entry.host),
        "sentence": news_words.sentence(edition.translate, entry),
    }


def page_of(index: Index, language: Language, entry: NewsEntry) -> str:
    """Return the address of the page of the repository that news is about; "" when it has none."""
    slug = index.repository_slugs.get(f"{entry.host}/{entry.full_name}")
    return address(language, "repositories", slug) if slug else ""
