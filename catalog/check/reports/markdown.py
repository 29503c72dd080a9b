# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The verdict as a page of Markdown, for the summary of a job (`GITHUB_STEP_SUMMARY`) or a comment on a change.

GitHub takes 1 MiB a step (https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands): tables
are cut before that, and say so.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from catalog.check.models import Problem, Rule, Verdict
from catalog.check.reports import telling
from catalog.i18n import Translator
from catalog.reports.text import markdown, markdown_code

MAX_ROWS = 500
"""Rows of a table: beyond, nobody reads."""
MAX_CELL = 300
"""Characters of a name or a message in a table."""
MAX_BYTES = 1_000_000
_LEFT_OUT = "…"


def render(verdict: Verdict, t: Translator) -> str:
    """Return the page, at most `MAX_BYTES` of UTF-8."""
    parts = [
        f"## {telling.outcome(verdict, t)}",
        markdown(telling.summary(verdict, t)),
        *_table(_problem_cells, (t("Severity"), t("Rule"), t("Where"), t("Problem")), verdict.problems, t),
        *_rules(verdict, t),
        *_list(t("Not judged"), telling.notes(verdict.partial, t)),
        *_excluded(verdict, t),
        *_list(t("To be known"), telling.notes(verdict.notes, t)),
    ]
    return _bounded(parts)


def _bounded(parts: Iterable[str]) -> str:
    """Join parts while there is room for them; what doesn't fit leaves a mark."""
    text = ""
    for part in parts:
        longer = f"{text}{part}\n\n"
        if len(longer.encode()) > MAX_BYTES:
            return f"{text}{_LEFT_OUT}\n"
        text = longer
    return text.rstrip("\n") + "\n"


Cells = Callable[[Problem, Translator], Sequence[str]]


def _table(cells: Cells, header: Sequence[str], problems: Sequence[Problem], t: Translator) -> Iterator[str]:
    if not problems:
        return
    lines = [_row(header), _row(["---"] * len(header))]
    yield "\n".join([*lines, *(_row(cells(problem, t)) for problem in problems[:MAX_ROWS])])
    if (others := len(problems) - MAX_ROWS) > 0:
        yield t.ngettext("{n} other isn't shown here.", "{n} others aren't shown here.", others)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _problem_cells(problem: Problem, t: Translator) -> Sequence[str]:
    word, told = telling.severity_word(problem.severity, t), telling.cut(telling.message(problem, t), MAX_CELL)
    return word, _code(problem.rule), _place(problem, t), markdown(told)


def _excluded_cells(problem: Problem, t: Translator) -> Sequence[str]:
    reason = telling.cut(telling.exclusion(problem, t), MAX_CELL)
    return _code(problem.rule), _place(problem, t), markdown(reason)


def _place(problem: Problem, t: Translator) -> str:
    place = telling.place(problem)
    return _code(telling.cut(place, MAX_CELL)) if place else t("the repository as a whole")


def _code(text: str) -> str:
    """Return inline code for a cell, where a bar would end it."""
    return markdown_code(text).replace("|", "\\|")


def _rules(verdict: Verdict, t: Translator) -> Iterator[str]:
    if told := [_rule(rule, t) for rule in telling.broken_rules(verdict)]:
        yield f"### {t('Why, and how to mend')}"
        yield "\n".join(told)
    if hint := telling.false_alarm(verdict, t):
        yield markdown(hint)


def _rule(rule: Rule, t: Translator) -> str:
    title, why, mend = (markdown(telling.words(text, t)) for text in (rule.title, rule.why, rule.mend))
    source = f" <{rule.source}>" if telling.is_address(rule.source) else ""
    return f"- **{title}** ({markdown_code(rule.id)})\n  - {why}{source}\n  - {mend}"


def _excluded(verdict: Verdict, t: Translator) -> Iterator[str]:
    if verdict.excluded:
        yield f"### {t('Excluded')}"
        yield from _table(_excluded_cells, (t("Rule"), t("Where"), t("Reason")), verdict.excluded, t)


def _list(title: str, sentences: Sequence[str]) -> Iterator[str]:
    if sentences:
        yield f"### {title}"
        yield "\n".join(f"- {markdown(sentence)}" for sentence in sentences[:MAX_ROWS])
        if len(sentences) > MAX_ROWS:
            yield _LEFT_OUT
