# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""C#: types named in the text, looked up in the source's own namespace, those around it, and those that it uses."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from scanner.detectors.modules.imports.interface import Extracted, Import, Miss, Resolve, Source, Target, Tree

_NAMESPACE = re.compile(r"^\s*namespace\s+([\w.]+)")
_USING = re.compile(r"^\s*(?:global\s+)?using\s+(?:static\s+)?(?:\w+\s*=\s*)?([A-Za-z_][\w.]*)\s*;")
_TYPE = re.compile(
    r"^\s*(?:(?:public|protected|private|internal|abstract|sealed|static|partial|readonly|ref|unsafe|file|new)\s+)*"
    r"(?:class|interface|struct|enum|record(?:\s+(?:class|struct))?|delegate\s+[\w<>\[\],.? ]{1,100}?)\s+([A-Za-z_]\w*)"
)
_NAME = re.compile(r"(?<![\w.\"@\[])([A-Z]\w{1,100})")
_TEXT = re.compile(r'"[^"\n]*"')


def extract(lines: Sequence[str]) -> Extracted:
    """Return used namespaces, and `~Name` for each type named in the text; definitions with their namespace."""
    namespace = ""
    imports: list[Import] = []
    defines = []
    for number, line in enumerate(lines, start=1):
        if found := _NAMESPACE.match(line):
            namespace = found[1]
        elif found := _USING.match(line):
            imports.append(Import(found[1], number))
        elif not line.lstrip().startswith("#"):
            if found := _TYPE.match(line):
                defines.append(f"{namespace}.{found[1]}" if namespace else found[1])
            imports += [Import("~" + name[1], number) for name in _NAME.finditer(_TEXT.sub('""', line))]
    return Extracted(imports, defines)


def resolver(tree: Tree) -> Resolve:
    """Resolve types; a `using` brings no edge by itself. A type of several files is that of Type.cs, or unresolved."""
    places: dict[str, set[str]] = defaultdict(set)
    for source in tree.sources:
        if source.language == "csharp":
            for name in source.defines:
                places[name].add(source.path)
    everywhere = sorted({name for source in tree.sources for name in _global_usings(source)})
    visible: dict[str, list[str]] = {}

    def resolve(source: Source, asked: Import) -> Target:
        if not asked.name.startswith("~"):
            return Miss.EXTERNAL
        if source.path not in visible:
            visible[source.path] = list(dict.fromkeys([*_scopes(source), *everywhere]))
        for scope in visible[source.path]:
            found = places.get(f"{scope}.{asked.name[1:]}" if scope else asked.name[1:])
            if found:
                return source.path if source.path in found else _main(asked.name[1:], found)
        return Miss.EXTERNAL

    return resolve


def _main(name: str, paths: set[str]) -> Target:
    """Return the file of a type: of a partial one, that which bears its name alone."""
    own = [path for path in paths if path.rpartition("/")[2].lower() == f"{name.lower()}.cs"]
    chosen = own if len(paths) > 1 else list(paths)
    return chosen[0] if len(chosen) == 1 else Miss.UNRESOLVED


def _scopes(source: Source) -> Iterator[str]:
    """Yield the namespaces that a source sees, nearest first; "" is the global one."""
    for name in dict.fromkeys(define.rpartition(".")[0] for define in source.defines):
        parts = name.split(".") if name else []
        yield from (".".join(parts[:depth]) for depth in range(len(parts), 0, -1))
    yield from (asked.name for asked in source.imports if not asked.name.startswith("~"))
    yield ""


def _global_usings(source: Source) -> Iterator[str]:
    if source.language == "csharp" and source.path.rpartition("/")[2].lower().startswith(("globalusings", "usings")):
        yield from (asked.name for asked in source.imports if not asked.name.startswith("~"))
