# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The verdict as JUnit XML, which every CI reads: a suite a rule, a case a problem, or one that passes.

What is lighter than what fails the check, or excluded, is a skipped case: a check that passes has no failed case.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC
from html import escape
from typing import NamedTuple

from catalog.check.models import Problem, Rule, Verdict
from catalog.check.reports import telling
from catalog.i18n import Translator
from catalog.reports.text import plain

NOT_JUDGED = "not-judged"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
_FAILURE, _SKIPPED, _ERROR = "failure", "skipped", "error"


class _Case(NamedTuple):
    name: str
    outcome: str = ""
    message: str = ""
    kind: str = ""
    file: str = ""
    line: int = 0


def render(verdict: Verdict, t: Translator) -> str:
    """Return the report, one suite after the other in the order of the rules."""
    suites = [(rule.id, _cases(rule, verdict, t)) for rule in verdict.rules]
    if verdict.partial:
        sentences = telling.notes(verdict.partial, t)
        cases = _told_apart(_Case(t("Not judged"), _ERROR, each, NOT_JUDGED) for each in sentences)
        suites.append((NOT_JUDGED, cases))
    every = [case for _, cases in suites for case in cases]
    lines = [_HEAD, f"<testsuites{_attributes({'name': 'ouvrage', **_totals(every)})}>"]
    for name, cases in suites:
        lines += _suite(name, cases, verdict)
    return "\n".join([*lines, "</testsuites>", ""])


def _cases(rule: Rule, verdict: Verdict, t: Translator) -> list[_Case]:
    problems = [problem for problem in (*verdict.problems, *verdict.excluded) if problem.rule == rule.id]
    return _told_apart(_case(problem, verdict, t) for problem in problems) or [_Case(telling.words(rule.title, t))]


def _case(problem: Problem, verdict: Verdict, t: Translator) -> _Case:
    told = telling.message(problem, t)
    if problem.excluded:
        outcome, told = _SKIPPED, t("{text} (excluded: {reason})", text=told, reason=telling.exclusion(problem, t))
    else:
        outcome = _FAILURE if problem.severity.weight >= verdict.fail_on.weight else _SKIPPED
        told = t("{severity}: {text}", severity=telling.severity_word(problem.severity, t), text=told)
    return _Case(telling.where(problem, t), outcome, told, problem.severity.value, problem.path, problem.line)


def _told_apart(cases: Iterable[_Case]) -> list[_Case]:
    """Number the cases of one place: readers take two of one name for one."""
    seen: dict[str, int] = {}
    told = []
    for case in cases:
        seen[case.name] = number = seen.get(case.name, 0) + 1
        told.append(case._replace(name=f"{case.name} ({number})") if number > 1 else case)
    return told


def _suite(name: str, cases: list[_Case], verdict: Verdict) -> Iterator[str]:
    started = verdict.started_at
    time = {"timestamp": started.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")} if started else {}
    yield f"  <testsuite{_attributes({'name': name, **_totals(cases), **time})}>"
    for case in cases:
        place = {"file": case.file, "line": str(case.line) if case.line else ""}
        names = {"classname": f"ouvrage.{name}", "name": case.name, "time": "0"}
        opening = f"    <testcase{_attributes(names | {name: value for name, value in place.items() if value})}"
        if not case.outcome:
            yield f"{opening}/>"
            continue
        kind = {"type": case.kind} if case.outcome != _SKIPPED else {}
        inner = f"{_attributes({'message': case.message, **kind})}>{escape(case.message)}"
        yield f"{opening}><{case.outcome}{inner}</{case.outcome}></testcase>"
    yield "  </testsuite>"


def _totals(cases: Iterable[_Case]) -> dict[str, str]:
    outcomes = [case.outcome for case in cases]
    numbers = {
        "tests": len(outcomes),
        "failures": outcomes.count(_FAILURE),
        "errors": outcomes.count(_ERROR),
        "skipped": outcomes.count(_SKIPPED),
    }
    return {name: str(number) for name, number in numbers.items()} | {"time": "0"}


def _attributes(values: dict[str, str]) -> str:
    return "".join(f' {name}="{escape(plain(value))}"' for name, value in values.items())
