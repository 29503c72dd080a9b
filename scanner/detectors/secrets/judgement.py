# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What is made of one hit: noise, or a secret so and so likely. The same line of many versions is judged once."""

from typing import NamedTuple

from scanner.detectors.secrets.engine import Hit
from scanner.detectors.secrets.noise import Noise
from scanner.detectors.secrets.paths import PathClass
from scanner.detectors.secrets.rules import PREFIX, Rule
from scanner.detectors.secrets.text import Place
from scanner.detectors.secrets.triage import Triage, signs
from scanner.models import Confidence

REMEMBERED = 20_000
"""Judgements kept in memory; those of a history repeat from version to version of a file."""
UNLIKELY = "unlikely"


class Judgement(NamedTuple):
    """Why a hit isn't reported ("" when it is), else how sure we are of it."""

    dropped: str
    confidence: Confidence = Confidence.LOW
    likelihood: float = 0.0
    signs: tuple[str, ...] = ()
    """Those of a generic hit."""


class Judge:
    """Noise rules, then triage. What it remembers stays in this process."""

    def __init__(self, noise: Noise, triage: Triage) -> None:
        self._noise = noise
        self._triage = triage
        self._known: dict[tuple[str, str, PathClass, str, str], Judgement] = {}

    def judge(self, hit: Hit, rule: Rule, where: PathClass, place: Place) -> Judgement:
        """Judge one hit: what its rule is, where it stands."""
        key = (hit.rule, hit.secret, where, place.before, place.after)
        known = self._known.get(key)
        if known is None:
            known = self._judge(hit, rule, where, place)
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[key] = known
        return known

    def _judge(self, hit: Hit, rule: Rule, where: PathClass, place: Place) -> Judgement:
        verdict = self._noise.verdict(hit.secret, rule, where, place)
        if verdict.dropped:
            return Judgement(verdict.dropped)
        shown: tuple[str, ...] = ()
        likelihood = self._triage.of_confidence(rule.confidence)
        if rule.family == "generic":
            shape = hit.rule.split(".")[2] if hit.rule.startswith(PREFIX) else "engine"
            shown = tuple(signs(hit.secret, rule, shape, where, place, verdict.signs))
            likelihood = self._triage.likelihood(shown)
        level = Confidence.LOW if verdict.lowered else self._triage.confidence(likelihood)
        return Judgement("" if likelihood >= self._triage.floor else UNLIKELY, level, likelihood, shown)
