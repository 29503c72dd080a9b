# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The detector of secrets, over the whole history: engine, then noise, then findings without the values."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from scanner.detectors.interface import Content, Scope
from scanner.detectors.secrets import findings, keystores
from scanner.detectors.secrets.engine import Engine, Hit, Timeout, engine_version
from scanner.detectors.secrets.judgement import Judge
from scanner.detectors.secrets.noise import Noise
from scanner.detectors.secrets.paths import PathClass, Zones, engine_name
from scanner.detectors.secrets.rules import PREFIX, Rule, compiled_rules, foreign_rule, kind_of
from scanner.detectors.secrets.text import Lines, Place, to_utf8
from scanner.detectors.secrets.triage import Triage
from scanner.errors import UsageError
from scanner.models import BlobKey, Confidence, Fact, Finding, Outcome, Reading, Snapshot
from scanner.policies import Policy

CODE_VERSION = "2"
"""Raised by hand when a change of this package can change a reading."""
MAX_BYTES = 50_000_000
MAX_FINDINGS = 1_000
MAX_HITS = 50_000
"""Hits, noise included, after which a blob is given up."""
MAX_TIMEOUTS = 3
"""Parts that took too long, after which a blob is given up."""

_FAMILIES = ("generic", "service", "structured")


def secrets_detector(policy: Policy, key: bytes) -> "SecretsDetector":
    """Return the detector for a `secrets` policy and the secret key of fingerprints. Cheap: loads no engine.

    Raises:
        UsageError: a pattern of the policy isn't a regular expression.
    """
    try:
        return SecretsDetector(policy, key)
    except re.error as error:
        message = "{pattern} is not a regular expression: {reason}"
        source, pattern = str(policy.path), str(error.pattern)
        raise UsageError(message, source=source, pattern=pattern, reason=error.msg) from error


class _Candidate(NamedTuple):
    """A hit that isn't noise, with what it means and where it stands."""

    hit: Hit
    rule: Rule
    place: Place
    confidence: Confidence
    likelihood: float


