# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The rules of a check: the shipped ones, then what the organisation says, then what the repository says.

In a change the repository speaks by its file at the base, never by that of the change: a change can't loosen its own
rules. What the change writes there is read all the same, so that its mistakes are told before they are merged.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from catalog.check.models import Note, PolicySource, Rule, Severity
from catalog.check.organisation import read_organisation
from catalog.check.overlays import OWN, Change, Overlay, Written, read_overlay
from catalog.check.rulebook import Rules
from catalog.i18n import noted
from scanner.errors import UsageError
from scanner.policies import load_policy


class Repository(NamedTuple):
    """What a repository says of its own rules."""

    own: bytes | None = None
    """Its `.ouvrage.yml` that applies: that of the base in a change. None = it has none."""
    proposed: bytes | None = None
    """The same file as the change leaves it; None = removed."""
    base: str = ""
    """Name of the base, in a change; "" = all is judged, and `own` is what counts."""
    fork: bool = False
    """Whether the change comes from another repository."""
    trusted: bool = True
    """False = what is judged is a change whose base isn't there: nothing of the repository is taken at its word."""


def load_rules(
    policies: Path | None, organisation: str, repository: Repository, *, today: date, cache: Path | None = None
) -> Rules:
    """Put the layers together.

    Args:
        policies: the administration's folder, whose `opening.yml` takes the place of the shipped one.
        organisation: a file, or an `https://` address (`#sha256=…` pins its content); "" = none.
        repository: what it says itself.
        today: exclusions may not end further from it than the policy allows.
        cache: folder where the policy of an address is kept for the checks that can't reach it.

    Raises:
        UsageError: a file can't be had, or is wrong; says the file, line, key and the nearest valid one. What is wrong
            at the base of a change, which the change can't mend for itself, isn't applied and is noted instead.
    """
    shipped = load_policy("opening", policies)
    rules = {name: _rule(name, said) for name, said in shipped.data["rules"].items()}
    sources = [PolicySource(name=_shown(shipped.path, policies), digest=shipped.digest)]
    longest, of_a_change = shipped.data["longest_exclusion_days"], shipped.data["exclusions_of_a_change"] == "accepted"
    notes: list[Note] = []

    theirs: Overlay | None = None
    if organisation:
        got = read_organisation(organisation, cache, lambda written: read_overlay(written, "organisation", rules))
        theirs, notes = got.overlay, list(got.notes)
        longest = theirs.longest or longest
        rules = _changed(rules, theirs)
        _check_ends(theirs, today, longest)
        sources.append(PolicySource(name=theirs.name, digest=theirs.digest))
    own, proposed = _read_own(repository, rules, today, longest, notes)
    if own:
        notes += _refused(rules, own)
        rules = _changed(rules, _within_locks(rules, own))
        sources.append(PolicySource(name=f"{repository.base}:{OWN}".lstrip(":"), digest=own.digest))
    organisations = theirs.exclusions if theirs else ()
    return Rules(
        rules=tuple(rules.values()),
        exclusions=(*organisations, *(own.exclusions if own else ())),
        proposed=(*organisations, *(proposed.exclusions if proposed else ())),
        sources=tuple(sources),
        exclusions_of_a_change=_of_a_change(theirs, None if repository.fork else own, default=of_a_change),
        allowlists=repository.trusted,
        notes=tuple(notes),
    )


def _rule(name: str, said: dict[str, Any]) -> Rule:
    """Return a rule of `opening.yml`; YAML 1.1 reads `severity: off` as false."""
    return Rule(id=name, **{**said, "severity": said["severity"] or Severity.OFF})


def _shown(path: Path, policies: Path | None) -> str:
    return str(path) if policies and path.is_relative_to(policies) else "policies/opening.yml"


def _of_a_change(*layers: Overlay | None, default: bool) -> bool:
    """Return what the first layer that speaks of it says."""
    return next((layer.of_a_change for layer in layers if layer and layer.of_a_change is not None), default)


# --- the repository's own file ---


def _read_own(
    repository: Repository, rules: Mapping[str, Rule], today: date, longest: int, notes: list[Note]
) -> tuple[Overlay | None, Overlay | None]:
    """Return what applies, and what the change leaves in its place."""

    def read(content: bytes | None) -> Overlay | None:
        if content is None:
            return None
        overlay = read_overlay(Written(OWN, content), "repository", rules)
        _check_ends(overlay, today, longest)
        return overlay

    if not repository.base:
        own = read(repository.own)
        return own, own
    proposed = read(repository.proposed)
    try:
        return read(repository.own), proposed
    except UsageError as error:
        message = noted("The base's {file} is wrong, and nothing of it applies: {place}")
        notes.append(Note(message=message, fields={"file": OWN, "place": f"{error.source}: {error}"}))
        return None, proposed


def _check_ends(overlay: Overlay, today: date, longest: int) -> None:
    for one in overlay.exclusions:
        if (one.until - today).days > longest:
            raise UsageError(
                "the exclusion of {rule} ends on {until}, more than {days} days from now",
                source=one.by,
                mend="choose a nearer day: an exclusion is a delay",
                rule=one.rule,
                until=one.until.isoformat(),
                days=longest,
            )


# --- one layer over another ---


def _changed(rules: Mapping[str, Rule], overlay: Overlay) -> dict[str, Rule]:
    return {name: _with(rule, overlay.changes.get(name)) for name, rule in rules.items()}


def _with(rule: Rule, change: Change | None) -> Rule:
    if change is None:
        return rule
    said = {"severity": change.severity, "locked": change.locked}
    changed: dict[str, Any] = {name: value for name, value in said.items() if value is not None}
    return rule.model_copy(update={**changed, "options": {**rule.options, **change.options}})


def _within_locks(rules: Mapping[str, Rule], own: Overlay) -> Overlay:
    """Return what a repository says without what loosens a locked rule: which way an option loosens isn't known."""

    def within(name: str, change: Change) -> Change:
        if not rules[name].locked:
            return change
        return change._replace(severity=None if _loosens(rules[name], change) else change.severity, options={})

    return own._replace(changes={name: within(name, change) for name, change in own.changes.items()})


def _loosens(rule: Rule, change: Change) -> bool:
    return change.severity is not None and change.severity.weight < rule.severity.weight


def _refused(rules: Mapping[str, Rule], own: Overlay) -> Iterator[Note]:
    """Say what a repository asks of locked rules in vain."""
    for name, change in own.changes.items():
        fields = {"by": f"{own.name}:{change.line}", "rule": name}
        if rules[name].locked and _loosens(rules[name], change):
            yield Note(message=_SEVERITY, fields=fields)
        if rules[name].locked and change.options:
            yield Note(message=_OPTIONS, fields=fields)


_SEVERITY = noted("The severity that {by} gives to {rule} doesn't apply: the organisation has locked this rule.")
_OPTIONS = noted("The options that {by} gives to {rule} don't apply: the organisation has locked this rule.")
