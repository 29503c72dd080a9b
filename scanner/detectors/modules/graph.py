# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The import graph of a repository's own sources, and how much of it could be resolved."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from scanner.detectors.modules.imports import FAMILIES
from scanner.detectors.modules.imports.interface import Miss, Tree


class Edge(NamedTuple):
    """One source asks for another; `line` is the first place where it does."""

    source: str
    target: str
    line: int


class Graph(NamedTuple):
    """Edges between files, and the share of the imports of our own code that led to a file, by language."""

    edges: Sequence[Edge]
    resolved: Mapping[str, int]
    unresolved: Mapping[str, int]

    def rate(self, languages: Iterable[str] | None = None) -> float | None:
        """Return the share of resolved imports (0 to 1) over some languages; None when there is nothing to resolve."""
        chosen = set(languages) if languages is not None else {*self.resolved, *self.unresolved}
        found = sum(self.resolved.get(language, 0) for language in chosen)
        lost = sum(self.unresolved.get(language, 0) for language in chosen)
        return found / (found + lost) if found + lost else None


def build_graph(tree: Tree) -> Graph:
    """Resolve every import of every source of the tree; what a source finds in itself isn't imported."""
    resolvers = {}
    resolved: Counter[str] = Counter()
    unresolved: Counter[str] = Counter()
    first: dict[tuple[str, str], int] = {}
    for source in tree.sources:
        family = FAMILIES.get(source.language)
        if family is None:
            continue
        if family not in resolvers:
            resolvers[family] = family.resolver(tree)
        resolve = resolvers[family]
        for asked in source.imports:
            target = resolve(source, asked)
            if target is Miss.UNRESOLVED:
                unresolved[source.language] += 1
            elif not isinstance(target, Miss) and target != source.path:
                resolved[source.language] += 1
                key = (source.path, target)
                first[key] = min(asked.line, first.get(key, asked.line))
    return Graph([Edge(*pair, line) for pair, line in first.items()], resolved, unresolved)