class SecretsDetector:
    """Finds secrets in blobs; see `scanner.detectors.interface.Detector`. Its facts are its findings."""

    name = "secrets"
    scope = Scope.HISTORY
    max_bytes = MAX_BYTES

    def __init__(self, policy: Policy, key: bytes) -> None:
        self.version = f"{CODE_VERSION}-{engine_version()}-{policy.digest}-{findings.key_id(key)}"
        self._key = key
        self._zones = Zones(policy.data["zones"])
        self._judge = Judge(Noise(policy.data["noise"]), Triage(policy.data["triage"]))
        self._seen: list[tuple[int, int, tuple[str, ...]]] | None = None
        self._ignored = frozenset(entry["rule"] for entry in policy.data["engine"]["ignored"])
        engine_rules, self._meanings = compiled_rules(policy.data)
        self._engine = Engine(engine_rules)

    def path_class(self, path: str, size: int) -> str | None:
        """Return `zone:format`, or None for empty files, media and archives."""
        where = self._zones.classify(path) if size else None
        return str(where) if where else None

    def read(self, content: Content) -> Reading:
        """Return the secrets of one blob, without their values; `summary` counts what was held to be noise."""
        where = PathClass.parse(content.path_class)
        if where.format == "keystore" and (store := keystores.recognise(content.data)):
            return self._reading(content, findings=(self._keystore_finding(content, store, where),))
        text = to_utf8(content.data)
        if text is None:
            return self._reading(content, summary={"binary": True})
        try:
            return self._read_text(content, text, where)
        except (RuntimeError, ValueError, MemoryError) as error:
            # The engine's messages may quote what it read: only the kind of error is told.
            return self._reading(content, outcome=Outcome.FAILED, reason=f"the engine failed: {type(error).__name__}")

    def reveal(self, content: Content) -> dict[tuple[str, int, str], str]:
        """Return the values behind the findings of a reading, by rule, line and fingerprint: for allowlists alone."""
        where, text = PathClass.parse(content.path_class), to_utf8(content.data)
        if text is None:
            return {}
        kept = _without_overlaps(self.candidates(text, where, Counter())[0])
        found = ((self._finding(candidate), candidate.hit.secret) for candidate in kept)
        return {(finding.rule, finding.line, finding.fingerprint): secret for finding, secret in found}

    def conclude(self, snapshot: Snapshot, readings: Mapping[BlobKey, Reading]) -> Iterable[Fact]:  # noqa: ARG002
        """Return nothing: findings are already facts, and most of them are not at the default branch."""
        return ()

    def _read_text(self, content: Content, text: bytes, where: PathClass) -> Reading:
        noise: Counter[str] = Counter()
        candidates, reason = self.candidates(text, where, noise)
        found = [self._finding(candidate) for candidate in _without_overlaps(candidates)]
        if len(found) > MAX_FINDINGS:
            found, reason = found[:MAX_FINDINGS], f"more than {MAX_FINDINGS} findings in one file"
        return self._reading(
            content,
            outcome=Outcome.BOUNDED if reason else Outcome.READ,
            reason=reason,
            findings=tuple(found),
            summary={"noise": dict(sorted(noise.items()))} if noise else {},
        )

    def record_signs(self) -> list[tuple[int, int, tuple[str, ...]]]:
        """Return a list to which each generic hit will add its first line, last line and signs: to find weights."""
        self._seen = []
        return self._seen

    def candidates(self, text: bytes, where: PathClass, noise: Counter[str]) -> tuple[list[_Candidate], str]:
        """Return the hits that stand, and why the reading is bounded, if it is; count the others in `noise`."""
        candidates: list[_Candidate] = []
        timeouts = 0
        lines = Lines(text)
        for number, hit in enumerate(self._engine.scan(text, engine_name(where.format))):
            if isinstance(hit, Timeout):
                timeouts += 1
                if timeouts >= MAX_TIMEOUTS:
                    break
                continue
            if number >= MAX_HITS:
                return candidates, f"more than {MAX_HITS} places to look at in one file"
            if len(candidates) > 2 * MAX_FINDINGS:
                return candidates, f"more than {MAX_FINDINGS} findings in one file"
            if candidate := self._candidate(hit, where, lines, noise):
                candidates.append(candidate)
        return candidates, "a part of the file took too long to scan" if timeouts else ""

    def _candidate(self, hit: Hit, where: PathClass, lines: Lines, noise: Counter[str]) -> _Candidate | None:
        rule = self._meanings.get(hit.rule) or foreign_rule(hit.rule, hit.confidence)
        if not hit.secret or (not hit.rule.startswith(PREFIX) and self._is_ignored(hit.rule)):
            return None
        place = lines.place(hit.start, hit.end)
        judgement = self._judge.judge(hit, rule, where, place)
        if self._seen is not None and judgement.signs:
            self._seen.append((place.line, place.end_line, judgement.signs))
        if judgement.dropped:
            noise[judgement.dropped] += 1
            return None
        confidence = findings.lowest(rule.confidence, judgement.confidence, self._zones.cap(where.zone))
        return _Candidate(hit, rule, place, confidence, judgement.likelihood)

    def _is_ignored(self, engine_rule: str) -> bool:
        return kind_of(engine_rule) in self._ignored

    def _finding(self, candidate: _Candidate) -> Finding:
        return findings.secret_finding(*candidate, self._key)

    def _keystore_finding(self, content: Content, store: keystores.Keystore, where: PathClass) -> Finding:
        return Finding(
            rule=f"secret-{store.kind}",
            confidence=findings.lowest(store.confidence, self._zones.cap(where.zone)),
            message=findings.message(store.kind),
            fingerprint=findings.fingerprint(self._key, content.data),
            data={"kind": store.kind, "engine_rule": f"{PREFIX}{store.kind}", "form": store.form},
        )

    def _reading(self, content: Content, **rest: Any) -> Reading:  # noqa: ANN401 - the other fields of a reading
        return Reading(
            blob=content.blob, path_class=content.path_class, detector=self.name, version=self.version, **rest
        )


def _without_overlaps(candidates: list[_Candidate]) -> list[_Candidate]:
    """Return candidates in order of place, one for each piece of text: the most telling, then the longest."""
    taken: list[_Candidate] = []
    for candidate in sorted(candidates, key=_rank, reverse=True):
        index = bisect_left(taken, candidate.hit.start, key=_start)
        if not any(_overlap(candidate.hit, other.hit) for other in taken[max(0, index - 1) : index + 1]):
            taken.insert(index, candidate)
    return taken


def _start(candidate: _Candidate) -> int:
    return candidate.hit.start


def _rank(candidate: _Candidate) -> tuple[int, int, int]:
    hit, rule, _, confidence, _ = candidate
    return _FAMILIES.index(rule.family), findings.rank(confidence), hit.end - hit.start


def _overlap(one: Hit, other: Hit) -> bool:
    return one.start < other.end and other.start < one.end
