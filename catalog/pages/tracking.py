# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The page of openings announced and effective, by quarter, with their sources and those that are late."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

from catalog.pages.charts import columns, lines
from catalog.pages.edition import Edition
from catalog.pages.page import MAX_NAME, Page, cut, link
from catalog.pages.quarters import Fate, Quarter, by_quarter, cumulated, fate_of
from catalog.view import OpeningEntry


class Fact(NamedTuple):
    """A few words on an opening, with the address that they lead to, or ""."""

    text: str
    url: str = ""


def pages(edition: Edition) -> Iterator[Page]:
    """Yield the page, even when no opening is known."""
    yield Page("tracking", "index", "tracking.html", partial(_tracking, edition))


def _tracking(edition: Edition) -> dict[str, Any]:
    quarters = by_quarter(edition.index.view)
    dated = [quarter for quarter in quarters if quarter.quarter]
    return {
        "sums": _sums(edition, quarters),
        "fates": columns([(_label(edition, each), _fates(each)) for each in dated], stacked=True),
        "fate_names": _used_names(edition, dated),
        "fate_table": [(_label(edition, each), _anchor(each), _fates(each)) for each in dated if each.number_announced],
        "growth": lines(_growth(edition, dated)),
        "table": _table(edition, quarters),
        "late": [_row(edition, entry, announced=False) for entry in edition.index.view.openings if entry.late],
        "sections": [_section(edition, each) for each in quarters if each.is_used],
    }


def _sums(edition: Edition, quarters: Sequence[Quarter]) -> dict[str, int]:
    view = edition.index.view
    return {
        "announced": sum(quarter.number_announced for quarter in quarters),
        "effective": sum(quarter.number_effective for quarter in quarters),
        "late": sum(entry.late for entry in view.openings),
        "recognised": sum(entry.recognised for entry in view.openings),
        "unnamed": sum(quarter.unnamed_announced + quarter.unnamed_effective for quarter in quarters),
    }


def _label(edition: Edition, quarter: Quarter) -> str:
    return quarter_label(edition, quarter.quarter)


def quarter_label(edition: Edition, quarter: str) -> str:
    """Return a quarter as readers write it: T4 2021, Q4 2021."""
    if not quarter:
        return edition.translate("Day unknown")
    return edition.translate("Q{number} {year}", number=quarter[-1], year=quarter[:4])


def _fates(quarter: Quarter) -> tuple[int, ...]:
    """Return the series of the chart: what became of what was announced; the last one is what isn't named."""
    return (*(quarter.of_fate(fate) for fate in Fate), quarter.unnamed_announced)


def _fate_names(edition: Edition) -> list[str]:
    _ = edition.translate
    return [
        _("open in time"),
        _("open afterwards"),
        _("late"),
        _("to come"),
        _("open, day unknown"),
        _("not named here"),
    ]


def _used_names(edition: Edition, dated: Sequence[Quarter]) -> list[str]:
    """Return the names of the series, "" for those that have nothing to draw."""
    used = [any(values) for values in zip(*map(_fates, dated), strict=True)]
    return [name if is_used else "" for name, is_used in zip(_fate_names(edition), used, strict=False)]


def _growth(edition: Edition, dated: Sequence[Quarter]) -> list[tuple[str, tuple[int, ...]]]:
    return [(_label(edition, quarter), sums) for quarter, sums in zip(dated, cumulated(dated), strict=True)]


def _table(edition: Edition, quarters: Sequence[Quarter]) -> list[dict[str, Any]]:
    return [
        {
            "label": _label(edition, quarter),
            "anchor": _anchor(quarter),
            "announced": quarter.number_announced,
            "effective": quarter.number_effective,
            "sums": sums if quarter.quarter else None,
        }
        for quarter, sums in zip(quarters, cumulated(quarters), strict=True)
        if quarter.is_used
    ]


def _anchor(quarter: Quarter) -> str:
    return quarter.quarter or "unknown"


def _section(edition: Edition, quarter: Quarter) -> dict[str, Any]:
    return {
        "label": _label(edition, quarter),
        "anchor": _anchor(quarter),
        "announced": [_row(edition, entry, announced=True) for entry in quarter.announced],
        "effective": [_row(edition, entry, announced=False) for entry in quarter.effective],
        "unnamed_announced": quarter.unnamed_announced,
        "unnamed_effective": quarter.unnamed_effective,
    }


def _row(edition: Edition, entry: OpeningEntry, *, announced: bool) -> dict[str, Any]:
    """Return an opening as the list of what was announced tells it, or that of what was opened."""
    return {
        "name": cut(entry.name, MAX_NAME) or edition.translate("unnamed"),
        "url": _page_of(edition, entry.repository),
        "fate": fate_of(entry).value if announced else "",
        "state": _state(edition, entry) if announced else "",
        "recognised": entry.recognised,
        "facts": [fact for fact in _facts(edition, entry, announced=announced) if fact.text],
    }


def _facts(edition: Edition, entry: OpeningEntry, *, announced: bool) -> Iterator[Fact]:
    _, day_of = edition.translate, edition.day_of
    if announced:
        yield Fact(_("announced on {day}", day=day_of(entry.announced_on)) if entry.announced_on else "")
    else:
        quarter = quarter_label(edition, entry.quarter)
        yield Fact(_("announced for {quarter}", quarter=quarter) if entry.quarter else _("not announced"))
    yield Fact(_("open since {day}", day=day_of(entry.effective_on)) if entry.effective_on else "")
    if link(entry.public_repository):
        yield Fact(_("the open code"), entry.public_repository)
    elif _is_still_closed(edition, entry):
        yield Fact(_("still seen closed"))
    told = _("the announcement") if link(entry.source) else cut(entry.source, MAX_NAME)
    yield Fact(told, link(entry.source))


def _is_still_closed(edition: Edition, entry: OpeningEntry) -> bool:
    ranked = edition.index.ranked.get(entry.repository)
    return entry.effective and ranked is not None and bool(ranked.declared_open_on) and not ranked.declared_elsewhere


def _state(edition: Edition, entry: OpeningEntry) -> str:
    """Return what became of an announcement, in a few words."""
    return dict(zip(Fate, _fate_names(edition), strict=False))[fate_of(entry)]


def _page_of(edition: Edition, key: str) -> str:
    """Return the address of the page of a repository, open or to open; "" when it has none."""
    if repository := edition.index.by_key.get(key):
        return edition.repository_url(repository)
    ranked = edition.index.ranked.get(key)
    return edition.ranked_url(ranked) if ranked else ""
