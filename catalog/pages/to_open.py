# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Closed code in the order in which its opening is proposed: the list, with its two axes as a picture."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from catalog.pages.charts import MAX_MARKS, scatter
from catalog.pages.edition import Edition
from catalog.pages.page import MAX_NAME, Page, cut
from catalog.view import RankedEntry


def pages(edition: Edition) -> Iterator[Page]:
    """Yield the pages of the list, even when it is empty."""
    for slug, shown, pager in edition.cut_pages("to-open", "index", edition.index.view.to_open):
        yield Page("to-open", slug, "to_open.html", partial(_list, edition, shown, pager))


def _list(edition: Edition, shown: Sequence[RankedEntry], pager: dict[str, Any]) -> dict[str, Any]:
    drawn = edition.index.view.to_open[:MAX_MARKS]
    return {
        "rows": [edition.ranked_row(entry) for entry in shown],
        "pages": pager,
        "scatter": scatter(drawn),
        "table": [_table_line(edition, entry) for entry in drawn],
        "nothing_ranked": edition.nothing_ranked(),
        "withheld": edition.withheld(),
    }


def _table_line(edition: Edition, entry: RankedEntry) -> dict[str, Any]:
    scores = {"transparency": entry.transparency, "reusability": entry.reusability, "front": entry.front}
    name = cut(entry.name or entry.full_name, MAX_NAME)
    return scores | {"rank": entry.rank, "name": name, "url": edition.ranked_url(entry)}
