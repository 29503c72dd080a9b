# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The rules `publiccode-present` and `publiccode-valid`: the file by which catalogues know the software."""

from collections.abc import Iterator

from catalog.check.models import Rule, Severity, Spotted, lightest
from catalog.check.side import Side
from catalog.i18n import noted
from scanner.models import Fact

_ABSENT = noted("The repository has no publiccode.yml at its root, the file that catalogues of public software read")
_OF_KEY = noted("The key {key} of publiccode.yml (column {column}): {reason}")
_WHOLE = noted("publiccode.yml (column {column}): {reason}")


def judge_publiccode_present(side: Side, rule: Rule) -> Iterator[Spotted]:  # noqa: ARG001 - a judge
    """Yield a publiccode.yml that isn't there."""
    if not side.of("community-publiccode") and not side.of("publiccode-document"):
        yield Spotted(message=_ABSENT, key="absent")


def judge_publiccode_valid(side: Side, rule: Rule) -> Iterator[Spotted]:
    """Yield what the standard refuses in publiccode.yml, and, as a warning at most, what it advises against."""
    for fact in side.of("publiccode-error"):
        yield _spotted(fact, rule.severity)
    for fact in side.of("publiccode-warning"):
        yield _spotted(fact, lightest(rule.severity, Severity.WARNING))


def _spotted(fact: Fact, severity: Severity) -> Spotted:
    key, column = fact.data["key"], fact.data["column"]
    return Spotted(
        path=fact.path,
        line=fact.line,
        message=_OF_KEY if key else _WHOLE,
        fields={"key": key, "column": column, "reason": fact.message},
        detail=fact.rule,
        confidence=fact.confidence,
        severity=severity,
        key=f"{key} {fact.message}",
    )
