# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""One repository explained as `ouvrage explain` prints it: every point with its place, what stands in the way, what
must be answered by people, and what was not read.

Text and Markdown say the same: both are written from the same sections. A secret's value is in neither: the store
doesn't have it.
"""

from collections.abc import Iterator
from typing import NamedTuple

from catalog.i18n import Translator
from catalog.priorities import SECRETS, Blocker, Ranked
from catalog.priority_policy import AXES, AxisName, BlockerRule, Priorities, Rule, Words
from catalog.reports.ranking import as_json, dump, resolution_rate, score
from catalog.reports.text import markdown, plain
from catalog.reports.wording import details, noted, number_of, place, reason, word

_LOW_RESOLUTION = 0.6
"""Share of resolved imports under which modules aren't judged by their links."""
_SILENCE: dict[AxisName, str] = {
    "transparency": noted("That nothing was detected does not mean that the stakes are low: people must look."),
    "reusability": noted("That nothing was detected does not mean that nothing can be reused: people must look."),
}


class Line(NamedTuple):
    """One line, more or less to the right."""

    depth: int
    text: str


class Section(NamedTuple):
    """A title and its lines."""

    title: str
    lines: tuple[Line, ...]


def explanation_text(item: Ranked, policy: Priorities, t: Translator) -> str:
    """Return the explanation as plain text, 80 columns not being forced on paths."""
    parts = []
    for section in sections(item, policy, t):
        title = plain(section.title)
        parts.append(f"{title}\n{'─' * len(title)}\n" + "".join(_text_line(line) for line in section.lines))
    return "\n".join(parts)


def explanation_markdown(item: Ranked, policy: Priorities, t: Translator) -> str:
    """Return the explanation as Markdown."""
    parts = []
    for number, section in enumerate(sections(item, policy, t)):
        lines = "".join(_markdown_line(line) for line in section.lines)
        parts.append(f"{'##' if number else '#'} {markdown(section.title)}\n\n{lines}")
    return "\n".join(parts)


def explanation_json(item: Ranked) -> str:
    """Return the explanation as JSON (``policies/schemas/output/explain.schema.json``)."""
    return dump(as_json(item, with_data=True))


def sections(item: Ranked, policy: Priorities, t: Translator) -> list[Section]:
    """Return everything there is to say, in reading order."""
    return [
        Section(item.subject.key, tuple(_heading(item, t))),
        *(Section(_axis_title(item, axis, policy, t), tuple(_axis(item, axis, policy, t))) for axis in AXES),
        Section(t("What stands in the way (never counted in the scores)"), tuple(_blockers(item, policy, t))),
        Section(t("Degree of openness"), tuple(_degree(item, policy, t))),
        Section(t("What was read, and what was not"), tuple(_coverage(item, t))),
    ]


# --- what is said ----------------------------------------------------------------------------------------------------


def _heading(item: Ranked, t: Translator) -> Iterator[Line]:
    yield Line(0, word(item.subject.visibility, t))
    if item.rank:
        yield Line(0, t("Rank {rank} of {total}", rank=t.number(item.rank), total=t.number(item.total)))
        if item.front == 1:
            yield Line(0, t("No other closed repository does better on both criteria."))
    else:
        yield Line(0, t("This code is already open: it is not part of the ranking."))
    if item.subject.html_url.startswith(("http://", "https://")):
        yield Line(0, item.subject.html_url)


def _axis_title(item: Ranked, axis: AxisName, policy: Priorities, t: Translator) -> str:
    title = policy.axes[axis].title.in_language(t.language)
    value = item.score(axis)
    told = t("{score} of 100", score=t.number(value, 2)) if value else score(item, value, t)
    return t("{title}: {score}", title=title, score=told)


def _axis(item: Ranked, axis: AxisName, policy: Priorities, t: Translator) -> Iterator[Line]:
    silent: list[str] = []
    detailed: set[tuple[str, str, int]] = set()
    for rule in policy.axes[axis].every_rule:
        if item.of_rule(axis, rule.id):
            yield from _rule(item, axis, rule, policy, t, detailed)
        elif rule.weight:
            silent.append(rule.title.in_language(t.language))
    if silent and item.subject.commit:
        yield Line(0, t("Nothing detected for: {titles}.", titles=", ".join(silent)))
    if not item.score(axis):
        yield Line(0, t(_SILENCE[axis]))
    yield Line(0, t("Criterion: {source}.", source=policy.axes[axis].source.in_language(t.language)))


def _rule(
    item: Ranked,
    axis: AxisName,
    rule: Rule,
    policy: Priorities,
    t: Translator,
    detailed: set[tuple[str, str, int]],
) -> Iterator[Line]:
    """Tell one rule; what is at a place is told once, the first time that the place is named."""
    points = item.of_rule(axis, rule.id)
    given = t.number(sum(point.points for point in points), 2)
    most = t.number(policy.axes[axis].share(rule), 2)
    told = reason(item, axis, rule, t)
    yield Line(0, t("{reason}: {given} points of {most} at most.", reason=told, given=given, most=most))
    yield Line(1, _with_source(rule.why, rule.source, t))
    if number_of(item, axis, rule) > len(points):
        yield Line(1, t.ngettext("Only {n} place is shown:", "Only {n} places are shown:", len(points)))
    for point in points:
        where = place(point.path, point.line, t)
        yield Line(1, t("+{points} · {where}", points=t.number(point.points, 2), where=where))
        if (spot := (point.fact.rule, point.path, point.line)) not in detailed:
            detailed.add(spot)
            yield from (Line(2, detail) for detail in details(point, t) if detail)


