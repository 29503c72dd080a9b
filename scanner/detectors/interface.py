# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What every detector is: a pure function on blobs (map), and one on what it said of them (reduce).

`read` sees one blob and nothing else; its result is kept for ever under (blob, path class, detector, version), over
all repositories. `conclude` sees a whole tree and the readings of its blobs, never their content. Neither touches
the network, the store or the clock, so both can run in any process, in any order, again.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple, Protocol, runtime_checkable

from scanner.models import BlobKey, Fact, Reading, Snapshot


class Scope(StrEnum):
    """Which blobs a detector asks for."""

    HEAD = "head"
    """Those of the tree at the default branch."""
    HISTORY = "history"
    """Every blob reachable from any ref."""


class Content(NamedTuple):
    """One blob to read: its id, its bytes, and a path it has (of the asked path class)."""

    blob: str
    data: bytes
    path: str
    path_class: str


class Detector(Protocol):
    """A detector; build it with the factory of its module, registered in `scanner.detectors`."""

    @property
    def name(self) -> str:
        """Stable, kebab-case."""

    @property
    def version(self) -> str:
        """Changes when, and only when, a reading or a conclusion could: own code, rules, engine."""

    @property
    def scope(self) -> Scope:
        """Head or history."""

    @property
    def max_bytes(self) -> int:
        """A larger blob isn't read, and is reported as bounded."""

    def path_class(self, path: str, size: int) -> str | None:
        """What of a path matters to the reading; None when the file doesn't concern this detector."""

    def read(self, content: Content) -> Reading:
        """Read one blob. Never raises on odd content: says FAILED or BOUNDED with the reason."""

    def conclude(self, snapshot: Snapshot, readings: Mapping[BlobKey, Reading]) -> Iterable[Fact]:
        """Say what the readings of the tree's files mean for the repository.

        `readings` holds those of the files at the default branch that concern this detector; a file whose blob
        could not be read is absent or has a non-READ outcome.
        """


@runtime_checkable
class Concluding(Protocol):
    """A detector whose conclusions also depend on what its readings don't: a table of a policy."""

    @property
    def conclusions(self) -> str:
        """Changes when a conclusion could, the readings being the same: nothing is read again for it."""


def versions_of(detectors: Mapping[str, Detector]) -> dict[str, str]:
    """Return what makes a scan's facts: each detector's version by name, `conclusions` under ``NAME/conclusions``."""
    concluding = {
        f"{name}/conclusions": detector.conclusions
        for name, detector in detectors.items()
        if isinstance(detector, Concluding)
    }
    return {name: detector.version for name, detector in detectors.items()} | concluding
