# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What the entries of allowlists look at, with what one comparison costs: the files are those of strangers."""

import fnmatch
import hashlib
import re
from collections.abc import Callable, Iterable, Sequence

from scanner.detectors.secrets.allowlists import Condition, Subject
from scanner.detectors.secrets.engine import Patterns

MAX_EXPRESSIONS = 500
"""Regular expressions for a repository."""
MAX_CHARACTERS = 1_000
"""Of an expression or a glob."""
MAX_BRACKETS = 10
"""Of a glob: `fnmatch` looks for the end of each in all of the rest."""


class Compiler:
    """Makes the conditions that are compiled, within the bounds of a repository."""

    def __init__(self) -> None:
        self.left = 0
        """How many expressions and globs were left aside: they hold of nothing."""
        self._room = MAX_EXPRESSIONS

    def found(self, patterns: Iterable[object], text_of: Callable[[Subject], str]) -> Condition:
        """Return what holds where one of some regular expressions is found."""
        asked = [str(pattern) for pattern in patterns]
        kept = [pattern for pattern in asked if len(pattern) <= MAX_CHARACTERS][: self._room]
        compiled = Patterns(kept)
        self._room -= len(kept)
        self.left += len(asked) - len(kept) + len(compiled.refused)
        return Condition(lambda subject: compiled.match(text_of(subject)), max(1, len(kept)))

    def glob(self, glob: str) -> Condition:
        """Globs of whole paths: `**` and `*` cross folders, a folder stands for what is in it."""
        if len(glob) > MAX_CHARACTERS or glob.count("[") > MAX_BRACKETS:
            self.left += 1
            return Condition(lambda _: False)
        pattern = re.compile(fnmatch.translate(glob.replace("**/", "*").rstrip("/")))
        below = re.compile(fnmatch.translate(f"{glob.rstrip('/')}/*"))
        return Condition(
            lambda subject: bool(pattern.match(subject.place.path) or below.match(subject.place.path)),
            1 + glob.count("*"),
        )


def together(conditions: Sequence[Condition]) -> Condition:
    """Return what holds where all of them do."""
    return Condition(lambda subject: all(each.holds(subject) for each in conditions), _cost(conditions))


def either(conditions: Sequence[Condition]) -> Condition:
    """Return what holds where one of them does."""
    return Condition(lambda subject: any(each.holds(subject) for each in conditions), _cost(conditions))


def _cost(conditions: Sequence[Condition]) -> int:
    return sum(each.cost for each in conditions) or 1


def words(listed: Iterable[object]) -> Condition:
    """Return what holds where the value contains one of some words, in any case."""
    lowered = [str(word).lower() for word in listed]

    def holds(subject: Subject) -> bool:
        secret = subject.secret.lower()
        return any(word in secret for word in lowered)

    return Condition(holds, max(1, len(lowered)))


def commits(listed: Iterable[object]) -> Condition:
    """Return what holds of what one of some commits brought."""
    known = {str(commit).lower() for commit in listed}
    return Condition(lambda subject: subject.place.commit in known)


def at(path: str, line: int, commit: str) -> Condition:
    """Return what holds on a line of a file, as one commit brought it unless that is ""."""
    return Condition(
        lambda subject: (
            subject.place.path == path
            and subject.finding.line <= line <= max(subject.finding.line, subject.finding.end_line)
            and commit in ("", subject.place.commit)
        )
    )


def hashed(path: str, sha1: str) -> Condition:
    """Return what holds of the value of that SHA-1 in a file."""
    return Condition(
        lambda subject: (
            subject.place.path == path
            and hashlib.sha1(subject.secret.encode(), usedforsecurity=False).hexdigest() == sha1
        )
    )


def value(match: str) -> Condition:
    """Return what holds of that value, or of that which has this SHA-256."""
    return Condition(
        lambda subject: (
            bool(subject.secret)
            and (subject.secret == match or hashlib.sha256(subject.secret.encode()).hexdigest() == match.lower())
        )
    )


def checked(checksum: str) -> Condition:
    """Talisman's checksum of a file: SHA-256 over those (in hexadecimal) of nothing, of the content, of the path."""

    def digest(text: str) -> str:
        return hashlib.sha256(text.encode()).hexdigest()

    return Condition(
        lambda subject: digest(digest("") + subject.sha256 + digest(subject.place.path)) == checksum.lower()
    )


def path_of(subject: Subject) -> str:
    """Return the path of a finding."""
    return subject.place.path


def secret_of(subject: Subject) -> str:
    """Return the beginning of a finding's value."""
    return subject.secret[:1000]


def line_of(subject: Subject) -> str:
    """Return the beginning of a finding's own lines."""
    return "\n".join(subject.lines[1:])[:2000]
