# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Which closed code to open next: facts of the store × the policy → scores, each point with its place.

Nothing here reads code or scans: changing a weight in ``priorities.yml`` changes the next ranking, in seconds.
The two criteria are those of the DINUM note of 23 September 2021; the degrees of openness are Etalab's.
"""

import gc
import math
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import groupby
from typing import NamedTuple

from catalog.database import Store
from catalog.priority_policy import AXES, Axis, AxisName, BlockerRule, Priorities, Rule, When, matches
from catalog.registers.facts import declare
from catalog.registers.models import Exemption, Opening, Registers, is_called
from catalog.subjects import FactRow, FindingRow, Scope, Subject, add_findings, read_subjects
from scanner.models import Visibility

SECRETS = "secrets"
"""Name of the detector that must have read the whole history."""
MODULE_GRAPH = "module-graph"
"""Rule of the fact that says how much of the import graph could be resolved."""


class Point(NamedTuple):
    """What one place adds to one axis."""

    axis: AxisName
    rule: str
    """Rule of the policy."""
    fact: FactRow
    commit: str
    points: float
    """In hundredths of a point, exactly; those of an axis sum to its score."""

    @property
    def path(self) -> str:
        """Where; "" = the whole repository."""
        return self.fact.path

    @property
    def line(self) -> int:
        """From 1; 0 = the whole file."""
        return self.fact.line


class BlockedAt(NamedTuple):
    """A place that stands in the way; never with a secret's value."""

    rule: str
    path: str
    line: int
    commit: str
    at_head: bool
    confidence: str
    message: str
    accepted_by: str = ""
    """`path:line` of what the repository accepts it by; "" when nothing does."""


class Blocker(NamedTuple):
    """Something that stands in the way of opening: `number` distinct things at `places`."""

    rule: str
    number: int
    places: tuple[BlockedAt, ...]
    accepted: int = 0
    """Distinct things more that the repository accepts everywhere; their places are listed, and don't block alone."""


class Answer(NamedTuple):
    """What is known of one of the four questions: `yes` with the number of facts that say so, or `to-answer`."""

    question: str
    answer: str
    facts: int


@dataclass(frozen=True, slots=True)
class Ranked:
    """A repository judged by the policy; `rank` and `front` are 0 for what isn't ranked (open code)."""

    subject: Subject
    transparency: float
    """0 to 100, two decimals."""
    reusability: float
    """0 to 100, two decimals."""
    evidence: tuple[Point, ...]
    """By axis and rule, the largest first."""
    blockers: tuple[Blocker, ...] = ()
    degree: str = ""
    """A, B or C; "" when nothing was scanned. D is a legal decision, never proposed here."""
    degree_basis: tuple[Answer, ...] = ()
    rank: int = 0
    front: int = 0
    total: int = 0
    """How many repositories the ranking holds."""

    @property
    def exemption(self) -> Exemption | None:
        """The exemption that keeps it closed today, or None."""
        return self.subject.registers.exemption if self.subject.registers else None

    @property
    def opened(self) -> Opening | None:
        """The opening that is declared to be done, though this code is still seen closed, or None."""
        is_closed = self.subject.visibility is not Visibility.PUBLIC
        return self.subject.registers.opened if self.subject.registers and is_closed else None

    @property
    def declared_open_on(self) -> str:
        """ISO day of that opening; "" when there is none."""
        return self.opened.effective_on.isoformat() if self.opened and self.opened.effective_on else ""

    def score(self, axis: AxisName) -> float:
        """Return the score of an axis."""
        return self.transparency if axis == "transparency" else self.reusability

    def of_rule(self, axis: AxisName, rule: str) -> tuple[Point, ...]:
        """Return the points that a rule gave."""
        return tuple(point for point in self.evidence if point.axis == axis and point.rule == rule)


def rank(store: Store, policy: Priorities, registers: Registers | None = None, *, limit: int = 0) -> list[Ranked]:
    """Rank the closed repositories of the store: Pareto front, then weighted sum, then axis order, then name.

    Args:
        store: the store.
        policy: what counts.
        registers: what the administration declares; what an exemption keeps closed today comes last, in the same order.
        limit: how many to return, the first ones; 0 = all. Only their findings are read.
    """
    with uncollected():
        subjects = read(store, policy, Scope.CLOSED, registers)
        ranked = in_order((_scored(subject, policy) for subject in subjects), policy)
        return _with_findings(store, policy, ranked[:limit] if limit else ranked)


