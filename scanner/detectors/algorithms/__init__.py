# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Algorithms: code whose opening bears on the transparency of public action.

Rule files, learned models, and the law that code cites, proposed with their lines. The machine proposes; the
administration declares.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from scanner.detectors.algorithms import conclusions, declarations, kinds, law, models, rules
from scanner.detectors.algorithms.lexicon import Lexicon, compile_lexicon
from scanner.detectors.interface import Content, Detector, Scope
from scanner.detectors.languages import decode, language_of
from scanner.models import BlobKey, Fact, Reading, Snapshot
from scanner.policies import Policy

VERSION = "6"
_MAX_TEXT_FILE = 256_000
"""A larger .txt or YAML file is data: it isn't asked for."""


class AlgorithmsDetector:
    """Finds rules, models and legal bases in the tree at the default branch."""

    name = "algorithms"
    scope = Scope.HEAD
    max_bytes = 2_000_000

    def __init__(self, lexicon: Lexicon, digest: str) -> None:
        self._lexicon = lexicon
        self.version = f"{VERSION}-{digest}-{declarations.schema_digest()}"

    def path_class(self, path: str, size: int) -> str | None:
        """Return the language, "text", "yaml", "model:EXT", "spreadsheet:EXT", "declared[-among]"; None for all else.

        Models and spreadsheets too large to read are recognised by their names in `conclude`.
        """
        if declaring := declarations.holds_declarations(path):
            return declaring
        extension = path.rpartition("/")[2].rpartition(".")[2].lower()
        if extension in self._lexicon.models or extension in self._lexicon.spreadsheets:
            kind = "model" if extension in self._lexicon.models else "spreadsheet"
            return f"{kind}:{extension}" if size <= self.max_bytes else None
        if extension in {"txt", "yml", "yaml"}:
            return ("text" if extension == "txt" else "yaml") if size <= _MAX_TEXT_FILE else None
        if extension == "rules":
            return extension if size <= _MAX_TEXT_FILE else None
        return language_of(path)

    def read(self, content: Content) -> Reading:
        """Read one blob; the summary is `{}` for files that say nothing (see `conclusions` for its keys)."""
        return Reading(
            blob=content.blob,
            path_class=content.path_class,
            detector=self.name,
            version=self.version,
            summary=self._summary(content.data, content.path_class),
        )

    def conclude(self, snapshot: Snapshot, readings: Mapping[BlobKey, Reading]) -> Iterable[Fact]:
        """Yield `algorithm-rules`, `-model` and `-legal-basis` facts, then one `algorithm-summary`."""
        classed = [(file, self.path_class(file.path, file.size)) for file in snapshot.files]
        return conclusions.conclude(classed, readings, self._lexicon)

    def _summary(self, data: bytes, path_class: str) -> dict[str, Any]:
        kind, _, extension = path_class.partition(":")
        if kind in {"declared", "declared-among"}:
            return declarations.read_declarations(data, whole=kind == "declared")
        if kind == "model":
            return models.read_model(data, extension, self._lexicon)
        if kind == "spreadsheet":
            return models.read_spreadsheet(data, extension, self._lexicon)
        return {} if b"\0" in data[:8000] else self._source(rules.cut(decode(data), kind), kind)

    def _source(self, source: rules.Source, kind: str) -> dict[str, Any]:
        if kind == "text" and not rules.is_program(source):
            return {}
        found = rules.read_rules(source, kind, self._lexicon)
        if kind in {"yaml", "rules"} and not found["nature"]:
            return {}
        return {
            "code_lines": source.code_lines,
            "digest": source.digest,
            "persons": len(found["persons"]),
            "rules": found | {"kinds": kinds.count_kinds(source, self._lexicon)} if found["rule_lines"] else {},
            "control": kinds.read_control(source, kind, self._lexicon),
            "training": models.read_training(source, kind, self._lexicon),
            "law": law.read_law(source, self._lexicon),
        }


def algorithms_detector(policy: Policy) -> Detector:
    """Return the detector of algorithms for a `transparency` policy.

    Raises:
        UsageError: a pattern of the policy isn't a regular expression.
    """
    return AlgorithmsDetector(compile_lexicon(policy), policy.digest)
