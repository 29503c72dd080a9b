# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What every report says in the same words: a problem, its place, its rule, how many there are, what wasn't judged."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from catalog.check.models import Mode, Note, Problem, Rule, Severity, Verdict
from catalog.i18n import Translator, counted, noted
from catalog.priority_policy import Words
from catalog.reports.text import plain

MAX_TEXT = 2_000
"""Characters of one sentence at most: a name of the repository that it cites may be of any length."""
REPOSITORY_FILE = "README.md"
"""Where formats that ask for a file put what concerns the repository as a whole: the page that presents it."""
SHORT_COMMIT = 8
_SENTENCES = ("what", "reason")
"""Fields that hold an English sentence of ours, not a value."""
_FALSE_ALARM = noted(
    "A false alarm? Write ouvrage:allow RULE reason beside the line, or an exclusion in .ouvrage.yml with a reason and"
    " a last day."
)
_FALSE_ALARM_IN_CHANGE = noted(
    "A false alarm? Write ouvrage:allow RULE reason beside the line, or an exclusion in .ouvrage.yml with a reason and"
    " a last day: it counts once it is in the base branch, so have it merged first."
)
_SEVERITIES = {Severity.ERROR: noted("error"), Severity.WARNING: noted("warning"), Severity.NOTE: noted("note")}
_COUNTS = {
    Severity.ERROR: counted("{n} error", "{n} errors"),
    Severity.WARNING: counted("{n} warning", "{n} warnings"),
    Severity.NOTE: counted("{n} note", "{n} notes"),
}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_ADDRESS = re.compile(r"https?://[\w.~:/?#@!$&'()*+,;=%-]+", re.ASCII)
_BLANKS = re.compile(r"[ \t\r\n]+")
_OPENS_COMMAND = re.compile(r"^(\s*):(?=:)")
_OLD_COMMAND = re.compile(r"#(?=#\w*\[)")


def cut(text: str, limit: int = MAX_TEXT) -> str:
    """Return a text of at most `limit` characters; one that was cut says so."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def message(problem: Problem, t: Translator) -> str:
    """Return what is wrong, on one line that is safe to print; of the history, that it is; what else is to be known."""
    told = sentence(problem.message, problem.fields, t)
    if not problem.at_head:
        told = _of_the_history(told, problem.commit[:SHORT_COMMIT], t)
    return " ".join([told, *notes(problem.also, t)])


def sentence(text: str, fields: dict[str, Any], t: Translator) -> str:
    """Return a sentence of ours with its values, on one line that is safe to print."""
    return cut(plain(t(text, **{name: _value(name, value, t) for name, value in fields.items()})))


def notes(given: Iterable[Note], t: Translator) -> list[str]:
    """Return notes as sentences, each once, in their order."""
    return list(dict.fromkeys(sentence(note.message, note.fields, t) for note in given))


def words(text: Words, t: Translator) -> str:
    """Return a text of the policy in the reader's language, on one line."""
    return cut(plain(_BLANKS.sub(" ", text.in_language(t.language)).strip()))


def place(problem: Problem) -> str:
    """Return `path:line`, `path`, or "" for the repository as a whole."""
    return plain(f"{problem.path}:{problem.line}" if problem.path and problem.line else problem.path)


def where(problem: Problem, t: Translator) -> str:
    """Return the place of a problem in words."""
    return place(problem) or t("the repository as a whole")


def severity_word(severity: Severity, t: Translator) -> str:
    """Return the name of a severity."""
    return t(_SEVERITIES[severity])


def by_severity(problems: Iterable[Problem]) -> dict[Severity, int]:
    """Count problems by severity, the heaviest first; none is left out."""
    counts = Counter(problem.severity for problem in problems)
    return {severity: counts[severity] for severity in _SEVERITIES}


def count(severity: Severity, number: int, t: Translator) -> str:
    """Return a number of problems of one severity."""
    return t.ngettext(*_COUNTS[severity], number)


