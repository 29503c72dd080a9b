# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""SAS: programs included, and macros that one program defines and others call."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from scanner.detectors.modules.imports.interface import Extracted, Import, Miss, Resolve, Source, Target, Tree

_INCLUDE = re.compile(r"%inc(?:lude)?\s+['\"]([^'\"\n]{1,300})['\"]", re.IGNORECASE)
_MACRO = re.compile(r"%macro\s+([A-Za-z_]\w{0,60})", re.IGNORECASE)
_CALL = re.compile(r"%([A-Za-z_]\w{1,60})")


def extract(lines: Sequence[str]) -> Extracted:
    """Return `!path` of programs included, without what macro variables hold, and macros called; macros defined."""
    imports: list[Import] = []
    defines: list[str] = []
    for number, line in enumerate(lines, start=1):
        defines += [found[1].lower() for found in _MACRO.finditer(line)]
        imports += [Import("!" + _path(found[1]), number) for found in _INCLUDE.finditer(line)]
        imports += [Import(found[1].lower(), number) for found in _CALL.finditer(line)]
    return Extracted(imports, defines)


def resolver(tree: Tree) -> Resolve:
    """Resolve programs by the end of their paths, whatever the case; macros that no program defines are SAS's own."""
    macros: dict[str, set[str]] = defaultdict(set)
    for source in tree.sources:
        if source.language == "sas":
            for name in source.defines:
                macros[name].add(source.path)
    programs: dict[str, list[str]] = defaultdict(list)
    for path in sorted(tree.paths):
        programs[path.rpartition("/")[2].lower()].append(path)

    def resolve(source: Source, asked: Import) -> Target:
        if asked.name.startswith("!"):
            return _program(programs, asked.name[1:])
        found = macros.get(asked.name, set())
        if not found:
            return Miss.EXTERNAL
        if source.path in found:
            return source.path
        return min(found) if len(found) == 1 else Miss.UNRESOLVED

    return resolve


def _program(programs: Mapping[str, Sequence[str]], name: str) -> Target:
    """Return the program whose path ends with most of `name`, when it's the only one."""
    parts = name.split("/")
    for start in range(len(parts)):
        end = "/" + "/".join(parts[start:])
        if found := [path for path in programs.get(parts[-1], ()) if ("/" + path).lower().endswith(end)]:
            return found[0] if len(found) == 1 else Miss.UNRESOLVED
    return Miss.UNRESOLVED if name.endswith(".sas") else Miss.EXTERNAL


def _path(text: str) -> str:
    """Return a path with slashes, in lower case, from after the last macro variable."""
    return re.sub(r"^.*&\w+\.?/?", "", text.replace("\\", "/")).lower().lstrip("./")
