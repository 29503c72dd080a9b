# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The licence that a repository declares, with its evidence, and those that its files hold beside it.

See `sources` for what counts, and `agreement` for how it makes one licence.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from scanner.detectors.licenses import compatibility, expressions, light, locks, paths
from scanner.detectors.licenses.agreement import agree
from scanner.detectors.licenses.compatibility import Compatibility
from scanner.detectors.licenses.detections import MAX_EXAMPLES, followed, reference_facts
from scanner.detectors.licenses.embedded import correction_facts, embedded_facts, expression_of, mentions
from scanner.detectors.licenses.sources import Source, find_sources, fold
from scanner.models import BlobKey, Confidence, Fact, Outcome, Reading, Snapshot

_SUMMED_UP = {
    "single": "A licence is declared in one place",
    "agree": "All that declares the licence agrees",
    "conflict": "The licence declarations contradict each other",
    "none": "No licence is declared",
}
_CONFIDENCE = {
    "single": Confidence.MEDIUM,
    "agree": Confidence.HIGH,
    "conflict": Confidence.LOW,
    "none": Confidence.HIGH,
}
Readings = Mapping[BlobKey, Reading]


def aliases(policy: Mapping[str, Any]) -> dict[str, str]:
    """Return the policy's names of licences (folded by `fold`) with the SPDX id that each means."""
    return {fold(alias): entry["spdx"] for entry in policy["licenses"] for alias in entry.get("aliases", ())}


class Rules(NamedTuple):
    """What the policies say: names of licences (see `aliases`), the compatibility table, ids legal for software."""

    names: Mapping[str, str]
    table: Compatibility
    legal: Collection[str]


def conclude(snapshot: Snapshot, readings: Readings, rules: Rules) -> Iterator[Fact]:
    """Yield the `licence-declared` fact, then those of other licences in the files, and whether they go together."""
    blobs = {key.blob for key in readings}
    known = (file for file in snapshot.files if file.blob in blobs)  # few of the files, where a change is scanned
    read = [(file.path, reading) for file in known if (reading := _reading(readings, file.path, file.blob))]
    changed = followed(read, (file.path for file in snapshot.files))
    files = [(path, changed.get(path, reading)) for path, reading in read]
    sources = find_sources(files, rules.names)
    expression, agreement = agree(sources, _headers(files))
    yield _declared(sources, expression, agreement)
    declaring = {source.path: source for source in sources}
    embedded = list(embedded_facts(mentions(files), declaring, expressions.families(expression)))
    yield from embedded
    yield from compatibility.facts(embedded, expression, rules.table, rules.legal)
    yield from correction_facts(files)
    yield from reference_facts(changed)
    yield from _unsettled(read)
    yield from locks.facts(
        (path, reading.summary["installed"]) for path, reading in read if "installed" in reading.summary
    )


def _unsettled(files: Iterable[tuple[str, Reading]]) -> Iterator[Fact]:
    """Say in which files ScanCode, which isn't installed, would compare words that grant rights."""
    found = [path for path, reading in files if reading.summary.get(light.UNSETTLED)]
    if found:
        yield Fact(
            detector="licenses",
            rule="licence-unsettled",
            path=found[0],
            message="These files grant rights in words that only ScanCode compares, and it isn't installed",
            data={"files": len(found), "examples": [{"path": path} for path in found[:MAX_EXAMPLES]]},
        )


def _headers(files: Iterable[tuple[str, Reading]]) -> Counter[str]:
    """Count the expressions of ordinary files: neither texts, manifests, lock files nor READMEs."""
    found = (expression_of(reading) for path, reading in files if paths.kind_of(path) == "")
    return Counter(expression for expression in found if expression)


def _reading(readings: Readings, path: str, blob: str) -> Reading | None:
    reading = readings.get(BlobKey(blob, paths.path_class(path)))
    return reading if reading and reading.outcome is not Outcome.FAILED else None


def _declared(sources: list[Source], expression: str, agreement: str) -> Fact:
    best = next(iter(sources), None)
    return Fact(
        detector="licenses",
        rule="licence-declared",
        path=best.path if best else "",
        line=best.line if best else 0,
        confidence=_CONFIDENCE[agreement],
        message=_SUMMED_UP[agreement],
        data={
            "expression": expression,
            "agreement": agreement,
            "sources": [source._asdict() for source in sources],
        },
    )
