# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""How many repositories of the store have a problem of each rule of `ouvrage check`, by the judges of the check."""

from collections import Counter
from collections.abc import Mapping, Sequence

from catalog.check.comments import allowed
from catalog.check.models import Rule, Severity, Spotted, lightest
from catalog.check.rules import JUDGES
from catalog.check.side import Judge, Side
from catalog.policy_preview.stored import NotKeptError
from catalog.priority_policy import Words
from scanner.errors import OuvrageError
from scanner.models import Frozen

NEW = "new-repository-closed"
"""The rule that isn't of this count: it judges repositories, not what they hold."""


class RuleCount(Frozen):
    """How many repositories have a problem of a rule, each counted once, at its heaviest."""

    rule: str
    title: Words
    judged: int
    """Of how many the store knows enough."""
    error: int = 0
    warning: int = 0
    note: int = 0


class RuleCounts:
    """Repositories with a problem of each rule."""

    def __init__(self, rules: Sequence[Rule], judges: Mapping[str, Judge] = JUDGES) -> None:
        known = (rule for rule in rules if rule.id in judges and rule.id != NEW)
        self._rules = [rule for rule in known if rule.severity is not Severity.OFF]
        self._judges = judges
        self._judged: Counter[str] = Counter()
        self._heaviest: Counter[tuple[str, Severity]] = Counter()
        self.scanned = 0
        self.broken = 0
        """Times that a rule could not be applied."""

    def add(self, side: Side | None, *, with_comments: bool) -> None:
        """Judge one more repository, if it was scanned; comments that allow something are heard where files are had."""
        if side is None:
            return
        self.scanned += 1
        for rule in self._rules:
            try:
                seen = self._judges[rule.id](side, rule)
                heard = allowed(rule.id, seen, side) if with_comments else seen
                severities = [_severity(rule, one) for one in heard if not one.accepted_by]
            except NotKeptError:
                continue
            except OuvrageError:
                raise
            except Exception:  # noqa: BLE001 - one repository's oddity doesn't hide the others
                self.broken += 1
                continue
            self._judged[rule.id] += 1
            if severities:
                self._heaviest[rule.id, max(severities, key=lambda one: one.weight)] += 1

    def told(self) -> tuple[RuleCount, ...]:
        """Return the count of each rule, in the order of the policy."""
        return tuple(
            RuleCount(
                rule=rule.id,
                title=rule.title,
                judged=self._judged[rule.id],
                error=self._heaviest[rule.id, Severity.ERROR],
                warning=self._heaviest[rule.id, Severity.WARNING],
                note=self._heaviest[rule.id, Severity.NOTE],
            )
            for rule in self._rules
        )


def _severity(rule: Rule, seen: Spotted) -> Severity:
    """Return how much something weighs: never more than its rule."""
    return lightest(seen.severity or rule.severity, rule.severity)
