# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What the readings of a tree mean for the repository: facts with their places, no verdict.

Only what reading told is known here: a licence is named as far as names, tags and manifests tell it. The licences
detector, whose readings aren't seen, compares whole texts.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from scanner.detectors import roles
from scanner.detectors.languages import language_of
from scanner.detectors.rights import paths
from scanner.detectors.rights.authors import author_counts, shared_domains
from scanner.detectors.rights.holders import Held, mark_of
from scanner.detectors.rights.lexicon import Lexicon
from scanner.detectors.rights.manifests import NONE_GRANTED
from scanner.detectors.rights.vendored import Component, find_components
from scanner.globs import reuse_glob
from scanner.models import BlobKey, Confidence, Fact, Finding, Reading, Snapshot, TreeFile

NAME = "rights"
MAX_PLACES = 50
MAX_COMPONENTS = 2_000
_OURS_ONLY = frozenset({"reserved", "distribution", "contractor"})
"""Kinds of findings that say nothing in code of others: its own authors reserve their rights, then license them."""
_ORDER = list(Confidence)
_HOLDERS = {
    "contractor": ("rights-contractor", "Contractors are named as authors or holders of rights"),
    "administration": ("rights-holder-administration", "Administrations are named as holders of rights"),
    "organization": ("rights-holder-organization", "Other organizations are named as holders of rights"),
    "project": ("rights-holder-project", "Open source projects and publishers are named as holders of rights"),
    "person": ("rights-holder-person", "Persons are named as authors or holders of rights"),
    "unknown": ("rights-holder-unknown", "Holders of rights are named that no list knows"),
}
"""Class of holders → rule and message."""


class Tree(NamedTuple):
    """A tree as it is concluded on."""

    files: tuple[TreeFile, ...]
    readings: Mapping[str, Reading]
    """By path."""
    foreign: frozenset[str]
    """Paths of the files of components."""
    components: Sequence[Component]

    def own(self) -> Iterator[tuple[str, Reading]]:
        """Yield the files that are in no component, with their readings."""
        return ((path, reading) for path, reading in self.readings.items() if path not in self.foreign)


def conclude(snapshot: Snapshot, readings: Mapping[BlobKey, Reading], lexicon: Lexicon) -> Iterator[Fact]:
    """Yield the facts on a repository: notices, holders, components, named files, coverage, authors, a summary."""
    tree = _tree(snapshot, readings)
    facts = [
        *_notices(tree, lexicon),
        *_holders(tree, shared_domains(snapshot.changes, lexicon)),
        *_named_files(tree, lexicon),
        *_components(tree.components),
        *_coverage(tree),
        *_authors(snapshot, lexicon),
    ]
    yield from facts
    yield _summary(tree, facts)


def _tree(snapshot: Snapshot, readings: Mapping[BlobKey, Reading]) -> Tree:
    files = tuple(file for file in snapshot.files if not file.is_link)
    by_path: dict[str, Reading] = {}
    blobs = {key.blob for key in readings}
    for file in files:
        path_class = paths.path_class(file.path) if file.blob in blobs else None
        reading = readings.get(BlobKey(file.blob, path_class)) if path_class else None
        if reading:
            by_path[file.path] = reading
    summaries = {path: reading.summary for path, reading in by_path.items() if reading.summary}
    components, foreign = find_components(files, summaries)
    return Tree(files, by_path, foreign, components)


def _fact(rule: str, message: str, data: dict[str, Any], **place: Any) -> Fact:  # noqa: ANN401 - fields of a fact
    return Fact(detector=NAME, rule=rule, message=message, data=data, **place)


# --- notices ---------------------------------------------------------------------------------------------------------


