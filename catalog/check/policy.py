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

from catalog.check.models import OWN_FILE, Note, PolicySource, Rule, Severity
from catalog.check.organisation import read_organisation
from catalog.check.overlays import Change, Overlay, Written, read_overlay
from catalog.check.rulebook import Exclusion, Rules
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
    layers = _shipped(policies)
    if organisation:
        layers = _with_organisation(layers, organisation, today, cache)
    layers = _with_own(layers, repository, today)
    return Rules(
        rules=tuple(layers.rules.values()),
        exclusions=layers.exclusions,
        proposed=layers.proposed,
        sources=layers.sources,
        exclusions_of_a_change=bool(layers.of_a_change),
        allowlists=repository.trusted,
        notes=layers.notes,
    )


class _Layers(NamedTuple):
    """The layers so far."""

    rules: Mapping[str, Rule]
    longest: int
    of_a_change: bool | None
    """None = no organisation has settled it."""
    sources: tuple[PolicySource, ...]
    exclusions: tuple[Exclusion, ...] = ()
    proposed: tuple[Exclusion, ...] = ()
    notes: tuple[Note, ...] = ()

    def and_source(self, name: str, digest: str) -> tuple[PolicySource, ...]:
        return (*self.sources, PolicySource(name=name, digest=digest))


def _shipped(policies: Path | None) -> _Layers:
    policy = load_policy("opening", policies)
    name = str(policy.path) if policies and policy.path.is_relative_to(policies) else "policies/opening.yml"
    return _Layers(
        rules={rule: _rule(rule, said) for rule, said in policy.data["rules"].items()},
        longest=policy.data["longest_exclusion_days"],
        of_a_change=True if policy.data["exclusions_of_a_change"] == "accepted" else None,
        sources=(PolicySource(name=name, digest=policy.digest),),
    )


def _with_organisation(layers: _Layers, where: str, today: date, cache: Path | None) -> _Layers:
    got = read_organisation(where, cache, lambda written: read_overlay(written, "organisation", layers.rules))
    said = got.overlay
    longest = said.longest or layers.longest
    _check_ends(said, today, longest)
    return layers._replace(
        rules=_changed(layers.rules, said),
        longest=longest,
        of_a_change=layers.of_a_change if said.of_a_change is None else said.of_a_change,
        sources=layers.and_source(said.name, said.digest),
        exclusions=said.exclusions,
        proposed=said.exclusions,
        notes=got.notes,
    )


def _with_own(layers: _Layers, repository: Repository, today: date) -> _Layers:
    own, proposed, notes = _read_own(repository, layers, today)
    layers = layers._replace(
        proposed=(*layers.proposed, *(proposed.exclusions if proposed else ())), notes=(*layers.notes, *notes)
    )
    if own is None:
        return layers
    settled = layers.of_a_change is not None or repository.fork
    return layers._replace(
        rules=_changed(layers.rules, _within_locks(layers.rules, own)),
        of_a_change=layers.of_a_change if settled else own.of_a_change,
        sources=layers.and_source(f"{repository.base}:{OWN_FILE}".lstrip(":"), own.digest),
        exclusions=(*layers.exclusions, *own.exclusions),
        notes=(*layers.notes, *_refused(layers.rules, own)),
    )


def _rule(name: str, said: dict[str, Any]) -> Rule:
    """Return a rule of `opening.yml`; YAML 1.1 reads `severity: off` as false."""
    return Rule(id=name, **{**said, "severity": said["severity"] or Severity.OFF})


# --- the repository's own file ---


def _read_own(
    repository: Repository, layers: _Layers, today: date
) -> tuple[Overlay | None, Overlay | None, tuple[Note, ...]]:
    """Return what applies, what the change leaves in its place, and what is wrong at the base."""

    def read(content: bytes | None) -> Overlay | None:
        if content is None:
            return None
        overlay = read_overlay(Written(OWN_FILE, content), "repository", layers.rules)
        _check_ends(overlay, today, layers.longest)
        return overlay

    if not repository.base:
        own = read(repository.own)
        return own, own, ()
    proposed = read(repository.proposed)
    try:
        return read(repository.own), proposed, ()
    except UsageError as error:
        fields = {"file": OWN_FILE, "place": f"{error.source}: {error}"}
        message = noted("The base's {file} is wrong, and nothing of it applies: {place}")
        return None, proposed, (Note(message=message, fields=fields),)


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
