# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Elixir: modules asked for by their full names, `alias A.{B, C}` spelt out."""

import re
from collections.abc import Iterator, Sequence

from scanner.detectors.modules.imports.interface import Extracted, Import, Miss, Resolve, Source, Target, Tree
from scanner.detectors.modules.imports.names import Names

_DEFINE = re.compile(r"^(\s*)def(?:module|protocol)\s+([A-Z][\w.]*)")
_MODULE = re.compile(r"(?<![\w.:@&])([A-Z]\w*(?:\.[A-Z]\w*)*)(\.\{([^}]{1,500})\})?")
_DOC = re.compile(r'^\s*@\w*doc\s+(?:~[sS])?"""')
_TEXT = re.compile(r'"[^"\n]*"')


def extract(lines: Sequence[str]) -> Extracted:
    """Return the modules that are named, and those defined with their full names."""
    imports: list[Import] = []
    open_scopes: list[tuple[int, str]] = []
    defines = []
    documenting = False
    for number, line in enumerate(lines, start=1):
        documenting = '"""' not in line if documenting else bool(_DOC.match(line))
        if documenting:
            continue
        found = _DEFINE.match(line)
        if found:
            open_scopes = [scope for scope in open_scopes if scope[0] < len(found[1])]
            open_scopes.append((len(found[1]), found[2]))
            defines.append(".".join(name for _, name in open_scopes))
        rest = line[found.end() :] if found else line
        imports += [Import(name, number) for name in _modules(_TEXT.sub('""', rest))]
    return Extracted(imports, defines)


def _modules(line: str) -> Iterator[str]:
    for found in _MODULE.finditer(line):
        if found[3]:
            yield from (f"{found[1]}.{part.strip()}" for part in found[3].split(","))
        else:
            yield found[1]


def resolver(tree: Tree) -> Resolve:
    """Resolve full names; a module that is written short was aliased above, where it counts.

    A name is unresolved when the module or namespace around it is ours; Mix and Plug are, if only in part.
    """
    compiled = (source for source in tree.sources if source.language == "elixir" and not source.path.endswith(".exs"))
    sources = list(compiled)
    names = Names(sources, ".")
    ours = {define for source in sources for define in source.defines}
    ours |= {
        ".".join(parts[:depth]) for name in list(ours) if (parts := name.split(".")) for depth in range(2, len(parts))
    }

    def resolve(_: Source, asked: Import) -> Target:
        if path := names.find(asked.name):
            return path
        return Miss.UNRESOLVED if asked.name.rpartition(".")[0] in ours else Miss.EXTERNAL

    return resolve
