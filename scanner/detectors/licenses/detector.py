# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The licences detector: ScanCode's verdict on each file, and the licence that a repository declares."""

import functools
import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scanner.detectors.interface import Content, Scope
from scanner.detectors.licenses import bounds, declared, expressions, locks, manifests, notices, paths, texts
from scanner.detectors.licenses.compatibility import Compatibility
from scanner.detectors.licenses.corrections import correct
from scanner.detectors.licenses.detections import finding_of
from scanner.models import BlobKey, Fact, Outcome, Reading, Snapshot
from scanner.policies import Policy, load_policy

if TYPE_CHECKING:
    from scanner.detectors.licenses.engine import Engine, Verdict

NAME = "licenses"
CODE_VERSION = "6"


def licenses_detector(policies: Path | None = None) -> "LicensesDetector":
    """Make the detector, cheaply: ScanCode's index is loaded by the first blob that needs it, once a process.

    Args:
        policies: an administration's own policies folder, whose ``licenses.yml`` and ``compatibility.yml`` replace the
            shipped ones.

    Raises:
        UsageError: the policy can't be read or breaks its schema.
    """
    return LicensesDetector(load_policy("licenses", policies), load_policy("compatibility", policies))


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

    def __init__(self, licenses: Policy, compatibility: Policy) -> None:
        names, legal = declared.aliases(licenses.data), expressions.legal_choices(licenses.data)
        self._rules = declared.Rules(names, Compatibility(compatibility.data), legal)
        self.version = f"{CODE_VERSION}+scancode-{version('scancode-toolkit')}+templates-{version('licenseclassifier')}"
        self.conclusions = _digest([names, legal, compatibility.digest])

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
            # Bounded, and so remembered: it fails the same on the same content.
            return say(outcome=Outcome.BOUNDED, reason=f"ScanCode failed: {type(error).__name__}", summary=summary)
        findings = tuple(map(finding_of, scancode.with_traits(verdict)["license_detections"]))
        return say(findings=findings, summary=summary | _summary(content, verdict))

    def conclude(self, snapshot: Snapshot, readings: Mapping[BlobKey, Reading]) -> Iterable[Fact]:
        """Say which licence the repository declares (one fact, always), and which others its files hold."""
        return declared.conclude(snapshot, readings, self._rules)


def _digest(parts: Sequence[object]) -> str:
    """Return a hash of what of the policies sways a conclusion: changing it reads nothing again."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:12]


def _own(content: Content) -> dict[str, Any]:
    """Return what we read ourselves, ScanCode or not: a manifest's value, the licences in a lock file."""
    kind = paths.kind(content.path_class)
    found = manifests.declared(kind, content.data)
    installed = locks.summary(content.data) if kind == "lock" else None
    parts = {"manifest": found._asdict() if found else None, "installed": installed}
    return {key: value for key, value in parts.items() if value}


def _summary(content: Content, verdict: "Verdict") -> dict[str, Any]:
    """Return what the whole file says: its expression, clues, and what it states as a licence file or README."""
    clues = verdict["license_clues"]
    parts = {
        "expression": verdict["detected_license_expression_spdx"],
        "percentage": verdict["percentage_of_license_text"],
        "clues": [{key: value for key, value in match.items() if value is not None} for match in clues],
        **_states(content, verdict),
        "corrections": [each._asdict() for each in correct(content.data, verdict["license_detections"])],
    }
    return {key: value for key, value in parts.items() if value}


def _states(content: Content, verdict: "Verdict") -> dict[str, Any]:
    """Return what a licence file or README states, and of which licences a licence file holds texts for parts."""
    kind = paths.kind(content.path_class)
    if kind not in ("license", "readme"):
        return {}
    matches = [match for detection in verdict["license_detections"] for match in detection["matches"]]
    text = content.data.decode("utf-8", "replace")
    if kind == "readme":
        stated = notices.readme_says(text, matches)
        return {"states": stated and stated._asdict()}
    is_text = engine().is_text_rule
    stated = texts.licence_file_says(text, matches, is_text)
    parts = texts.texts_of_parts(text, matches, is_text, stated.expression) if stated else []
    return {"states": stated and stated._asdict(), "parts": [part._asdict() for part in parts]}
