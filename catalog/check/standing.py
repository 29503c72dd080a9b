# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Where a repository stands with the policy on new repositories: open, closed on a ground, told of, warned, failed."""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from catalog.check.models import Note
from scanner.errors import UsageError
from scanner.models import Frozen
from scanner.policies import Policy, load_policy

_ONE_DAY = timedelta(days=1)


class Stage(StrEnum):
    """What the policy does of a repository."""

    OPEN = "open"
    GROUNDED = "grounded"
    """Closed on a declared ground that is in force."""
    EARLIER = "earlier"
    """Closed without a ground, and created before the policy came into force: it is told of, and no more."""
    WAITING = "waiting"
    """Closed without a ground, so recently that nothing is said yet."""
    TOLD = "told"
    WARNED = "warned"
    FAILED = "failed"
    UNKNOWN = "unknown"
    """Its visibility, or its age, isn't known."""


class Delays(Frozen):
    """Days from which each thing is done; None = never."""

    told: int | None
    warned: int | None
    failed: int | None


class NewRepositories(Frozen):
    """`policies/new-repositories.yml`."""

    in_force_on: date
    """Repositories created before it are only told of."""
    delays: Delays
    own_declaration: bool
    """Whether the repository may declare its ground itself."""

    def turns(self, since: date) -> list[tuple[date, Stage]]:
        """Return the day from which each stage begins, in order, for a repository without a ground since a day."""
        wait = self.delays
        stages = ((Stage.TOLD, wait.told), (Stage.WARNED, wait.warned), (Stage.FAILED, wait.failed))
        return [(since + timedelta(days=days), stage) for stage, days in stages if days is not None]


class Ground(Frozen):
    """An exemption that is declared: code that stays closed by a legal ground, until a day."""

    article: str
    place: str
    """`file:line` of its declaration."""
    expires_on: date
    """The last day."""


class Case(NamedTuple):
    """What is known of a repository."""

    closed: bool | None
    """None = not known."""
    created_on: date | None
    """None = not known."""
    grounds: Sequence[Ground] = ()


class Standing(Frozen):
    """Where a repository stands, since when, and what comes next."""

    stage: Stage
    created_on: date | None = None
    since: date | None = None
    """From when the delays run: the creation, or the day after its last ground lapsed."""
    next_stage: Stage | None = None
    next_on: date | None = None
    ground: Ground | None = None
    """The one that is in force or, else, the last one that lapsed."""
    notes: tuple[Note, ...] = ()
    partial: tuple[Note, ...] = ()


def standing_of(policy: NewRepositories, case: Case, today: date) -> Standing:
    """Return where a repository stands on a day. A date of creation that is to come counts as today's."""
    last = max(case.grounds, key=lambda each: each.expires_on, default=None)
    said = Standing(stage=Stage.UNKNOWN, created_on=case.created_on, ground=last)
    if case.closed is False:
        return said.model_copy(update={"stage": Stage.OPEN})
    if last and today <= last.expires_on:
        return said.model_copy(update={"stage": Stage.GROUNDED})
    if case.closed is None or case.created_on is None:
        return said
    if case.created_on < policy.in_force_on:
        return said.model_copy(update={"stage": Stage.EARLIER})
    since = min(today, max(case.created_on, last.expires_on + _ONE_DAY) if last else case.created_on)
    return said.model_copy(update=_on(policy, since, today))


def _on(policy: NewRepositories, since: date, today: date) -> dict[str, object]:
    turns = policy.turns(since)
    stage = next((stage for day, stage in reversed(turns) if day <= today), Stage.WAITING)
    next_on, next_stage = next(((day, stage) for day, stage in turns if day > today), (None, None))
    return {"stage": stage, "since": since, "next_on": next_on, "next_stage": next_stage}


def load_new_repositories(policies: Path | None = None) -> NewRepositories:
    """Load ``new-repositories.yml``, from the folder `policies` when it has one.

    Raises:
        UsageError: it breaks its schema, has no day, or would fail before it warns.
    """
    policy = load_policy("new-repositories", policies)
    data = {key: value for key, value in policy.data.items() if key != "version"}
    try:
        loaded = NewRepositories.model_validate(data)
    except ValidationError as error:
        raise _not_a_day(policy) from error
    days = [each for each in (loaded.delays.told, loaded.delays.warned, loaded.delays.failed) if each is not None]
    if days != sorted(days):
        message = "the delays must grow: told, then warned, then failed"
        raise UsageError(message, source=str(policy.path), mend="write a number of days, or null for never")
    return loaded


def _not_a_day(policy: Policy) -> UsageError:
    return UsageError(
        "in_force_on must be a day, not {value}",
        source=str(policy.path),
        mend="write it as in 2021-09-23",
        value=repr(policy.data["in_force_on"])[:100],
    )
