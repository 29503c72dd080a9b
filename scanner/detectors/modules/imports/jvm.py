# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Java, Kotlin, Scala, Groovy: imported classes, and classes of the same package named without import."""

import re
from collections.abc import Sequence

from scanner.detectors.modules.imports.interface import Extracted, Import, Miss, Resolve, Source, Target, Tree
from scanner.detectors.modules.imports.names import Names

_PACKAGE = re.compile(r"^\s*package\s+([\w.]+)")
_IMPORT = re.compile(r"^\s*import\s+(?:static\s+)?([\w.]+?)(?:\.[*_])?\s*(?:;|$|\sas\s)")
_TYPE = re.compile(
    r"^\s*(?:(?:public|protected|private|abstract|final|sealed|data|open|internal|case|static|@\w+)\s+)*"
    r"(?:class|interface|enum|record|object|trait|@interface|enum class)\s+(\w+)"
)
_NAME = re.compile(r"(?<![\w.\"@])([A-Z]\w+)")
_TEXT = re.compile(r'"[^"\n]*"')
_LANGUAGES = frozenset({"java", "kotlin", "scala", "groovy"})


def extract(lines: Sequence[str]) -> Extracted:
    """Return imported names, and `~Name` for each type named in the text; definitions with their package."""
    package = ""
    imports: list[Import] = []
    defines = []
    for number, line in enumerate(lines, start=1):
        if found := _PACKAGE.match(line):
            package = found[1]
        elif found := _IMPORT.match(line):
            imports.append(Import(found[1], number))
        else:
            if found := _TYPE.match(line):
                defines.append(f"{package}.{found[1]}" if package else found[1])
            imports += [Import("~" + name[1], number) for name in _NAME.finditer(_TEXT.sub('""', line))]
    return Extracted(imports, defines)


def resolver(tree: Tree) -> Resolve:
    """Resolve full names, then those of the source's own package."""
    names = Names((source for source in tree.sources if source.language in _LANGUAGES), ".")
    packages = {define.rpartition(".")[0]: source.path for source in tree.sources for define in source.defines}
    ours = {".".join(package.split(".")[:3]) for package in packages if package}

    def resolve(source: Source, asked: Import) -> Target:
        if asked.name.startswith("~"):
            package = source.defines[0].rpartition(".")[0] if source.defines else ""
            return names.find(asked.name[1:], package) or Miss.EXTERNAL
        found = names.find(asked.name) or packages.get(asked.name)
        return found or (Miss.UNRESOLVED if ".".join(asked.name.split(".")[:3]) in ours else Miss.EXTERNAL)

    return resolve
