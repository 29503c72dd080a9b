# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""From findings at their places to problems: the same thing is told once a file, or once for the history."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from catalog.check.models import Rule, Severity, Spotted
from catalog.check.rules.options import Lighter, Weighed, options_of, weight
from catalog.check.side import Placed, Side
from catalog.i18n import noted
from scanner.models import Confidence, Frozen

_MORE = noted("More places of this kind in the file aren't listed ({count}): look at the whole file")

_GONE = noted("The history alone holds traces of this kind ({count}, in {names}): it will be published with the code")
_MOST_NAMES = 4
"""Files that a sentence about many things names."""

_Name = tuple[str, str]
Says = Callable[[Placed], str]
"""The sentence about a finding; it may hold {what}, the detector's own sentence, and {names}."""


class FindingOptions(Frozen):
    """Options of rules on what detectors find."""

    families: tuple[str, ...]
    """What the names of the detectors' rules begin with."""
    lighter: tuple[Lighter, ...] = ()
    apart: int
    """What is most likely nothing, in a whole repository, told one by one at most."""


def judged(side: Side, rule: Rule, says: Says, many: str) -> Iterator[Spotted]:
    """Yield what a rule of `FindingOptions` sees: see `spotted` and `gathered`.

    Raises:
        UsageError: the rule's options can't be used.
    """
    options = options_of(rule, FindingOptions)
    seen = spotted(side, rule, options.families, options.lighter, says)
    yield from gathered(side, seen, options.apart, many)


def spotted(
    side: Side, rule: Rule, families: Collection[str], lighter: Iterable[Lighter], says: Says
) -> Iterator[Spotted]:
    """Yield what a rule sees among the findings whose rule begins with one of `families`."""
    weights, concerned = tuple(lighter), list(_concerned(side, tuple(families)))
    for placed, message in _said(concerned, says):
        finding = placed.finding
        severity = weight(rule, weights, Weighed(finding.rule, placed.path, finding.confidence, placed.at_head))
        if severity is not Severity.OFF:
            yield _spotted(placed, severity, message)


def gathered(side: Side, seen: Iterable[Spotted], apart: int, many: str) -> Iterator[Spotted]:
    """Yield what is seen; in a whole repository, unsure notes and notes of the history as one each.

    Args:
        side: where it is seen.
        seen: what `spotted` yields.
        apart: how many are told one by one.
        many: the sentence about unsure ones, with {count} and {names}.
    """
    unsure: list[Spotted] = []
    gone: list[Spotted] = []
    for one in seen:
        if side.changed is not None or one.severity is not Severity.NOTE or one.accepted_by:
            yield one
        elif not one.at_head:
            gone.append(one)
        elif one.confidence is Confidence.LOW:
            unsure.append(one)
        else:
            yield one
    for notes, sentence in ((unsure, many), (gone, _GONE)):
        yield from notes if len(notes) <= apart else (_as_one(notes, sentence),)


def _as_one(notes: Sequence[Spotted], sentence: str) -> Spotted:
    first = min(notes, key=lambda one: (one.path, one.line))
    paths = sorted({one.path for one in notes})
    names = [*paths[:_MOST_NAMES], *(["…"] if len(paths) > _MOST_NAMES else [])]
    fields = {"count": len(notes), "files": len(paths), "names": names}
    return first._replace(message=sentence, fields=fields, key="many")


def _concerned(side: Side, families: tuple[str, ...]) -> Iterator[Placed]:
    for placed in side.findings:
        if placed.finding.rule.startswith(families) and (not placed.at_head or side.concerns(placed.path)):
            yield placed


def _said(found: Collection[Placed], says: Says) -> Iterator[tuple[Placed, str]]:
    """Yield what is told with its sentence, then the files that hold more than was listed."""
    yield from ((placed, says(placed)) for placed in _distinct(found))
    yield from ((placed, _MORE) for placed in found if placed.at_head and placed.finding.data.get("more"))


def _distinct(found: Iterable[Placed]) -> list[Placed]:
    """Return each thing once a file, by its first line, and once in all when it is unsure or no longer in the files.

    What the repository accepts at one place hides nothing of what it doesn't accept at another.
    """
    here: dict[tuple[_Name, str, bool], Placed] = {}
    gone: dict[tuple[_Name, str], Placed] = {}
    for placed in sorted(found, key=_order):
        name = (placed.finding.rule, placed.finding.fingerprint or placed.path)
        if placed.at_head:
            path = "" if placed.finding.confidence is Confidence.LOW else placed.path
            here.setdefault((name, path, bool(placed.accepted)), placed)
        elif (name, placed.path) not in gone or placed.accepted:
            gone[name, placed.path] = placed
    open_here = {name for name, _, accepted in here if not accepted}
    places_here = {(name, placed.path) for (name, _, _), placed in here.items()}
    last: dict[_Name, Placed] = {}
    for (name, path), placed in gone.items():
        told = name in open_here or (name, path) in places_here
        if not told and (name not in last or last[name].accepted):
            last[name] = placed
    return [*here.values(), *last.values()]


def _order(placed: Placed) -> tuple[str, int]:
    return placed.path, placed.finding.line


def _spotted(placed: Placed, severity: Severity, message: str) -> Spotted:
    finding, accepted = placed.finding, placed.accepted
    fields = {"names": ", ".join(finding.data["names"])} if "names" in finding.data else {}
    return Spotted(
        path=placed.path,
        line=finding.line,
        end_line=finding.end_line,
        message=message,
        fields={"count": finding.data["more"]} if message is _MORE else {"what": finding.message, **fields},
        detail=finding.rule,
        confidence=finding.confidence,
        severity=severity,
        key="more" if message is _MORE else finding.fingerprint,
        commit=placed.commit,
        at_head=placed.at_head,
        blob=placed.blob,
        accepted_by=accepted.accepted_by if accepted else "",
        accepted_reason=accepted.reason if accepted else "",
    )
