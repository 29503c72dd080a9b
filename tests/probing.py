# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A small honest detector for tests of the seam, with ways to misbehave on demand."""

import os
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from scanner.detectors import DetectorSettings
from scanner.detectors.interface import Content, Detector, Scope
from scanner.models import BlobKey, Fact, Finding, Reading, Snapshot


class MarkDetector:
    """Finds lines with MARK; content may ask it to raise, hang, die, or take memory and keep it."""

    name = "marks"
    max_bytes = 1000

    def __init__(self, version: str = "1", scope: Scope = Scope.HISTORY) -> None:
        self.version = version
        self.scope = scope
        self.blobs_seen: list[str] = []
        self.kept: list[bytearray] = []

    def path_class(self, path: str, size: int) -> str | None:
        """Return the extension; images don't concern it."""
        extension = path.rpartition(".")[2]
        return None if extension == "png" else extension

    def read(self, content: Content) -> Reading:
        """Find the marked lines."""
        self.blobs_seen.append(content.blob)
        if b"RAISE" in content.data:
            raise ValueError("odd")
        if b"HANG" in content.data:
            time.sleep(3600)
        if b"DIE" in content.data:
            os._exit(9)
        if b"SWELL" in content.data:
            self.kept.append(bytearray(400_000_000))
        lines = content.data.decode("utf-8", "replace").splitlines()
        findings = tuple(Finding(rule="mark", line=number) for number, line in enumerate(lines, 1) if "MARK" in line)
        return Reading(
            blob=content.blob,
            path_class=content.path_class,
            detector=self.name,
            version=self.version,
            findings=findings,
            summary={"lines": len(lines)},
        )

    def conclude(self, snapshot: Snapshot, readings: Mapping[BlobKey, Reading]) -> Iterable[Fact]:
        """Count the lines of the tree."""
        total = sum(reading.summary["lines"] for reading in readings.values())
        yield Fact(detector=self.name, rule="mark-lines", data={"lines": total, "changes": len(snapshot.changes)})


def build_marks(settings: DetectorSettings) -> dict[str, Detector]:
    """Build it as a worker process does."""
    return {"marks": MarkDetector()}


class SizeDetector(MarkDetector):
    """Minds nothing."""

    name = "sizes"

    def read(self, content: Content) -> Reading:
        """Tell the size."""
        size = {"size": len(content.data)}
        return Reading(
            blob=content.blob, path_class=content.path_class, detector=self.name, version=self.version, summary=size
        )


def build_marks_and_sizes(settings: DetectorSettings) -> dict[str, Detector]:
    """Build both, the one that hangs first."""
    return {"marks": MarkDetector(), "sizes": SizeDetector()}


def build_dying_once(settings: DetectorSettings) -> dict[str, Detector]:
    """Build a detector that dies at the first blob that any process reads; the key of the settings is a file."""
    return {"marks": DyingOnceDetector(Path(settings.key.decode()))}


class DyingOnceDetector(MarkDetector):
    """Dies once, whoever reads."""

    def __init__(self, died: Path) -> None:
        super().__init__()
        self._died = died

    def read(self, content: Content) -> Reading:
        """Find the marked lines, the second time."""
        if not self._died.exists():
            self._died.touch()
            os._exit(9)
        return super().read(content)
