# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Modules: the parts of a repository that others could reuse, told from imports, words, demand and history."""

import posixpath
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from scanner.detectors import roles
from scanner.detectors.interface import Content, Detector, Scope
from scanner.detectors.languages import language_of
from scanner.detectors.modules.graph import Graph, build_graph
from scanner.detectors.modules.imports import FAMILIES
from scanner.detectors.modules.imports.interface import Import, Source, Tree
from scanner.detectors.modules.imports.symbols import FALLBACKS
from scanner.detectors.modules.proposals import propose
from scanner.detectors.modules.reading import is_manifest, read_manifest, read_source
from scanner.detectors.modules.score import Scored, averages, score_unit
from scanner.detectors.modules.signals import measure_coupling, measure_history, measure_words, signals_of
from scanner.detectors.modules.units import list_units
from scanner.detectors.modules.vocabulary import load_background
from scanner.models import BlobKey, Fact, Reading, Snapshot
from scanner.policies import Policy

VERSION = "5"
_MAX_LISTED = 50
_LINES_A_NAME = 20
_MAX_TABLE = 2000
"""Longer sources aren't asked for more names: a reading keeps a few hundred."""
_WRITTEN_BY_HAND = frozenset(FAMILIES) - {*FALLBACKS, "notebook", "plsql", "sas", "sql"}
"""Languages whose large sources are told to be left, for they are code."""


class Survey(NamedTuple):
    """The product's own sources, the manifests, and what was left out with the reason."""

    tree: Tree
    skipped: list[dict[str, str]]
    left_out: Counter[str]


class Ranking(NamedTuple):
    """Every unit with its score, and what was looked at."""

    scored: list[Scored]
    graph: Graph
    survey: Survey


class ModulesDetector:
    """Finds parts of the tree at the default branch that could be taken out."""

    name = "modules"
    scope = Scope.HEAD
    max_bytes = 1_000_000

    def __init__(self, policy: Policy) -> None:
        self._policy: Mapping[str, Any] = policy.data
        self._background = load_background(policy.path.parent, policy.data["domain"]["generic_share"])
        self.version = f"{VERSION}-{policy.digest}-{self._background.digest}"

    def path_class(self, path: str, size: int) -> str | None:
        """Return the language, or "manifest:NAME"; None for what is neither a source nor a manifest.

        A large source that may well be data (tables, dumps, outputs of notebooks) isn't asked for.
        """
        name = posixpath.basename(path).lower()
        language = language_of(path)
        if is_manifest(name):
            return f"manifest:{name}"
        return language if size <= self.max_bytes or language in _WRITTEN_BY_HAND else None

    def read(self, content: Content) -> Reading:
        """Read one blob; see `reading` for the summary's keys."""
        kind, _, name = content.path_class.partition(":")
        summary = read_manifest(content.data, name) if kind == "manifest" else read_source(content.data, kind)
        return Reading(
            blob=content.blob,
            path_class=content.path_class,
            detector=self.name,
            version=self.version,
            summary=summary,
        )

    def conclude(self, snapshot: Snapshot, readings: Mapping[BlobKey, Reading]) -> Iterable[Fact]:
        """Yield `module-candidate` facts, best first, then one `module-graph`."""
        ranking = self.rank(snapshot, readings)
        yield from propose(ranking.scored, self._policy["gate"])
        yield _graph_fact(ranking, self._policy["gate"]["min_resolution"])

    def rank(self, snapshot: Snapshot, readings: Mapping[BlobKey, Reading]) -> Ranking:
        """Score every unit of a tree, before the gate."""
        survey = self._survey(snapshot, readings)
        tree = survey.tree
        graph = build_graph(tree)
        coupling = measure_coupling(graph)
        words = measure_words(tree.sources, self._background.generic)
        history = measure_history(snapshot.changes, self._policy["history"])
        units = list_units(tree.sources, tree.manifests, self._policy["units"])
        measured = [(unit, signals_of(unit, coupling, words, history, self._policy)) for unit in units]
        usual = averages(measured)
        known = _known_languages(graph, self._policy["gate"]["min_resolution"])
        scored = [
            score_unit(unit, found, usual[unit.language], unit.language in known, self._policy)
            for unit, found in measured
        ]
        return Ranking(scored, graph, survey)

    def _survey(self, snapshot: Snapshot, readings: Mapping[BlobKey, Reading]) -> Survey:
        """Sort the files out; generated and vendored code is told by evidence, which is kept."""
        vendored = roles.vendored_folders(file.path for file in snapshot.files)
        skipped = [
            {"path": folder, "reason": f"filled by a package manager: {mark}"} for folder, mark in vendored.items()
        ]
        left_out: Counter[str] = Counter()
        sources: list[Source] = []
        manifests: dict[str, Mapping[str, Any]] = {}
        for file in snapshot.files:
            path_class = self.path_class(file.path, file.size)
            reading = readings.get(BlobKey(file.blob, path_class or ""))
            if path_class is None or reading is None:
                continue
            if reason := _role(file.path, vendored):
                left_out[reason] += 1
            elif path_class.startswith("manifest:"):
                manifests[file.path] = reading.summary
            elif sign := reading.summary.get("generated", ""):
                skipped.append({"path": file.path, "reason": f"generated: {sign}"})
            elif _is_table(reading.summary):
                left_out["tables of data"] += 1
            elif reading.summary.get("code_lines"):
                sources.append(_source(file.path, path_class, reading.summary))
        return Survey(Tree((file.path for file in snapshot.files), sources, manifests), skipped, left_out)


