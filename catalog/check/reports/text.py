# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The verdict for people: by file, the heaviest problem first; then each broken rule once, and one line that counts."""

import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from itertools import islice

from catalog.check.models import Problem, Rule, Severity, Verdict
from catalog.check.reports import telling
from catalog.check.reports.page import Page
from catalog.i18n import Translator
from catalog.reports.text import plain

MAX_SHOWN = 500
"""Problems that the text shows, the heaviest; the other formats have more."""
MAX_LINES = 12
"""Lines of one file that are told at once."""
_INDENT = "    "
_FILE = Page()
_NARROW = re.compile("[ -\u02ff\u2010-\u2027\u202f]*")
"""Text of which each character takes one column."""


def render(verdict: Verdict, t: Translator, page: Page = _FILE) -> str:
    """Return the verdict as text; without a page, as a file takes it."""
    lines = [line for part in _parts(verdict, t, page) for line in (*part, "")]
    if verdict.problems or verdict.partial:
        lines.append(page.heading(telling.outcome(verdict, t)))
    lines += _wrapped(telling.summary(verdict, t), page)
    return "".join(f"{telling.harmless(line)}\n" for line in lines)


def _parts(verdict: Verdict, t: Translator, page: Page) -> Iterator[Iterable[str]]:
    for problems in _by_file(verdict.problems[:MAX_SHOWN]):
        yield _file(problems, t, page)
    if (others := len(verdict.problems) - MAX_SHOWN) > 0:
        yield _wrapped(_others(others, t), page)
    yield from _rules(verdict, t, page)
    yield from _lists(verdict, t, page)


def _others(number: int, t: Translator) -> str:
    return t.ngettext(
        "{n} other problem isn't shown: --format json has them all.",
        "{n} other problems aren't shown: --format json has them all.",
        number,
    )


def _by_file(problems: Iterable[Problem]) -> list[list[Problem]]:
    """Gather the problems of each file; the file of the heaviest comes first."""
    files: dict[str, list[Problem]] = {}
    for problem in problems:
        files.setdefault(problem.path, []).append(problem)
    return list(files.values())


def _file(problems: Sequence[Problem], t: Translator, page: Page) -> Iterator[str]:
    yield page.heading(plain(problems[0].path) or t("The repository as a whole"))
    for alike in _alike(problems, t):
        first = alike[0]
        word = page.severity(telling.severity_word(first.severity, t), first.severity)
        yield "  " + "  ".join(filter(None, (word, first.rule, _places([each.line for each in alike], t))))
        yield from _wrapped(telling.message(first, t), page, _INDENT)


def _alike(problems: Iterable[Problem], t: Translator) -> list[list[Problem]]:
    """Gather the problems of a file that are told by the same words."""
    told: dict[tuple[str, str, str], list[Problem]] = {}
    for problem in problems:
        told.setdefault((problem.severity, problem.rule, telling.message(problem, t)), []).append(problem)
    return list(told.values())


def _places(lines: Sequence[int], t: Translator) -> str:
    """Return the lines, the first ones if there are many, and then how many there are; "" for a whole file."""
    told = [str(line) for line in lines if line]
    if not told:
        return ""
    shown = ", ".join(told[:MAX_LINES]) + (f"… ({t.number(len(told))})" if len(told) > MAX_LINES else "")
    return t.ngettext("line {lines}", "lines {lines}", len(told), lines=shown)


def _rules(verdict: Verdict, t: Translator, page: Page) -> Iterator[Iterable[str]]:
    grave = {problem.rule for problem in verdict.problems if problem.severity is not Severity.NOTE}
    for position, rule in enumerate(telling.broken_rules(verdict)):
        if position == 0:
            yield [page.heading(t("Why, and how to mend"))]
        yield _rule(rule, t, page, whole=rule.id in grave)
    if hint := telling.false_alarm(verdict, t):
        yield _wrapped(hint, page)


def _rule(rule: Rule, t: Translator, page: Page, *, whole: bool) -> Iterator[str]:
    """Yield a rule: how to mend what breaks it; why, with its source, unless only notes do."""
    yield from _wrapped(t("{rule}: {text}", rule=rule.id, text=telling.words(rule.title, t)), page)
    for text in (telling.words(rule.why, t), telling.words(rule.mend, t))[0 if whole else 1 :]:
        yield from _wrapped(text, page, _INDENT)
    if whole and telling.is_address(rule.source):
        yield f"{_INDENT}{rule.source}"


def _lists(verdict: Verdict, t: Translator, page: Page) -> Iterator[Iterable[str]]:
    """Yield what doesn't count and why, what is to be known, and what wasn't judged."""
    excluded = [
        t("{place}, {rule}: {reason}", place=telling.where(each, t), rule=each.rule, reason=telling.exclusion(each, t))
        for each in islice(verdict.excluded, MAX_SHOWN)
    ]
    if (others := len(verdict.excluded) - MAX_SHOWN) > 0:
        excluded.append(_others(others, t))
    lists = (
        (t("Excluded"), excluded),
        (t("To be known"), telling.notes(verdict.notes, t)),
        (t("Not judged"), telling.notes(verdict.partial, t)),
    )
    for title, sentences in lists:
        if sentences:
            yield [page.heading(title), *(line for each in sentences for line in _wrapped(each, page, _INDENT))]


def _wrapped(text: str, page: Page, indent: str = "") -> list[str]:
    """Return a text in lines of the page's width, as a terminal counts it."""
    narrow = _NARROW.fullmatch(text)
    wrap: Callable[..., list[str]] = textwrap.wrap if narrow else import_module("wcwidth").wrap  # 40 ms to load
    return wrap(
        text,
        page.width,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
