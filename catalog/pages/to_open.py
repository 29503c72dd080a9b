# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Closed code in the order in which its opening is proposed: the list, with its two axes as a picture."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from catalog.pages.edition import Edition
from catalog.pages.finders import ranked_finder
from catalog.pages.page import MAX_NAME, Page, cut
from catalog.pages.rows import without_values
from catalog.pages.scatter import MAX_MARKS, scatter
from catalog.view import RankedEntry, View

MAX_EVIDENCE = 3
"""Places that the list shows of an entry, whose own page has them all."""


def pages(edition: Edition) -> Iterator[Page]:
    """Yield the pages of the list, even when it is empty."""
    view, found_by = edition.index.view, ranked_finder(edition)
    for slug, shown, pager in edition.cut_pages("to-open", "index", view.to_open):
        drawn = view.to_open[:MAX_MARKS] if pager["number"] == 1 else ()
        context = {"pages": pager, "finder": found_by if pager["number"] == 1 else without_values(found_by)}
        made_from = (*shown, *drawn, context, len(view.to_open), _number_kept(view), view.withheld)
        yield Page("to-open", slug, "to_open.html", partial(_list, edition, shown, drawn, context), made_from)


def _number_kept(view: View) -> int:
    return sum(bool(entry.exempted_until) for entry in view.to_open)


def _list(
    edition: Edition, shown: Sequence[RankedEntry], drawn: Sequence[RankedEntry], context: dict[str, Any]
) -> dict[str, Any]:
    ranked = edition.index.view.to_open
    return context | {
        "rows": [_row(edition, entry) for entry in shown if not entry.exempted_until],
        "kept": [_row(edition, entry) for entry in shown if entry.exempted_until],
        "total": len(ranked),
        "total_kept": _number_kept(edition.index.view),
        "scatter": scatter(drawn),
        "ranked_url": edition.ranked_url,
        "table": [_table_line(edition, entry) for entry in drawn],
        "undrawn": max(0, len(ranked) - MAX_MARKS),
        "nothing_ranked": edition.nothing_ranked(),
        "withheld": edition.withheld(),
    }


def _row(edition: Edition, entry: RankedEntry) -> dict[str, Any]:
    """Return an entry with the first place of each of its heaviest reasons; the public reads of no place."""
    reasons = [reason for axis in edition.words.axes(entry.points) for reason in axis["reasons"] if reason["places"]]
    heaviest = sorted(reasons, key=lambda reason: -reason["points"])[:MAX_EVIDENCE]
    places = dict.fromkeys(reason["places"][0] for reason in heaviest)
    return edition.ranked_row(entry) | {"places": list(places)}


def _table_line(edition: Edition, entry: RankedEntry) -> dict[str, Any]:
    scores = {"transparency": entry.transparency, "reusability": entry.reusability, "front": entry.front}
    name = cut(entry.name or entry.full_name, MAX_NAME)
    return scores | {"rank": entry.rank, "name": name, "url": edition.ranked_url(entry)}
