# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What a repository says that it accepts: comments on the line, and the allowlists of the tools that its people use.

An accepted finding stays a finding: who accepted it, and why, stands beside it. Nothing is accepted in silence, and
nothing that another repository says bears on this one.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from scanner.detectors.secrets.own_comment import own_comments
from scanner.git import path_text
from scanner.models import Finding, Place

MAX_TESTS = 2_000_000
"""Elementary tests for a repository: a count, not a time, so that two scans of the same accept the same."""
MAX_REASON = 200


class Subject(NamedTuple):
    """A finding at one of its places, with what allowlists may look at. Never printed, never stored."""

    finding: Finding
    place: Place
    secret: str
    """The value; "" where it isn't one."""
    lines: tuple[str, ...]
    """The line before it, then its own lines."""
    sha256: str = ""
    """Of the whole file."""
    brought: bool = False
    """Whether a change that is checked brings this version of the file: no allowlist knows its lines."""
    heard: bool = True
    """Whether comments beside it count."""

    def __repr__(self) -> str:
        return f"Subject({self.finding.rule!r}, {self.place.path!r}, {self.finding.line})"


class Condition(NamedTuple):
    """Something that holds of a subject or doesn't."""

    holds: Callable[[Subject], bool]
    cost: int = 1
    """How many elementary tests that takes."""


class Entry(NamedTuple):
    """One thing that an allowlist accepts."""

    accepted_by: str
    """`path:line` of what says so, at the default branch."""
    reason: str
    condition: Condition
    by_line: bool = False
    """Whether it says which lines, by their numbers: it holds of the versions of a file that its author knew."""


class Acceptance(NamedTuple):
    """Who accepts a finding, and why."""

    accepted_by: str
    reason: str
    """One printable line."""


class Acceptances(NamedTuple):
    """Who accepts which subject, by its index."""

    by_index: dict[int, Acceptance]
    complete: bool
    """Whether each subject was compared with all entries: not where that takes too many tests."""


class Budget:
    """How many elementary tests are still allowed."""

    def __init__(self, tests: int = MAX_TESTS) -> None:
        self._left = tests
        self.exceeded = False

    def spend(self, tests: int) -> bool:
        """Tell whether so many are allowed; once they aren't, none is any more."""
        self.exceeded = self.exceeded or tests > self._left
        self._left -= tests
        return not self.exceeded


_ON_ITS_LINE = re.compile(
    r"gitleaks:allow|betterleaks:allow|trufflehog:ignore|ggignore|kingfisher:(?:ignore|allow)"
    r"|pragma:\s?(?:allow|white)list[ -]secret|noqa:[A-Z0-9, ]{0,40}\bS10[567]\b|#\s?nosec(?:\s+B10[567])?\s*$"
    r"|ouvrage:accept\b",
    re.IGNORECASE | re.MULTILINE,
)
_ON_THE_NEXT_LINE = re.compile(r"pragma:\s?(?:allow|white)list[ -]nextline[ -]secret", re.IGNORECASE)
COMMENT_BYTES = re.compile(
    rb"(?i)leaks:allow|hog:ignore|ggignore|fisher:|list[ -](?:nextline[ -])?secret|noqa|nosec|ouvrage:"
)
"""Found in any content that may hold such a comment."""


def accept(subject: Subject, entries: Iterable[Entry], budget: Budget | None = None) -> Acceptance | None:
    """Return who accepts a finding: the comment beside it, else the first entry that holds, else nobody."""
    if subject.heard and (comment := _comment(subject)):
        return comment
    budget = budget or Budget()
    for entry in entries:
        if not budget.spend(entry.condition.cost):
            return None
        if not (entry.by_line and subject.brought) and entry.condition.holds(subject):
            return Acceptance(entry.accepted_by, one_line(entry.reason))
    return None


def accept_all(subjects: Sequence[Subject], entries: Sequence[Entry], max_tests: int = MAX_TESTS) -> Acceptances:
    """Return who accepts which subject; the same secret in other versions of the file goes along.

    Args:
        subjects: the findings by place.
        entries: of the allowlists; the order of both decides what is left once `max_tests` are made.
        max_tests: after which comments alone still accept.
    """
    budget = Budget(max_tests)
    accepted = {index: found for index, subject in enumerate(subjects) if (found := accept(subject, entries, budget))}
    same = {_same(subjects[index]): found for index, found in accepted.items() if subjects[index].finding.fingerprint}
    for index, subject in enumerate(subjects):
        if index not in accepted and (found := same.get(_same(subject))):
            accepted[index] = found
    return Acceptances(accepted, not budget.exceeded)


def one_line(said: str) -> str:
    """Return one short printable line of what a stranger wrote."""
    return path_text(" ".join(said[: 10 * MAX_REASON].split())[:MAX_REASON].encode("utf-8", "backslashreplace"))


def _same(subject: Subject) -> tuple[str, str]:
    return subject.place.path, subject.finding.fingerprint


def _comment(subject: Subject) -> Acceptance | None:
    for comment in own_comments(subject.lines):
        if comment.reason and comment.names(subject.finding.rule):
            return Acceptance(
                f"{subject.place.path}:{subject.finding.line + comment.offset - 1}", one_line(comment.reason)
            )
    return _comment_of_a_tool(subject)


def _comment_of_a_tool(subject: Subject) -> Acceptance | None:
    before, *own = subject.lines or ("",)
    for offset, line in enumerate(own):
        if found := _ON_ITS_LINE.search(line):
            return Acceptance(f"{subject.place.path}:{subject.finding.line + offset}", _said(found))
    if found := _ON_THE_NEXT_LINE.search(before):
        return Acceptance(f"{subject.place.path}:{subject.finding.line - 1}", _said(found))
    return None


def _said(found: re.Match[str]) -> str:
    return one_line(found[0].strip("# \t").lower())