def _notices(tree: Tree, lexicon: Lexicon) -> Iterator[Fact]:
    """Yield a fact for each kind of notice, with its places, surest first."""
    labels = {f"rights-{notice.id}": dict(notice.label) for notice in lexicon.notices}
    grouped: dict[tuple[str, str], list[tuple[str, Finding]]] = {}
    for path, reading in tree.readings.items():
        for finding in reading.findings:
            kind = finding.data.get("kind", "")
            if kind != "contractor" and not (kind in _OURS_ONLY and path in tree.foreign):
                key = (finding.rule, finding.data.get("product", ""))
                grouped.setdefault(key, []).append((path, finding))
    for (rule, _name), found in sorted(grouped.items()):
        found.sort(key=lambda row: (-_ORDER.index(row[1].confidence), row[0], row[1].line))
        path, first = found[0]
        yield _fact(
            rule,
            first.message,
            {
                **{key: value for key, value in first.data.items() if key not in {"context", "family"}},
                **({"label": labels[rule]} if rule in labels else {}),
                "files": len({path for path, _ in found}),
                **_families(found),
                "confidences": dict(Counter(finding.confidence.value for _, finding in found)),
                "places": _places((path, finding.line) for path, finding in found),
            },
            path=path,
            line=first.line,
            confidence=first.confidence,
        )


def _families(found: Iterable[tuple[str, Finding]]) -> dict[str, list[str]]:
    families = sorted({finding.data["family"] for _, finding in found if finding.data.get("family")})
    return {"families": families[:MAX_PLACES]} if families else {}


def _places(found: Iterable[tuple[str, int]]) -> list[dict[str, Any]]:
    return [{"path": path, "line": line} for path, line in list(found)[:MAX_PLACES]]


def _named_files(tree: Tree, lexicon: Lexicon) -> Iterator[Fact]:
    for named in lexicon.files:
        found = [file.path for file in tree.files if named.pattern.search(file.path)]
        if found:
            data = {"name": named.name, "label": dict(named.label), "source": named.source, "files": len(found)}
            places = {"places": _places((path, 0) for path in found)}
            yield _fact(
                "rights-named-file", "Others hold rights in this file, by its name", data | places, path=found[0]
            )


# --- holders ---------------------------------------------------------------------------------------------------------


class _Row(NamedTuple):
    """A holder that a file names."""

    path: str
    held: Held


def _holders(tree: Tree, domains: Mapping[str, str]) -> Iterator[Fact]:
    """Yield a fact for each class of holders that own files name; names of organizations only.

    A holder that no list knows is an organization when it is called as a domain that several authors write from
    (`domains`, with their class).
    """
    marks = {
        mark_of(domain.split(".")[-2]): ("contractor" if kind == "contractor" else "organization", domain)
        for domain, kind in domains.items()
    }
    rows = [
        _Row(path, _known(Held(*row), marks))
        for path, reading in tree.own()
        if not _is_sample(path, reading)
        for row in reading.summary.get("holders", ())
    ]
    for kind, (rule, message) in _HOLDERS.items():
        found = sorted((row for row in rows if row.held.kind == kind), key=_by_place)
        if found:
            yield _fact(
                rule,
                message,
                {
                    "files": len({row.path for row in found}),
                    "names": _names(found),
                    "places": _places((row.path, row.held.line) for row in found),
                },
                path=found[0].path,
                line=found[0].held.line,
                confidence=Confidence.MEDIUM if found[0].held.author else Confidence.HIGH,
            )


def _by_place(row: _Row) -> tuple[bool, str, int]:
    """Copyright statements first."""
    return row.held.author, row.path, row.held.line


def _known(held: Held, marks: Mapping[str, tuple[str, str]]) -> Held:
    if held.name or held.mark not in marks:
        return held
    kind, name = marks[held.mark]
    return held._replace(kind=kind, name=name)


def _is_sample(path: str, reading: Reading) -> bool:
    """Return whether a file is data of tests: pages and texts of others, not code."""
    return roles.is_test(path) and paths.form_of(reading.path_class) in {"data", "markup", "text"}


