# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The pages of the inventory of algorithms: a table to find one's way, then each sheet under its own anchor."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from catalog.algorithms import Sheet
from catalog.listing.algorithms import sheet_json
from catalog.pages.addresses import page_slug, slugs
from catalog.pages.edition import Edition
from catalog.pages.index import repository_key
from catalog.pages.page import MAX_NAME, PAGE_SIZE, Page, cut, link
from catalog.pages.wording import Place, in_sentence
from catalog.registers.models import AlgorithmStatus
from catalog.reports.algorithm_words import field_title, value_words
from catalog.view import RepositoryEntry

_BLOCKS = (
    ("administration", "service", "contact", "updated_on"),
    ("context", "moment", "automation", "resources"),
    ("decisions_per_year", "scope", "persons"),
    ("data", "data_sources", "data_collection", "kind", "operations"),
)
"""The fields of Etalab's guide in its four parts, but for those that the page shows apart."""

_PLACES = 10
_LONGEST = 2_000
_SHORT, _ADDRESS = 160, 60
"""Longest text of law, and longest address as it is shown."""


def pages(edition: Edition) -> Iterator[Page]:
    """Yield the pages of the inventory, even when it is empty."""
    sheets = edition.index.view.algorithms
    anchors = _anchors(sheets)
    for slug, shown, pager in edition.cut_pages("algorithms", "index", [*zip(anchors, sheets, strict=True)]):
        anchored, listed = [anchor for anchor, _ in shown], [sheet for _, sheet in shown]
        code = [edition.index.by_key.get(sheet.repository) for sheet in listed]
        made_from = (anchored, listed, code, _numbers(sheets), pager)
        yield Page("algorithms", slug, "algorithms.html", partial(_list, edition, shown, pager), made_from)


def _numbers(sheets: Sequence[Sheet]) -> Counter[AlgorithmStatus]:
    return Counter(sheet.algorithm.status for sheet in sheets)


def _anchors(sheets: Sequence[Sheet]) -> list[str]:
    """Return the anchor of each sheet: its name, with its repository when others bear it, with its number at last."""
    names = Counter(sheet.algorithm.name for sheet in sheets)
    full = [
        sheet.algorithm.name if names[sheet.algorithm.name] == 1 else f"{sheet.algorithm.name} {sheet.repository}"
        for sheet in sheets
    ]
    taken = Counter(full)
    told = [name if taken[name] == 1 else f"{name} {number}" for number, name in enumerate(full)]
    plain = slugs(name.replace("/", "-") for name in told)
    return [plain[name.replace("/", "-")] for name in told]


def _list(edition: Edition, shown: Sequence[tuple[str, Sheet]], pager: dict[str, Any]) -> dict[str, Any]:
    rows = [_row(edition, anchor, sheet) for anchor, sheet in shown]
    counts = _numbers(edition.index.view.algorithms)
    first = {"declared": 1, "proposed": counts[AlgorithmStatus.DECLARED] // PAGE_SIZE + 1}
    return {
        "declared": [row for row in rows if row["is_declared"]],
        "proposed": [row for row in rows if not row["is_declared"]],
        "total_declared": counts[AlgorithmStatus.DECLARED],
        "total_proposed": counts[AlgorithmStatus.PROPOSED],
        "titles": {field: field_title(field, edition.translate) for field in ("administration", "automation", "kind")},
        "places": {status: edition.url("algorithms", page_slug("index", page)) for status, page in first.items()},
        "pages": pager,
        "total": counts.total(),
    }


def _row(edition: Edition, anchor: str, sheet: Sheet) -> dict[str, Any]:
    values, is_declared = sheet_json(sheet), sheet.algorithm.status is AlgorithmStatus.DECLARED
    told = {field: _told(edition, field, values[field]) for block in _BLOCKS for field in (*block, "purpose")}
    return {
        "anchor": anchor,
        "name": cut(sheet.algorithm.name, MAX_NAME) or edition.translate("unnamed"),
        "is_declared": is_declared,
        "covered": sheet.algorithm.l311_5,
        "purpose": told["purpose"],
        "administration": cut(told["administration"], MAX_NAME),
        "automation": told["automation"],
        "kind": told["kind"],
        "laws": [_law(law) for law in sheet.algorithm.legal_basis],
        "blocks": [block for fields in _BLOCKS if (block := _block(edition, fields, told))],
        "lacking": list(_lacking(edition, sheet, told)) if is_declared else [],
    } | _code(edition, sheet, values["repository"])


def _law(text: str) -> tuple[str, str]:
    """Return a text of law as readers see it, with its address when it is one."""
    url = link(text)
    return (cut(url.partition("://")[2].removeprefix("www."), _ADDRESS), url) if url else (cut(text, _SHORT), "")


def _code(edition: Edition, sheet: Sheet, repository: str) -> dict[str, Any]:
    """Return where the code of a sheet is, as far as this audience may know."""
    entry = edition.index.by_key.get(sheet.repository)
    known = entry if entry and repository_key(entry) == sheet.repository else None
    elsewhere = [url for each in sheet.algorithm.repositories if (url := link(each)) and not _is_of(known, url)]
    paths = sheet.evidence or [*sheet.algorithm.paths]
    places = [at.model_dump() if not isinstance(at, str) else {"path": at} for at in paths]
    return {
        "repository": cut(repository, MAX_NAME),
        "url": edition.repository_url(known) if known else "",
        "repositories": elsewhere,
        "places": [_place(edition, known, place) for place in places[:_PLACES]],
        "more": max(0, len(places) - _PLACES),
    }


def _is_of(entry: RepositoryEntry | None, url: str) -> bool:
    return entry is not None and entry.html_url.rstrip("/") == url.rstrip("/")


def _place(edition: Edition, entry: RepositoryEntry | None, at: dict[str, Any]) -> Place:
    if entry:
        found = edition.words.place(entry, at)
        return found._replace(text=cut(found.text, MAX_NAME))
    line = f":{at['line']}" if at.get("line") else ""
    return Place(cut(f"{at['path']}{line}", MAX_NAME))


def _block(edition: Edition, fields: Iterable[str], told: dict[str, str]) -> list[tuple[str, str, str]]:
    """Return the title, text and address of the fields that are said; "" for a text that is no address."""
    t = edition.translate
    return [(field_title(field, t), told[field], link(told[field])) for field in fields if told[field]]


def _lacking(edition: Edition, sheet: Sheet, told: dict[str, str]) -> Iterator[str]:
    """Yield the fields of the guide that a declared sheet doesn't say."""
    said = told | {"legal_basis": " ".join(sheet.algorithm.legal_basis)}
    for field in ("purpose", "legal_basis", *(field for block in _BLOCKS for field in block)):
        if not said[field]:
            yield in_sentence(field_title(field, edition.translate))


def _told(edition: Edition, field: str, value: object) -> str:
    if isinstance(value, int):
        return edition.number(value)
    if isinstance(value, list):
        return cut(edition.translate("; ").join(map(str, value)), _LONGEST)
    text = str(value or "")
    return edition.day(text) if field == "updated_on" else cut(value_words(field, text, edition.translate), _LONGEST)
