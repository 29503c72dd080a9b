# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What is due, and the quarterly table of openings, in lines for people."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from catalog.i18n import Translator, noted
from catalog.registers.due import Due, DueKind, OpeningRow, OpeningState
from catalog.registers.recognition import BECAME_PUBLIC
from catalog.reports.algorithm_words import field_title
from catalog.reports.text import plain

if TYPE_CHECKING:
    from rich.table import Table

_SHOWN = 20
"""Lines of one kind on a terminal; JSON has all."""
_STATES = {
    OpeningState.EFFECTIVE: noted("open"),
    OpeningState.ANNOUNCED: noted("announced"),
    OpeningState.LATE: noted("late"),
}
DUE_TITLES = {
    DueKind.REQUEST_REFUSED: noted(
        "Requests without an answer for more than a month: silence is a refusal (CRPA, articles R*311-12 and R311-13)"
    ),
    DueKind.REQUEST_OPEN: noted("Requests to answer"),
    DueKind.OPENING_LATE: noted("Openings announced, whose quarter is over"),
    DueKind.EXEMPTION_LAPSED: noted("Exemptions that have lapsed: renew them with their ground, or open the code"),
    DueKind.EXEMPTION_LAPSING: noted("Exemptions that lapse soon"),
    DueKind.OPENING_RECOGNISED: noted("Openings that no declaration tells: declare them as effective"),
    DueKind.ALGORITHM_INCOMPLETE: noted("Algorithms whose sheet is incomplete"),
    DueKind.REPOSITORY_UNKNOWN: noted("Declarations on repositories that the store doesn't have: they have no effect"),
    DueKind.REFERENT_MISSING: noted("Owners of closed code for which no referent is named"),
}


def agenda_lines(due: Sequence[Due], t: Translator) -> Iterator[str]:
    """Yield what is due, a title for each kind and a line for each thing."""
    if not due:
        yield t("Nothing is due.")
        return
    yield t.ngettext("{n} thing is due:", "{n} things are due:", len(due))
    for kind in DueKind:
        items = [each for each in due if each.kind is kind]
        if items:
            yield f"  {t('{title}: {n}', title=t(DUE_TITLES[kind]), n=t.number(len(items)))}"
        yield from (f"    {due_line(each, t)}" for each in items[:_SHOWN])
        if len(items) > _SHOWN:
            yield f"    {t('and {n} more (--format json has all)', n=t.number(len(items) - _SHOWN))}"


def due_line(due: Due, t: Translator) -> str:
    """Tell one thing that is due, with where it is declared."""
    told = _TOLD[due.kind](due, t)
    return f"{told} ({plain(due.place)})" if due.place else told


def _request(due: Due, t: Translator) -> str:
    received, cada = due.details
    where = plain(due.repository) or t("repository not said")
    told = t(
        "{name}, on {where}: received on {received}, to answer by {limit}",
        name=plain(due.name),
        where=where,
        received=t.day(received),
        limit=_day(due, t),
    )
    return f"{told}, {t('CADA opinion {number}', number=plain(cada))}" if cada else told


def _late(due: Due, t: Translator) -> str:
    quarter, source = due.details
    told = t("{name}: announced for {quarter}", name=plain(due.name), quarter=quarter_words(quarter, t))
    return f"{told}, {plain(source)}" if source else told


def _exemption(due: Due, t: Translator) -> str:
    article, owner = due.details
    return t(
        "{name}: until {day}, CRPA, article {article}, {owner}",
        name=plain(due.name),
        day=_day(due, t),
        article=plain(article),
        owner=plain(owner),
    )


def _recognised(due: Due, t: Translator) -> str:
    how, public, _ = due.details
    if how == BECAME_PUBLIC:
        return t("{name}: became public on {day}", name=plain(due.name), day=_day(due, t))
    return t("{name}: its content is public in {public}", name=plain(due.name), public=plain(public))


def _incomplete(due: Due, t: Translator) -> str:
    lacking = ", ".join(field_title(field, t) for field in due.details)
    return t("{name}: to complete with {fields}", name=plain(due.name), fields=lacking)


def _missing(due: Due, t: Translator) -> str:
    number = t.ngettext("{n} closed repository", "{n} closed repositories", due.number)
    return t("{title}: {n}", title=plain(due.name), n=number)


def _named(due: Due, _: Translator) -> str:
    return plain(due.name)


_TOLD: dict[DueKind, Callable[[Due, Translator], str]] = {
    DueKind.REQUEST_REFUSED: _request,
    DueKind.REQUEST_OPEN: _request,
    DueKind.OPENING_LATE: _late,
    DueKind.EXEMPTION_LAPSED: _exemption,
    DueKind.EXEMPTION_LAPSING: _exemption,
    DueKind.OPENING_RECOGNISED: _recognised,
    DueKind.ALGORITHM_INCOMPLETE: _incomplete,
    DueKind.REPOSITORY_UNKNOWN: _named,
    DueKind.REFERENT_MISSING: _missing,
}


def _day(due: Due, t: Translator) -> str:
    return t.day(due.on.isoformat()) if due.on else t("a day that is not known")


def quarter_words(quarter: str, t: Translator) -> str:
    """Write ``2021-T4`` as each language does: T4 2021, Q4 2021."""
    return t("Q{number} {year}", number=quarter[-1], year=quarter[:4]) if quarter else "–"


def openings_table(rows: Sequence[OpeningRow], t: Translator) -> "Table":
    """Return the quarterly table of openings: announced, effective, where, and who said it."""
    from rich.markup import escape  # slow to load, and pages need the words of this module alone
    from rich.table import Table

    table = Table(title=t("Openings, by quarter"), title_justify="left", box=None, pad_edge=False)
    for heading in (t("Code"), t("Announced for"), t("Open since"), t("State"), t("Where"), t("Source")):
        table.add_column(heading, overflow="fold")
    for row in rows:
        since = quarter_words(row.effective, t)
        state = t(_STATES[row.state])
        if row.recognised:
            state = f"{state} ({t('recognised by the scan')})"
        cells = (row.name, quarter_words(row.announced, t), since, state, row.public_repository, row.source)
        table.add_row(*(escape(plain(cell)) for cell in cells))
    return table