def _blockers(item: Ranked, policy: Priorities, t: Translator) -> Iterator[Line]:
    rules = {rule.id: rule for rule in policy.blockers}
    if not item.blockers:
        yield Line(
            0, t("Nothing was found in what was read. People must still check the rights and the legal secrets.")
        )
    for blocker in item.blockers:
        yield from _blocker(blocker, rules[blocker.rule], t)


def _blocker(blocker: Blocker, rule: BlockerRule, t: Translator) -> Iterator[Line]:
    title = rule.title.in_language(t.language)
    number = t.number(blocker.number)
    yield Line(0, t("{title}: {n}", title=title, n=number) if blocker.places else title)
    yield Line(1, _with_source(rule.why, rule.source, t))
    if blocker.accepted:
        yield Line(1, t.ngettext("{n} more is accepted", "{n} more are accepted", blocker.accepted))
    for spot in blocker.places:
        where = place(spot.path, spot.line, t)
        known = [spot.rule, word(spot.confidence, t) if spot.confidence else "", t(spot.message)]
        commit = [t("commit {commit}", commit=spot.commit[:10])] if spot.commit else []
        accepted = [t("accepted by {where}", where=spot.accepted_by)] if spot.accepted_by else []
        yield Line(1, f"{where} ({', '.join(text for text in [*known, *commit, *accepted] if text)})")


def _with_source(why: Words, source: Words, t: Translator) -> str:
    told = source.in_language(t.language)
    return why.in_language(t.language) + (f" ({told})" if told else "")


def _degree(item: Ranked, policy: Priorities, t: Translator) -> Iterator[Line]:
    titles = policy.degree.titles
    if item.degree:
        name = titles[item.degree].in_language(t.language)
        yield Line(
            0,
            t("Proposed: {degree} ({name}), or higher once the questions are answered.", degree=item.degree, name=name),
        )
    else:
        yield Line(0, t("None can be proposed before a scan."))
    questions = {question.id: question.title.in_language(t.language) for question in policy.degree.questions}
    for answer in item.degree_basis:
        yes = t.ngettext("yes, {n} detected", "yes, {n} detected", answer.facts)
        told = yes if answer.answer == "yes" else t("to be answered by your administration")
        yield Line(1, t("{title} → {answer}", title=questions[answer.question], answer=told))
    yield Line(0, t("Degree D (not communicable) is a legal decision: it is never proposed by the machine."))
    yield Line(0, t("Source: {source}.", source=policy.degree.source.in_language(t.language)))


def _coverage(item: Ranked, t: Translator) -> Iterator[Line]:
    scan = item.subject.scan
    if scan is None:
        yield Line(0, t("This repository was never scanned: run `ouvrage scan`."))
        return
    commit = scan.commit[:10] or "–"
    yield Line(0, t("Scanned on {day}, at commit {commit}.", day=t.day(scan.scanned_at), commit=commit))
    files = t.ngettext("{n} file in the current version", "{n} files in the current version", scan.files)
    blobs = t.ngettext("{n} content over the history", "{n} contents over the history", scan.history_blobs)
    yield Line(0, f"{files}, {blobs}.")
    yield from _left_aside(item, t)


def _left_aside(item: Ranked, t: Translator) -> Iterator[Line]:
    scan = item.subject.scan
    rate = resolution_rate(item)
    if rate is not None:
        yield Line(0, t("{share} of the links between files could be followed.", share=t.percent(rate)))
        if rate < _LOW_RESOLUTION:
            yield Line(1, t("Under {share}, modules are not judged by these links.", share=t.percent(_LOW_RESOLUTION)))
    if scan is None:
        return
    if SECRETS not in scan.detectors:
        yield Line(0, t("Secrets were not looked for."))
    if scan.shallow:
        yield Line(0, t("The clone is shallow: older history was not read."))
    if scan.missing:
        yield Line(
            0,
            t.ngettext(
                "{n} object is missing from the clone.", "{n} objects are missing from the clone.", scan.missing
            ),
        )
    if scan.bounded:
        yield Line(
            0, t.ngettext("{n} content was not wholly read:", "{n} contents were not wholly read:", len(scan.bounded))
        )
        yield from (
            Line(1, f"{plain(blob.get('path', ''))} ({plain(t(blob.get('reason', '')))})") for blob in scan.bounded
        )
    yield from (Line(0, t("Problem: {problem}", problem=plain(problem))) for problem in scan.problems)


# --- how it is written -----------------------------------------------------------------------------------------------


def _text_line(line: Line) -> str:
    return f"{'  ' * line.depth}{plain(line.text)}\n"


def _markdown_line(line: Line) -> str:
    return f"{'  ' * line.depth}- {markdown(line.text)}\n"