def explain(store: Store, policy: Priorities, repository_id: int, registers: Registers | None = None) -> Ranked:
    """Return one repository with its place in the ranking (0 if it is open code).

    Raises:
        KeyError: the store has no such repository, or it is gone.
    """
    with uncollected():
        subjects = read(store, policy, Scope.ALL, registers)
        ranked = in_order((_scored(subject, policy) for subject in subjects if subject.visibility != "public"), policy)
        found = next((item for item in ranked if item.subject.id == repository_id), None)
        item = found or _scored({subject.id: subject for subject in subjects}[repository_id], policy)
        return _with_findings(store, policy, [item])[0]


def read(
    store: Store,
    policy: Priorities,
    scope: Scope = Scope.CLOSED,
    registers: Registers | None = None,
    also: Collection[str] = (),
    *,
    sealed: bool = False,
) -> list[Subject]:
    """Return the repositories of the store with the facts that the policy looks at, and what is declared of them.

    Their findings, which no score rests on, are left out: `add_findings` brings them.

    Args:
        store: the store.
        policy: what is looked at.
        scope: which repositories.
        registers: what the administration declares, or None.
        also: rules of other facts to bring along.
        sealed: leave out of open code what tells of other repositories, which may be closed.
    """
    named = _called(store, registers.called) if registers and scope is Scope.KNOWN else ()
    subjects = read_subjects(store, policy.facts() | {MODULE_GRAPH, *also}, (), scope, named, sealed=sealed)
    if registers:
        for subject in subjects:
            declare(subject, registers.of(subject.key))
    return subjects


def _called(store: Store, names: Collection[str]) -> list[int]:
    """Return the rows of the repositories that one of `names` calls."""
    rows = store.tuples("SELECT id, host || '/' || full_name FROM repositories") if names else ()
    return [repository for repository, key in rows if is_called(key, names)]


def _with_findings(store: Store, policy: Priorities, ranked: Sequence[Ranked]) -> list[Ranked]:
    add_findings(store, {item.subject.id: item.subject for item in ranked}, policy.findings())
    return [_completed(item, policy) for item in ranked]


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep the collector of cycles from going through the facts of thousands of repositories, which hold none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.freeze()  # what was made meanwhile is set aside, lest it be gone through now
            gc.enable()


def assess(subject: Subject, policy: Priorities) -> Ranked:
    """Judge one repository alone; pure."""
    return _completed(_scored(subject, policy), policy)


def _scored(subject: Subject, policy: Priorities) -> Ranked:
    """Return a repository with its points: all that its place rests on."""
    points = {axis: _points(subject, policy, axis) for axis in AXES}
    return Ranked(
        subject=subject,
        transparency=_score(points["transparency"]),
        reusability=_score(points["reusability"]),
        evidence=tuple(point for axis in AXES for point in points[axis]),
    )


def _completed(item: Ranked, policy: Priorities) -> Ranked:
    """Return the same with what stands in the way and the degree."""
    subject = item.subject
    basis = tuple(_answer(subject, question.id, question.fact, question.when) for question in policy.degree.questions)
    return replace(
        item,
        blockers=tuple(found for rule in policy.blockers if (found := _blocker(subject, rule))),
        degree=_degree(basis, policy.degree.thresholds) if subject.commit else "",
        degree_basis=basis,
    )


def in_order(items: Iterable[Ranked], policy: Priorities) -> list[Ranked]:
    """Give each its front and rank, and return them in that order: what an exemption keeps closed comes apart, last."""
    ranked = list(items)
    kept = [item for item in ranked if item.exemption]
    ranked = [item for item in ranked if not item.exemption]
    placed = [*_placed(ranked, policy), *_placed(kept, policy)]
    return [replace(item, rank=number, total=len(placed)) for number, item in enumerate(placed, 1)]


