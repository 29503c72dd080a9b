# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""SQL and PL/SQL: tables, views, packages, procedures and functions that one script creates and others name.

An object that no script creates is external: it stands in a database. One that several scripts create is unresolved,
unless one of them is beside the source.
"""

import posixpath
import re
from collections import defaultdict
from collections.abc import Sequence

from scanner.detectors.modules.imports.interface import Extracted, Import, Miss, Resolve, Source, Target, Tree, join

_OBJECT = r"((?:[\"`\[]?[A-Za-z_][\w$#]{0,127}[\"`\]]?\.){0,2}[\"`\[]?[A-Za-z_][\w$#]{1,127}[\"`\]]?)(?![\w$#.])"
_CREATE = re.compile(
    r"^\s*create\s+(?:or\s+(?:replace|alter)\s+)?(?:(?:global|local|temporary|temp|unlogged|materialized|editionable"
    r"|noneditionable|force|external|unique|recursive)\s+){0,4}"
    r"(?:table|view|procedure|function|package(?:\s+body)?|type(?:\s+body)?|sequence|trigger|macro)\s+"
    r"(?:if\s+not\s+exists\s+)?" + _OBJECT,
    re.IGNORECASE,
)
_USE = re.compile(
    r"\b(?:from|join|into|update|table|references|call|exec|execute|using|view)\s+(?:only\s+|if\s+(?:not\s+)?exists\s+)?"
    + _OBJECT,
    re.IGNORECASE,
)
_CALL = re.compile(r"(?<![\w.\"'])([A-Za-z_][\w$#]{2,127}\.[A-Za-z_][\w$#]{1,127})\s*\(")
_SCRIPT = re.compile(r"^\s*(@@?|\\ir?\s+|source\s+|start\s+)\s*['\"]?([\w./\\&-]{1,200})['\"]?\s*;?\s*$", re.IGNORECASE)
_TEXT = re.compile(r"'[^'\n]*'")
_LANGUAGES = frozenset({"sql", "plsql"})


def extract(lines: Sequence[str]) -> Extracted:
    """Return `!script` for scripts run, objects named, and `~a.b` for functions called; objects created; lower case."""
    imports: list[Import] = []
    defines: list[str] = []
    for number, line in enumerate(lines, start=1):
        if found := _SCRIPT.match(line):
            imports.append(Import("!" + found[2].replace("\\", "/"), number))
            continue
        text = _TEXT.sub("''", line)
        if found := _CREATE.match(text):
            defines.append(_plain(found[1]))
            text = text[found.end() :]
        imports += [Import(_plain(name[1]), number) for name in _USE.finditer(text)]
        imports += [Import("~" + name[1].lower(), number) for name in _CALL.finditer(text)]
    return Extracted(imports, defines)


def resolver(tree: Tree) -> Resolve:
    """Resolve objects and scripts."""
    places: dict[str, set[str]] = defaultdict(set)
    for source in tree.sources:
        if source.language in _LANGUAGES:
            for name in source.defines:
                places[name].add(source.path)
                places[name.rpartition(".")[2]].add(source.path)

    def resolve(source: Source, asked: Import) -> Target:
        if asked.name.startswith("!"):
            return _script(tree, source.path, asked.name[1:])
        found = next((places[name] for name in _readings(asked.name) if name in places), set())
        if not found:
            return Miss.EXTERNAL
        if source.path in found:
            return source.path
        near = [path for path in found if posixpath.dirname(path) == posixpath.dirname(source.path)]
        chosen = near if len(near) == 1 else sorted(found)
        return chosen[0] if len(chosen) == 1 else Miss.UNRESOLVED

    return resolve


def _script(tree: Tree, source: str, name: str) -> Target:
    if "&" in name:
        name = name.rpartition("/")[2]
    for ending in ("", ".sql"):
        path = join(posixpath.dirname(source), name + ending)
        if path in tree.paths:
            return path
        if found := tree.ending_with(posixpath.normpath(name + ending).lstrip("./"), source):
            return found
    return Miss.EXTERNAL if "&" in name else Miss.UNRESOLVED


def _readings(name: str) -> list[str]:
    """Return the names under which an object may have been created: in full, without its schema, or its package."""
    full = name.removeprefix("~")
    schema, _, last = full.rpartition(".")
    return [full, last, schema] if name.startswith("~") else [full, last]


def _plain(name: str) -> str:
    return re.sub(r"[\"`\[\]]", "", name).lower()
