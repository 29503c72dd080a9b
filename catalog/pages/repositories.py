# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The lists of repositories, whole or of what they have in common."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from catalog.pages.edition import Edition
from catalog.pages.index import repository_key
from catalog.pages.page import Page
from catalog.view import RepositoryEntry


def pages(edition: Edition) -> Iterator[Page]:
    """Yield the list of all the repositories."""
    _, index = edition.translate, edition.index
    title = _("Repositories") if index.internal else _("Open repositories")
    yield from repository_list(edition, "repositories", "index", title, index.repositories)


def repository_list(
    edition: Edition,
    kind: str,
    slug: str,
    heading: str,
    entries: Sequence[RepositoryEntry],
    parent: dict[str, str] | None = None,
) -> Iterator[Page]:
    """Yield the pages of a list of repositories; `parent` is the link back, a label and an address."""
    for page, shown, pager in edition.cut_pages(kind, slug, entries):
        context = {"heading": heading, "pages": pager, "total": len(entries), "parent": parent, "intro": ""}
        yield Page(kind, page, "repositories.html", partial(_list, edition, shown, context), (*shown, context))


def _list(edition: Edition, shown: Sequence[RepositoryEntry], context: dict[str, Any]) -> dict[str, Any]:
    return context | {"rows": [edition.row(repository_key(entry)) for entry in shown]}
