# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Java, Kotlin, Scala, Groovy: imported classes and functions, and classes that a source sees without importing them.

A class named without import counts when its own package, or a package imported whole, defines it; else it's external.
"""

import re
from collections.abc import Iterator, Sequence

from scanner.detectors.modules.imports.interface import Extracted, Import, Miss, Resolve, Source, Target, Tree
from scanner.detectors.modules.imports.names import Names

_PACKAGE = re.compile(r"^\s*package\s+(?!object\b)([\w.]+)")
_IMPORT = re.compile(r"^\s*import\s+(?:static\s+)?([A-Za-z_][\w.]*[\w.*])\s*(\{[^}\n]{0,400})?")
_TYPE = re.compile(
    r"^\s*(?:(?:public|protected|private|abstract|final|sealed|non-sealed|data|open|internal|case|static|annotation|value"
    r"|inline|inner|implicit|fun|expect|actual|strictfp|@\w+)\s+)*"
    r"(?:enum\s+class|package\s+object|class|interface|enum|record|object|trait|typealias|@interface)\s+(\w+)"
)
_TOP = re.compile(
    r"^(?:(?:public|internal|inline|suspend|operator|infix|const|tailrec)\s+)*(?:fun|val|var)\s+(?:<[^>\n]{1,80}>\s*)?"
    r"(?:[\w<>?*, ]{1,80}\.)?(\w+)"
)
"""A function or value of Kotlin outside classes: extensions too."""
_NAME = re.compile(r"(?<![\w.\"@])([A-Z]\w+)")
_TEXT = re.compile(r'"[^"\n]*"')
_LANGUAGES = frozenset({"java", "kotlin", "scala", "groovy"})
_ENDINGS = (".java", ".kt", ".scala", ".groovy")


def extract(lines: Sequence[str]) -> Extracted:
    """Return imported names (`a.*` for all of a), and `~Name` for each type named in the text; definitions in full."""
    package = ""
    imports: list[Import] = []
    defines = []
    for number, line in enumerate(lines, start=1):
        if found := _PACKAGE.match(line):
            package = found[1]
        elif found := _IMPORT.match(line):
            imports += [Import(name, number) for name in _imported(found[1], found[2])]
        else:
            if found := _TYPE.match(line) or _TOP.match(line):
                defines.append(f"{package}.{found[1]}" if package else found[1])
            imports += [Import("~" + name[1], number) for name in _NAME.finditer(_TEXT.sub('""', line))]
    return Extracted(imports, defines)


def _imported(name: str, group: str | None) -> Iterator[str]:
    """Yield a.b and a.c of Scala's a.{b, c => d}; its a._ is Java's a.*."""
    members = [part.split("=>")[0].strip() for part in group[1:].split(",")] if group else [""]
    for member in members:
        full = f"{name.rstrip('.')}.{member}" if member else name
        yield full[:-1] + "*" if full.endswith("._") else full


def resolver(tree: Tree) -> Resolve:
    """Resolve full names, those of the source's own package and of packages imported whole; then by paths.

    A name is unresolved when a package of ours should hold it: other packages under the same start may be another
    repository's.
    """
    sources = [source for source in tree.sources if source.language in _LANGUAGES]
    names = Names(sources, ".")
    packages = {define.rpartition(".")[0] for source in sources for define in source.defines} - {""}
    ours = {_start(package) for package in packages}
    visible: dict[str, list[str]] = {}

    def named(source: Source, name: str) -> Target:
        if source.path not in visible:
            visible[source.path] = list(_visible(source, packages))
        found = (names.find(name, scope) for scope in visible[source.path])
        return next((path for path in found if path), Miss.EXTERNAL)

    def resolve(source: Source, asked: Import) -> Target:
        if asked.name.startswith("~"):
            return named(source, asked.name[1:])
        name = asked.name.removesuffix(".*")
        if name in packages:
            return Miss.EXTERNAL
        if found := names.find(name):
            return found
        found = _by_path(tree, source, name) if _start(name) in ours else None
        return found or (Miss.UNRESOLVED if _package(name) in packages else Miss.EXTERNAL)

    return resolve


def _start(name: str) -> str:
    return ".".join(name.split(".")[:3])


def _package(name: str) -> str:
    """Return the package of an imported name: what stands before its first capital, or its last part."""
    parts = name.split(".")
    capital = next((index for index, part in enumerate(parts) if part[:1].isupper()), len(parts) - 1)
    return ".".join(parts[:capital])


def _visible(source: Source, packages: set[str]) -> Iterator[str]:
    """Yield the packages whose classes a source may name: its own, then those that it imports whole."""
    yield source.defines[0].rpartition(".")[0] if source.defines else ""
    for asked in source.imports:
        if asked.name.endswith(".*") and asked.name[:-2] in packages:
            yield asked.name[:-2]


def _by_path(tree: Tree, source: Source, name: str) -> str | None:
    """Return the file that a class stands in by convention, when it's no source of the product (a test's support)."""
    parts = name.split(".")
    for end in range(len(parts), max(2, len(parts) - 3), -1):
        for ending in _ENDINGS:
            if found := tree.ending_with("/".join(parts[:end]) + ending, source.path):
                return found
    return None
