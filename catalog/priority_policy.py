# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""`policies/priorities.yml` as typed values: what counts, how much, what stands in the way."""

import math
from collections.abc import Mapping
from fnmatch import fnmatchcase
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from scanner.models import Frozen
from scanner.policies import load_policy

AxisName = Literal["transparency", "reusability"]
AXES: tuple[AxisName, ...] = ("transparency", "reusability")

When = dict[str, str | tuple[str, ...]]


class Words(Frozen):
    """A text of a policy in both languages."""

    fr: str
    en: str = ""

    def in_language(self, language: str) -> str:
        """Return the text in `language`, in French when it has no other."""
        return self.en if language == "en" and self.en else self.fr


NO_WORDS = Words(fr="")


class Rule(Frozen):
    """What adds points to an axis: facts, counted or measured, up to `full_at`."""

    id: str
    title: Words
    why: Words
    source: Words = NO_WORDS
    fact: str
    when: When = Field(default_factory=dict)
    value: str | tuple[str, ...] = ()
    """Number in the data of a fact, or several of which the first that is there counts; none = one each."""
    full_at: float
    curve: Literal["linear", "logarithmic"] = "linear"
    places: str = ""
    weight: float

    @property
    def values(self) -> tuple[str, ...]:
        """The names of the number that counts; () when each fact counts one."""
        return (self.value,) if isinstance(self.value, str) else self.value

    def fraction(self, amount: float) -> float:
        """Return how much of the rule's share (0 to 1) this amount gives."""
        if self.curve == "logarithmic":
            return min(1.0, math.log1p(amount) / math.log1p(self.full_at))
        return min(1.0, amount / self.full_at)


class Axis(Frozen):
    """One of the two criteria of the note of 23 September 2021."""

    weight: float
    title: Words
    source: Words
    rules: tuple[Rule, ...]
    """What the machine detects: to be examined by people."""
    declared: tuple[Rule, ...] = ()
    """What the administration declares: counted first, what is detected counting in the points that are left."""

    @property
    def every_rule(self) -> tuple[Rule, ...]:
        """The rules in the order in which they count."""
        return (*self.declared, *self.rules)

    def share(self, rule: Rule) -> float:
        """Return how many of the axis's 100 points this rule can give at most, were it of its kind alone."""
        declared, detected = self._totals
        total = declared if rule.id in self._declared_ids else detected
        return 100 * rule.weight / total if total else 0.0

    @cached_property
    def _declared_ids(self) -> frozenset[str]:
        return frozenset(rule.id for rule in self.declared)

    @cached_property
    def _totals(self) -> tuple[float, float]:
        """The weights of what is declared, and of what is detected."""
        return sum(rule.weight for rule in self.declared), sum(rule.weight for rule in self.rules)


class BlockerRule(Frozen):
    """What stands in the way of opening, whatever the scores."""

    id: str
    title: Words
    why: Words
    source: Words = NO_WORDS
    finding: str = ""
    confidence: tuple[str, ...] = ("high", "medium", "low")
    at_head: bool | None = None
    fact: str | tuple[str, ...] = ()
    """The rule of the facts, or several."""
    when: When = Field(default_factory=dict)
    value: str = ""
    """Number in the data of a fact that says how many things it tells of; "" = one each."""
    state: str = ""

    @property
    def facts(self) -> tuple[str, ...]:
        """The rules of the facts that it tests; () when it tests something else."""
        return (self.fact,) if isinstance(self.fact, str) else self.fact


class Question(Frozen):
    """One of the four questions that propose a degree of openness; without `fact`, people answer it."""

    id: str
    title: Words
    fact: str = ""
    when: When = Field(default_factory=dict)


class DegreeRules(Frozen):
    """How many questions answered yes propose which degree."""

    source: Words
    thresholds: dict[str, int]
    titles: dict[str, Words]
    questions: tuple[Question, ...]


class Priorities(Frozen):
    """The whole policy."""

    version: int
    order: tuple[AxisName, ...]
    axes: dict[AxisName, Axis]
    blockers: tuple[BlockerRule, ...]
    degree: DegreeRules

    def rules(self) -> list[tuple[AxisName, Rule]]:
        """Return the rules in use with their axis, in the order of the file."""
        return [(axis, rule) for axis in AXES for rule in self.axes[axis].every_rule if rule.weight]

    def facts(self) -> set[str]:
        """Return the rules of the facts that this policy looks at."""
        named = {name for _, rule in self.rules() for name in (rule.fact, rule.places)}
        named |= {fact for blocker in self.blockers for fact in blocker.facts} | {
            question.fact for question in self.degree.questions
        }
        return named - {""}

    def findings(self) -> set[str]:
        """Return the beginnings of the rules of the findings that this policy looks at."""
        return {blocker.finding for blocker in self.blockers if blocker.finding}


def load_priorities(policies: Path | None = None) -> Priorities:
    """Load ``priorities.yml``, from the folder `policies` when it has one; raises `UsageError` with file and line."""
    return Priorities.model_validate(load_policy("priorities", policies).data)


def matches(when: When, data: Mapping[str, Any]) -> bool:
    """Tell whether the data of a fact meets every condition; ``*`` stands for anything and case is ignored."""
    return all(_matches_one(patterns, str(data.get(key, ""))) for key, patterns in when.items())


@lru_cache(10_000)  # few words, asked for by each of many facts
def _matches_one(patterns: str | tuple[str, ...], text: str) -> bool:
    wanted = (patterns,) if isinstance(patterns, str) else patterns
    return any(fnmatchcase(text.casefold(), pattern.casefold()) for pattern in wanted)