def modules_detector(policy: Policy) -> Detector:
    """Return the detector of modules for a `modules` policy."""
    return ModulesDetector(policy)


def _role(path: str, vendored: Mapping[str, str]) -> str:
    """Return what makes a file no unit of the product, or ""."""
    checks = {
        "vendored": roles.is_under(path, vendored),
        "tests": roles.is_test(path),
        "migrations": roles.is_migration(path),
        "minified": roles.is_minified(path),
    }
    return next((reason for reason, holds in checks.items() if holds), "")


def _is_table(summary: Mapping[str, Any]) -> bool:
    """Return whether a source is data written as code: hundreds of lines over a handful of names."""
    return bool(len(summary.get("terms", ())) * _LINES_A_NAME < min(summary.get("code_lines", 0), _MAX_TABLE))


def _source(path: str, language: str, summary: Mapping[str, Any]) -> Source:
    return Source(
        path=path,
        language=language,
        lines=summary["lines"],
        code_lines=summary["code_lines"],
        imports=[Import(name, line) for name, line in summary["imports"]],
        defines=summary["defines"],
        terms=summary["terms"],
    )


def _known_languages(graph: Graph, least: float) -> frozenset[str]:
    """Return the languages whose imports lead somewhere often enough for coupling to be scored.

    A language whose sources import nothing of ours (rate None) has no coupling to score either.
    """
    rates = {language: graph.rate([language]) for language in FAMILIES}
    return frozenset(language for language, rate in rates.items() if rate is not None and rate >= least)


def _graph_fact(ranking: Ranking, least: float) -> Fact:
    graph, survey = ranking.graph, ranking.survey
    files = Counter(source.language for source in survey.tree.sources)
    known = _known_languages(graph, least)
    rate = graph.rate()
    return Fact(
        detector=ModulesDetector.name,
        rule="module-graph",
        message="How the parts of the repository import each other",
        data={
            "resolution_rate": round(rate, 3) if rate is not None else None,
            "files": len(survey.tree.sources),
            "internal_imports": len(graph.edges),
            "languages": dict(files.most_common()),
            "without_coupling": sorted(set(files) - known),
            "units": len(ranking.scored),
            "skipped": survey.skipped[:_MAX_LISTED],
            "left_out": dict(sorted(survey.left_out.items())),
        },
    )
