# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The page of one closed repository to open: its place, and the reasons of it."""

from collections.abc import Iterator, Mapping
from functools import partial
from itertools import groupby
from typing import Any, NamedTuple

from catalog.pages.edition import Edition
from catalog.pages.index import repository_key
from catalog.pages.modules import module_rows
from catalog.pages.page import MAX_NAME, Page, Sheet, cut
from catalog.pages.tracking import quarter_label
from catalog.view import OpeningEntry, RankedEntry, RepositoryEntry

MAX_FINDINGS = 10
"""Findings of one rule that are shown; the others are counted."""


class _Around(NamedTuple):
    """The entries before and after one in the ranking."""

    before: RankedEntry | None
    after: RankedEntry | None


def pages(edition: Edition) -> Iterator[Page]:
    """Yield the page of each ranked repository."""
    index, ranked = edition.index, edition.index.view.to_open
    announced = {opening.repository: opening for opening in index.view.openings if opening.quarter}
    for place, entry in enumerate(ranked):
        key = repository_key(entry)
        around = _Around(ranked[place - 1] if place else None, ranked[place + 1] if place + 1 < len(ranked) else None)
        repository = index.by_key.get(key) if index.internal else None
        made_from = (entry, *around, repository, announced.get(key))
        context = partial(_closed, edition, entry, around, repository, announced.get(key))
        yield Page("to-open", index.ranked_slugs[key], "ranked.html", context, made_from)


def _closed(
    edition: Edition,
    entry: RankedEntry,
    around: _Around,
    repository: RepositoryEntry | None,
    announced: OpeningEntry | None,
) -> dict[str, Any]:
    row, words = edition.ranked_row(entry), edition.words
    return {
        "name": row["name"],
        "entry": entry,
        "row": row,
        "purpose": row["purpose"],
        "around": {side: edition.ranked_row(near) if near else None for side, near in around._asdict().items()},
        "sheet": _closed_sheet(edition, entry, repository, announced),
        "repository_url": edition.repository_url(repository) if repository else "",
        "axes": words.axes(entry.points, {"transparency": entry.transparency, "reusability": entry.reusability}),
        "blockers": [words.labels.blocker(name) for name in entry.blockers],
        "findings": list(_findings(edition, repository)) if repository else [],
        "modules": module_rows(edition, repository) if repository else [],
    }


def _closed_sheet(
    edition: Edition, entry: RankedEntry, repository: RepositoryEntry | None, announced: OpeningEntry | None
) -> Sheet:
    _ = edition.translate
    lines = [
        (_("Owner"), cut(entry.owner, MAX_NAME)),
        (_("Forge"), edition.forge(entry.host)),
        (_("Visibility"), edition.words.visibility(entry.visibility) if edition.index.internal else ""),
        (_("Proposed degree"), edition.words.degree(entry.degree)),
        (_("Opening announced for"), quarter_label(edition, announced.quarter) if announced else ""),
        (_("History checked"), edition.words.secrets_checked(entry)),
        (_("Commit read"), repository.commit[:12] if repository else ""),
    ]
    return [(label, value) for label, value in lines if value]


def _findings(edition: Edition, repository: RepositoryEntry) -> Iterator[Mapping[str, Any]]:
    """Yield the findings rule by rule: how many there are, and the first of them."""
    for rule, groups in groupby(repository.findings, key=lambda group: group.rule):
        found = list(groups)
        shown = repository.model_copy(update={"findings": tuple(found[:MAX_FINDINGS])})
        rows, more = edition.words.findings(shown), max(0, len(found) - MAX_FINDINGS)
        yield {"rule": rule, "message": found[0].message, "total": len(found), "rows": rows, "more": more}
