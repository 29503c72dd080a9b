# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The quality of open code, as `ouvrage quality` prints it. JSON and CSV are the same in all languages."""

from collections.abc import Iterator, Sequence

from catalog.i18n import Translator
from catalog.listing.tables import csv_text, guard_formula
from catalog.reports.ranking import dump
from catalog.reports.text import plain
from catalog.verdict.models import Quality, QualityPoint

SCHEMA_VERSION = 1
_COLUMNS = ("repository", "worth_mending", "value", "met", "points", "lacking", "unknown")


def quality_text(judged: Sequence[Quality], t: Translator) -> str:
    """Return each repository with what it has, what it lacks and what isn't known, worth mending first."""
    lines = [line for each in judged for line in _told(each, t)]
    return "".join(f"{line}\n" for line in lines or [t("There is no open code in the store.")])


def quality_json(judged: Sequence[Quality]) -> str:
    """Return everything that is known of each, with its evidence."""
    return dump({"schema_version": SCHEMA_VERSION, "repositories": [each.model_dump(mode="json") for each in judged]})


def quality_csv(judged: Sequence[Quality]) -> str:
    """Return one row a repository; text that a spreadsheet would run is quoted."""
    return csv_text(_COLUMNS, (_row(each) for each in judged))


def _row(each: Quality) -> dict[str, object]:
    return {
        "repository": guard_formula(each.repository),
        "worth_mending": each.worth_mending,
        "value": each.value.value,
        "met": each.met,
        "points": len(each.points),
        "lacking": " ".join(point.id for point in _having(each, False)),
        "unknown": " ".join(point.id for point in _having(each, None)),
    }


def _having(each: Quality, met: bool | None) -> list[QualityPoint]:
    """Return the preconditions and points that are so; None = not known."""
    return [point for point in (*each.preconditions, *each.points) if point.met is met]


def _told(each: Quality, t: Translator) -> Iterator[str]:
    met, total = t.number(each.met), t.number(len(each.points))
    yield t("{repository}: {met} of {total} points", repository=plain(each.repository), met=met, total=total)
    yield f"  {t(each.told)}"
    yield from (f"  - {t(sign.text)}" for sign in each.value_evidence)
    if lacking := _titles(_having(each, False), t):
        yield "  " + t("Lacking: {points}", points=lacking)
    if unknown := _titles(_having(each, None), t):
        yield "  " + t("Not known: {points}", points=unknown)


def _titles(points: Sequence[QualityPoint], t: Translator) -> str:
    return ", ".join(point.title.in_language(t.language) for point in points)
