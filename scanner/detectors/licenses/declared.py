# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The licence that a repository declares, with its evidence, and those that its files hold beside it.

See `sources` for what counts, and `agreement` for how it makes one licence.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from scanner.detectors.licenses import expressions, locks, notices, paths
from scanner.detectors.licenses.agreement import agree
from scanner.detectors.licenses.detections import followed, reference_facts
from scanner.detectors.licenses.sources import Source, find_sources, fold
from scanner.models import BlobKey, Confidence, Fact, Finding, Outcome, Reading, Snapshot

MAX_EXAMPLES = 5

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


def conclude(snapshot: Snapshot, readings: Readings, names: Mapping[str, str]) -> Iterator[Fact]:
    """Yield the `licence-declared` fact, then `licence-embedded` and `licence-by-reference` facts."""
    read = [(file.path, reading) for file in snapshot.files if (reading := _reading(readings, file.path, file.blob))]
    changed = followed(read, (file.path for file in snapshot.files))
    files = [(path, changed.get(path, reading)) for path, reading in read]
    sources = find_sources(files, names)
    expression, agreement = agree(sources, _headers(files))
    yield _declared(sources, expression, agreement)
    yield from _embedded(files, {source.path for source in sources}, expressions.families(expression))
    yield from reference_facts(changed)
    yield from locks.facts(
        (path, reading.summary["installed"]) for path, reading in read if "installed" in reading.summary
    )


def _headers(files: Iterable[tuple[str, Reading]]) -> Counter[str]:
    found = (reading.summary.get("expression", "") for path, reading in files if paths.kind_of(path) == "")
    return Counter(expressions.normalise(expression) for expression in found if notices.is_known(expression))


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


def _embedded(files: Iterable[tuple[str, Reading]], declaring: set[str], own: frozenset[str]) -> Iterator[Fact]:
    """Yield a fact for each expression that files hold beside the declared one, most files first.

    Lock files are left out (they name the licences of what is installed, not of what is here), and so is what ScanCode
    itself scores low.
    """
    places: dict[str, dict[str, Finding]] = {}
    for path, finding in _firm_findings(files, declaring):
        expression = _meant(finding)
        if notices.is_known(expression) and not _is_own(expression, own):
            places.setdefault(expression, {}).setdefault(path, finding)
    for expression, found in sorted(places.items(), key=lambda item: (-len(item[1]), item[0])):
        yield _embedded_fact(expression, found)


def _firm_findings(files: Iterable[tuple[str, Reading]], declaring: set[str]) -> Iterator[tuple[str, Finding]]:
    for path, reading in files:
        if path not in declaring and paths.kind_of(path) != "lock":
            yield from ((path, finding) for finding in reading.findings if finding.confidence is not Confidence.LOW)


def _meant(finding: Finding) -> str:
    """Return a detection's expression, without what only two or three vague words say."""
    matches = finding.data["matches"]
    firm = [match["license_expression_spdx"] for match in matches if not notices.is_vague(match)]
    if len(firm) == len(matches):
        return expressions.normalise(finding.data["expression"])
    return expressions.join("AND", map(expressions.normalise, firm))


def _is_own(expression: str, own: frozenset[str]) -> bool:
    """Tell whether an expression adds nothing to the declared licences.

    ScanCode reads a CeCILL header as several versions or letters of CeCILL at once: one of them being declared, it is
    that one.
    """
    families = expressions.families(expression)
    cecill = {family for family in families if family.startswith("CECILL-")}
    return families <= own or (bool(cecill & own) and families - cecill <= own)


def _embedded_fact(expression: str, found: Mapping[str, Finding]) -> Fact:
    path, finding = next(iter(found.items()))
    examples = [{"path": where, "line": what.line} for where, what in found.items()][:MAX_EXAMPLES]
    return Fact(
        detector="licenses",
        rule="licence-embedded",
        path=path,
        line=finding.line,
        end_line=finding.end_line,
        confidence=max((what.confidence for what in found.values()), key=list(Confidence).index),
        message="Files name another licence than the declared one",
        data={"expression": expression, "files": len(found), "examples": examples},
    )
