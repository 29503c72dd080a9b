# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""COBOL: copybooks (COPY, EXEC SQL INCLUDE) and programs called by name (CALL, LINK and XCTL of CICS), in any case."""

import posixpath
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from scanner.detectors.modules.imports.interface import Extracted, Import, Miss, Resolve, Source, Target, Tree

_COPY = re.compile(r"(?:^|[\s.])(?:copy|include)\s+['\"]?([A-Za-z0-9][\w.-]{0,60}?)['\"]?(?=[\s.,]|$)", re.IGNORECASE)
_CALL = re.compile(r"\bcall\s+['\"]([A-Za-z0-9][\w-]{0,60})['\"]", re.IGNORECASE)
_CICS = re.compile(r"\bprogram\s*\(\s*['\"]([A-Za-z0-9][\w-]{0,60})['\"]", re.IGNORECASE)
_PROGRAM = re.compile(r"\bprogram-id\s*\.\s*['\"]?([A-Za-z0-9][\w-]{0,60})", re.IGNORECASE)
_SYSTEM = re.compile(r"(?:dfh|sqlca|sqlda|cmq|cee|dsn|cbl_|ilbo|mq|igz|iefbr|abend$|dfs|aib|eib)\w*", re.IGNORECASE)
"""What IBM's and Micro Focus's run times bring."""
_COPYBOOKS = (".cpy", ".copy", ".cob", ".cbl", ".inc", ".dcl", "")


def extract(lines: Sequence[str]) -> Extracted:
    """Return `copy NAME` and `call NAME` in lower case; the programs that the source defines."""
    imports: list[Import] = []
    defines: list[str] = []
    for number, line in enumerate(lines, start=1):
        defines += [found[1].lower() for found in _PROGRAM.finditer(line)]
        imports += [Import("copy " + found[1].lower(), number) for found in _COPY.finditer(line)]
        called = [*_CALL.finditer(line), *_CICS.finditer(line)]
        imports += [Import("call " + found[1].lower(), number) for found in called]
    return Extracted(imports, defines)


def resolver(tree: Tree) -> Resolve:
    """Resolve copybooks by the names of files, programs by PROGRAM-ID, then by the names of files."""
    stems: dict[str, list[str]] = defaultdict(list)
    for path in sorted(tree.paths):
        stem, ending = posixpath.splitext(posixpath.basename(path).lower())
        if ending in _COPYBOOKS:
            stems[stem].append(path)
    programs = {name: source.path for source in tree.sources if source.language == "cobol" for name in source.defines}

    def resolve(_: Source, asked: Import) -> Target:
        kind, _space, name = asked.name.partition(" ")
        found = programs.get(name) if kind == "call" else None
        found = found or _file(stems, name.partition(".")[0], kind)
        return found or (Miss.EXTERNAL if _SYSTEM.fullmatch(name) else Miss.UNRESOLVED)

    return resolve


def _file(stems: Mapping[str, Sequence[str]], name: str, kind: str) -> str | None:
    """Return the file of a name: for a copybook, one that isn't a program's if it can be."""
    paths = stems.get(name, ())
    books = [path for path in paths if path.lower().endswith((".cpy", ".copy", ".inc", ".dcl"))]
    chosen = books if kind == "copy" and books else paths
    return chosen[0] if chosen else None
