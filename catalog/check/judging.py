# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The rules over the sides: what the head has and the base hasn't, each problem with its severity and fingerprint."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from catalog.check.comments import allowed
from catalog.check.fingerprints import Key, Texts, fingerprints, key_of
from catalog.check.models import Group, Note, Problem, Rule, Severity, Spotted, lightest
from catalog.check.reading import Sides
from catalog.check.rulebook import Exclusion
from catalog.check.rules import JUDGES
from catalog.check.side import Judge, Side
from catalog.i18n import noted
from scanner.blob_reader import BlobReader
from scanner.errors import OuvrageError
from scanner.scan import Detectors


class Judged(NamedTuple):
    """What the rules say of a target."""

    problems: tuple[Problem, ...]
    """That the head has, and in a change the base hasn't."""
    groups: Mapping[str, Group]
    """Of problems that may be told with others, by fingerprint."""
    already_there: int
    partial: tuple[Note, ...]


def judge(
    sides: Sides,
    rules: Sequence[Rule],
    blobs: BlobReader,
    detectors: Detectors,
    judges: Mapping[str, Judge] = JUDGES,
    exclusions: Sequence[Exclusion] = (),
) -> Judged:
    """Apply every rule that isn't off.

    A judge that breaks is told as a part that could not be judged, and stops no other. What `exclusions` leave out of
    the base doesn't make the same thing old where they don't hold.
    """
    texts = _texts(sides.head, blobs, detectors)
    texts_before = _texts(sides.base, blobs, detectors) if sides.base else None
    problems: list[Problem] = []
    groups: dict[str, Group] = {}
    partial: list[Note] = []
    already = 0
    for rule in rules:
        if rule.severity is Severity.OFF or rule.id not in judges:
            continue
        try:
            found = sorted(_seen(judges[rule.id], rule, sides.head), key=_place)
            before = list(_seen(judges[rule.id], rule, sides.base)) if sides.base else []
        except OuvrageError:
            raise
        except Exception as error:  # noqa: BLE001 - one rule's fault doesn't hide what the others say
            message = noted("The rule {rule} could not be applied ({kind}).")
            partial.append(Note(message=message, fields={"rule": rule.id, "kind": type(error).__name__}))
            continue
        new = _new(rule, found, before, texts, texts_before, exclusions)
        already += len(found) - len(new)
        marks = fingerprints(rule.id, new, texts)
        problems += [_problem(rule, spotted, mark) for spotted, mark in zip(new, marks, strict=True)]
        groups |= {mark: spotted.group for spotted, mark in zip(new, marks, strict=True) if spotted.group}
    return Judged(tuple(problems), groups, already, tuple(partial))


def _seen(judge: Judge, rule: Rule, side: Side) -> Iterable[Spotted]:
    return allowed(rule.id, judge(side, rule), side)


def _texts(side: Side, blobs: BlobReader, detectors: Detectors) -> Texts:
    def content(spotted: Spotted) -> bytes | None:
        if spotted.at_head or not spotted.blob:
            return side.content(spotted.path)
        return blobs.read(spotted.blob)

    return Texts(content, detectors)


def _place(spotted: Spotted) -> tuple[bool, str, int, str]:
    return not spotted.at_head, spotted.path, spotted.line, spotted.detail


def _new(
    rule: Rule,
    found: Sequence[Spotted],
    before: Iterable[Spotted],
    texts: Texts,
    texts_before: Texts | None,
    exclusions: Sequence[Exclusion],
) -> list[Spotted]:
    """Return what the base hasn't: of equal ones, those that are more than it had, in places that it hadn't first.

    What the base accepted stands for nothing that the head doesn't accept; what it had without accepting it stands for
    one that the head accepts: a comment beside an old problem brings nothing.
    """
    if texts_before is None:
        return list(found)

    def apart(one: Spotted) -> bool:
        return bool(one.accepted_by) or any(each.leaves_out(rule.id, one.detail, one.path) for each in exclusions)

    had: Counter[tuple[Key, bool]] = Counter()
    places = set()
    for one in before:
        key = key_of(rule.id, one, texts_before)
        had[key, apart(one)] += 1
        places |= {(key, one.path), (key, _name(one))}
    keys = [key_of(rule.id, one, texts) for one in found]
    new = set()
    for at in sorted(range(len(found)), key=lambda at: _newness(keys[at], found[at], places)):
        pools = ((keys[at], True), (keys[at], False)) if apart(found[at]) else ((keys[at], False),)
        pool = next((pool for pool in pools if had[pool] > 0), None)
        if pool is None:
            new.add(at)
        else:
            had[pool] -= 1
    return [one for at, one in enumerate(found) if at in new]


def _newness(key: Key, one: Spotted, places: Collection[tuple[Key, str]]) -> tuple[bool, bool]:
    """Return how little the base had the same: at this path, else in a file of this name, which was moved."""
    return (key, one.path) not in places, (key, _name(one)) not in places


def _name(one: Spotted) -> str:
    return f"/{one.path.rpartition('/')[2]}"


def _problem(rule: Rule, spotted: Spotted, fingerprint: str) -> Problem:
    return Problem(
        rule=rule.id,
        severity=lightest(spotted.severity or rule.severity, rule.severity),
        path=spotted.path,
        line=spotted.line,
        end_line=spotted.end_line,
        message=spotted.message,
        fields=dict(spotted.fields),
        detail=spotted.detail,
        confidence=spotted.confidence,
        commit=spotted.commit,
        at_head=spotted.at_head,
        fingerprint=fingerprint,
        accepted_by=spotted.accepted_by,
        accepted_reason=spotted.accepted_reason,
    )
