# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The licence that a repository declares, with its evidence, and those that its files hold beside it.

What counts is at the root, or in ``LICENSES/`` as the REUSE specification (3.3) asks: the licence's text first, then
manifests, then the README. A text doesn't say "only" or "or later" by itself; a manifest that agrees on the licence
completes it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from scanner.detectors.licenses import expressions, locks, manifests, notices, paths
from scanner.detectors.licenses.detections import followed, reference_facts
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
_KIND_OF = {"license": "license-file", "readme": "readme"} | dict.fromkeys(manifests.kinds(), "manifest")
_ORDER = ("license-file", "manifest", "reuse", "readme")


class Source(NamedTuple):
    """One place that declares a licence: an SPDX expression."""

    path: str
    line: int
    expression: str
    kind: str
    """``license-file``, ``manifest``, ``reuse`` or ``readme``."""


Readings = Mapping[BlobKey, Reading]


def aliases(policy: Mapping[str, Any]) -> dict[str, str]:
    """Return the policy's names of licences (folded by `_fold`) with the SPDX id that each means."""
    return {_fold(alias): entry["spdx"] for entry in policy["licenses"] for alias in entry.get("aliases", ())}


def conclude(snapshot: Snapshot, readings: Readings, names: Mapping[str, str]) -> Iterator[Fact]:
    """Yield the `licence-declared` fact, then `licence-embedded` and `licence-by-reference` facts."""
    read = [(file.path, reading) for file in snapshot.files if (reading := _reading(readings, file.path, file.blob))]
    changed = followed(read, (file.path for file in snapshot.files))
    files = [(path, changed.get(path, reading)) for path, reading in read]
    sources = sorted(_sources(files, names), key=lambda source: (_ORDER.index(source.kind), source.path))
    expression, agreement = agree(sources, _headers(files))
    yield _declared(sources, expression, agreement)
    yield from _embedded(files, {source.path for source in sources}, expressions.families(expression))
    yield from reference_facts(changed)
    yield from locks.facts(
        (path, reading.summary["installed"]) for path, reading in read if "installed" in reading.summary
    )


def agree(sources: Iterable[Source], headers: Mapping[str, int]) -> tuple[str, str]:
    """Return the declared expression and whether its sources agree (single, agree, conflict, none).

    Args:
        sources: all that declares a licence.
        headers: how many files hold each expression; decides among several REUSE texts when nothing else does.
    """
    listed = list(sources)
    said = {kind: [source.expression for source in listed if source.kind == kind] for kind in _ORDER}
    base = (
        _join_texts(said["license-file"])
        or next(iter(said["manifest"]), "")
        or _by_headers(said["reuse"], headers)
        or next(iter(said["readme"]), "")
    )
    if not base:
        return "", "none"
    named = said["manifest"] + said["readme"]
    if not all(_compatible(base, other) for other in (*named, expressions.join("AND", said["reuse"])) if other):
        return base, "conflict"
    fuller = (other for other in named if expressions.families(other) >= expressions.families(base))
    return next(fuller, base), "single" if len(listed) == 1 else "agree"


def _join_texts(found: list[str]) -> str:
    """Join the licence files' expressions, the second language of the same licence counted once."""
    by_family = {expressions.families(expression): expression for expression in reversed(found)}
    return expressions.join("AND", reversed(by_family.values()))


def _compatible(base: str, said: str) -> bool:
    """Tell whether two expressions can both be true: one speaks of no licence that the other doesn't."""
    one, two = expressions.families(base), expressions.families(said)
    return one <= two or two <= one


def _by_headers(found: list[str], headers: Mapping[str, int]) -> str:
    """Choose among the texts of ``LICENSES/`` the one that most files carry; all of them if none does."""
    known = frozenset().union(*(expressions.families(expression) for expression in found)) if found else frozenset()
    worn = [(count, name) for name, count in headers.items() if expressions.families(name) <= known]
    return max(worn)[1] if worn else expressions.join("AND", found)


def _headers(files: Iterable[tuple[str, Reading]]) -> Counter[str]:
    found = (reading.summary.get("expression", "") for path, reading in files if paths.kind_of(path) == "")
    return Counter(expressions.normalise(expression) for expression in found if notices.is_known(expression))


def _reading(readings: Readings, path: str, blob: str) -> Reading | None:
    reading = readings.get(BlobKey(blob, paths.path_class(path)))
    return reading if reading and reading.outcome is not Outcome.FAILED else None


def _sources(files: Iterable[tuple[str, Reading]], names: Mapping[str, str]) -> Iterator[Source]:
    for path, reading in files:
        kind, folder = _KIND_OF.get(paths.kind_of(path), ""), str(PurePosixPath(path).parent)
        if kind == "license-file" and folder == "LICENSES":
            yield from _reuse(path)
        elif kind and folder == ".":
            yield from _source(path, kind, reading, names)


def _reuse(path: str) -> Iterator[Source]:
    """Read the licence from the file's name, as REUSE has it: ``LICENSES/Apache-2.0.txt``."""
    name = PurePosixPath(path).stem
    if expressions.is_spdx(name):
        yield Source(path, 1, expressions.normalise(name), "reuse")


def _source(path: str, kind: str, reading: Reading, names: Mapping[str, str]) -> Iterator[Source]:
    stated = reading.summary.get("manifest" if kind == "manifest" else "states")
    if not stated:
        return
    expression = stated["expression"] or names.get(_fold(stated.get("written", "")), "")
    if notices.is_known(expression):
        yield Source(path, stated["line"], expression, kind)


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


def _fold(name: str) -> str:
    """Return a name in lower case, its punctuation and spaces as single spaces."""
    return re.sub(r"[\W_]+", " ", name).strip().lower()
