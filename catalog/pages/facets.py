# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What repositories have in common: one list of values a facet, with the page of each value."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from catalog.pages.edition import Edition
from catalog.pages.index import Groups
from catalog.pages.page import MAX_NAME, Page
from catalog.pages.repositories import repository_list


def pages(edition: Edition) -> Iterator[Page]:
    """Yield, for each facet, the list of its values and the repositories of each."""
    for kind in ("licences", "languages"):
        yield Page(kind, "index", "facets.html", partial(_facets, edition, kind))
        parent = {"label": dict(edition.menu())[kind], "url": edition.url(kind)}
        for name, entries in _groups(edition, kind).items():
            slug = facet_slugs(edition, kind)[name]
            yield from repository_list(edition, kind, slug, facet_label(edition, kind, name), entries, parent)


def _groups(edition: Edition, kind: str) -> Groups:
    return edition.index.by_licence if kind == "licences" else edition.index.by_language


def _facets(edition: Edition, kind: str) -> dict[str, Any]:
    _ = edition.translate
    words = {
        "licences": (
            _("Licences"),
            _("What the files of the repositories declare, or their forge when they have not been read."),
            _("Licence"),
        ),
        "languages": (
            _("Languages"),
            _("The main language of each repository, as its forge names it."),
            _("Language"),
        ),
    }
    heading, intro, column = words[kind]
    return {"heading": heading, "intro": intro, "column": column, "rows": facet_rows(edition, kind)}


def facet_rows(edition: Edition, kind: str) -> list[dict[str, Any]]:
    """Return the values of a facet with how many repositories have each, the greatest first."""
    _, total = edition.translate, len(edition.index.repositories)
    groups = edition.index.by_licence if kind == "licences" else edition.index.by_language
    rows = [
        {
            "name": name,
            "label": facet_label(edition, kind, name),
            "count": len(entries),
            "share": _("{share} %", share=_.number(100 * len(entries) / total)),
            "url": edition.url(kind, facet_slugs(edition, kind)[name]),
        }
        for name, entries in groups.items()
    ]
    return sorted(rows, key=lambda row: (-row["count"], row["label"]))


def facet_slugs(edition: Edition, kind: str) -> dict[str, str]:
    """Return value → slug of its page."""
    return edition.index.licence_slugs if kind == "licences" else edition.index.language_slugs


def facet_label(edition: Edition, kind: str, name: str) -> str:
    """Return a value as readers see it."""
    if kind == "licences":
        return edition.words.licence_label(name)[:MAX_NAME]
    return name[:MAX_NAME] or edition.translate("Language unknown")
