# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The home page: what the catalog is, a search box, its figures, what to open next, what moved last."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from catalog.pages.charts import Bar, bars
from catalog.pages.edition import Edition
from catalog.pages.facets import facet_rows
from catalog.pages.index import OTHER, repository_key
from catalog.pages.page import Page
from scanner.models import Visibility

CHART_ROWS = 8
SHORT_LIST = 5


def pages(edition: Edition) -> Iterator[Page]:
    """Yield the home page."""
    yield Page("home", "index", "home.html", partial(_home, edition))


def _home(edition: Edition) -> dict[str, Any]:
    _, index = edition.translate, edition.index
    return {
        "figures": _figures(edition),
        "ranked": [edition.ranked_row(entry) for entry in index.view.to_open[:SHORT_LIST]],
        "nothing_ranked": edition.nothing_ranked(),
        "recent": [edition.row(repository_key(entry)) for entry in index.recent[:SHORT_LIST]],
        "charts": [
            _chart(edition, "licences", _("Licences"), _("All licences")),
            _chart(edition, "languages", _("Languages"), _("All languages")),
        ],
    }


def _figures(edition: Edition) -> list[dict[str, str]]:
    _, index, view = edition.translate, edition.index, edition.index.view
    site, total = edition.site(), len(index.repositories)
    licensed = sum(len(group) for name, group in index.by_licence.items() if name not in ("", OTHER))
    opened = sum(entry.visibility is Visibility.PUBLIC for entry in index.repositories)
    share = _("{share} %", share=_.number(100 * site["seen"] / site["expected"], 0)) if site["expected"] else "–"
    return [
        _figure(
            _.number(total),
            _("repositories") if index.internal else _("open repositories"),
            edition.url("repositories"),
            _("of which {n} open", n=_.number(opened)) if index.internal else "",
        ),
        _figure(_.number(len(index.owners)), _("owners"), edition.url("owners")),
        _figure(
            _.number(len(view.to_open)),
            _("closed repositories ranked"),
            edition.url("to-open"),
            _("and {n} not published", n=_.number(view.withheld)) if view.withheld else "",
        ),
        _figure(
            _("{share} %", share=_.number(100 * licensed / total, 0)) if total else "–",
            _("under a recognised licence"),
            edition.url("licences"),
            _("{n} of {total} repositories", n=_.number(licensed), total=_.number(total)),
        ),
        _figure(
            share,
            _("of what the forges announce has been seen"),
            edition.url("about") + "#coverage",
            _("{n} of {total} repositories", n=_.number(site["seen"]), total=_.number(site["expected"]))
            if site["expected"]
            else "",
        ),
    ]


def _figure(value: str, label: str, url: str, note: str = "") -> dict[str, str]:
    return {"value": value, "label": label, "url": url, "note": note}


def _chart(edition: Edition, kind: str, title: str, everything: str) -> dict[str, Any]:
    return {"id": kind, "title": title, "all": everything, "url": edition.url(kind), "bars": _bars(edition, kind)}


def _bars(edition: Edition, kind: str) -> list[Bar]:
    known = [row for row in facet_rows(edition, kind) if row["name"]]
    return bars((row["label"], row["count"], row["url"]) for row in known[:CHART_ROWS])
