# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The verdict for people: by file, the heaviest problem first; then each broken rule once, and one line that counts."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from wcwidth import wrap

from catalog.check.models import Problem, Rule, Verdict
from catalog.check.reports import telling
from catalog.check.reports.page import Page
from catalog.i18n import Translator
from catalog.reports.text import plain

MAX_SHOWN = 500
"""Problems that the text shows, the heaviest; the other formats have more."""
_INDENT = "    "
_FILE = Page()


def render(verdict: Verdict, t: Translator, page: Page = _FILE) -> str:
    """Return the verdict as text; without a page, as a file takes it."""
    lines = [line for part in _parts(verdict, t, page) for line in (*part, "")]
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
    for problem in problems:
        word = page.severity(telling.severity_word(problem.severity, t), problem.severity)
        line = t("line {line}", line=problem.line) if problem.line else ""
        yield "  " + "  ".join(filter(None, (word, problem.rule, line)))
        yield from _wrapped(telling.message(problem, t), page, _INDENT)


def _rules(verdict: Verdict, t: Translator, page: Page) -> Iterator[Iterable[str]]:
    for position, rule in enumerate(telling.broken_rules(verdict)):
        if position == 0:
            yield [page.heading(t("Why, and how to mend"))]
        yield _rule(rule, t, page)


def _rule(rule: Rule, t: Translator, page: Page) -> Iterator[str]:
    yield from _wrapped(t("{rule}: {text}", rule=rule.id, text=telling.words(rule.title, t)), page)
    for text in (telling.words(rule.why, t), telling.words(rule.mend, t)):
        yield from _wrapped(text, page, _INDENT)
    if telling.is_address(rule.source):
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
    """Return a text in lines of the page's width, as the terminal counts it."""
    return wrap(
        text,
        page.width,
        control_codes="ignore",
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
