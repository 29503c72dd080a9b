# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The words and patterns of policies/transparency.yml, compiled once."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from scanner.policies import Policy, compiling

_NOTHING = re.compile(r"(?!)")


class RuleLanguage(NamedTuple):
    """A language whose files are rules (or parameters of rules) by nature."""

    name: str
    languages: frozenset[str]
    role: str
    marker: re.Pattern[str]
    needs: re.Pattern[str]
    line: re.Pattern[str]


class Training(NamedTuple):
    """How code that trains a model looks in one library."""

    name: str
    languages: frozenset[str]
    needs: re.Pattern[str]
    line: re.Pattern[str]


class Lexicon(NamedTuple):
    """Everything that reading needs of the policy. Word patterns match folded text (see `languages.fold`)."""

    terms: re.Pattern[str]
    calculation: re.Pattern[str]
    """The terms of a calculation alone."""
    ambiguous: re.Pattern[str]
    persons: re.Pattern[str]
    kinds: Mapping[str, re.Pattern[str]]
    control: re.Pattern[str]
    rule_languages: tuple[RuleLanguage, ...]
    training: tuple[Training, ...]
    law: re.Pattern[str]
    notices: re.Pattern[str]
    thresholds: Mapping[str, float]
    models: frozenset[str]
    ambiguous_models: frozenset[str]
    spreadsheets: frozenset[str]


def compile_lexicon(policy: Policy) -> Lexicon:
    """Compile the policy.

    Raises:
        UsageError: a pattern isn't a regular expression.
    """
    data = policy.data
    with compiling(policy):
        return Lexicon(
            terms=_words([word for words in data["terms"].values() for word in words]),
            calculation=_words(data["terms"]["calculation"]),
            ambiguous=_words(data["ambiguous"]),
            persons=_words(data["persons"]),
            kinds={kind: _words(words) for kind, words in data["kinds"].items()},
            control=_words(data["control"]),
            rule_languages=tuple(_rule_language(row) for row in data["rule_languages"]),
            training=tuple(_training(row) for row in data["models"]["training"]),
            law=re.compile(_joined(data["law"]["patterns"])),
            notices=re.compile(data["law"]["notices"]),
            thresholds=data["thresholds"],
            models=frozenset(data["models"]["extensions"]),
            ambiguous_models=frozenset(data["models"]["ambiguous"]),
            spreadsheets=frozenset(data["spreadsheets"]),
        )


def _words(words: Sequence[str]) -> re.Pattern[str]:
    """Match any of the words as a part of an identifier, with French and English plurals."""
    if not words:
        return _NOTHING
    endings = [
        word.removesuffix("*").replace(" ", r"[\W_]{1,2}") + ("[a-z]*" if word.endswith("*") else "") for word in words
    ]
    return re.compile(rf"(?<![a-z])(?:{'|'.join(sorted(endings, key=len, reverse=True))})(?:e?s|x)?(?![a-z])")


def _joined(patterns: Iterable[str]) -> str:
    """Return one alternation; a leading (?i) stays with its own part."""
    return "|".join(f"(?i:{p[4:]})" if p.startswith("(?i)") else f"(?:{p})" for p in patterns) or "(?!)"


def _optional(pattern: str | None) -> re.Pattern[str]:
    return re.compile(pattern or "", re.MULTILINE)


def _rule_language(row: Mapping[str, Any]) -> RuleLanguage:
    return RuleLanguage(
        name=row["name"],
        languages=frozenset(row["languages"]),
        role=row.get("role", "rules"),
        marker=_optional(row.get("marker")),
        needs=_optional(row.get("needs")),
        line=re.compile(row["line"]),
    )


def _training(row: Mapping[str, Any]) -> Training:
    return Training(row["name"], frozenset(row["languages"]), _optional(row["needs"]), re.compile(row["line"]))
