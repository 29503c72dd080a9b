# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The pages of the inventory of algorithms."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from catalog.algorithms import Sheet
from catalog.listing.algorithms import sheet_json
from catalog.pages.edition import Edition
from catalog.pages.index import repository_key
from catalog.pages.page import MAX_NAME, Page, cut
from catalog.reports.algorithm_words import FIELDS, field_title, value_words
from catalog.reports.wording import place

_APART = ("name", "status", "repository", "paths")
_PLACES = 5
_LONGEST = 2_000


def pages(edition: Edition) -> Iterator[Page]:
    """Yield the pages of the inventory, even when it is empty."""
    for slug, shown, pager in edition.cut_pages("algorithms", "index", edition.index.view.algorithms):
        yield Page("algorithms", slug, "algorithms.html", partial(_list, edition, shown, pager))


def _list(edition: Edition, shown: Sequence[Sheet], pager: dict[str, Any]) -> dict[str, Any]:
    rows = [_row(sheet, edition) for sheet in shown]
    return {"rows": rows, "pages": pager, "total": len(edition.index.view.algorithms)}


def _row(sheet: Sheet, edition: Edition) -> dict[str, Any]:
    t, values = edition.translate, sheet_json(sheet)
    entry = edition.index.by_key.get(sheet.repository)
    told = {field: _told(field, values[field], edition) for field in FIELDS if field not in _APART}
    return {
        "name": cut(sheet.algorithm.name, MAX_NAME),
        "status": value_words("status", sheet.algorithm.status, t),
        "fields": [(field_title(field, t), text) for field, text in told.items() if text],
        "repository": cut(values["repository"], MAX_NAME),
        "url": edition.repository_url(entry) if entry and repository_key(entry) == sheet.repository else "",
        "places": [cut(place(at.path, at.line, t), MAX_NAME) for at in sheet.evidence[:_PLACES]],
    }


def _told(field: str, value: object, edition: Edition) -> str:
    if isinstance(value, int):
        return edition.number(value)
    if isinstance(value, list):
        return cut(" ; ".join(map(str, value)), _LONGEST)
    text = str(value or "")
    return edition.day(text) if field == "updated_on" else cut(value_words(field, text, edition.translate), _LONGEST)
