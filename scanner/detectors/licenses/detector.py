# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The licences detector: ScanCode's verdict on each file, and the licence that a repository declares."""

import functools
import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scanner.detectors.interface import Content, Scope
from scanner.detectors.licenses import bounds, declared, manifests, notices, paths
from scanner.models import BlobKey, Confidence, Fact, Finding, Outcome, Reading, Snapshot
from scanner.policies import Policy, load_policy

if TYPE_CHECKING:
    from scanner.detectors.licenses.engine import Engine, Verdict

NAME = "licenses"
CODE_VERSION = "1"


def licenses_detector(policies: Path | None = None) -> "LicensesDetector":
    """Make the detector, cheaply: ScanCode's index is loaded by the first blob that needs it, once a process.

    Args:
        policies: an administration's own policies folder, whose ``licenses.yml`` replaces the shipped one.

    Raises:
        UsageError: the policy can't be read or breaks its schema.
    """
    return LicensesDetector(load_policy("licenses", policies))


@functools.cache
def engine() -> "Engine":
    """Return this process's ScanCode, loading it at the first call (seconds, 1 GB)."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy would reserve memory for threads that we don't use
    from scanner.detectors.licenses.engine import Engine

    return Engine()


class LicensesDetector:
    """See `scanner.detectors.interface.Detector`. One process, one thread."""

    name = NAME
    scope = Scope.HEAD
    max_bytes = bounds.MAX_BYTES

    def __init__(self, policy: Policy) -> None:
        self._aliases = declared.aliases(policy.data)
        self.version = f"{CODE_VERSION}+scancode-{version('scancode-toolkit')}+names-{_digest(self._aliases)}"

    def path_class(self, path: str, size: int) -> str | None:
        """Return the few features of a path that sway ScanCode or us; None for an empty file."""
        return paths.path_class(path) if size else None

    def read(self, content: Content) -> Reading:
        """Read one blob: a finding for each licence detection; a summary of what it declares as a whole."""
        say = functools.partial(
            Reading, blob=content.blob, path_class=content.path_class, detector=NAME, version=self.version
        )
        summary = _own(content)
        scancode = engine()
        try:
            verdict = scancode.licenses(content.data, content.path_class)
        except bounds.TooCostly as bound:
            return say(outcome=Outcome.BOUNDED, reason=str(bound), summary=summary)
        except Exception as error:  # noqa: BLE001 - ScanCode and its parsers raise anything on odd content
            return say(outcome=Outcome.FAILED, reason=f"ScanCode failed: {type(error).__name__}", summary=summary)
        return say(findings=_findings(verdict), summary=summary | _summary(content, verdict))

    def conclude(self, snapshot: Snapshot, readings: Mapping[BlobKey, Reading]) -> Iterable[Fact]:
        """Say which licence the repository declares (one fact, always), and which others its files hold."""
        return declared.conclude(snapshot, readings, self._aliases)


def _digest(aliases: Mapping[str, str]) -> str:
    """Return a hash of what of the policy sways a conclusion: changing the rest of it reads nothing again."""
    return hashlib.sha256(json.dumps(aliases, sort_keys=True).encode()).hexdigest()[:12]


def _own(content: Content) -> dict[str, Any]:
    """Return what we read ourselves, ScanCode or not: a manifest's value."""
    found = manifests.declared(paths.kind(content.path_class), content.data)
    return {"manifest": found._asdict()} if found else {}


def _findings(verdict: "Verdict") -> tuple[Finding, ...]:
    return tuple(_finding(detection) for detection in verdict["license_detections"])


def _finding(detection: dict[str, Any]) -> Finding:
    matches = detection["matches"]
    score = _score(matches)
    return Finding(
        rule="licence-detection",
        line=min(match["start_line"] for match in matches),
        end_line=max(match["end_line"] for match in matches),
        confidence=_confidence(score, matches),
        message="A licence is named or quoted here",
        fingerprint=detection["identifier"],
        data={
            "expression": detection["license_expression_spdx"],
            "license_expression": detection["license_expression"],
            "score": score,
            "matches": [{key: match[key] for key in _MATCH_KEYS} for match in matches],
        },
    )


_MATCH_KEYS = (
    "license_expression_spdx",
    "start_line",
    "end_line",
    "matcher",
    "score",
    "matched_length",
    "match_coverage",
    "rule_relevance",
    "rule_identifier",
)


def _confidence(score: float, matches: list[dict[str, Any]]) -> Confidence:
    if score < 60 or all(notices.is_vague(match) for match in matches):
        return Confidence.LOW
    return Confidence.HIGH if score >= 90 else Confidence.MEDIUM


def _score(matches: list[dict[str, Any]]) -> float:
    """Return the mean score of matches, weighted by their length in words."""
    length = sum(match["matched_length"] for match in matches)
    return round(sum(match["score"] * match["matched_length"] for match in matches) / length, 2) if length else 0.0


def _summary(content: Content, verdict: "Verdict") -> dict[str, Any]:
    """Return what the whole file says: its expression, clues, and what it states as a licence file or README."""
    kind = paths.kind(content.path_class)
    parts = {
        "expression": verdict["detected_license_expression_spdx"],
        "percentage": verdict["percentage_of_license_text"],
        "clues": [{key: match[key] for key in _MATCH_KEYS} for match in verdict["license_clues"]],
        "states": _states(kind, content, verdict),
    }
    return {key: value for key, value in parts.items() if value}


def _states(kind: str, content: Content, verdict: "Verdict") -> dict[str, Any] | None:
    if kind not in ("license", "readme"):
        return None
    matches = [match for detection in verdict["license_detections"] for match in detection["matches"]]
    text = content.data.decode("utf-8", "replace")
    if kind == "readme":
        stated = notices.readme_says(text, matches)
    else:
        stated = notices.text_of(matches, engine().is_text_rule) or notices.title_of(text) or notices.longest(matches)
    return stated._asdict() if stated else None
