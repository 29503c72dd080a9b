# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""From findings at their places to problems: the same thing is told once a file, or once for the history."""

from collections.abc import Callable, Collection, Iterable, Iterator

from catalog.check.models import Rule, Severity, Spotted
from catalog.check.rules.options import Lighter, Weighed, weight
from catalog.check.side import Placed, Side
from catalog.i18n import noted
from scanner.models import Confidence

_MORE = noted("{count} more places of this kind in the file aren't listed: look at the whole file")

_Name = tuple[str, str]
Says = Callable[[Placed], str]
"""The sentence about a finding; it may hold {what}, the detector's own sentence, and {names}."""


def spotted(
    side: Side, rule: Rule, families: Collection[str], lighter: Iterable[Lighter], says: Says
) -> Iterator[Spotted]:
    """Yield what a rule sees among the findings whose rule begins with one of `families`."""
    weights = tuple(lighter)
    for placed in _distinct(_concerned(side, tuple(families))):
        finding = placed.finding
        severity = weight(rule, weights, Weighed(finding.rule, placed.path, finding.confidence, placed.at_head))
        if severity is Severity.OFF:
            continue
        yield _spotted(placed, severity, says(placed))
        if more := finding.data.get("more"):
            yield _spotted(placed, severity, _MORE)._replace(key="more", fields={"count": more})


def _concerned(side: Side, families: tuple[str, ...]) -> Iterator[Placed]:
    for placed in side.findings:
        if placed.finding.rule.startswith(families) and (not placed.at_head or side.concerns(placed.path)):
            yield placed


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
    still = {name for name, _, accepted in here if not accepted} | {
        (name, placed.path) for (name, _, _), placed in here.items()
    }
    last: dict[_Name, Placed] = {}
    for (name, path), placed in gone.items():
        if name not in still and (name, path) not in still and (name not in last or last[name].accepted):
            last[name] = placed
    return [*here.values(), *last.values()]


def _order(placed: Placed) -> tuple[str, int]:
    return placed.path, placed.finding.line


def _spotted(placed: Placed, severity: Severity, message: str) -> Spotted:
    finding, accepted = placed.finding, placed.accepted
    names = ", ".join(finding.data.get("names", ()))
    return Spotted(
        path=placed.path,
        line=finding.line,
        end_line=finding.end_line,
        message=message,
        fields={"what": finding.message} | ({"names": names} if names else {}),
        detail=finding.rule,
        confidence=finding.confidence,
        severity=severity,
        key=finding.fingerprint,
        commit=placed.commit,
        at_head=placed.at_head,
        blob=placed.blob,
        accepted_by=accepted.accepted_by if accepted else "",
        accepted_reason=accepted.reason if accepted else "",
    )
