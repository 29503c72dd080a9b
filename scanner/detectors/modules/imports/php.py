# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
r"""PHP: `use A\B`, classes of the same namespace, and included files."""

import posixpath
import re
from collections.abc import Iterator, Sequence

from scanner.detectors.modules.imports.interface import Extracted, Import, Miss, Resolve, Source, Target, Tree, join
from scanner.detectors.modules.imports.names import Names

_NAMESPACE = re.compile(r"^\s*namespace\s+([\w\\]+)")
_USE = re.compile(r"^\s*use\s+(?:function\s+|const\s+)?\\?([\w\\]+)(?:\\?\{([^}]{1,2000})\}?)?")
_TYPE = re.compile(r"^\s*(?:(?:abstract|final|readonly)\s+)*(?:class|interface|trait|enum)\s+(\w+)")
_CLASS = re.compile(r"(?:\bnew|\bextends|\bimplements|\binstanceof|[(,|?:]\s*)\s*(\\?[A-Z][\w\\]*)|(\\?[A-Z][\w\\]*)::")
_INCLUDE = re.compile(r"\b(?:require|include)(?:_once)?\s*\(?[^'\"\n;]{0,80}['\"]([^'\"\n]{1,200}\.php)['\"]")

_PREFIX = re.compile(r"^(?:\{?\$[\w>\[\]-]{1,80}\}?)?/*")
"""A folder known at run time, before the path."""
_INSTALLED = re.compile(r"(?:^|/)(?:vendor|var/cache)/")


def extract(lines: Sequence[str]) -> Extracted:
    r"""Return used names, `~Name` for classes named in the text, `!path` for included files; definitions in full."""
    namespace = ""
    imports: list[Import] = []
    defines = []
    for number, line in enumerate(lines, start=1):
        if found := _NAMESPACE.match(line):
            namespace = found[1]
        elif found := _USE.match(line):
            imports += [Import(name, number) for name in _used(found[1], found[2])]
        elif found := _INCLUDE.search(line):
            imports.append(Import("!" + _PREFIX.sub("", found[1]), number))
        else:
            if found := _TYPE.match(line):
                defines.append(f"{namespace}\\{found[1]}" if namespace else found[1])
            imports += [Import("~" + (name[1] or name[2]), number) for name in _CLASS.finditer(line)]
    return Extracted(imports, defines)


def _used(name: str, group: str | None) -> Iterator[str]:
    if group is None:
        yield name
        return
    for part in group.split(","):
        yield f"{name.rstrip(chr(92))}\\{part.split(' as ')[0].strip()}"


def resolver(tree: Tree) -> Resolve:
    """Resolve full names, then those of the source's own namespace; included files from its folder, or by their end."""
    names = Names((source for source in tree.sources if source.language == "php"), "\\")
    namespaces = {
        "\\".join(parts[:end])
        for source in tree.sources
        if source.language == "php"
        for define in source.defines
        if (parts := define.split("\\"))
        for end in range(1, len(parts))
    }

    def resolve(source: Source, asked: Import) -> Target:
        if asked.name.startswith("!"):
            path = join(posixpath.dirname(source.path), asked.name[1:])
            near = asked.name[1:].replace("../", "").removeprefix("./")
            missing = Miss.EXTERNAL if _INSTALLED.search(asked.name[1:]) else Miss.UNRESOLVED
            return path if path in tree.paths else tree.ending_with(near, source.path) or missing
        if asked.name.startswith("~"):
            namespace = source.defines[0].rpartition("\\")[0] if source.defines else ""
            full = asked.name[1:].startswith("\\")
            return names.find(asked.name[1:].lstrip("\\"), "" if full else namespace) or Miss.EXTERNAL
        found = names.find(asked.name)
        if asked.name in namespaces:
            return found or Miss.EXTERNAL
        return found or (Miss.UNRESOLVED if "\\" in asked.name and names.knows(asked.name) else Miss.EXTERNAL)

    return resolve
