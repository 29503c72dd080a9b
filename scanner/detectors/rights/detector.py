# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The detector of third-party rights: notices, holders, code of others, files nobody licensed, authors from outside."""

from collections.abc import Iterable, Mapping

from scanner.detectors.interface import Content, Scope
from scanner.detectors.rights import paths
from scanner.detectors.rights.conclusions import NAME, conclude
from scanner.detectors.rights.lexicon import compile_lexicon
from scanner.detectors.rights.reading import tell
from scanner.models import BlobKey, Fact, Outcome, Reading, Snapshot
from scanner.policies import Policy

CODE_VERSION = "1"
"""Raised by hand when a change of this package can change a reading or a conclusion."""
MAX_BYTES = 50_000_000


def rights_detector(policy: Policy) -> "RightsDetector":
    """Return the detector for a `rights` policy.

    Raises:
        UsageError: a pattern of the policy isn't a regular expression.
    """
    return RightsDetector(policy)


class RightsDetector:
    """See `scanner.detectors.interface.Detector`. Reads text and fonts; loads no engine."""

    name = NAME
    scope = Scope.HEAD
    max_bytes = MAX_BYTES

    def __init__(self, policy: Policy) -> None:
        self.version = f"{CODE_VERSION}-{policy.digest}"
        self._lexicon = compile_lexicon(policy)

    def path_class(self, path: str, size: int) -> str | None:
        """Return the form of a file and whether its folder is for code of others; None for what isn't text."""
        return paths.path_class(path) if size else None

    def read(self, content: Content) -> Reading:
        """Return the notices of a blob; the summary is described in `reading`."""
        told = tell(content, self._lexicon)
        return Reading(
            blob=content.blob,
            path_class=content.path_class,
            detector=self.name,
            version=self.version,
            outcome=Outcome.BOUNDED if told.reason else Outcome.READ,
            reason=told.reason,
            findings=told.findings,
            summary=told.summary,
        )

    def conclude(self, snapshot: Snapshot, readings: Mapping[BlobKey, Reading]) -> Iterable[Fact]:
        """Return the facts described in `conclusions`."""
        return conclude(snapshot, readings, self._lexicon)
