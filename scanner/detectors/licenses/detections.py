# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""ScanCode's detections as findings and back, whole, and files whose licence is said by another file."""

from collections.abc import Iterable, Iterator, Sequence

from scanner.detectors.licenses import expressions, notices, references
from scanner.detectors.licenses.references import Detection, Match
from scanner.models import Confidence, Fact, Finding, Reading

MAX_EXAMPLES = 5

Files = Sequence[tuple[str, Reading]]
"""Paths of a tree with their readings."""

_ELSEWHERE = "from_file"
"""Key of a match: the file that it comes from, kept only for matches of another file."""


def finding_of(detection: Detection) -> Finding:
    """Return a detection as a finding that holds all of it, with the traits of its matches (see `references`)."""
    matches = [
        {key: value for key, value in match.items() if key != _ELSEWHERE or value} for match in detection["matches"]
    ]
    own = [match for match in matches if _ELSEWHERE not in match] or matches
    score = _score(matches)
    return Finding(
        rule="licence-detection",
        line=min(match["start_line"] for match in own),
        end_line=max(match["end_line"] for match in own),
        confidence=_confidence(score, matches),
        message="A licence is named or quoted here",
        fingerprint=detection["identifier"],
        data={
            "expression": detection["license_expression_spdx"],
            "license_expression": detection["license_expression"],
            "score": score,
            "matches": matches,
        },
    )


def detection_of(finding: Finding) -> Detection:
    """Return the detection that a finding was made of."""
    return {
        "license_expression": finding.data["license_expression"],
        "license_expression_spdx": finding.data["expression"],
        "matches": [{_ELSEWHERE: None, **match} for match in finding.data["matches"]],
        "identifier": finding.fingerprint,
    }


def followed(files: Files, paths: Iterable[str]) -> dict[str, Reading]:
    """Return the readings that change once references to other files of the tree are followed, by path."""
    if not any(references.REFERS in match for _, reading in files for match in _matches(reading)):
        return {}
    detections = {path: [detection_of(one) for one in reading.findings] for path, reading in files if reading.findings}
    readings = dict(files)
    return {
        path: _with(readings[path], [_told(path, one) for one in found])
        for path, found in references.follow(detections, paths).items()
    }


def reference_facts(changed: dict[str, Reading]) -> Iterator[Fact]:
    """Yield a fact for each licence that files have by reference, and the file referred to; most files first."""
    groups: dict[tuple[str, tuple[str, ...]], dict[str, Finding]] = {}
    for path, reading in sorted(changed.items()):
        for finding in reading.findings:
            others = tuple(sorted({match[_ELSEWHERE] for match in finding.data["matches"] if _ELSEWHERE in match}))
            if others:
                groups.setdefault((finding.data["expression"], others), {}).setdefault(path, finding)
    for (expression, others), found in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])):
        yield _reference_fact(expression, others, found)


def _reference_fact(expression: str, others: tuple[str, ...], found: dict[str, Finding]) -> Fact:
    path, finding = next(iter(found.items()))
    return Fact(
        detector="licenses",
        rule="licence-by-reference",
        path=path,
        line=finding.line,
        end_line=finding.end_line,
        confidence=finding.confidence,
        message="Files refer to another file for their licence",
        data={
            "expression": expressions.normalise(expression),
            "from": list(others),
            "files": len(found),
            "examples": [{"path": where, "line": what.line} for where, what in found.items()][:MAX_EXAMPLES],
        },
    )


def _matches(reading: Reading) -> Iterator[Match]:
    return (match for finding in reading.findings for match in finding.data["matches"])


def _told(path: str, detection: Detection) -> Detection:
    """Return a detection that only names as origin those files that aren't its own."""
    matches = [
        {**match, _ELSEWHERE: None if match[_ELSEWHERE] == path else match[_ELSEWHERE]}
        for match in detection["matches"]
    ]
    return {**detection, "matches": matches}


def _with(reading: Reading, detections: Sequence[Detection]) -> Reading:
    summary = reading.summary | {"expression": references.expression_of(detections, "license_expression_spdx")}
    return reading.model_copy(update={"findings": tuple(map(finding_of, detections)), "summary": summary})


def _confidence(score: float, matches: Sequence[Match]) -> Confidence:
    if score < 60 or all(notices.is_vague(match) for match in matches):
        return Confidence.LOW
    return Confidence.HIGH if score >= 90 else Confidence.MEDIUM


def _score(matches: Sequence[Match]) -> float:
    """Return the mean score of matches, weighted by their length in words."""
    length = sum(match["matched_length"] for match in matches)
    return round(sum(match["score"] * match["matched_length"] for match in matches) / length, 2) if length else 0.0
