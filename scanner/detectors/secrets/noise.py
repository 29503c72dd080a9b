# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What looks like a secret and isn't: the policy's noise rules, each with its reason.

Allowlists of users are another thing: they bear on findings, by fingerprint, after the reading (which is kept for all).
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from scanner.detectors.secrets.paths import PathClass
from scanner.detectors.secrets.rules import Rule
from scanner.detectors.secrets.text import Place

VALUE_CHARS = 400
"""Patterns see no more of a secret than this: its beginning tells what it is."""

BEFORE_CHARS = 120
"""What precedes a value tells about it from no further than this."""


class Verdict(NamedTuple):
    """What the noise rules say of a hit."""

    dropped: str = ""
    """The rule by which it isn't reported."""
    lowered: bool = False
    """Its confidence is low."""
    signs: tuple[str, ...] = ()
    """Rules that weigh in the triage of generic hits."""


class _NoiseRule(NamedTuple):
    id: str
    action: str
    value: re.Pattern[str] | None
    before: re.Pattern[str] | None
    line: re.Pattern[str] | None
    zones: frozenset[str]
    formats: frozenset[str]
    kinds: frozenset[str]
    families: frozenset[str]

    def concerns(self, rule: Rule, where: PathClass) -> bool:
        return (
            (not self.zones or where.zone in self.zones)
            and (not self.formats or where.format in self.formats)
            and (rule.kind in self.kinds if self.kinds else rule.family in self.families)
        )

    def holds(self, secret: str, place: Place) -> bool:
        return (
            (self.value is None or self.value.search(secret) is not None)
            and (self.before is None or self.before.search(place.before[-BEFORE_CHARS:]) is not None)
            and (self.line is None or self.line.search(f"{place.before}{secret}{place.after}") is not None)
        )


class Noise:
    """The noise rules of a policy, in order."""

    def __init__(self, rules: Sequence[Mapping[str, Any]]) -> None:
        self._rules = [_noise_rule(rule) for rule in rules]
        self._concerned: dict[tuple[Rule, PathClass], list[_NoiseRule]] = {}

    def verdict(self, secret: str, rule: Rule, where: PathClass, place: Place) -> Verdict:
        """Say what holds for a hit; what only weighs for a generic rule bears on the others."""
        key = (rule, where)
        if key not in self._concerned:
            self._concerned[key] = [noise for noise in self._rules if noise.concerns(rule, where)]
        start, signs, lowered = secret[:VALUE_CHARS], [], False
        for noise in self._concerned[key]:
            if not noise.holds(start, place):
                continue
            if noise.action == "drop" or (noise.action == "weigh" and rule.family != "generic"):
                return Verdict(dropped=noise.id)
            lowered = lowered or noise.action == "low"
            signs.append(noise.id)
        return Verdict(lowered=lowered, signs=tuple(signs))


def _noise_rule(rule: Mapping[str, Any]) -> _NoiseRule:
    def pattern(key: str) -> re.Pattern[str] | None:
        return re.compile(rule[key], re.IGNORECASE) if key in rule else None

    return _NoiseRule(
        rule["id"],
        rule["action"],
        pattern("value"),
        pattern("before"),
        pattern("line"),
        frozenset(rule.get("zones", ())),
        frozenset(rule.get("formats", ())),
        frozenset(rule.get("kinds", ())),
        frozenset(rule.get("families", ("generic",))),
    )
