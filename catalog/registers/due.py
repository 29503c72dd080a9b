# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What is due: openings announced and not done, exemptions that lapse, requests to answer, sheets to complete."""

import calendar
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path

from catalog.attachment import read_attachments
from catalog.database import Store
from catalog.registers.models import (
    Algorithm,
    Opening,
    Registers,
    RequestStatus,
    all_names,
    is_called,
    names,
    plain_key,
)
from catalog.registers.policy import DueRules, load_due_rules
from catalog.registers.quarters import last_day, quarter_of
from catalog.registers.recognition import Recognised, already_open, recognised
from scanner.models import Frozen


class DueKind(StrEnum):
    """What may be due, in the order in which it is told."""

    REQUEST_REFUSED = "request-implicitly-refused"
    REQUEST_OPEN = "request-to-answer"
    OPENING_LATE = "opening-late"
    EXEMPTION_LAPSED = "exemption-lapsed"
    EXEMPTION_LAPSING = "exemption-lapsing"
    OPENING_RECOGNISED = "opening-to-declare"
    ALGORITHM_INCOMPLETE = "algorithm-incomplete"
    REPOSITORY_UNKNOWN = "repository-unknown"
    REFERENT_MISSING = "referent-missing"


class Due(Frozen):
    """One thing to do."""

    kind: DueKind
    name: str
    """Of the opening, request or algorithm; a repository, or an owner."""
    repository: str = ""
    on: date | None = None
    """Day it was or is due, as its kind says."""
    place: str = ""
    """``file:line`` of the declaration; "" when it comes from the store alone."""
    details: tuple[str, ...] = ()
    """Fields that lack, the article, the public repository: as its kind says."""
    number: int = 0
    """Closed repositories of an owner."""


class OpeningState(StrEnum):
    """Where an opening is."""

    EFFECTIVE = "effective"
    ANNOUNCED = "announced"
    LATE = "late"


class OpeningRow(Frozen):
    """A row of the quarterly table of openings."""

    name: str
    repository: str = ""
    announced: str = ""
    """Quarter, ``2021-T4``; "" when nothing was announced."""
    announced_on: str = ""
    effective: str = ""
    """Quarter; "" as long as it isn't open, or when no day is known."""
    effective_on: str = ""
    state: OpeningState
    recognised: str = ""
    """How the store shows it: ``visibility``, ``content``, or "" when only the declaration says it."""
    public_repository: str = ""
    source: str = ""
    place: str = ""


class Agenda(Frozen):
    """What is due, and the quarterly table of openings, announced or recognised."""

    today: date
    due: tuple[Due, ...] = ()
    openings: tuple[OpeningRow, ...] = ()


def read_agenda(store: Store, registers: Registers, policies: Path | None = None) -> Agenda:
    """Return what is due on the day of the registers.

    Raises:
        UsageError: ``registers.yml`` can't be used.
    """
    rules = load_due_rules(policies)
    shown = recognised(store, rules.openings)
    named = all_names(name for each in registers.openings for name in (each.repository, each.public_repository))
    seen = [*shown, *(already_open(store, named) if named else ())]
    openings = [_row(opening, seen, registers.today) for opening in registers.openings]
    undeclared = [each for each in shown if not any(_is_of(opening, each) for opening in registers.openings)]
    due = [
        *_requests(registers, rules),
        *_late(openings),
        *_exemptions(registers, rules),
        *_to_declare(undeclared),
        *_incomplete(registers.algorithms, rules),
        *_unknown(store, registers),
        *_without_referent(store, registers),
    ]
    order = list(DueKind)
    due.sort(key=lambda each: (order.index(each.kind), each.on or date.max, each.name.casefold()))
    rows = sorted(openings, key=lambda row: (row.announced or row.effective, row.name.casefold()))
    return Agenda(today=registers.today, due=tuple(due), openings=tuple(rows))


# --- openings --------------------------------------------------------------------------------------------------------


def _is_of(opening: Opening, shown: Recognised) -> bool:
    declared = (opening.repository, opening.public_repository)
    return any(names(one, other) for one in declared if one for other in (shown.repository, shown.public))


def _row(opening: Opening, shown: Sequence[Recognised], today: date) -> OpeningRow:
    seen = next((each for each in shown if _is_of(opening, each)), None)
    day = opening.effective_on.isoformat() if opening.effective_on else seen.on if seen else ""
    return OpeningRow(
        name=opening.name,
        repository=opening.repository,
        announced=opening.quarter,
        announced_on=opening.announced_on.isoformat() if opening.announced_on else "",
        effective=quarter_of(date.fromisoformat(day)) if day else "",
        effective_on=day,
        state=_state(opening, seen is not None, today),
        recognised=seen.how if seen else "",
        public_repository=opening.public_repository or (seen.url if seen else ""),
        source=opening.source,
        place=opening.place,
    )


