# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The page of one closed repository to open: its place, and the reasons of it."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from catalog.pages.edition import Edition
from catalog.pages.index import repository_key
from catalog.pages.page import MAX_MODULES, MAX_NAME, Page, Sheet, cut
from catalog.view import RankedEntry


def pages(edition: Edition) -> Iterator[Page]:
    """Yield the page of each ranked repository."""
    index = edition.index
    for entry in index.view.to_open:
        slug = index.ranked_slugs[repository_key(entry)]
        yield Page("to-open", slug, "ranked.html", partial(_closed, edition, entry))


def _closed(edition: Edition, entry: RankedEntry) -> dict[str, Any]:
    row = edition.ranked_row(entry)
    repository = edition.index.by_key.get(repository_key(entry)) if edition.index.internal else None
    scores = {"transparency": entry.transparency, "reusability": entry.reusability}
    return {
        "name": row["name"],
        "entry": entry,
        "row": row,
        "purpose": row["purpose"],
        "sheet": _closed_sheet(edition, entry, repository.commit if repository else ""),
        "repository_url": edition.repository_url(repository) if repository else "",
        "axes": edition.words.axes(entry.points, scores),
        "blockers": [edition.words.labels.blocker(name) for name in entry.blockers],
        "findings": edition.words.findings(repository) if repository else [],
        "modules": edition.words.modules(repository, MAX_MODULES) if repository else [],
    }


def _closed_sheet(edition: Edition, entry: RankedEntry, commit: str) -> Sheet:
    _ = edition.translate
    lines = [
        (_("Owner"), cut(entry.owner, MAX_NAME)),
        (_("Forge"), edition.forge(entry.host)),
        (_("Visibility"), edition.words.visibility(entry.visibility) if edition.index.internal else ""),
        (_("Proposed degree"), edition.words.degree(entry.degree)),
        (_("History checked"), edition.words.secrets_checked(entry)),
        (_("Commit read"), commit[:12]),
    ]
    return [(label, value) for label, value in lines if value]