def _placed(ranked: Sequence[Ranked], policy: Priorities) -> list[Ranked]:
    fronts = pareto_fronts([(item.transparency, item.reusability) for item in ranked])

    def place(item: Ranked) -> tuple[object, ...]:
        total = sum(policy.axes[axis].weight * item.score(axis) for axis in AXES)
        ties = tuple(-item.score(axis) for axis in policy.order)
        return (item.front, -round(total, 6), *ties, item.subject.full_name.casefold(), item.subject.host)

    return sorted((replace(item, front=front) for item, front in zip(ranked, fronts, strict=True)), key=place)


def pareto_fronts(scores: Sequence[tuple[float, float]]) -> list[int]:
    """Return the front of each pair, from 1: the first holds those that no other pair beats.

    A pair beats another when it is at least as high on both sides and higher on one. In time n log n: pairs come by
    falling first side, so a front is beaten by its highest second side so far, and these fall from front to front.
    """
    front_of: dict[tuple[float, float], int] = {}
    highest: list[float] = []  # negated, so rising
    for pair in sorted(set(scores), reverse=True):
        front = bisect_right(highest, -pair[1])
        highest[front : front + 1] = [-pair[1]]
        front_of[pair] = front + 1
    return [front_of[pair] for pair in scores]


# --- points ----------------------------------------------------------------------------------------------------------


def _points(subject: Subject, policy: Priorities, axis: AxisName) -> list[Point]:
    """Return the points of an axis: exact shares, then hundredths that sum to the score."""
    counted = policy.axes[axis]
    exact = _exact(subject, counted, counted.declared, 1.0)
    exact += _exact(subject, counted, counted.rules, 1 - sum(share for _, _, share in exact) / 100)
    hundredths = apportion([share for _, _, share in exact])
    points = [
        Point(axis, rule.id, fact, "" if fact.declared else subject.commit, whole / 100)
        for (rule, fact, _), whole in zip(exact, hundredths, strict=True)
    ]
    order = {rule.id: number for number, rule in enumerate(counted.every_rule)}
    return sorted(points, key=lambda point: (order[point.rule], -point.points, point.path, point.line))


def _exact(subject: Subject, axis: Axis, rules: Sequence[Rule], left: float) -> list[tuple[Rule, FactRow, float]]:
    """Return what the rules give of the share of the axis that is `left` (0 to 1)."""
    return [
        (rule, fact, share)
        for rule in rules
        if rule.weight and rule.fact in subject.facts
        for fact, share in _shares(subject, rule, axis.share(rule) * left)
    ]


def most_of(item: Ranked, axis: AxisName, rule: Rule, policy: Priorities) -> float:
    """Return how many points a rule could give this repository at most: what is declared takes its points first."""
    counted = policy.axes[axis]
    declared = {each.id for each in counted.declared}
    taken = sum(point.points for point in item.evidence if point.axis == axis and point.rule in declared)
    return counted.share(rule) * (1 if rule.id in declared else 1 - taken / 100)


def _shares(subject: Subject, rule: Rule, most: float) -> list[tuple[FactRow, float]]:
    """Share what a rule gives out between the places it rests on, each by its amount."""
    counted = [(fact, _amount(fact, rule)) for fact in _facts(subject, rule.fact, rule.when)]
    amount = sum(each for _, each in counted)
    given = most * rule.fraction(amount)
    places = [(fact, 1.0) for fact in subject.facts.get(rule.places, ())] if rule.places else []
    places = places or counted
    total = sum(each for _, each in places)
    return [(fact, given * each / total) for fact, each in places if each] if given else []


def _facts(subject: Subject, fact_rule: str, when: When) -> list[FactRow]:
    facts = subject.facts.get(fact_rule, [])
    return [fact for fact in facts if matches(when, fact.data)] if facts and when else facts


def _amount(fact: FactRow, rule: Rule) -> float:
    if not rule.values:
        return 1.0
    value = fact.data.get(next((name for name in rule.values if name in fact.data), ""), 0)
    return max(0.0, float(value)) if isinstance(value, int | float) and math.isfinite(value) else 0.0


def apportion(shares: Sequence[float]) -> list[int]:
    """Round points to hundredths so that they sum to their rounded sum (largest remainders first)."""
    hundredths = [int(share * 100) for share in shares]
    left = round(sum(shares) * 100) - sum(hundredths)
    by_remainder = sorted(range(len(shares)), key=lambda index: (hundredths[index] - shares[index] * 100, index))
    for index in by_remainder[:left]:
        hundredths[index] += 1
    return hundredths


