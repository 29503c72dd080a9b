# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The nouns of the gate: a rule, what it sees, why that may be left out, and the verdict."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from pydantic import Field

from catalog.priority_policy import Words
from scanner.models import Confidence, Frozen

SCHEMA_VERSION = 1
OWN_FILE = ".ouvrage.yml"
"""Where a repository writes its own rules, and its ground to stay closed."""


class Severity(StrEnum):
    """How much a problem weighs, the heaviest first; a rule that is off sees nothing."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    OFF = "off"

    @property
    def weight(self) -> int:
        """Comparable: the larger, the heavier."""
        return len(Severity) - list(Severity).index(self)


def lightest(*severities: Severity) -> Severity:
    """Return the lightest of some severities."""
    return min(severities, key=lambda severity: severity.weight)


class Mode(StrEnum):
    """What is judged."""

    WHOLE = "whole"
    """The repository as it stands, with its history."""
    CHANGE = "change"
    """Only what a change brings to its base."""


class Rule(Frozen):
    """A rule of `policies/opening.yml`, as it stands once the organisation and the repository have spoken."""

    id: str
    """Stable, kebab-case: what reports and exclusions name. `catalog.check.rules` holds a judge of the same name."""
    severity: Severity
    title: Words
    why: Words
    """The article or guide that asks for it."""
    mend: Words
    source: str = ""
    """Address of that article or guide."""
    options: dict[str, Any] = Field(default_factory=dict)
    """What the judge takes: lists of names, sizes in bytes…"""
    locked: bool = False
    """Whether the organisation keeps repositories from loosening it."""
    scancode: bool = False
    """Whether it says more where ScanCode is installed."""


class Group(NamedTuple):
    """How a problem is told when its folder has many of the kind."""

    folder: str
    """"" = the root."""
    many: str
    """A message as that of one, with the places {count} and {folder}."""


class Spotted(NamedTuple):
    """What a judge sees, on one side of a change."""

    path: str = ""
    """"" = the repository as a whole."""
    line: int = 0
    """From 1; 0 = the whole file."""
    end_line: int = 0
    message: str = ""
    """An English sentence marked by `noted`, with {places}; translated where told. It never holds a secret's value."""
    fields: dict[str, Any] = {}  # noqa: RUF012 - never written to
    detail: str = ""
    """The detector's own rule, such as `secret-aws-access-key`."""
    confidence: Confidence = Confidence.HIGH
    severity: Severity | None = None
    """Another than the rule's: lighter, for what is less sure."""
    key: str = ""
    """What makes it the same thing on both sides of a change, beside its rule: a keyed hash of a secret, the name of
    what is missing… `""` = the text of its lines, else its path. Stays in memory."""
    commit: str = ""
    """The commit that brought it, where that is known."""
    at_head: bool = True
    """False = only in the history."""
    blob: str = ""
    accepted_by: str = ""
    """`path:line` of the allowlist or comment of the repository that accepts it, or ""."""
    accepted_reason: str = ""
    group: Group | None = None
    """Where it may be told with others of the kind."""


class Excluded(Frozen):
    """Why a problem doesn't count."""

    by: str
    """`file:line` of what says so."""
    reason: str
    until: date | None = None


class Note(Frozen):
    """Something to know that isn't a problem: a history that is missing, a file that wasn't read."""

    message: str
    """An English sentence marked by `noted`, with {places}."""
    fields: dict[str, Any] = Field(default_factory=dict)


class Problem(Frozen):
    """Something that a rule forbids, at its place. Holds no secret."""

    rule: str
    severity: Severity
    path: str = ""
    line: int = 0
    end_line: int = 0
    message: str
    fields: dict[str, Any] = Field(default_factory=dict)
    detail: str = ""
    confidence: Confidence = Confidence.HIGH
    commit: str = ""
    at_head: bool = True
    fingerprint: str
    """64 hexadecimal digits. The same after a rebase, a move, a reformatting; made of no secret."""
    accepted_by: str = ""
    """As in `Spotted`: what makes of it an excluded one, where that counts."""
    accepted_reason: str = ""
    also: tuple[Note, ...] = ()
    """Sentences to add to the message: why what would exclude it doesn't count."""
    excluded: Excluded | None = None


class PolicySource(Frozen):
    """A file of rules that was applied."""

    name: str
    """Path, `ref:path` or address."""
    digest: str


class Verdict(Frozen):
    """All that one check says."""

    schema_version: int = SCHEMA_VERSION
    tool: str
    """Version of Ouvrage."""
    repository: str
    """`owner/name` where the CI or the remote tells it, else the folder's name."""
    url: str = ""
    """http(s) address of the repository's page, without credentials; "" when it isn't known."""
    commit: str
    """"" for a work tree that differs from its commit, or a repository without commits."""
    branch: str = ""
    mode: Mode
    base: str = ""
    """Commit of the base, in mode `change`."""
    closed: bool | None = None
    """Whether the repository is closed; None = not known."""
    files: int
    """Files that were judged: those of the change, or all."""
    problems: tuple[Problem, ...]
    """That count, the heaviest first, then by path and line."""
    excluded: tuple[Problem, ...] = ()
    already_there: int = 0
    """Problems of the base that the change doesn't bring."""
    rules: tuple[Rule, ...]
    """Those that aren't off."""
    policies: tuple[PolicySource, ...] = ()
    notes: tuple[Note, ...] = ()
    partial: tuple[Note, ...] = ()
    """What could not be judged, and why: the verdict isn't whole."""
    fail_on: Severity = Severity.ERROR
    started_at: datetime | None = None
    """UTC, as the command read its clock; judges have none. Some report formats ask for both."""
    ended_at: datetime | None = None

    @property
    def failed(self) -> bool:
        """Whether some problem is at or above `fail_on`."""
        return any(problem.severity.weight >= self.fail_on.weight for problem in self.problems)

    def rule(self, rule_id: str) -> Rule:
        """Return a rule of this verdict by its id."""
        return next(rule for rule in self.rules if rule.id == rule_id)
