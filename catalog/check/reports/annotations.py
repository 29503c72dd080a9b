# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The verdict as commands that GitHub's runner turns into annotations of the changed lines.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands. A step shows 10 of each
kind: the heaviest are kept, and a last one counts the others. Runners of Forgejo and Gitea print the lines in the log.
"""

from collections.abc import Iterator
from itertools import groupby

from catalog.check.models import Problem, Severity, Verdict
from catalog.check.reports import telling
from catalog.i18n import Translator
from catalog.reports.text import plain

MAX_OF_A_KIND = 10
_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render(verdict: Verdict, t: Translator) -> str:
    """Return the commands, one a line; none when all is well."""
    return "".join(f"{line}\n" for line in _lines(verdict, t))


def _lines(verdict: Verdict, t: Translator) -> Iterator[str]:
    partial = telling.notes(verdict.partial, t)
    for severity, problems in groupby(verdict.problems, lambda problem: problem.severity):
        room = MAX_OF_A_KIND - (1 if severity is Severity.WARNING and partial else 0)
        yield from _kind(severity, list(problems), room, t)
    if partial:
        yield _command(_COMMANDS[Severity.WARNING], {"title": t("Not judged")}, telling.cut(" ".join(partial)))


def _kind(severity: Severity, problems: list[Problem], room: int, t: Translator) -> Iterator[str]:
    shown = problems if len(problems) <= room else problems[: room - 1]
    for problem in shown:
        yield _command(_COMMANDS[severity], _properties(problem), _text(problem, t))
    if others := len(problems) - len(shown):
        sentence = t.ngettext("{n} other problem of this severity", "{n} other problems of this severity", others)
        yield _command(_COMMANDS[severity], {"title": "Ouvrage"}, sentence)


def _text(problem: Problem, t: Translator) -> str:
    """Return what is wrong; of the history, where too: a line that is gone has no annotation."""
    told = telling.message(problem, t)
    return told if problem.at_head else t("{place}: {text}", place=telling.where(problem, t), text=told)


def _properties(problem: Problem) -> dict[str, str]:
    told = {"file": problem.path if problem.at_head else "", "title": f"Ouvrage: {problem.rule}"}
    if told["file"] and problem.line:
        told |= {"line": str(problem.line), "endLine": str(max(problem.line, problem.end_line))}
    return {name: value for name, value in told.items() if value}


def _command(name: str, properties: dict[str, str], text: str) -> str:
    told = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name} {told}::{_data(text)}"


def _data(text: str) -> str:
    return plain(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
