# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""`--new-repository`: what is known of the repository that is checked, and where it stands with the policy."""

from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from catalog.check.models import OWN_FILE, Note
from catalog.check.standing import Case, Ground, NewRepositories, Stage, Standing, load_new_repositories, standing_of
from catalog.check.surroundings import Surroundings
from catalog.i18n import noted
from scanner import yamlfile
from scanner.errors import UsageError
from scanner.models import Problem

_OWN_KEY = "closed"
_INCOMPLETE = noted("`closed` must have a ground, an owner and an expires_on (YYYY-MM-DD)")
_MAX_GROUND = 100


class Facts(NamedTuple):
    """What the command knows, beside the surroundings."""

    today: date
    first_commit: date | None = None
    """None = not known, as in a shallow clone."""
    declarations: Path | None = None
    """Folder of the administration's declarations."""
    own: bytes | None = None
    """The repository's own file of rules, as the base of a change has it."""
    policies: Path | None = None
    repository: str = ""
    """`host/owner/name` or `owner/name`, where the surroundings don't tell it."""


def stand(surroundings: Surroundings, facts: Facts) -> Standing:
    """Return where the repository stands today, with what must be said of how that is known.

    Raises:
        UsageError: a policy can't be used, or there is no such folder of declarations.
    """
    policy = load_new_repositories(facts.policies)
    declared, own = _declared(surroundings, facts), _own(policy, facts)
    grounds = (*declared.grounds, *own.grounds)
    created_on = surroundings.created_at.date() if surroundings.created_at else facts.first_commit
    found = standing_of(policy, Case(surroundings.closed, created_on, grounds), facts.today)
    return found.model_copy(
        update={
            "partial": (*declared.problems, *own.problems, *_unknown(found, surroundings.closed)),
            "notes": tuple(_notes(found, policy, dated=surroundings.created_at is not None)),
        }
    )


class _Declared(NamedTuple):
    grounds: tuple[Ground, ...] = ()
    problems: tuple[Note, ...] = ()


def _declared(surroundings: Surroundings, facts: Facts) -> _Declared:
    """Return the exemptions of the administration's register that name this repository."""
    if facts.declarations is None:
        return _Declared()
    from catalog.registers import load_registers
    from catalog.registers.place import declarations_folder

    registers = load_registers(declarations_folder(facts.declarations, Path()), facts.today, facts.policies)
    problems = [_unusable(_place(each), each.reason) for each in registers.problems]
    name = "/".join(filter(None, (surroundings.host, surroundings.repository)))
    key = name if surroundings.repository else facts.repository
    if not key:
        problems.append(Note(message=noted("The declarations can't name this repository, whose name isn't known.")))
    named = registers.of(key).exemptions if key else ()
    grounds = (Ground(article=each.article, place=each.place, expires_on=each.expires_on) for each in named)
    return _Declared(tuple(grounds), tuple(problems))


def _place(problem: Problem) -> str:
    """Return the folder, file and line of a problem: reports don't hold paths of the machine."""
    path = Path(problem.file)
    return f"{path.parent.name}/{path.name}" + (f":{problem.line}" if problem.line else "")


def _own(policy: NewRepositories, facts: Facts) -> _Declared:
    """Return the ground that the repository declares itself, where the policy lets it.

    What is wrong there is told and is no ground: a change can't mend the file at its base.
    """
    if facts.own is None or not policy.own_declaration:
        return _Declared()
    try:
        document = yamlfile.load(facts.own, OWN_FILE, plain=True)
    except UsageError as error:
        return _Declared(problems=(_unusable(error.source, str(error)),))
    declared = document.data.get(_OWN_KEY) if isinstance(document.data, dict) else None
    if declared is None:
        return _Declared()
    place = f"{OWN_FILE}:{document.line(_OWN_KEY)}"
    made = _ground(declared, place, facts.policies)
    return _Declared(problems=(_unusable(place, made),)) if isinstance(made, str) else _Declared((made,))


def _ground(declared: Any, place: str, policies: Path | None) -> Ground | str:  # noqa: ANN401 - any YAML
    """Return the ground that a mapping declares, or why it is none."""
    from catalog.registers.grounds import load_grounds

    values = declared if isinstance(declared, dict) and declared.get("owner") else {}
    try:
        cited, expires_on = str(values["ground"])[:_MAX_GROUND], date.fromisoformat(str(values["expires_on"]))
    except (KeyError, ValueError):
        return _INCOMPLETE
    grounds = load_grounds(policies)
    if (ground := grounds.get(cited)) is None:
        return f"this exemption is refused: the law knows no ground {cited!r}: {grounds.hint(cited)}"
    return Ground(article=ground.article, place=place, expires_on=expires_on)


def _unusable(place: str, reason: str) -> Note:
    return Note(
        message=noted("A declaration can't be used: {place}: {reason}"), fields={"place": place, "reason": reason}
    )


def _unknown(found: Standing, closed: bool | None) -> tuple[Note, ...]:
    if found.stage is not Stage.UNKNOWN:
        return ()
    if closed is None:
        return (Note(message=noted("Whether this repository is closed isn't known: say it with --visibility.")),)
    return (Note(message=noted("When this repository was created isn't known: check it with all of its history.")),)


def _notes(found: Standing, policy: NewRepositories, *, dated: bool) -> list[Note]:
    notes = []
    if not dated and found.created_on and found.stage not in (Stage.OPEN, Stage.GROUNDED, Stage.UNKNOWN):
        message = noted("The forge doesn't tell when this repository was created: its first commit, on {day}, counts.")
        notes.append(Note(message=message, fields={"day": found.created_on.isoformat()}))
    if found.stage is Stage.GROUNDED and (ground := found.ground):
        message = noted("This repository stays closed on a declared ground ({article}, {place}), until {day}.")
        fields = {"article": ground.article, "place": ground.place, "day": ground.expires_on.isoformat()}
        notes.append(Note(message=message, fields=fields))
    if found.stage is Stage.EARLIER and found.created_on:
        message = noted("Closed without a declared ground, this repository is older ({day}) than the policy ({start}).")
        fields = {"day": found.created_on.isoformat(), "start": policy.in_force_on.isoformat()}
        notes.append(Note(message=message, fields=fields))
    return notes