def _names(found: Iterable[_Row]) -> list[dict[str, Any]]:
    names: dict[str, dict[str, Any]] = {}
    for _path, held in found:
        if held.name:
            told = names.setdefault(held.name, {"name": held.name, "files": 0, "first": held.first, "last": held.last})
            told["files"] += 1
            told["first"] = min(filter(None, (told["first"], held.first)), default=0)
            told["last"] = max(told["last"], held.last)
    return sorted(names.values(), key=lambda told: (-told["files"], told["name"]))[:MAX_PLACES]


# --- components, coverage --------------------------------------------------------------------------------------------


def _components(components: Iterable[Component]) -> Iterator[Fact]:
    for component in list(components)[:MAX_COMPONENTS]:
        data = component._asdict()
        message = (
            "Code of others is kept in the repository, under its licence"
            if component.licensed
            else "Code of others is kept in the repository, and no licence is found for it"
        )
        confidence = data.pop("confidence")
        yield _fact("rights-vendored", message, data, path=data.pop("path"), confidence=confidence)


def _coverage(tree: Tree) -> Iterator[Fact]:
    """Yield what files nobody licensed: a fact when no licence is declared, or when REUSE's folder asks one a file."""
    code = [(path, reading) for path, reading in tree.own() if language_of(path)]
    if any(file.path.startswith("LICENSES/") for file in tree.files):
        yield _reuse(tree, code)
    homes = _licensed_folders(tree)
    without = [path for path, reading in code if not reading.summary.get("licensed") and not _is_below(path, homes)]
    if without:
        whole = len(without) == len(code)
        message = "Nothing licenses this code" if whole else "Nothing licenses these files"
        data = {"files": len(without), "code_files": len(code), "places": _places((path, 0) for path in without)}
        yield _fact("rights-unlicensed", message, data, path="" if whole else without[0])


def _licensed_folders(tree: Tree) -> frozenset[str]:
    """Return the folders ("" is the root) in which a licence text, a manifest or a README grants a licence."""
    homes = set()
    for path, reading in tree.own():
        summary, folder = reading.summary, str(PurePosixPath(path).parent)
        told = [package["licence"] for package in summary.get("packages", ())]
        granted = summary.get("text", {}).get("licensed") or summary.get("readme")
        if granted or any(licence and licence != NONE_GRANTED for licence in told):
            homes.add("" if folder in {".", "LICENSES"} else folder)
    return frozenset(homes)


def _is_below(path: str, folders: frozenset[str]) -> bool:
    return "" in folders or roles.is_under(path, folders)


def _reuse(tree: Tree, code: Sequence[tuple[str, Reading]]) -> Fact:
    """Say how many files of code carry a licence tag, beside them or in REUSE.toml (REUSE specification 3.3)."""
    present = {file.path for file in tree.files}
    told = [pattern for _, reading in tree.own() for pattern in reading.summary.get("annotations", ())]
    annotated = re.compile("|".join(reuse_glob(pattern) for pattern in told) or "(?!)")
    without = [
        path
        for path, reading in code
        if not reading.summary.get("spdx") and f"{path}.license" not in present and not annotated.fullmatch(path)
    ]
    data = {"files": len(without), "code_files": len(code), "places": _places((path, 0) for path in without)}
    return _fact("rights-reuse", "How many files carry the licence tag that REUSE asks for", data, path="LICENSES")


# --- authors, summary ------------------------------------------------------------------------------------------------


def _authors(snapshot: Snapshot, lexicon: Lexicon) -> Iterator[Fact]:
    counts = author_counts(snapshot.changes, lexicon)
    if counts["commits"]:
        yield _fact("rights-authors", "Where the authors of commits write from", counts)


def _summary(tree: Tree, facts: Sequence[Fact]) -> Fact:
    components = tree.components
    data = {
        "files": len(tree.files),
        "read": len(tree.readings),
        "foreign_files": len(tree.foreign),
        "components": len(components),
        "components_without_licence": sum(1 for component in components if not component.licensed),
        "rules": dict(sorted(Counter(fact.rule for fact in facts).items())),
    }
    return _fact("rights-summary", "What was found on the rights of others", data)
