# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The licences that files hold beside the declared one, as ScanCode reads them and as our corrections put them right.

Lock files are left out (they name the licences of what is installed, not of what is here), and so is what ScanCode
itself scores low.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from scanner.detectors.licenses import corrections, expressions, notices, paths
from scanner.detectors.licenses.corrections import Correction
from scanner.models import Confidence, Fact, Finding, Reading

MAX_EXAMPLES = 5

Files = Sequence[tuple[str, Reading]]
"""Paths of a tree with their readings."""


class Mention(NamedTuple):
    """A licence that a file names or holds, as it is meant, and where."""

    path: str
    line: int
    end_line: int
    expression: str
    confidence: Confidence
    of_a_part: bool = False
    """Whether it is a text that the repository's licence file holds for a part of it."""
    any_version: bool = False
    """Whether it names CeCILL without saying which version."""


def mentions(files: Iterable[tuple[str, Reading]]) -> Iterator[Mention]:
    """Yield the licences that files hold: what ScanCode is sure of, put right, and the notices that it misses."""
    for path, reading in files:
        ours = corrections_of(reading)
        firm = (finding for finding in reading.findings if finding.confidence is not Confidence.LOW)
        yield from (_mention(path, finding, ours) for finding in firm)
        yield from (Mention(path, each.line, each.end_line, each.meant, Confidence.MEDIUM) for each in _missed(ours))
        parts = reading.summary.get("parts", ())
        yield from (Mention(path, p["line"], p["line"], p["expression"], Confidence.MEDIUM, True) for p in parts)


def corrections_of(reading: Reading) -> list[Correction]:
    """Return our corrections of a file's verdict, a manifest's own value among them."""
    found = [
        Correction(each["line"], each["end_line"], tuple(each["read"]), each["meant"], each["rule"])
        for each in reading.summary.get("corrections", ())
    ]
    manifest = reading.summary.get("manifest")
    if manifest:
        found += corrections.of_manifest(reading.summary.get("expression", ""), manifest["expression"])
    return found


def expression_of(reading: Reading) -> str:
    """Return the expression of a whole file, put right; "" when it names no licence that is known."""
    ours = corrections_of(reading)
    read = corrections.applied(reading.summary.get("expression", ""), 0, 1 << 31, ours)
    missed = expressions.join("AND", (each.meant for each in _missed(ours)))
    expression = expressions.normalise(read) if read else missed
    return expression if notices.is_known(expression) else ""


def embedded_facts(found: Iterable[Mention], declaring: Mapping[str, object], own: frozenset[str]) -> Iterator[Fact]:
    """Yield a fact for each expression that files hold beside the declared one, most files first.

    Args:
        found: all mentions.
        declaring: paths of the files that declare the repository's own licence: only texts of parts count in them.
        own: families of the declared licences.
    """
    places: dict[str, dict[str, Mention]] = {}
    for mention in found:
        known = notices.is_known(mention.expression) and not _is_own(mention, own)
        counts = mention.of_a_part or mention.path not in declaring
        if known and counts and paths.kind_of(mention.path) != "lock":
            places.setdefault(mention.expression, {}).setdefault(mention.path, mention)
    for expression, by_path in sorted(places.items(), key=lambda item: (-len(item[1]), item[0])):
        yield _embedded_fact(expression, by_path)


def correction_facts(files: Files) -> Iterator[Fact]:
    """Yield a fact for each way in which ScanCode's verdict on files was put right, most files first."""
    groups: dict[tuple[str, tuple[str, ...], str], list[tuple[str, int]]] = {}
    for path, reading in files:
        for each in (each for each in corrections_of(reading) if each.read != (each.meant,)):
            groups.setdefault((each.rule, each.read, each.meant), []).append((path, each.line or 1))
    for (rule, read, meant), places in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])):
        yield Fact(
            detector="licenses",
            rule="licence-corrected",
            path=places[0][0],
            line=places[0][1],
            message="ScanCode misreads or misses this licence: the file says otherwise",
            data={
                "by": rule,
                "read": list(read),
                "meant": meant,
                "files": len(places),
                "examples": [{"path": path, "line": line} for path, line in places[:MAX_EXAMPLES]],
            },
        )


def _missed(ours: Iterable[Correction]) -> list[Correction]:
    return [each for each in ours if each.rule == "notice"]


def _mention(path: str, finding: Finding, ours: Sequence[Correction]) -> Mention:
    """Return what a finding means, without what only two or three vague words say."""
    matches = finding.data["matches"]
    firm = [match["license_expression_spdx"] for match in matches if not notices.is_vague(match)]
    whole = len(firm) == len(matches)
    read = finding.data["expression"] if whole else expressions.join("AND", firm)
    meant = expressions.normalise(corrections.applied(read, finding.line, finding.end_line, ours))
    any_version = any(each.rule == "any-version" for each in ours)
    return Mention(path, finding.line, finding.end_line, meant, finding.confidence, any_version=any_version)


def _is_own(mention: Mention, own: frozenset[str]) -> bool:
    """Tell whether an expression adds nothing to the declared licences.

    ScanCode reads a CeCILL header as several versions or letters of CeCILL at once: one of them being declared, it is
    that one. A header without a version is of the one that is declared.
    """
    families = expressions.families(mention.expression)
    cecill = {family for family in families if family.startswith("CECILL-")}
    same = any(family.startswith("CECILL-2") for family in own) if mention.any_version else bool(cecill & own)
    return families <= own or (same and families - cecill <= own)


def _embedded_fact(expression: str, found: Mapping[str, Mention]) -> Fact:
    first = next(iter(found.values()))
    return Fact(
        detector="licenses",
        rule="licence-embedded",
        path=first.path,
        line=first.line,
        end_line=first.end_line,
        confidence=max((each.confidence for each in found.values()), key=list(Confidence).index),
        message="Files name another licence than the declared one",
        data={
            "expression": expression,
            "files": len(found),
            "examples": [{"path": path, "line": each.line} for path, each in found.items()][:MAX_EXAMPLES],
        },
    )
