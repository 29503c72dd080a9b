# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""One repository explained as `ouvrage explain` prints it: every point with its place, what stands in the way, what
must be answered by people, and what was not read.

Text and Markdown say the same: both are written from the same sections. A secret's value is in neither: the store
doesn't have it.
"""

from collections.abc import Iterator

from catalog.i18n import Translator
from catalog.priorities import SECRETS, Ranked
from catalog.priority_policy import AXES, Priorities
from catalog.reports.axes import axis_lines, axis_title
from catalog.reports.lines import Line, Section
from catalog.reports.obstacles import obstacle_lines
from catalog.reports.ranking import as_json, dump, main_reasons, resolution_rate
from catalog.reports.text import markdown, plain
from catalog.reports.wording import exemption_words, opening_words, word

_LOW_RESOLUTION = 0.6
"""Share of resolved imports under which modules aren't judged by their links."""


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
        Section(t("In short"), tuple(_short(item, policy, t))),
        *(Section(axis_title(item, axis, policy, t), tuple(axis_lines(item, axis, policy, t))) for axis in AXES),
        Section(t("What stands in the way (never counted in the scores)"), tuple(obstacle_lines(item, policy, t))),
        Section(t("Degree of openness"), tuple(_degree(item, policy, t))),
        Section(t("What was read, and what was not"), tuple(_coverage(item, t))),
    ]


# --- what is said ----------------------------------------------------------------------------------------------------


def _heading(item: Ranked, t: Translator) -> Iterator[Line]:
    yield Line(0, word(item.subject.visibility, t))
    if item.rank:
        yield Line(0, t("Rank {rank} of {total}", rank=t.number(item.rank), total=t.number(item.total)))
        if item.front == 1 and not item.exemption:
            yield Line(0, t("No other closed repository does better on both criteria."))
    else:
        yield Line(0, t("This code is already open: it is not part of the ranking."))
    if item.subject.html_url.startswith(("http://", "https://")):
        yield Line(0, item.subject.html_url)


def _short(item: Ranked, policy: Priorities, t: Translator) -> Iterator[Line]:
    """Yield what a reader in a hurry must know: why, what stands in the way, what to do first."""
    if exemption := item.exemption:
        yield Line(0, exemption_words(exemption, t))
        if exemption.reason:
            yield Line(1, t("Reason given: {reason}", reason=plain(exemption.reason)))
    if opening := item.opened:
        yield Line(0, opening_words(opening, t))
    if why := main_reasons(item, policy, t):
        yield Line(0, t("Why: {reasons}", reasons=" ".join(why)))
    elif item.subject.commit:
        yield Line(0, t("Nothing was detected or declared that tells for opening it first; people must look."))
    rules = {rule.id: rule for rule in policy.blockers}
    titles = [rules[blocker.rule].title.in_language(t.language) for blocker in item.blockers]
    if titles:
        yield Line(0, t("In the way: {titles}.", titles=", ".join(titles)))
        yield Line(0, t("Next step: {what}", what=rules[item.blockers[0].rule].why.in_language(t.language)))
    else:
        yield Line(
            0, t("Next step: have the rights and the legal secrets checked; nothing was found in what was read.")
        )


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
