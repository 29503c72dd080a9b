# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Languages whose sources name the modules that they use: Haskell, OCaml, Perl, Erlang.

A module that no source defines is external. One that several folders define is that of the source's own folder, or
unresolved.
"""

import posixpath
import re
from collections import defaultdict
from collections.abc import Callable, Sequence

from scanner.detectors.modules.imports.interface import Extracted, Family, Import, Miss, Resolve, Source, Target, Tree

_TEXT = re.compile(r'"[^"\n]*"')
_DEFINES = {
    "haskell": re.compile(r"^module\s+([A-Z][\w.']*)"),
    "perl": re.compile(r"^\s*package\s+([A-Za-z]\w*(?:::\w+)*)\s*[;{]"),
    "erlang": re.compile(r"^-module\(\s*'?([a-z]\w*)"),
}
_USES = {
    "haskell": re.compile(r"^\s*import\s+(?:safe\s+)?(?:qualified\s+)?([A-Z][\w.']*)"),
    "ocaml": re.compile(r"(?:^\s*(?:open!?|include)\s+|(?<![\w.'])|(?<=\.))([A-Z]\w*)(?=\s*$|\.[\w(])"),
    "perl": re.compile(
        r"^\s*(?:use|require)\s+([A-Z]\w*(?:::\w+)*)|(?<![\w:$@%])([A-Z]\w*(?:::\w+){0,8})(?=->\w|::\w+\s*\()"
    ),
    "erlang": re.compile(r"(?<![\w:'?])([a-z]\w*):[a-z]\w*\("),
}


def _extracting(language: str) -> Callable[[Sequence[str]], Extracted]:
    """Return a reader of one language; OCaml's sources define what their files are called."""
    define, use = _DEFINES.get(language), _USES[language]

    def extract(lines: Sequence[str]) -> Extracted:
        imports: list[Import] = []
        defines: list[str] = []
        for number, line in enumerate(lines, start=1):
            if define and (found := define.match(line)):
                defines.append(found[1])
                continue
            text = _TEXT.sub('""', line)
            imports += [Import(hit[hit.lastindex or 0], number) for hit in use.finditer(text)]
        return Extracted(imports, defines)

    return extract


def _resolver(language: str) -> Callable[[Tree], Resolve]:
    def resolver(tree: Tree) -> Resolve:
        places: dict[str, list[str]] = defaultdict(list)
        for source in sorted(tree.sources, key=lambda source: (len(source.path), source.path)):
            if source.language == language:
                for name in source.defines or [_of_file(source.path)]:
                    places[name].append(source.path)

        def resolve(source: Source, asked: Import) -> Target:
            found = places.get(asked.name, [])
            folders = {posixpath.dirname(path) for path in found}
            here = posixpath.dirname(source.path)
            if here in folders:
                return next(path for path in found if posixpath.dirname(path) == here)
            return Miss.EXTERNAL if not found else found[0] if len(folders) == 1 else Miss.UNRESOLVED

        return resolve

    return resolver


def _of_file(path: str) -> str:
    """Return the module that a file is: bareme.ml is Bareme, its interface bareme.mli too."""
    stem = posixpath.basename(path).partition(".")[0]
    return stem[:1].upper() + stem[1:]


FAMILIES: dict[str, Family] = {name: Family(_extracting(name), _resolver(name)) for name in _USES}
"""By language."""
