# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What a list is searched with: its box, its orders, its filters and the words of the script, in one language.

``site/assets/list.js`` reads it from the page; without a script the filters are links to the pages of their values.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from catalog.listing.codegouv import FOLDER_FQDN
from catalog.pages.edition import Edition
from catalog.pages.facets import SECTIONS, facet_rows, facet_words, parameter_value, state_label
from catalog.pages.index import OTHER
from catalog.pages.page import PAGE_SIZE
from catalog.pages.search import FLAGS, FOLDER
from scanner.models import ForgeKind

STATIC_VALUES = 8
"""Values of a facet that a page links to by itself."""

OPEN = ("ministries", "languages", "licences")
"""Facets that are unfolded at first."""

Finder = dict[str, Any]

_BLANKS = (
    *("name", "login", "forge", "full_name", "description", "language", "license", "degree", "state", "updated_at"),
    *("organization", "ministry", "repositories_count", "path", "lines", "score"),
    *("rank", "purpose", "sentences", "blockers", "transparency", "reusability"),
)


class Kind(NamedTuple):
    """What sets one list apart."""

    section: str
    rows: str
    """Its data under `FOLDER`."""
    fields: tuple[str, ...]
    """Columns that the words are looked for in, the most telling first."""
    facets: tuple[str, ...]
    """Their sections."""
    columns: tuple[str, ...]
    """What is downloaded: ``key`` or ``key=column``."""
    shape: str = "entries"
    """Class of the list."""


REPOSITORIES = Kind(
    section="repositories",
    rows="repositories",
    fields=("name", "login", "owner_name", "description", "topics"),
    facets=tuple(SECTIONS),
    columns=(
        *("full_name", "repo_name=name", "owner=group", "platform=forge", "ministry", "language", "license"),
        *("degree", "state", "fork", "template", "contributing=with-contributing", "publiccode=with-publiccode"),
        *("forks_count", "stars", "updated_at", "description", "topics", "page"),
    ),
)


def repository_finder(edition: Edition) -> Finder:
    """Return what the list of repositories is searched with."""
    _ = edition.translate
    orders = [
        ("", _("Best kept first")),
        ("name", _("Name")),
        ("updated_at", _("Last update")),
        ("forks_count", _("Forks")),
        ("stars", _("Stars")),
    ]
    placeholder = _("Name, owner, subject…")
    return finder(edition, REPOSITORIES, orders, placeholder, _counted(edition)) | {
        "linked": True,
        "facets": [_facet(edition, kind) for kind in REPOSITORIES.facets],
        "flags": _flags(edition),
    }


def finder(
    edition: Edition, kind: Kind, orders: Iterable[tuple[str, str]], placeholder: str, texts: dict[str, str]
) -> Finder:
    """Return what any list is searched with.

    Args:
        edition: the language.
        kind: the list.
        orders: parameter → name of each order, that of the page first.
        placeholder: what may be looked for.
        texts: `one`, `many` (``#`` stands for the number) and `none`: how many rows are found.
    """
    address = edition.url(kind.section)
    options = {
        "name": kind.rows,
        "address": address.rpartition("/")[2],
        "fields": kind.fields,
        "columns": [_column(column) for column in kind.columns],
        "list": kind.shape,
        "ordered": kind.shape == "ranks",
        "page_size": PAGE_SIZE,
        "tags": {},
        "words": {},
        "texts": _texts(edition) | texts,
    }
    if kind.section == "repositories":
        options["tags"] = {name: state_label(edition, name) for name in ("closed", "archived", "fork", "template")}
    return {
        "url": address,
        "data": f"{FOLDER}/{kind.rows}",
        "options": options,
        "orders": list(orders),
        "placeholder": placeholder,
        "linked": False,
        "facets": [],
        "flags": [],
        "blank": blank(edition),
    }


def blank(edition: Edition) -> dict[str, Any]:
    """Return a row whose places the script fills: ``$name$`` stands for the column `name`; it writes the links itself."""
    row: dict[str, Any] = {name: f"${name}$" for name in _BLANKS}
    facts = edition.facts("$language$", "$license$", "$degree$", "$updated_at$")
    return row | {"url": "", "owner": "$login$", "host": "$forge$", "flags": ["$tags$"], "facts": facts}


def _facet(edition: Edition, kind: str) -> dict[str, Any]:
    words, rows = facet_words(edition, kind), facet_rows(edition, kind)
    return {
        "name": SECTIONS[kind],
        "title": words.column,
        "every": words.every,
        "url": edition.url(kind),
        "labels": labels(edition, kind),
        "named": "login" if kind == "owners" else "",
        "open": kind in OPEN,
        "values": [row | {"value": parameter_value(kind, row["name"])} for row in rows[:STATIC_VALUES]],
    }


def labels(edition: Edition, kind: str) -> dict[str, str]:
    """Return value → words, for the values of a facet that aren't names by themselves."""
    _ = edition.translate
    if kind == "degrees":
        return {degree: edition.words.degree(degree) for degree in "ABC"} | {"": _("Degree not told yet")}
    return {
        "ministries": {"": _("Ministry unknown")},
        "owners": {},
        "forges": {FOLDER_FQDN: edition.forge(ForgeKind.FOLDER)},
        "languages": {"": _("Language unknown")},
        "licences": {name: edition.words.licence_label(name) for name in ("", OTHER)},
        "states": {name: state_label(edition, name) for name in ("open", "archived", "fork", "template", "closed")},
    }[kind]


def _flags(edition: Edition) -> list[dict[str, Any]]:
    _ = edition.translate
    names = {
        "fork": _("Fork of another repository"),
        "template": _("Template for new repositories"),
        "floss": _("Recognised licence"),
        "with-contributing": _("Contribution guide"),
        "with-publiccode": _("publiccode.yml"),
    }
    return [{"name": name, "label": names[name], "bit": bit} for bit, name in enumerate(FLAGS)]


def _counted(edition: Edition) -> dict[str, str]:
    _ = edition.translate
    return {
        "none": _("No repository matches."),
        "one": _("1 repository found"),
        "many": _("# repositories found"),
    }


def _texts(edition: Edition) -> dict[str, str]:
    _ = edition.translate
    return {
        "loading": _("Loading the list…"),
        "relevance": _("Relevance"),
        "failed": _("The list can’t be searched: #."),
        "mend": _("Remove a filter, or search for fewer words."),
        "of": _("out of #"),
        "among": _("Search among #"),
        "clear": _("Clear all"),
        "drop": _("Remove the filter #"),
        "previous": _("Previous page"),
        "next": _("Next page"),
        "pages": _("Pages of the list"),
        "first": "1er " if _.language == "fr" else "1 ",
        "quoted": _("“#”"),
    }


def _column(column: str) -> tuple[str, str]:
    key, _, name = column.partition("=")
    return key, name or key
