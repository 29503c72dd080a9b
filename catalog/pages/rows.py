# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Repositories one under another, page by page: what every list of them shares."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from catalog.pages.edition import Edition
from catalog.pages.index import repository_key
from catalog.pages.page import Page, Pages
from catalog.view import RepositoryEntry


def repository_list(
    edition: Edition, kind: str, slug: str, heading: str, entries: Sequence[RepositoryEntry], more: Mapping[str, Any]
) -> Pages:
    """Return the pages of a list of repositories.

    Args:
        edition: the language.
        kind: the section of the site.
        slug: the first page.
        heading: the title of the list.
        entries: the repositories, in the inventory's order: by its score, then by name.
        more: `finder`, what the whole list is searched with; or `parent`, the link back (label, url), and `within`, the
            parameter (name, value) that says the same of the whole list; `intro`, what they have in common.
    """
    known: dict[str, Any] = {"finder": None, "parent": None, "within": None, "heading": heading, "total": len(entries)}
    known |= {"intro": "", **more}
    return Pages(f"{kind} {slug}", lambda: (entries, known), partial(_pages, edition, kind, slug, entries, known))


def _pages(
    edition: Edition, kind: str, slug: str, entries: Sequence[RepositoryEntry], known: Mapping[str, Any]
) -> Iterator[Page]:
    for page, shown, pager in edition.cut_pages(kind, slug, entries):
        context = {**known, "pages": pager}
        if context["finder"] and pager["number"] > 1:
            context["finder"] = without_values(context["finder"])
        yield Page(kind, page, "repositories.html", partial(_list, edition, shown, context), (shown, context))


def _list(edition: Edition, shown: Sequence[RepositoryEntry], context: dict[str, Any]) -> dict[str, Any]:
    return context | {"rows": [edition.row(repository_key(entry)) for entry in shown]}


def without_values(finder: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a list is searched with as pages after the first bear it: no count, lest any change make all anew."""
    return {**finder, "facets": [{**facet, "values": []} for facet in finder["facets"]]}
