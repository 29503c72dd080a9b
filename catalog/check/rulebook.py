# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What one check goes by: its rules, what is excluded from them, and where both were read."""

from datetime import date
from fnmatch import fnmatchcase

from catalog.check.globs import matches
from catalog.check.models import Note, PolicySource, Problem, Rule
from scanner.models import Frozen


class Exclusion(Frozen):
    """What an organisation or a repository leaves out, until a day."""

    rule: str
    """Id of a rule, or of a detector's own; `*` stands for any letters."""
    paths: tuple[str, ...] = ()
    """Globs as in .gitignore; none = everywhere, the repository as a whole too."""
    fingerprint: str = ""
    """Beginning of that of the only problem meant."""
    reason: str
    until: date
    """The last day."""
    file: str
    line: int
    organisation: bool = False
    """Whether the organisation says so, and not the repository."""

    @property
    def by(self) -> str:
        """Where it is written."""
        return f"{self.file}:{self.line}"

    def matches(self, problem: Problem) -> bool:
        """Tell whether it speaks of a problem, whatever the day."""
        return self._speaks_of(problem.rule, problem.detail, problem.path) and problem.fingerprint.startswith(
            self.fingerprint
        )

    def leaves_out(self, rule: str, detail: str, path: str) -> bool:
        """Tell whether it speaks of all that a rule, or its detector's own, sees at a path."""
        return not self.fingerprint and self._speaks_of(rule, detail, path)

    def _speaks_of(self, rule: str, detail: str, path: str) -> bool:
        named = any(fnmatchcase(name, self.rule) for name in (rule, detail) if name)
        return named and (not self.paths or (bool(path) and any(matches(glob, path) for glob in self.paths)))

    def holds_on(self, day: date) -> bool:
        """Tell whether it still excludes."""
        return self.until >= day


class Rules(Frozen):
    """What one check goes by."""

    rules: tuple[Rule, ...]
    exclusions: tuple[Exclusion, ...] = ()
    """Of the organisation, then of the repository: in a change, as its file at the base has them."""
    proposed: tuple[Exclusion, ...] = ()
    """The same as the change leaves them: those of which it is said that they have expired."""
    sources: tuple[PolicySource, ...] = ()
    exclusions_of_a_change: bool = False
    """Whether comments that a change adds are taken at their word."""
    allowlists: bool = True
    """Whether the allowlists and comments of what is judged are those of a commit that may speak."""
    notes: tuple[Note, ...] = ()

    @property
    def by_id(self) -> dict[str, Rule]:
        """The rules by id."""
        return {rule.id: rule for rule in self.rules}

    def live(self, day: date) -> tuple[Exclusion, ...]:
        """The exclusions that still hold, the organisation's first."""
        return tuple(
            sorted((one for one in self.exclusions if one.holds_on(day)), key=lambda one: not one.organisation)
        )
