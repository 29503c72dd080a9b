# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The reasons of a rank in the words of the priorities policy, grouped by rule and told in one language."""

from collections.abc import Iterable
from typing import NamedTuple

from catalog.priority_policy import AXES, AxisName, Priorities
from catalog.view import PointEntry


class Reason(NamedTuple):
    """One rule that gave points, with the places it saw (none in the public view of closed code)."""

    axis: str
    rule: str
    title: str
    why: str
    points: float
    places: tuple[PointEntry, ...]


class Blocker(NamedTuple):
    """Something that stands in the way of opening."""

    title: str
    why: str
    source: str


class Labels:
    """The words of one policy in one language ("fr" or "en")."""

    def __init__(self, priorities: Priorities, language: str) -> None:
        """Index the rules and blockers of `priorities` by their ids."""
        self.priorities = priorities
        self._language = language
        self._rules = {rule.id: rule for _, rule in priorities.rules()}
        self._blockers = {blocker.id: blocker for blocker in priorities.blockers}
        self._axes = priorities.axes
        self._degrees = priorities.degree

    def axis(self, name: AxisName) -> str:
        """Return the title of an axis."""
        return self._axes[name].title.in_language(self._language)

    def axis_source(self, name: AxisName) -> str:
        """Return the text that names an axis as a criterion."""
        return self._axes[name].source.in_language(self._language)

    def degree(self, degree: str) -> str:
        """Return the title of a degree of openness (A, B, C), or ""."""
        title = self._degrees.titles.get(degree)
        return title.in_language(self._language) if title else ""

    def open_questions(self) -> list[str]:
        """Return the questions on the degree of openness that no scan answers: people do."""
        return [question.title.in_language(self._language) for question in self._degrees.questions if not question.fact]

    def rules(self, name: AxisName) -> list[tuple[str, str, float]]:
        """Return title, reason and greatest number of points of each rule of an axis."""
        axis, language = self._axes[name], self._language
        return [
            (r.title.in_language(language), r.why.in_language(language), axis.share(r))
            for r in axis.every_rule
            if r.weight
        ]

    def reasons(self, points: Iterable[PointEntry]) -> list[Reason]:
        """Return the rules that gave points, by axis in the order of the note, then those that gave most first."""
        groups: dict[tuple[str, str], list[PointEntry]] = {}
        for point in points:
            groups.setdefault((point.axis, point.rule), []).append(point)
        reasons = [self._reason(axis, rule, tuple(group)) for (axis, rule), group in groups.items()]
        order = {str(name): place for place, name in enumerate(AXES)}
        return sorted(reasons, key=lambda reason: (order.get(reason.axis, len(order)), -reason.points, reason.rule))

    def blocker(self, name: str) -> Blocker:
        """Return what the policy says of a blocker; one it doesn't know keeps its own text."""
        blocker = self._blockers.get(name)
        if blocker is None:
            return Blocker(name, "", "")
        title, why, source = (text.in_language(self._language) for text in (blocker.title, blocker.why, blocker.source))
        return Blocker(title, why, source)

    def _reason(self, axis: str, name: str, group: tuple[PointEntry, ...]) -> Reason:
        rule = self._rules.get(name)
        title = rule.title.in_language(self._language) if rule else group[0].message or name
        why = rule.why.in_language(self._language) if rule else ""
        places = tuple(point for point in group if point.path)
        return Reason(axis, name, title, why, sum(point.points for point in group), places)
