# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What a repository says that it accepts: comments on the line, and the allowlists of the tools that its people use.

An accepted finding stays a finding: who accepted it, and why, stands beside it. Nothing is accepted in silence, and
nothing that another repository says bears on this one.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from scanner.models import Finding, Place


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

    def __repr__(self) -> str:
        return f"Subject({self.finding.rule!r}, {self.place.path!r}, {self.finding.line})"


class Entry(NamedTuple):
    """One thing that an allowlist accepts."""

    accepted_by: str
    """`path:line` of what says so, at the default branch."""
    reason: str
    holds: Callable[[Subject], bool]


class Acceptance(NamedTuple):
    """Who accepts a finding, and why."""

    accepted_by: str
    reason: str


_ON_ITS_LINE = re.compile(
    r"gitleaks:allow|betterleaks:allow|trufflehog:ignore|ggignore|kingfisher:(?:ignore|allow)"
    r"|pragma:\s?(?:allow|white)list[ -]secret|noqa:[A-Z0-9, ]{0,40}\bS10[567]\b|#\s?nosec(?:\s+B10[567])?\s*$"
    r"|ouvrage:accept",
    re.IGNORECASE | re.MULTILINE,
)
_ON_THE_NEXT_LINE = re.compile(r"pragma:\s?(?:allow|white)list[ -]nextline[ -]secret", re.IGNORECASE)
COMMENT_BYTES = re.compile(
    rb"(?i)leaks:allow|hog:ignore|ggignore|fisher:|list[ -](?:nextline[ -])?secret|noqa|nosec|ouvrage:"
)
"""Found in any content that may hold such a comment."""


def accept(subject: Subject, entries: Iterable[Entry]) -> Acceptance | None:
    """Return who accepts a finding: the comment beside it, else the first entry that holds, else nobody."""
    if comment := _comment(subject):
        return comment
    return next((Acceptance(entry.accepted_by, entry.reason) for entry in entries if entry.holds(subject)), None)


def accept_all(subjects: Sequence[Subject], entries: Sequence[Entry]) -> dict[int, Acceptance]:
    """Return who accepts which subject, by its index; the same secret in other versions of the file goes along."""
    accepted = {index: found for index, subject in enumerate(subjects) if (found := accept(subject, entries))}
    same = {_same(subjects[index]): found for index, found in accepted.items() if subjects[index].finding.fingerprint}
    for index, subject in enumerate(subjects):
        if index not in accepted and (found := same.get(_same(subject))):
            accepted[index] = found
    return accepted


def _same(subject: Subject) -> tuple[str, str]:
    return subject.place.path, subject.finding.fingerprint


def _comment(subject: Subject) -> Acceptance | None:
    before, *own = subject.lines or ("",)
    for offset, line in enumerate(own):
        if found := _ON_ITS_LINE.search(line):
            return Acceptance(f"{subject.place.path}:{subject.finding.line + offset}", _said(found))
    if found := _ON_THE_NEXT_LINE.search(before):
        return Acceptance(f"{subject.place.path}:{subject.finding.line - 1}", _said(found))
    return None


def _said(found: re.Match[str]) -> str:
    return found[0].strip("# \t").lower()