def counts(problems: Iterable[Problem], t: Translator) -> str:
    """Return how many problems there are of each severity that has some, or that there is none."""
    told = [count(severity, number, t) for severity, number in by_severity(problems).items() if number]
    return ", ".join(told) or t("no problem")


def scope(verdict: Verdict, t: Translator) -> str:
    """Return what was judged: a change and its base, or the whole repository."""
    if verdict.mode is Mode.WHOLE:
        return t.ngettext("the whole repository, {n} file", "the whole repository, {n} files", verdict.files)
    files = t.ngettext("{n} file", "{n} files", verdict.files)
    if not verdict.base:
        return t("what this change brings, {files}", files=files)
    return t("what this change brings to {base}, {files}", base=verdict.base[:SHORT_COMMIT], files=files)


def outcome(verdict: Verdict, t: Translator) -> str:
    """Return in four words whether the check passes."""
    if verdict.failed:
        return t("Ouvrage: the check fails")
    return t("Ouvrage: the check is incomplete") if verdict.partial else t("Ouvrage: the check passes")


def false_alarm(verdict: Verdict, t: Translator) -> str:
    """Return how to say that what fails the check is no problem; "" when nothing fails it."""
    if not verdict.failed:
        return ""
    if verdict.mode is Mode.WHOLE:
        return t(_FALSE_ALARM)
    return t(_FALSE_ALARM_IN_CHANGE)


def summary(verdict: Verdict, t: Translator) -> str:
    """Return the whole verdict in one line: what was judged, what counts, what doesn't."""
    told = [t("{counts} ({scope})", counts=counts(verdict.problems, t), scope=scope(verdict, t))]
    if verdict.already_there:
        told.append(t.ngettext("{n} was there before", "{n} were there before", verdict.already_there))
    if verdict.excluded:
        told.append(t.ngettext("{n} is excluded", "{n} are excluded", len(verdict.excluded)))
    if verdict.partial:
        told.append(t("the check is incomplete"))
    return t("; ").join(told) + "."


def exclusion(problem: Problem, t: Translator) -> str:
    """Return why a problem is excluded, until when, and who says so."""
    excluded = problem.excluded
    if excluded is None:
        return ""
    reason, by = cut(plain(t.told(excluded.reason))), plain(excluded.by)
    if excluded.until is None:
        return t("{reason} ({by})", reason=reason, by=by) if reason else by
    until = t.day(excluded.until.isoformat())
    return t("{reason} ({by}, until {until})", reason=reason or "—", by=by, until=until)


def broken_rules(verdict: Verdict) -> Iterator[Rule]:
    """Yield the rules that some problem breaks, in the order of the first one."""
    rules = {rule.id: rule for rule in verdict.rules}
    for rule_id in dict.fromkeys(problem.rule for problem in verdict.problems):
        if rule_id in rules:
            yield rules[rule_id]


def is_address(source: str) -> bool:
    """Tell whether a text is an address that can be linked to, in characters that every format takes as they are."""
    return bool(_ADDRESS.fullmatch(source))


def harmless(line: str) -> str:
    """Return a line that no runner of a CI takes for a command.

    GitHub's (and those made like it) obey `::command::` at the start of a line, blanks before it left aside, and
    `##[command]` anywhere; Azure's and TeamCity's obey `##vso[` and `##teamcity[`.
    """
    return _OLD_COMMAND.sub(r"\\x23", _OPENS_COMMAND.sub(r"\1\\x3a", line))


def _of_the_history(told: str, commit: str, t: Translator) -> str:
    if not commit:
        return t("{message} (in the history)", message=told)
    return t("{message} (in the history, commit {commit})", message=told, commit=commit)


def _value(name: str, value: object, t: Translator) -> object:
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(map(str, value))
    if isinstance(value, int) and not isinstance(value, bool):
        return t.number(value)
    if not isinstance(value, str):
        return value
    return t.told(value) if name in _SENTENCES else t.day(value) if _DAY.fullmatch(value) else value
