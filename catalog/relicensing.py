# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A change of licence that a repository's own files tell, between one scan and the next.

Two readings are compared only where the same version of the detector made both, and neither left aside a file that the
other one's answer rests on: what a better detector, or a longer wait, sees is no news. Nor is the first reading since a
repository opened or closed: what it declared before isn't for the readers that it has now.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from catalog.events import Event, EventKind
from scanner.models import Fact, Report

RULE = "licence-declared"
_DETECTOR = "licenses"

_LAST = """
    SELECT s.head_commit, s.detectors, s.bounded, f.data FROM {store}scans s
    JOIN {store}facts f ON f.repository_id = s.repository_id AND f.rule = 'licence-declared'
    WHERE s.repository_id = ? AND NOT EXISTS (SELECT 1 FROM {store}events e
        WHERE e.repository_id = s.repository_id AND e.kind = 'visibility' AND e.at >= s.scanned_at)
"""
LAST_DECLARED = _LAST.format(store="main.")
"""The last scan of a repository, unless it was opened or closed since; for `declared_before`."""
LAST_DECLARED_OF_PART = _LAST.format(store="part.")
"""The same in a store that is being merged."""


class Declared(NamedTuple):
    """The licence that the files of a repository declared at one scan, and what that reading rests on."""

    expression: str
    version: str
    """Of the detector."""
    sources: frozenset[str]
    """Paths of the files that declare it."""
    left: frozenset[str]
    """Paths that the detector left aside."""


def declared(report: Report, facts: Iterable[Fact]) -> Declared | None:
    """Return what a scan says of the licence; None when it says nothing, or read an empty repository."""
    data = next((fact.data for fact in facts if fact.rule == RULE), None)
    if data is None or not report.commit:
        return None
    left = [(item.detector, item.path) for item in report.bounded]
    return _declared(data, report.detectors, left)


def declared_before(rows: Sequence[Mapping[str, Any]]) -> Declared | None:
    """Return what the last scan kept, from the rows of `LAST_DECLARED`."""
    for row in rows:
        if row["head_commit"]:
            left = [(item["detector"], item["path"]) for item in json.loads(row["bounded"])]
            return _declared(json.loads(row["data"]), json.loads(row["detectors"]), left)
    return None


def relicensed(before: Declared | None, after: Declared | None) -> list[Event]:
    """Return the change of licence between two readings; none when they can't be compared."""
    if before is None or after is None or before.version != after.version:
        return []
    if before.expression == after.expression or before.sources & after.left or before.left & after.sources:
        return []
    return [Event(EventKind.RELICENSED, before.expression, after.expression)]


def _declared(data: Mapping[str, Any], versions: Mapping[str, str], left: Iterable[tuple[str, str]]) -> Declared:
    return Declared(
        str(data.get("expression") or ""),
        versions.get(_DETECTOR, ""),
        frozenset(str(source.get("path", "")) for source in data.get("sources") or ()),
        frozenset(path for detector, path in left if detector == _DETECTOR),
    )
