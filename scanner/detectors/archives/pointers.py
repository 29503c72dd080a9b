# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Pointers of Git LFS: the file that Git holds says where the content is; the content isn't in the repository.

Source: https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md ("The Pointer").
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from scanner.detectors.interface import Content, Scope
from scanner.models import BlobKey, Confidence, Fact, Reading, Snapshot, TreeFile

VERSION = "1"
MAX_EXAMPLES = 10
_SIZES = range(120, 260)
"""Bytes of a pointer: its three lines, and room for an extension's."""
_POINTER = re.compile(
    rb"version https://(?:git-lfs\.github\.com|hawser\.github\.com)/spec/v1\n"
    rb"(?:ext-\d-[a-z0-9.-]{1,40} [^\n]{1,80}\n)?oid sha256:[0-9a-f]{64}\nsize (\d{1,15})\n?"
)


class LfsDetector:
    """Counts what a repository leaves to Git LFS; see `scanner.detectors.interface.Detector`."""

    name = "lfs"
    version = VERSION
    scope = Scope.HEAD
    max_bytes = 1024

    def path_class(self, path: str, size: int) -> str | None:  # noqa: ARG002 - part of the interface
        """Return "pointer" for files of a pointer's size, whatever their name."""
        return "pointer" if size in _SIZES else None

    def read(self, content: Content) -> Reading:
        """Return `{bytes}` as summary, the size that the pointer announces; {} for what is no pointer."""
        pointer = _POINTER.fullmatch(content.data)
        return Reading(
            blob=content.blob,
            path_class=content.path_class,
            detector=self.name,
            version=self.version,
            summary={"bytes": int(pointer[1])} if pointer else {},
        )

    def conclude(self, snapshot: Snapshot, readings: Mapping[BlobKey, Reading]) -> Iterable[Fact]:
        """Yield one `lfs-not-read` fact, on the largest: `{count, bytes, examples}`."""
        pointers = sorted(self._pointers(snapshot, readings), key=lambda pair: (-pair[1], pair[0].path))
        if pointers:
            yield Fact(
                detector=self.name,
                rule="lfs-not-read",
                path=pointers[0][0].path,
                confidence=Confidence.HIGH,
                message="Files kept by Git LFS aren't in the repository: their content isn't read",
                data={
                    "count": len(pointers),
                    "bytes": sum(size for _, size in pointers),
                    "examples": [{"path": file.path, "bytes": size} for file, size in pointers[:MAX_EXAMPLES]],
                },
            )

    def _pointers(self, snapshot: Snapshot, readings: Mapping[BlobKey, Reading]) -> Iterator[tuple[TreeFile, int]]:
        for file in snapshot.files:
            reading = readings.get(BlobKey(file.blob, "pointer")) if file.size in _SIZES else None
            if reading and reading.summary:
                yield file, reading.summary["bytes"]


def lfs_detector() -> LfsDetector:
    """Return the detector of LFS pointers; it has no policy."""
    return LfsDetector()
