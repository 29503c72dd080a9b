# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The licences detector: ScanCode's verdict on each file, and the licence that a repository declares."""

import functools
import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scanner.detectors.interface import Content, Scope
from scanner.detectors.licenses import bounds, declared, expressions, light, locks, manifests, notices, paths, texts
from scanner.detectors.licenses.compatibility import Compatibility
from scanner.detectors.licenses.corrections import correct
from scanner.detectors.licenses.detections import finding_of
from scanner.models import BlobKey, Fact, Outcome, Reading, Snapshot
from scanner.policies import Policy, load_policy

if TYPE_CHECKING:
    from scanner.detectors.licenses.engine import Engine, Verdict

NAME = "licenses"
CODE_VERSION = "6"


class Reader(StrEnum):
    """Who reads files. Readings of the three never mix: the detector's version tells them apart."""

    FULL = "full"
    """ScanCode, every file."""
    GATE = "gate"
    """`light`, and ScanCode for the few files that `light` doesn't settle."""
    LIGHT = "light"
    """`light` alone, where ScanCode isn't installed."""


def has_scancode() -> bool:
    """Tell whether ScanCode is installed, without importing it."""
    return find_spec("licensedcode") is not None


def licenses_detector(policies: Path | None = None, *, light_first: bool = False) -> "LicensesDetector":
    """Make the detector, cheaply: ScanCode's index is loaded by the first blob that needs it, once a process.

    Args:
        policies: an administration's own policies folder, whose ``licenses.yml`` and ``compatibility.yml`` replace the
            shipped ones.
        light_first: whether ScanCode reads only what `light` doesn't settle. Without ScanCode `light` reads all.

    Raises:
        UsageError: the policy can't be read or breaks its schema.
    """
    reader = Reader.LIGHT if not has_scancode() else Reader.GATE if light_first else Reader.FULL
    return LicensesDetector(load_policy("licenses", policies), load_policy("compatibility", policies), reader)


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

    def __init__(self, licenses: Policy, compatibility: Policy, reader: Reader = Reader.FULL) -> None:
        names, legal = declared.aliases(licenses.data), expressions.legal_choices(licenses.data)
        self._rules = declared.Rules(names, Compatibility(compatibility.data), legal)
        self._reader = reader
        self.version = _version(reader)
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
        looked = None if self._reader is Reader.FULL else light.read(content)
        if looked and (looked.settled or self._reader is Reader.LIGHT):
            note = {} if looked.settled else {light.UNSETTLED: True}
            return say(**_told(content, looked.verdict, light.is_text_rule, summary | note))
        scancode = engine()
        try:
            verdict = scancode.licenses(content.data, content.path_class)
        except bounds.TooCostly as bound:
            return say(outcome=Outcome.BOUNDED, reason=str(bound), summary=summary)
        except Exception as error:  # noqa: BLE001 - ScanCode and its parsers raise anything on odd content
            # Bounded, and so remembered: it fails the same on the same content.
            return say(outcome=Outcome.BOUNDED, reason=f"ScanCode failed: {type(error).__name__}", summary=summary)
        return say(**_told(content, scancode.with_traits(verdict), scancode.is_text_rule, summary))

    def conclude(self, snapshot: Snapshot, readings: Mapping[BlobKey, Reading]) -> Iterable[Fact]:
        """Say which licence the repository declares (one fact, always), and which others its files hold."""
        return declared.conclude(snapshot, readings, self._rules)


def _version(reader: Reader) -> str:
    by = {Reader.FULL: ["scancode"], Reader.GATE: ["light", "scancode"], Reader.LIGHT: ["light"]}[reader]
    versions = {"light": light.VERSION, "scancode": f"scancode-{version('scancode-toolkit')}" if has_scancode() else ""}
    return "+".join([CODE_VERSION, *(versions[each] for each in by), f"templates-{version('licenseclassifier')}"])


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


def _told(content: Content, verdict: "Verdict", is_text: texts.IsText, own: dict[str, Any]) -> dict[str, Any]:
    """Return the findings and the summary of a reading, as its fields."""
    findings = tuple(map(finding_of, verdict["license_detections"]))
    return {"findings": findings, "summary": own | _summary(content, verdict, is_text)}


def _summary(content: Content, verdict: "Verdict", is_text: texts.IsText) -> dict[str, Any]:
    """Return what the whole file says: its expression, clues, and what it states as a licence file or README."""
    clues = verdict["license_clues"]
    parts = {
        "expression": verdict["detected_license_expression_spdx"],
        "percentage": verdict["percentage_of_license_text"],
        "clues": [{key: value for key, value in match.items() if value is not None} for match in clues],
        **_states(content, verdict, is_text),
        "corrections": [each._asdict() for each in correct(content.data, verdict["license_detections"])],
    }
    return {key: value for key, value in parts.items() if value}


def _states(content: Content, verdict: "Verdict", is_text: texts.IsText) -> dict[str, Any]:
    """Return what a licence file or README states, and of which licences a licence file holds texts for parts."""
    kind = paths.kind(content.path_class)
    if kind not in ("license", "readme"):
        return {}
    matches = [match for detection in verdict["license_detections"] for match in detection["matches"]]
    text = content.data.decode("utf-8", "replace")
    if kind == "readme":
        stated = notices.readme_says(text, matches)
        return {"states": stated and stated._asdict()}
    stated = texts.licence_file_says(text, matches, is_text)
    parts = texts.texts_of_parts(text, matches, is_text, stated.expression) if stated else []
    return {"states": stated and stated._asdict(), "parts": [part._asdict() for part in parts]}
