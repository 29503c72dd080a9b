# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Clojure: namespaces that `ns` and `require` ask for, prefix lists spelt out."""

import re
from collections import Counter
from collections.abc import Sequence

from scanner.detectors.modules.imports.interface import Extracted, Import, Miss, Resolve, Source, Target, Tree

_NS = re.compile(r"^\s*\(ns\s+(?:\^\S+\s+)*([A-Za-z][\w.*+!?<>=-]*)")
_START = re.compile(r"\((?:ns|require|use|:require|:use|:require-macros)\b")
_NAME = re.compile(r"(?<![\w:./\"'-])'?\[?([a-z][\w*+!?-]*(?:\.[\w*+!?-]+)+)")
_TEXT = re.compile(r'"[^"\n]*"')


def extract(lines: Sequence[str]) -> Extracted:
    """Return the dotted names within `ns` and `require` forms; the namespace that the source defines."""
    imports: list[Import] = []
    defines: list[str] = []
    depth = 0
    for number, line in enumerate(lines, start=1):
        text = _TEXT.sub('""', line)
        if found := _NS.match(text):
            defines.append(found[1])
            text = text[found.end() :]
            depth = 1
        elif depth <= 0 and not _START.search(text):
            continue
        imports += [Import(name[1], number) for name in _NAME.finditer(text)]
        depth = max(0, depth + text.count("(") - text.count(")"))
    return Extracted(imports, defines)


def resolver(tree: Tree) -> Resolve:
    """Resolve namespaces by who defines them; one under a prefix of several of ours is unresolved when none is."""
    places = {name: source.path for source in tree.sources if source.language == "clojure" for name in source.defines}
    counts = Counter(name.partition(".")[0] for name in places)
    tops = {top for top, count in counts.items() if count > 1}

    def resolve(_: Source, asked: Import) -> Target:
        return places.get(asked.name) or (Miss.UNRESOLVED if asked.name.partition(".")[0] in tops else Miss.EXTERNAL)

    return resolve
