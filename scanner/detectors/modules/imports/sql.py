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
    r"(table|view|procedure|function|package|type|sequence|trigger|macro)(\s+body)?\s+"
    r"(?:if\s+not\s+exists\s+)?" + _OBJECT,
    re.IGNORECASE,
)
_USE = re.compile(
    r"\b(?:from|join|into|update|table|references|call|exec|execute|using|view|under|of)\s+(?:only\s+|if\s+(?:not\s+)?exists\s+)?"
    + _OBJECT,
    re.IGNORECASE,
)
_CALL = re.compile(r"(?<![\w.\"'])([A-Za-z_][\w$#]{2,127}\.[A-Za-z_][\w$#]{1,127})\s*\(")
_SCRIPT = re.compile(r"^\s*(@@?|\\ir?\s+|source\s+|start\s+)\s*['\"]?([\w./\\&-]{1,200})['\"]?\s*;?\s*$", re.IGNORECASE)
_DECLARED = re.compile(
    r"^\s*\w+\s+(?:(?:in|out|nocopy|constant)\s+){0,3}([a-z]\w{2,127})\s*(?=:=|[;,)]|$)", re.IGNORECASE
)
"""A variable or a parameter, whose type may be one that a script creates."""
_TEXT = re.compile(r"'[^'\n]*'")
_LANGUAGES = frozenset({"sql", "plsql"})


def extract(lines: Sequence[str]) -> Extracted:
    """Return `!script` for scripts run, objects named, `~a.b` for functions called, `?a` for types; objects created.

    Names are in lower case. A body is "body a" (it asks for its specification), a type "type a".
    """
    imports: list[Import] = []
    defines: list[str] = []
    for number, line in enumerate(lines, start=1):
        if (found := _SCRIPT.match(line)) and (found[1][0] in "@\\" or re.search(r"[./]", found[2])):
            imports.append(Import("!" + found[2].replace("\\", "/"), number))
            continue
        text = _TEXT.sub("''", line)
        if found := _CREATE.match(text):
            name = _plain(found[3])
            defines.append(f"body {name}" if found[2] else f"type {name}" if found[1].lower() == "type" else name)
            imports.append(Import(name, number))
            text = text[found.end() :]
        imports += [Import(_plain(name[1]), number) for name in _USE.finditer(text)]
        if found := _DECLARED.match(text):
            imports.append(Import("?" + found[1].lower(), number))
        imports += [Import("~" + name[1].lower(), number) for name in _CALL.finditer(text)]
    return Extracted(imports, defines)


def resolver(tree: Tree) -> Resolve:
    """Resolve objects and scripts."""
    places, bodies = _places(tree)

    def resolve(source: Source, asked: Import) -> Target:
        if asked.name.startswith("!"):
            return _script(tree, source.path, asked.name[1:])
        found = next(
            (group[name] for group in (places, bodies) for name in _readings(asked.name) if name in group), set()
        )
        if not found:
            return Miss.EXTERNAL
        if source.path in found:
            return source.path
        near = [path for path in found if posixpath.dirname(path) == posixpath.dirname(source.path)]
        chosen = near if len(near) == 1 else sorted(found)
        return chosen[0] if len(chosen) == 1 else Miss.UNRESOLVED

    return resolve


def _places(tree: Tree) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Return where objects are created, and where the bodies of packages and types are, with or without schema."""
    places: dict[str, set[str]] = defaultdict(set)
    bodies: dict[str, set[str]] = defaultdict(set)
    for source in tree.sources:
        if source.language in _LANGUAGES:
            for define in source.defines:
                kind, _, name = define.rpartition(" ")
                for key in (name, name.rpartition(".")[2]):
                    (bodies if kind == "body" else places)[key].add(source.path)
                    if kind == "type":
                        places["?" + key].add(source.path)
    return places, bodies


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
    if name.startswith("?"):
        return [name]
    full = name.removeprefix("~")
    schema, _, last = full.rpartition(".")
    return [full, last, schema] if name.startswith("~") else [full, last]


def _plain(name: str) -> str:
    return re.sub(r"[\"`\[\]]", "", name).lower()
