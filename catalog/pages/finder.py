# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What a list is searched with: its box, its orders, its filters and the words of the script, in one language.

``site/assets/list.js`` reads it from the page; without a script the filters are links to the pages of their values.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from catalog.listing.codegouv import FOLDER_FQDN
from catalog.pages.edition import Edition
from catalog.pages.facets import SECTIONS, facet_label, facet_words, parameter_value, state_label
from catalog.pages.index import OTHER
from catalog.pages.page import PAGE_SIZE
from catalog.pages.search import FLAGS, FOLDER
from catalog.view import OwnerEntry, RankedEntry
from scanner.models import ForgeKind

STATIC_VALUES = 8
"""Values of a facet that a page links to by itself."""

OPEN = ("ministries", "languages", "licences")
"""Facets that are unfolded at first."""

Finder = dict[str, Any]


class Kind(NamedTuple):
    """What a list is searched by."""

    section: str
    rows: str
    """Its data, under `FOLDER`."""
    fields: tuple[str, ...]
    """Columns that the words are looked for in, the most telling first."""
    columns: tuple[str, ...]
    """What is downloaded: ``key`` or ``key=column``."""
    links: tuple[tuple[str, str], ...] = (("slug", ""),)
    """For each link of a row, the column that has the slug of its page and the section that the page is of."""


class Told(NamedTuple):
    """How a list speaks."""

    placeholder: str
    orders: Sequence[tuple[str, str]]
    """Parameter → name of each order, that of the page first."""
    texts: Mapping[str, str]
    """`one`, `many` (``#`` stands for the number) and `none`: how many rows are found."""
    counted: Mapping[str, tuple[str, str]] = {}
    """Columns of numbers told with their noun: singular and plural, ``#`` stands for the number."""
    words: Mapping[str, Mapping[str, str]] = {}
    """Columns whose values aren't told as they are, facets left aside."""
    unknown: Mapping[str, str] = {}
    """Columns of which it is told that nothing is known, and how; of the others nothing is."""
    tags: Mapping[str, str] = {}
    """States and flags that a row wears as tags, in their order."""


def finder(edition: Edition, kind: Kind, told: Told, facets: Sequence[dict[str, Any]], **row: object) -> Finder:
    """Return what a list is searched with; `row` is a row of it whose places the script fills.

    In the row ``$name$`` stands for what the column `name` says, and ``$name|other$`` for the same where `other` says
    something else, capitals aside; its links, which the script writes by itself, lead to lists.
    """
    address = edition.url(kind.section)
    options = {
        "name": kind.rows,
        "address": address.rpartition("/")[2],
        "fields": kind.fields,
        "columns": [_column(column) for column in kind.columns],
        "links": [(column, _towards(edition, section)) for column, section in kind.links],
        "page_size": PAGE_SIZE,
        "texts": _texts(edition) | dict(told.texts),
        "counted": told.counted,
        "words": told.words,
        "unknown": told.unknown,
        "tags": told.tags,
    }
    return {
        "url": address,
        "data": f"{FOLDER}/{kind.rows}",
        "options": options,
        "orders": told.orders,
        "placeholder": told.placeholder,
        "linked": any(facet["url"] for facet in facets),
        "facets": facets,
        "flags": [],
        "blank": row,
    }


def facet(edition: Edition, kind: str, rows: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    """Return a facet of repositories; without a script it leads to the pages of the first of `rows`, its values."""
    words = facet_words(edition, kind)
    return {
        "name": SECTIONS[kind],
        "title": words.column,
        "every": words.every if rows else "",
        "url": edition.url(kind) if rows else "",
        "labels": labels(edition, kind),
        "named": "login" if kind == "owners" else "",
        "open": kind in OPEN,
        "values": [row | {"value": parameter_value(kind, row["name"])} for row in rows[:STATIC_VALUES]],
    }


def ministry_facet(edition: Edition, things: Iterable[OwnerEntry | RankedEntry]) -> dict[str, Any]:
    """Return the facet of ministries of things that their pages list too, which it leads to without a script."""
    rows = [
        {"name": name, "label": facet_label(edition, "ministries", name), "count": count, "url": url}
        for name, count in Counter(thing.ministry for thing in things).items()
        if (url := edition.ministry_url(name))
    ]
    return facet(edition, "ministries", sorted(rows, key=lambda row: (-row["count"], row["label"])))


def own_facet(name: str, title: str, words: Mapping[str, str]) -> dict[str, Any]:
    """Return a facet that repositories don't have; `words` are its values."""
    return {
        "name": name,
        "title": title,
        "every": "",
        "url": "",
        "labels": words,
        "named": "",
        "open": True,
        "values": [],
    }


def flags(edition: Edition) -> list[dict[str, Any]]:
    """Return the yes-or-no parameters, with their bits."""
    _ = edition.translate
    names = {
        "fork": _("Fork of another repository"),
        "template": _("Template for new repositories"),
        "floss": _("Recognised licence"),
        "with-contributing": _("Contribution guide"),
        "with-publiccode": _("publiccode.yml"),
    }
    return [{"name": name, "label": names[name], "bit": bit} for bit, name in enumerate(FLAGS)]


def labels(edition: Edition, kind: str) -> dict[str, str]:
    """Return value → words, for the values of a facet that aren't names by themselves."""
    _ = edition.translate
    if kind == "degrees":
        return {degree: edition.words.degree(degree) for degree in "ABCD"} | {"": _("Degree not told yet")}
    return {
        "ministries": {"": _("Ministry unknown")},
        "owners": {},
        "forges": {FOLDER_FQDN: edition.forge(ForgeKind.FOLDER)},
        "languages": {"": _("Language unknown")},
        "licences": {name: edition.words.licence_label(name) for name in ("", OTHER)},
        "states": {name: state_label(edition, name) for name in ("open", "archived", "fork", "template", "closed")},
    }[kind]


def _texts(edition: Edition) -> dict[str, str]:
    _ = edition.translate
    return {
        "loading": _("Loading the list…"),
        "relevance": _("Relevance"),
        "failed": _("The list can’t be searched: #."),
        "mend": _("Remove a filter, or search for fewer words."),
        "of": _("out of #"),
        "among": _("Search among #"),
        "unknown": _("unknown"),
        "clear": _("Clear all"),
        "drop": _("Remove the filter #"),
        "first": "1er " if _.language == "fr" else "1 ",
        "quoted": _("“#”"),
    }


def _towards(edition: Edition, section: str) -> str:
    """Return where the pages of `section` are, from a list; "" for its own."""
    return "../" + edition.url(section).split("/")[-2] + "/" if section else ""


def _column(column: str) -> tuple[str, str]:
    key, _, name = column.partition("=")
    return key, name or key