def _score(points: Sequence[Point]) -> float:
    return round(sum(point.points for point in points), 2)


# --- what stands in the way, and the degree --------------------------------------------------------------------------


def _blocker(subject: Subject, rule: BlockerRule) -> Blocker | None:
    if rule.state:
        return Blocker(rule.id, 1, ()) if rule.state in _states(subject) else None
    if rule.facts:
        facts = [fact for name in rule.facts for fact in _facts(subject, name, rule.when)]
        return _told(subject, facts, rule) if facts else None
    return _found(subject.findings, rule) if subject.findings else None


def _told(subject: Subject, facts: Sequence[FactRow], rule: BlockerRule) -> Blocker:
    places = tuple(place for fact in facts for place in _fact_places(subject, fact, rule.value))
    return Blocker(rule.id, sum(_number(fact, rule.value) for fact in facts), places)


def _states(subject: Subject) -> set[str]:
    if subject.scan is None or subject.scan.outcome == "failed":
        return {"not-scanned"}
    if not subject.scan.commit:
        return {"empty"}
    scan = subject.scan
    return {"history-partial"} if scan.shallow or scan.missing or SECRETS not in scan.detectors else set()


def _number(fact: FactRow, value: str) -> int:
    counted = fact.data.get(value) if value else 1
    return counted if isinstance(counted, int) and counted > 0 else 1


def _fact_places(subject: Subject, fact: FactRow, value: str) -> Iterator[BlockedAt]:
    """Yield the places that a fact counts, as far as it names them; its own when it counts one thing."""
    named = fact.data.get("places") or fact.data.get("examples") if value else None
    for each in named if isinstance(named, list) and named else ():
        path, line = str(each.get("path", "")), int(each.get("line", 0))
        yield BlockedAt(fact.rule, path, line, subject.commit, True, "", fact.message)
    if not named:
        yield _fact_place(subject, fact)


def _fact_place(subject: Subject, fact: FactRow) -> BlockedAt:
    examples = fact.data.get("examples") or []
    path, line = (examples[0].get("path", ""), examples[0].get("line", 0)) if examples else (fact.path, fact.line)
    commit = "" if fact.declared else subject.commit
    return BlockedAt(fact.rule, fact.path or path, fact.line or line, commit, True, "", fact.message)


def _found(findings: Sequence[FindingRow], rule: BlockerRule) -> Blocker | None:
    """Group equal findings; one that the current version still holds somewhere isn't in the history only."""
    wanted = (f for f in findings if f.rule.startswith(rule.finding) and f.confidence in rule.confidence)
    groups = [list(group) for _, group in groupby(sorted(wanted, key=_by_group), key=lambda finding: finding.group)]
    kept = [group for group in groups if rule.at_head in (None, any(finding.at_head for finding in group))]
    standing = [group for group in kept if not all(finding.accepted_by for finding in group)]
    places = [_place_of(finding) for group in kept for finding in group]
    places.sort(key=lambda place: (not place.at_head, place.path, place.line, place.commit, place.rule))
    return Blocker(rule.id, len(standing), tuple(places), len(kept) - len(standing)) if standing else None


def _place_of(f: FindingRow) -> BlockedAt:
    return BlockedAt(f.rule, f.path, f.line, f.commit, f.at_head, f.confidence, f.message, f.accepted_by)


def _by_group(finding: FindingRow) -> tuple[object, ...]:
    return (finding.group, finding.path, finding.line, finding.commit)


def _answer(subject: Subject, question: str, fact: str, when: When) -> Answer:
    """Say yes on evidence; never no: what wasn't detected is for people to answer."""
    found = len(_facts(subject, fact, when)) if fact else 0
    return Answer(question, "yes" if found else "to-answer", found)


def _degree(basis: Sequence[Answer], thresholds: dict[str, int]) -> str:
    """Return the highest degree that the questions answered yes allow; the others can only raise it."""
    yes = sum(answer.answer == "yes" for answer in basis)
    return next(degree for degree in sorted(thresholds) if thresholds[degree] <= yes)
