# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Languages that ask for files or folders: C and C++ includes, Go packages, Dart, shell and R `source`."""

import posixpath
import re
from collections.abc import Sequence

from scanner.detectors.modules.imports.interface import Extracted, Import, Miss, Resolve, Source, Target, Tree, join

_INCLUDE = re.compile(r"^\s*#\s*(?:include|import)\s*([\"<])([^\">\n]{1,200})[\">]")
_GO_IMPORT = re.compile(r"^\s*(?:import\s+)?(?:[\w.]+\s+)?\"([\w./~-]{1,200})\"\s*$")
_GO_START = re.compile(r"^\s*import\s*\(")
_SOURCED = re.compile(
    r"^\s*(?:source|\.)\s+[\"']?([^\"'\s;&|]{1,200})|\bsource\(\s*(?:here\()?[\"']([^\"'\n]{1,200})[\"']"
)
_RUN = re.compile(
    r"(?:^|[\s;&|(\"'=/])((?:\$\{?\w+\}?|\.{1,2}|[\w-]+)(?:/[\w.-]+){0,8}\.(?:k?sh|bash|py|pl|rb|[rR]|sql|js|awk))(?=[\s;&|)\"']|$)"
)
"""A script that a shell script names: run, it's a part of it."""
_DART = re.compile(r"^\s*(?:import|export|part)\s+['\"]([^'\"\n]{1,200})['\"]")


def extract_includes(lines: Sequence[str]) -> Extracted:
    """Return included names; those between < > start with `<`."""
    found = ((number, _INCLUDE.match(line)) for number, line in enumerate(lines, start=1))
    return Extracted([Import(("<" if hit[1] == "<" else "") + hit[2], number) for number, hit in found if hit], [])


def include_resolver(tree: Tree) -> Resolve:
    """Resolve from the source's folder, else by the end of the path; Qt makes ui_x.h of x.ui.

    System headers are external, and those under a folder of which the repository has none.
    """
    folders = {folder for path in tree.paths for folder in path.split("/")[:-1]} | {".", ".."}

    def resolve(source: Source, asked: Import) -> Target:
        name = asked.name.removeprefix("<")
        path = join(posixpath.dirname(source.path), name)
        if path in tree.paths:
            return path
        form = posixpath.splitext(posixpath.basename(name).removeprefix("ui_"))[0] + ".ui"
        found = tree.ending_with(posixpath.normpath(name), source.path) or (
            tree.ending_with(form, source.path) if posixpath.basename(name).startswith("ui_") else None
        )
        elsewhere = asked.name.startswith("<") or ("/" in name and name.split("/")[0] not in folders)
        return found or (Miss.EXTERNAL if elsewhere else Miss.UNRESOLVED)

    return resolve


def extract_go(lines: Sequence[str]) -> Extracted:
    """Return imported package paths."""
    imports = []
    inside = False
    for number, line in enumerate(lines, start=1):
        if _GO_START.match(line):
            inside = True
        elif inside and ")" in line:
            inside = False
        elif (inside or line.lstrip().startswith("import")) and (found := _GO_IMPORT.match(line)):
            imports.append(Import(found[1], number))
    return Extracted(imports, [])


def go_resolver(tree: Tree) -> Resolve:
    """Resolve packages under the modules that go.mod files name, to the first source of their folder."""
    modules = {str(data.get("name")): folder for folder, data in tree.manifests_named("go.mod")}
    first: dict[str, str] = {}
    for source in sorted(tree.sources, key=lambda source: source.path):
        if source.language == "go":
            first.setdefault(posixpath.dirname(source.path), source.path)

    def resolve(_: Source, asked: Import) -> Target:
        for module, folder in modules.items():
            if asked.name == module or asked.name.startswith(module + "/"):
                place = join(folder, asked.name[len(module) + 1 :]) if asked.name != module else folder
                return first.get("" if place == "." else place, Miss.UNRESOLVED)
        return Miss.EXTERNAL

    return resolve


def extract_dart(lines: Sequence[str]) -> Extracted:
    """Return imported, exported and included addresses."""
    found = ((number, _DART.match(line)) for number, line in enumerate(lines, start=1))
    return Extracted([Import(hit[1], number) for number, hit in found if hit], [])


def dart_resolver(tree: Tree) -> Resolve:
    """Resolve from the source's folder, or within lib/ of the package that the address names, when it's here."""

    def resolve(source: Source, asked: Import) -> Target:
        scheme, _, rest = asked.name.rpartition(":")
        package, _, path = rest.partition("/")
        if not scheme:
            found = join(posixpath.dirname(source.path), asked.name)
            return found if found in tree.paths else Miss.UNRESOLVED
        within = (f"{folder}lib/{path}" for folder in ("", f"{package}/", f"packages/{package}/"))
        ours = next((each for each in within if each in tree.paths), None) or tree.ending_with(
            f"{package}/lib/{path}", source.path
        )
        return ours or Miss.EXTERNAL

    return resolve


def extract_shell(lines: Sequence[str]) -> Extracted:
    """Return the scripts that a shell script runs in itself, and `>path` for those that it names to run."""
    sourced = extract_sourced(lines).imports
    places = {asked.line for asked in sourced}
    run = [
        Import(">" + re.sub(r"^\$\{?\w+\}?/", "", name[1]), number)
        for number, line in enumerate(lines, start=1)
        if number not in places
        for name in _RUN.finditer(line)
    ]
    return Extracted([*sourced, *run], [])


def shell_resolver(tree: Tree) -> Resolve:
    """Resolve sourced scripts, then those run; a script run that isn't here is external, since it may be installed."""
    sourced = sourced_resolver(tree)

    def resolve(source: Source, asked: Import) -> Target:
        if not asked.name.startswith(">"):
            return sourced(source, asked)
        beside = join(posixpath.dirname(source.path), asked.name[1:])
        if "/" not in asked.name:
            return beside if beside in tree.paths else Miss.EXTERNAL
        found = sourced(source, Import(asked.name[1:], asked.line))
        return Miss.EXTERNAL if isinstance(found, Miss) else found

    return resolve


def extract_sourced(lines: Sequence[str]) -> Extracted:
    """Return the scripts that a shell or R script runs in itself; a variable's value isn't known, its rest is."""
    imports = []
    for number, line in enumerate(lines, start=1):
        if found := _SOURCED.search(line):
            name = re.sub(r"^.*[})$]/|^\$\w+/", "", found[1] or found[2])
            imports.append(Import(name, number))
    return Extracted(imports, [])


def sourced_resolver(tree: Tree) -> Resolve:
    """Resolve from the source's folder, the top, else by the end of the path."""

    def resolve(source: Source, asked: Import) -> Target:
        for path in (join(posixpath.dirname(source.path), asked.name), posixpath.normpath(asked.name)):
            if path in tree.paths:
                return path
        if asked.name.startswith(("/", "~", "$", "http", "-")) or asked.name.endswith(("bin/activate", ".env")):
            return Miss.EXTERNAL
        return tree.ending_with(posixpath.normpath(asked.name).lstrip("./"), source.path) or Miss.UNRESOLVED

    return resolve
