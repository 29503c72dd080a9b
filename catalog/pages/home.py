# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The home page: what the catalog is, a search box, its figures, what to open next, what happened last."""

from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

from catalog.pages import news_words
from catalog.pages.charts import Bar, bars
from catalog.pages.edition import Edition
from catalog.pages.facets import facet_rows, facet_words
from catalog.pages.index import Index, repository_key
from catalog.pages.indicators import Indicator, licensed, told
from catalog.pages.news import page_of
from catalog.pages.page import MAX_NAME, Page, cut
from catalog.registers.models import AlgorithmStatus
from catalog.view import NewsEntry

CHARTS = ("ministries", "licences", "languages")
"""Facets whose first values are drawn."""

CHART_ROWS = 8
SHORT_LIST = 5


class Key(NamedTuple):
    """A figure of the home page, and the page of the rows that it counts."""

    value: str
    label: str
    url: str
    note: str = ""


def pages(edition: Edition) -> Iterator[Page]:
    """Yield the home page."""
    yield Page("home", "index", "home.html", partial(_home, edition))


def _home(edition: Edition) -> dict[str, Any]:
    _, index = edition.translate, edition.index
    first = [entry for entry in index.view.to_open if not entry.exempted_until]
    return {
        "figures": [*_counts(edition), *_shares(edition)],
        "ranked": [edition.ranked_row(entry) for entry in first[:SHORT_LIST]],
        "nothing_ranked": _("Exemptions in force keep closed all the code that is ranked.")
        if index.view.to_open
        else edition.nothing_ranked(),
        "news": [_news(edition, entry) for entry in index.view.news[:SHORT_LIST]],
        "recent": [edition.row(repository_key(entry)) for entry in index.recent[:SHORT_LIST]],
        "charts": [_chart(edition, kind) for kind in CHARTS],
    }


# --- key figures -----------------------------------------------------------------------------------------------------


def _counts(edition: Edition) -> Iterator[Key]:
    _, index, view = edition.translate, edition.index, edition.index.view
    total = len(index.repositories)
    opened = total - len(index.by_state.get("closed", ()))
    yield Key(
        _.number(total),
        _.ngettext("repository", "repositories", total)
        if index.internal
        else _.ngettext("open repository", "open repositories", total),
        edition.url("repositories"),
        _("of which {n} open", n=_.number(opened)) if index.internal else "",
    )
    yield Key(_.number(len(index.owners)), _.ngettext("owner", "owners", len(index.owners)), edition.url("owners"))
    if index.modules:
        modules = len(index.modules)
        label = _.ngettext("reusable module", "reusable modules", modules)
        yield Key(_.number(modules), label, edition.url("modules"))
    if view.to_open or view.withheld:
        hidden = _.ngettext("{n} more isn’t named here", "{n} more aren’t named here", view.withheld)
        yield Key(
            _.number(len(view.to_open)),
            _.ngettext("closed repository ranked", "closed repositories ranked", len(view.to_open)),
            edition.url("to-open"),
            hidden if view.withheld else "",
        )
    if view.algorithms:
        declared = sum(sheet.algorithm.status is AlgorithmStatus.DECLARED for sheet in view.algorithms)
        proposed = len(view.algorithms) - declared
        sheets = _.ngettext("and {n} sheet that the code proposes", "and {n} sheets that the code proposes", proposed)
        label = _.ngettext("algorithm declared", "algorithms declared", declared)
        yield Key(_.number(declared), label, edition.url("algorithms"), sheets if proposed else "")


def _shares(edition: Edition) -> Iterator[Key]:
    _, index, site = edition.translate, edition.index, edition.site()
    found = index.once(_licensed)
    if found.known:
        yield Key(**told(edition, found, edition.url("figures") + "#licences"))
    seen, expected = site["seen"], site["expected"]
    if expected:
        label = _("of what the sources announce has been seen")
        yield _share(edition, seen, expected, label, edition.url("about") + "#coverage")


def _licensed(index: Index) -> Indicator:
    return licensed(index.repositories)


def _share(edition: Edition, number: int, total: int, label: str, url: str) -> Key:
    """Return a share with the numbers that make it."""
    _ = edition.translate
    note = _("{n} of {total} repositories", n=_.number(number), total=_.number(total))
    return Key(_("{share} %", share=_.number(100 * number / total, 0)), label, url, note)


# --- lists -----------------------------------------------------------------------------------------------------------


def _news(edition: Edition, entry: NewsEntry) -> dict[str, str]:
    return {
        "name": cut(entry.name or entry.full_name, MAX_NAME),
        "url": page_of(edition.index, edition.translate.language, entry),
        "word": news_words.kind_word(edition.translate, entry.kind),
        "day": edition.day_of(entry.at),
        "owner": cut(entry.owner, MAX_NAME),
    }


def _chart(edition: Edition, kind: str) -> dict[str, Any]:
    words = facet_words(edition, kind)
    return {
        "id": kind,
        "title": words.heading,
        "all": words.every,
        "url": edition.url(kind),
        "bars": _bars(edition, kind),
    }


def _bars(edition: Edition, kind: str) -> list[Bar]:
    known = [row for row in facet_rows(edition, kind) if row["name"]]
    return bars((row["label"], row["count"], row["url"]) for row in known[:CHART_ROWS])