def _state(opening: Opening, seen: bool, today: date) -> OpeningState:
    if seen or (opening.effective_on and opening.effective_on <= today):
        return OpeningState.EFFECTIVE
    late = opening.quarter and last_day(opening.quarter) < today
    return OpeningState.LATE if late else OpeningState.ANNOUNCED


def _late(rows: Iterable[OpeningRow]) -> Iterator[Due]:
    for row in rows:
        if row.state is OpeningState.LATE:
            yield Due(
                kind=DueKind.OPENING_LATE,
                name=row.name,
                repository=row.repository,
                on=last_day(row.announced),
                place=row.place,
                details=(row.announced, row.source),
            )


def _to_declare(shown: Iterable[Recognised]) -> Iterator[Due]:
    for each in shown:
        yield Due(
            kind=DueKind.OPENING_RECOGNISED,
            name=each.repository,
            repository=each.repository,
            on=date.fromisoformat(each.on) if each.on else None,
            details=(each.how, each.public, each.url),
        )


# --- exemptions, requests, algorithms --------------------------------------------------------------------------------


def _exemptions(registers: Registers, rules: DueRules) -> Iterator[Due]:
    for each in registers.exemptions:
        left = (each.expires_on - registers.today).days
        if left <= rules.warn_days:
            yield Due(
                kind=DueKind.EXEMPTION_LAPSED if left < 0 else DueKind.EXEMPTION_LAPSING,
                name=each.repository,
                repository=each.repository,
                on=each.expires_on,
                place=each.place,
                details=(each.article, each.owner),
            )


def _requests(registers: Registers, rules: DueRules) -> Iterator[Due]:
    for each in registers.requests:
        if each.status is RequestStatus.OPEN:
            limit = months_after(each.received_on, rules.silence_months)
            yield Due(
                kind=DueKind.REQUEST_REFUSED if limit < registers.today else DueKind.REQUEST_OPEN,
                name=each.id,
                repository=each.repository,
                on=limit,
                place=each.place,
                details=(each.received_on.isoformat(), each.cada),
            )


def months_after(day: date, months: int) -> date:
    """Return the same day some months later, or the last day of a shorter month."""
    year, month = day.year + (day.month + months - 1) // 12, (day.month + months - 1) % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _incomplete(algorithms: Iterable[Algorithm], rules: DueRules) -> Iterator[Due]:
    for each in algorithms:
        if lacking := tuple(field for field in rules.mandatory if getattr(each, field) in (None, "", ())):
            yield Due(
                kind=DueKind.ALGORITHM_INCOMPLETE,
                name=each.name,
                repository=each.repository,
                place=each.place,
                details=lacking,
            )


# --- repositories and owners -----------------------------------------------------------------------------------------

_KEYS = "SELECT host || '/' || full_name FROM repositories"
_CLOSED = """
    SELECT o.id, o.host || '/' || o.login AS owner, n FROM owners o JOIN
        (SELECT owner_id, count(*) AS n FROM repositories NOT INDEXED
         WHERE visibility <> 'public' AND gone_at IS NULL GROUP BY owner_id) c ON c.owner_id = o.id ORDER BY o.id
"""


def _unknown(store: Store, registers: Registers) -> Iterator[Due]:
    """Yield the exemptions and requests of repositories that the store doesn't have: they have no effect."""
    named = [(each.repository, each.place) for each in registers.exemptions]
    named += [(each.repository, each.place) for each in registers.requests]
    named += [(each.repository, each.place) for each in registers.algorithms]
    asked = {plain_key(repository) for repository, _ in named}
    known = all_names(key for (key,) in store.tuples(_KEYS) if is_called(key, asked)) if asked else frozenset()
    for repository, place in named:
        if repository and plain_key(repository) not in known:
            yield Due(kind=DueKind.REPOSITORY_UNKNOWN, name=repository, place=place)


def _without_referent(store: Store, registers: Registers) -> Iterator[Due]:
    rows = store.rows(_CLOSED)
    attachments = read_attachments(store, registers.referents, {row["id"] for row in rows})
    for row in rows:
        if attachments[row["id"]].referent is None:
            yield Due(kind=DueKind.REFERENT_MISSING, name=row["owner"], number=row["n"])
