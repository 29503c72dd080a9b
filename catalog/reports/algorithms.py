# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The inventory of algorithms as `ouvrage algorithms` prints it."""

from collections.abc import Iterator, Sequence

from catalog.algorithms import Sheet
from catalog.i18n import Translator
from catalog.listing.algorithms import sheet_json
from catalog.registers.models import AlgorithmStatus
from catalog.reports.algorithm_words import FIELDS, field_title, value_words
from catalog.reports.text import plain
from catalog.reports.wording import place

_TOLD_APART = ("name", "repository", "paths", "repositories", "status")
_PLACES = 5


def inventory_text(sheets: Sequence[Sheet], t: Translator) -> str:
    """Return the inventory as text: what is declared, then what the machine proposes to examine."""
    declared = sum(sheet.algorithm.status is AlgorithmStatus.DECLARED for sheet in sheets)
    lines = [
        t(
            "Inventory of algorithms: {declared} declared, {proposed} proposed by the machine, to be examined.",
            declared=t.number(declared),
            proposed=t.number(len(sheets) - declared),
        )
    ]
    for sheet in sheets:
        lines += ["", *_sheet(sheet, t)]
    return "\n".join(lines) + "\n"


def _sheet(sheet: Sheet, t: Translator) -> Iterator[str]:
    algorithm, values = sheet.algorithm, sheet_json(sheet)
    yield f"{plain(algorithm.name)} – {value_words('status', algorithm.status, t)}"
    if where := sheet.repository or algorithm.repository:
        yield f"  {t('{title}: {n}', title=field_title('repository', t), n=plain(where))}"
    for field in FIELDS:
        if field not in _TOLD_APART and (told := _told(field, values[field], t)):
            yield f"  {t('{title}: {n}', title=field_title(field, t), n=told)}"
    if algorithm.l311_5:
        yield f"  {t('Declared as covered by article L311-5: out of the public inventory.')}"
    for at in sheet.evidence[:_PLACES]:
        yield f"  {t('seen at {place}', place=place(at.path, at.line, t))}"
    if more := len(sheet.evidence) - _PLACES:
        told = t.ngettext("and {n} other place", "and {n} other places", more) if more > 0 else ""
        yield from [f"  {told}"] if told else []
    if algorithm.file:
        yield f"  {t('declared at {place}', place=place(algorithm.file, algorithm.line, t))}"


def _told(field: str, value: object, t: Translator) -> str:
    if value in (None, "", []):
        return ""
    if isinstance(value, int):
        return t.number(value)
    if isinstance(value, list):
        return " ; ".join(plain(str(each)) for each in value)
    text = str(value)
    return t.day(text) if field == "updated_on" else plain(value_words(field, text, t))
