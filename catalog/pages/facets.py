# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What repositories have in common: for each facet the list of its values, with the page of each value.

These pages are what the filters of the lists are without a script; their addresses never change with the data.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

from catalog.listing.codegouv import platform
from catalog.pages import degrees
from catalog.pages.addresses import slugs
from catalog.pages.edition import Edition
from catalog.pages.index import NOTHING, Groups, owner_key
from catalog.pages.page import MAX_NAME, Page, Pages, cut
from catalog.pages.rows import repository_list
from catalog.pages.search import owner_address

SECTIONS = {
    "ministries": "ministry",
    "owners": "group",
    "forges": "forge",
    "languages": "language",
    "licences": "license",
    "degrees": "degree",
    "states": "state",
}
"""Section of the site → the parameter that says the same in the addresses of lists."""

ELSEWHERE = ("ministries", "owners")
"""Facets whose values have pages of another kind."""


class Words(NamedTuple):
    """How a facet is spoken of."""

    heading: str
    intro: str
    column: str
    """The name of one value."""
    every: str
    """The link to all its values."""


def pages(edition: Edition) -> Iterator[Page | Pages]:
    """Yield, for each facet, the list of its values and the repositories of each."""
    for kind in SECTIONS:
        if kind not in ELSEWHERE:
            yield from _facet_pages(edition, kind)


def _facet_pages(edition: Edition, kind: str) -> Iterator[Page | Pages]:
    words, rows = facet_words(edition, kind), facet_rows(edition, kind)
    scale = tuple(degrees.scale(edition)) if kind == "degrees" else ()
    context = {"heading": words.heading, "intro": words.intro, "column": words.column, "scale": scale}
    made_from = (context, *rows)
    yield Page(kind, "index", "facets.html", partial(dict, context, rows=rows), made_from)
    parent = {"label": words.heading, "url": edition.url(kind)}
    groups, places = facet_groups(edition, kind), facet_slugs(edition, kind)
    for name, entries in groups.items():
        within = {"name": SECTIONS[kind], "value": parameter_value(kind, name)}
        more = {"parent": parent, "within": within, "intro": _intro(edition, kind, name)}
        yield repository_list(edition, kind, places[name], facet_label(edition, kind, name), entries, more)


def _intro(edition: Edition, kind: str, name: str) -> str:
    return degrees.meaning(edition, name) if kind == "degrees" else ""


def facet_words(edition: Edition, kind: str) -> Words:
    """Return how the facet `kind` is spoken of."""
    _ = edition.translate
    return {
        "ministries": Words(
            _("Ministries"), _("The ministry that each account belongs to."), _("Ministry"), _("All ministries")
        ),
        "owners": Words(_("Owners"), _("The accounts and groups that hold the code."), _("Owner"), _("All owners")),
        "forges": Words(_("Forges"), _("Where the code is published."), _("Forge"), _("All forges")),
        "languages": Words(
            _("Languages"),
            _("The main language of each repository, as its forge names it or, when it doesn’t, as its files show it."),
            _("Language"),
            _("All languages"),
        ),
        "licences": Words(
            _("Licences"),
            _("What the files of the repositories declare, or their forge when they have not been read."),
            _("Licence"),
            _("All licences"),
        ),
        "degrees": Words(
            _("Degrees of openness"),
            _("What the files of a repository show of how it is opened, on the scale of Etalab’s guide."),
            _("Degree of openness"),
            _("All degrees"),
        ),
        "states": Words(
            _("States"), _("How each repository stands, as its forge says it."), _("State"), _("All states")
        ),
    }[kind]


def facet_rows(edition: Edition, kind: str) -> list[dict[str, Any]]:
    """Return the values of a facet with how many repositories have each, the greatest first."""
    _, total = edition.translate, len(edition.index.repositories)
    places, groups = facet_slugs(edition, kind), facet_groups(edition, kind)
    greatest = max(map(len, groups.values()), default=1)
    rows = [
        {
            "name": name,
            "label": facet_label(edition, kind, name),
            "count": len(entries),
            "share": _("{share} %", share=_.number(100 * len(entries) / total)),
            "width": round(100 * len(entries) / greatest, 1),
            "url": edition.url(kind, places[name]) if name in places else "",
        }
        for name, entries in groups.items()
    ]
    return sorted(rows, key=lambda row: (-row["count"], row["label"]))


def facet_groups(edition: Edition, kind: str) -> Groups:
    """Return the listed repositories by value of the facet; "" = nothing is known."""
    index = edition.index
    return {
        "ministries": lambda: index.by_ministry,
        "owners": lambda: index.by_owner,
        "forges": lambda: index.by_forge,
        "languages": lambda: index.by_language,
        "licences": lambda: index.by_licence,
        "degrees": lambda: index.by_degree,
        "states": lambda: index.by_state,
    }[kind]()


def facet_slugs(edition: Edition, kind: str) -> dict[str, str]:
    """Return value → slug of its page, for the values that have one."""
    if kind == "owners":
        return edition.index.owner_slugs
    if kind == "ministries":
        return edition.index.ministry_slugs
    return slugs(facet_groups(edition, kind)) | {"": NOTHING}


def facet_label(edition: Edition, kind: str, name: str) -> str:
    """Return a value as readers see it."""
    _, words = edition.translate, edition.words
    if kind == "licences":
        return cut(words.licence_label(name), MAX_NAME)
    if kind == "states":
        return state_label(edition, name)
    if kind == "forges":
        return edition.forge(name)
    if kind == "owners":
        return cut(_login(edition, name), MAX_NAME)
    unknown = {
        "languages": _("Language unknown"),
        "ministries": _("Ministry unknown"),
        "degrees": _("Degree not told yet"),
    }[kind]
    return cut(words.degree(name) if kind == "degrees" else name, MAX_NAME) or unknown


def parameter_value(kind: str, name: str) -> str:
    """Return how the addresses of lists say a value."""
    if kind == "owners":
        host, _, login = name.partition("/")
        return owner_address(host, login)
    return (platform(name) if kind == "forges" else name) or NOTHING


def state_label(edition: Edition, name: str) -> str:
    """Return how a repository stands, in words."""
    _ = edition.translate
    return {
        "open": _("active"),
        "archived": _("archived"),
        "fork": _("fork"),
        "template": _("template"),
        "closed": _("closed"),
        "gone": _("gone from its forge"),
    }.get(name, name)


def _login(edition: Edition, key: str) -> str:
    entries = edition.index.by_owner.get(key, [])
    return next((entry.owner for entry in entries if owner_key(entry.host, entry.owner) == key), key)
