# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Validates the publiccode.yml at the root of the tree, and keeps the document for the catalogs that read it."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from scanner.detectors.interface import Content, Detector, Scope
from scanner.models import BlobKey, Confidence, Fact, Outcome, Reading, Snapshot, TreeFile
from scanner.publiccode import FileReference, Problem, Severity, Validation, missing_files, validate

NAME = "publiccode"
VERSION = "1"
MAX_DOCUMENT = 200_000
"""Characters of the document as JSON that a fact may hold."""
_NAMES = ("publiccode.yml", "publiccode.yaml")
_TOO_LARGE = f"the document is larger than {MAX_DOCUMENT} characters: it is validated, but not kept"


class PubliccodeDetector:
    """Reads one file at most of a tree; see `scanner.detectors.interface.Detector`."""

    name = NAME
    version = VERSION
    scope = Scope.HEAD
    max_bytes = 500_000

    def path_class(self, path: str, size: int) -> str | None:
        """Return "publiccode" for the file at the root, in any case; nothing else is a document of the standard."""
        return NAME if size and path.lower() in _NAMES else None

    def read(self, content: Content) -> Reading:
        """Return as summary `{document, version, problems, files}`."""
        validation = validate(content.data)
        fits = len(json.dumps(validation.document, ensure_ascii=False)) <= MAX_DOCUMENT
        return Reading(
            blob=content.blob,
            path_class=content.path_class,
            detector=self.name,
            version=self.version,
            outcome=Outcome.READ if fits else Outcome.BOUNDED,
            reason="" if fits else _TOO_LARGE,
            summary=_summary(validation, validation.document if fits else {}),
        )

    def conclude(self, snapshot: Snapshot, readings: Mapping[BlobKey, Reading]) -> Iterable[Fact]:
        """Yield `publiccode-document` with `{document, version, valid}`, then a fact for each problem.

        A problem is a `publiccode-error` or a `publiccode-warning` with its line and `{column, key}`. Of several
        files, the one that the standard names is read (`publiccode.yml`).
        """
        files = sorted(file for file in snapshot.files if self.path_class(file.path, file.size))
        best = min(files, key=lambda file: (_NAMES.index(file.path.lower()), file.path), default=None)
        reading = readings.get(BlobKey(best.blob, NAME)) if best else None
        if best is None or reading is None or reading.outcome is Outcome.FAILED:
            return
        summary = reading.summary
        problems = [*(Problem(**problem) for problem in summary["problems"]), *_missing(snapshot.files, reading)]
        valid = Severity.ERROR not in {problem.severity for problem in problems}
        yield Fact(
            detector=NAME,
            rule="publiccode-document",
            path=best.path,
            confidence=Confidence.HIGH,
            message="The repository describes itself in a publiccode.yml",
            data={"document": summary["document"], "version": summary["version"], "valid": valid},
        )
        yield from (_fact(best.path, problem) for problem in problems)


def publiccode_detector() -> Detector:
    """Return the detector; the standard is its only policy."""
    return PubliccodeDetector()


def _summary(validation: Validation, document: dict[str, Any]) -> dict[str, Any]:
    return {
        "document": document,
        "version": validation.version,
        "problems": [problem.model_dump(mode="json") for problem in validation.problems],
        "files": [file.model_dump() for file in validation.files],
    }


def _missing(tree: Iterable[TreeFile], reading: Reading) -> Iterator[Problem]:
    """Yield what the tree lacks of the files that the document names."""
    files = [FileReference(**file) for file in reading.summary["files"]]
    if files:
        paths = {file.path for file in tree}
        yield from missing_files(files, paths.__contains__)


def _fact(path: str, problem: Problem) -> Fact:
    return Fact(
        detector=NAME,
        rule=f"publiccode-{problem.severity}",
        path=path,
        line=problem.line,
        confidence=Confidence.HIGH,
        message=problem.message,
        data={"column": problem.column, "key": problem.key},
    )
