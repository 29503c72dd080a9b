# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The two criteria told: what the administration declares first, then what the machine detected, to be examined."""

from collections.abc import Iterator, Sequence

from catalog.clones import ALREADY_PUBLIC
from catalog.i18n import Translator, noted
from catalog.priorities import Point, Ranked, most_of
from catalog.priority_policy import AxisName, Priorities, Rule
from catalog.reports.lines import Line, with_source
from catalog.reports.ranking import score
from catalog.reports.text import plain
from catalog.reports.wording import details, number_of, place, reason

_MOST = 10
"""Places told for one rule; JSON has all."""
_FEW = 3
"""Places that may be told again by another rule."""
_SILENCE: dict[AxisName, str] = {
    "transparency": noted("That nothing was detected does not mean that the stakes are low: people must look."),
    "reusability": noted("That nothing was detected does not mean that nothing can be reused: people must look."),
}

_Spot = tuple[str, str, int]


def axis_title(item: Ranked, axis: AxisName, policy: Priorities, t: Translator) -> str:
    """Return the title of a criterion with its score."""
    title = policy.axes[axis].title.in_language(t.language)
    value = item.score(axis)
    told = t("{score} of 100", score=t.number(value, 2)) if value else score(item, value, t)
    return t("{title}: {score}", title=title, score=told)


def axis_lines(item: Ranked, axis: AxisName, policy: Priorities, t: Translator) -> Iterator[Line]:
    """Yield why a repository has the score that it has on one criterion."""
    counted = policy.axes[axis]
    told: set[_Spot] = set()
    if counted.declared:
        yield from _declared(item, axis, policy, t, told)
    given = [rule for rule in counted.rules if item.of_rule(axis, rule.id)]
    if counted.declared and given:
        yield Line(0, t("Detected by the machine, to be examined by people:"))
    for rule in given:
        yield from _rule(item, axis, rule, policy, t, told)
    if axis == "reusability":
        yield from _already_public(item, t)
    silent = [rule.title.in_language(t.language) for rule in counted.rules if rule.weight and rule not in given]
    if silent and item.subject.commit:
        yield Line(0, t("Nothing detected for: {titles}.", titles=", ".join(silent)))
    if not given:
        yield Line(0, t(_SILENCE[axis]))
    yield Line(0, t("Criterion: {source}.", source=counted.source.in_language(t.language)))


def _already_public(item: Ranked, t: Translator) -> Iterator[Line]:
    """Yield the modules that can be read elsewhere: to reuse from there, rather than to open a second time."""
    for fact in item.subject.facts.get(ALREADY_PUBLIC, ())[:_MOST]:
        named = [plain(str(each)) for each in fact.data.get("public") or ()]
        where = ", ".join(named[:_FEW]) + ("…" if named[_FEW:] else "")
        yield Line(0, t("Already public: {path} is in {where}.", path=place(fact.path, 0, t), where=where))


def _declared(item: Ranked, axis: AxisName, policy: Priorities, t: Translator, told: set[_Spot]) -> Iterator[Line]:
    given = [rule for rule in policy.axes[axis].declared if item.of_rule(axis, rule.id)]
    if not given:
        yield Line(0, t("Nothing is declared: neither an algorithm in the inventory, nor a request for this code."))
        return
    yield Line(0, t("Declared by the administration, counted first:"))
    for rule in given:
        yield from _rule(item, axis, rule, policy, t, told)


def _rule(
    item: Ranked, axis: AxisName, rule: Rule, policy: Priorities, t: Translator, told: set[_Spot]
) -> Iterator[Line]:
    """Tell one rule; what is at a place is told once, the first time that the place is named."""
    points = item.of_rule(axis, rule.id)
    given, most = _sum(points), most_of(item, axis, rule, policy)
    yield Line(
        0,
        t(
            "{reason}: {given} points of {most} at most.",
            reason=reason(item, axis, rule, t),
            given=t.number(given, 2),
            most=t.number(most, 2),
        ),
    )
    yield Line(1, with_source(rule.why, rule.source, t))
    if len(points) > _FEW and all(_spot(point) in told for point in points):
        yield Line(1, _line(given, t.ngettext("the same place", "the same {n} places", len(points)), t))
        return
    if rule.places and number_of(item, axis, rule) > len(points):
        yield Line(1, t.ngettext("Only {n} place is shown:", "Only {n} places are shown:", len(points)))
    for point in points[:_MOST]:
        yield from _point(point, t, told)
    if left := points[_MOST:]:
        more = t.ngettext("{n} other place", "{n} other places", len(left))
        yield Line(1, _line(_sum(left), t("{places} (all are in --format json)", places=more), t))
        told.update(map(_spot, left))


def _point(point: Point, t: Translator, told: set[_Spot]) -> Iterator[Line]:
    yield Line(1, _line(point.points, place(point.path, point.line, t), t))
    if (spot := _spot(point)) not in told:
        told.add(spot)
        yield from (Line(2, detail) for detail in details(point, t) if detail)


def _line(points: float, where: str, t: Translator) -> str:
    return t("+{points} · {where}", points=t.number(points, 2), where=where)


def _sum(points: Sequence[Point]) -> float:
    return round(sum(point.points for point in points), 2)


def _spot(point: Point) -> _Spot:
    return (point.fact.rule, point.path, point.line)
