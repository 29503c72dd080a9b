# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What judges take from the `options` of their rule, typed; and how much less some of what they see weighs."""

from collections.abc import Iterable
from typing import NamedTuple, TypeVar

from pydantic import ValidationError

from catalog.check.models import Rule, Severity, lightest
from catalog.check.rules.names import Names
from scanner.errors import UsageError
from scanner.models import Confidence, Frozen

Options = TypeVar("Options", bound=Frozen)
_SURE = (Confidence.LOW, Confidence.MEDIUM, Confidence.HIGH)


class Lighter(Frozen):
    """A severity for part of what a rule sees; what isn't said fits everything."""

    severity: Severity
    """`off` = not told."""
    details: tuple[str, ...] = ()
    """Rules of the detector."""
    confidence: Confidence | None = None
    """This or less sure."""
    history: bool | None = None
    """True = only what the files no longer hold; False = only what they hold."""
    paths: tuple[str, ...] = ()
    """Globs (`catalog.check.rules.names`)."""

    def fits(self, what: "Weighed") -> bool:
        """Tell whether this is about such a thing."""
        sure = self.confidence is None or _SURE.index(what.confidence) <= _SURE.index(self.confidence)
        named = not self.details or what.detail in self.details
        return sure and named and self.history in (None, not what.at_head) and self._is_at(what.path)

    def _is_at(self, path: str) -> bool:
        return not self.paths or path in Names(self.paths)


class Weighed(NamedTuple):
    """What is told of something for its weight."""

    detail: str
    path: str
    confidence: Confidence = Confidence.HIGH
    at_head: bool = True


def options_of(rule: Rule, kind: type[Options]) -> Options:
    """Return the options of a rule, checked.

    Raises:
        UsageError: one is missing, unknown, or of another kind than the judge takes.
    """
    try:
        return kind.model_validate(rule.options)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        message = "the option {option} of the rule {rule} can't be used: {reason}"
        raise UsageError(message, option=where, rule=rule.id, reason=first["msg"]) from error


def weight(rule: Rule, lighter: Iterable[Lighter], what: Weighed) -> Severity:
    """Return what something weighs: as the first of `lighter` that fits, never more than the rule."""
    fitting = (each.severity for each in lighter if each.fits(what))
    return lightest(next(fitting, rule.severity), rule.severity)
