# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The figures: each with its formula, what it is known of, and for each number the page of the rows that it counts."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from catalog.pages.charts import Columns, bars, columns
from catalog.pages.edition import Edition
from catalog.pages.facets import facet_rows
from catalog.pages.figure_words import OWN, FigureWords, class_label, figure_words
from catalog.pages.measures import ACTIVITY, PUBLICCODE, SIZES
from catalog.pages.page import MAX_NAME, MAX_SUMMARY, Page, Pages, cut
from catalog.pages.rows import repository_list
from catalog.view import OwnerEntry, RepositoryEntry

MOST_BARS = 12
"""Values shown of a facet: the most frequent; the page of the facet has them all."""

FACETS = ("states", "ministries", "forges", "licences", "languages", "degrees")
"""Figures whose rows are on the pages of facets."""

ORDER = (
    *("states", "ministries", "sizes", "forges", "creation", "activity"),
    *("licences", "languages", "degrees", "publiccode"),
)
UNKNOWN = "unknown"


class Count(NamedTuple):
    """A number of a figure: what it counts, and the page of the rows."""

    key: str
    label: str
    number: int
    url: str


class Figure(NamedTuple):
    """A distribution of the repositories, or of the owners."""

    id: str
    words: FigureWords
    known: list[Count]
    unknown: Count | None
    every: str = ""
    """The page of all the values; "" when all are shown."""

    @property
    def number_known(self) -> int:
        """How many rows have a value."""
        return sum(count.number for count in self.known)

    @property
    def total(self) -> int:
        """How many rows there are."""
        return self.number_known + (self.unknown.number if self.unknown else 0)


def pages(edition: Edition) -> Iterator[Page | Pages]:
    """Yield the page of figures, then the rows of those that no other page lists."""
    yield Page("figures", "index", "figures.html", partial(_page, edition))
    for figure in OWN:
        for key, entries in _groups(edition, figure).items():
            heading, more = _heading(edition, figure, key), {"parent": _parent(edition, figure)}
            yield repository_list(edition, "figures", slug(figure, key), heading, entries, more)
    for key, owners in edition.index.owners_by_size.items():
        yield from _owner_pages(edition, key, owners)


def slug(figure: str, key: str) -> str:
    """Return where the rows of a number are."""
    return f"{figure}-{key or UNKNOWN}"


def figures(edition: Edition) -> list[Figure]:
    """Return every figure in the order of the page; those of which nothing is known at all come too."""
    made = {kind: _of_facet(edition, kind) for kind in FACETS}
    made |= {kind: _of_groups(edition, kind) for kind in OWN}
    made["sizes"] = _of_owners(edition)
    return [made[kind] for kind in ORDER]


# --- distributions ---------------------------------------------------------------------------------------------------


def _of_facet(edition: Edition, kind: str) -> Figure:
    rows = [Count(row["name"], row["label"], row["count"], row["url"]) for row in facet_rows(edition, kind)]
    known = [count for count in rows if count.key]
    words = figure_words(edition, kind)
    return Figure(kind, words, known, _unknown(rows), edition.url(kind))


def _of_groups(edition: Edition, kind: str) -> Figure:
    groups = _groups(edition, kind)
    order = {"activity": ACTIVITY, "publiccode": PUBLICCODE}.get(kind, sorted(key for key in groups if key))
    counts = [_count(edition, kind, key, len(groups.get(key, ()))) for key in (*order, "")]
    known = [count for count in counts if count.key]
    return Figure(kind, figure_words(edition, kind), known, _unknown(counts))


def _of_owners(edition: Edition) -> Figure:
    groups = edition.index.owners_by_size
    known = [_count(edition, "sizes", key, len(groups.get(key, ()))) for key in SIZES]
    return Figure("sizes", figure_words(edition, "sizes"), known, None)


def _count(edition: Edition, kind: str, key: str, number: int) -> Count:
    url = edition.url("figures", slug(kind, key)) if number else ""
    return Count(key, class_label(edition, key), number, url)


def _unknown(counts: Sequence[Count]) -> Count | None:
    return next((count for count in counts if not count.key and count.number), None)


def _groups(edition: Edition, kind: str) -> Mapping[str, Sequence[RepositoryEntry]]:
    index = edition.index
    return {
        "creation": lambda: index.by_creation,
        "activity": lambda: index.by_activity,
        "publiccode": lambda: index.by_publiccode,
    }[kind]()


# --- pages -----------------------------------------------------------------------------------------------------------


def _page(edition: Edition) -> dict[str, Any]:
    made = figures(edition)
    return {
        "total": len(edition.index.repositories),
        "figures": [_section(edition, figure) for figure in made if figure.total],
    }


def _section(edition: Edition, figure: Figure) -> dict[str, Any]:
    shown = figure.known[:MOST_BARS] if figure.every else figure.known
    return {
        "id": figure.id,
        "words": figure.words,
        "bars": bars((count.label, count.number, count.url) for count in shown),
        "chart": _chart(figure) if figure.id == "creation" else None,
        "known": figure.number_known,
        "total": figure.total,
        "coverage": _coverage(edition, figure),
        "unknown": figure.unknown,
        "every": figure.every,
        "hidden": len(figure.known) - len(shown),
    }


def _chart(figure: Figure) -> Columns:
    return columns([(count.label, (count.number,)) for count in figure.known])


def _coverage(edition: Edition, figure: Figure) -> str:
    _ = edition.translate
    share = _("{share} %", share=_.number(100 * figure.number_known / figure.total) if figure.total else "0")
    told = {"n": _.number(figure.number_known), "total": _.number(figure.total), "share": share}
    if figure.id == "sizes":
        return _("Owners for which it is known: {n} of {total} ({share}).", **told)
    return _("Repositories for which it is known: {n} of {total} ({share}).", **told)


def _heading(edition: Edition, figure: str, key: str) -> str:
    _ = edition.translate
    title, label = figure_words(edition, figure).title, class_label(edition, key)
    return _("{title}: {label}", title=title, label=label)


def _parent(edition: Edition, figure: str) -> dict[str, str]:
    return {"label": edition.translate("Figures"), "url": f"{edition.url('figures')}#{figure}"}


def _owner_pages(edition: Edition, key: str, owners: Sequence[OwnerEntry]) -> Iterator[Page]:
    for place, shown, pager in edition.cut_pages("figures", slug("sizes", key), owners):
        shared = {"heading": _heading(edition, "sizes", key), "parent": _parent(edition, "sizes"), "pages": pager}
        made_from = (shared, len(owners), *shown)
        yield Page("figures", place, "counted.html", partial(_owners, edition, shown, shared, len(owners)), made_from)


def _owners(edition: Edition, shown: Sequence[OwnerEntry], shared: dict[str, Any], total: int) -> dict[str, Any]:
    rows = [
        {
            "label": cut(owner.name or owner.login, MAX_NAME),
            "url": edition.owner_url(owner.host, owner.login),
            "host": edition.forge(owner.host),
            "text": cut(owner.description, MAX_SUMMARY),
            "count": owner.repositories_count,
        }
        for owner in shown
    ]
    return shared | {"rows": rows, "total": total}
