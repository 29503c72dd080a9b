# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Ruby: `require`, `require_relative`, the constants that Zeitwerk loads by name, and the associations of Rails."""

import posixpath
import re
from collections.abc import Sequence

from scanner.detectors.modules.imports.interface import Extracted, Import, Miss, Resolve, Source, Target, Tree, join
from scanner.detectors.modules.imports.names import Names

_REQUIRE = re.compile(r"^\s*(require|require_relative|load|autoload\s+:\w+,)\s*\(?\s*['\"]([\w./-]{1,200})['\"]")
_DEFINE = re.compile(r"^(\s*)(?:class|module)\s+([A-Z]\w*(?:::[A-Z]\w*)*)")
_CONSTANT = re.compile(r"(?<![\w:@$.])(?:::)?([A-Z]\w*(?:::[A-Z]\w*)*)")
_ASSOCIATION = re.compile(
    r"^\s*(?:belongs_to|has_one|has_many|has_and_belongs_to_many)\s*\(?\s*:([a-z]\w{0,80})(?!.*(?:class_name|polymorphic))"
)
_PLURALS = (("ies", "y"), ("ses", "s"), ("s", ""), ("aux", "al"), ("", ""))
_TEXT = re.compile(r"(?<!class_name: )(?:\"[^\"\n]*\"|'[^'\n]*')")
_MAX_SCOPES = 100
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def extract(lines: Sequence[str]) -> Extracted:
    """Return required paths (`!a/b`, `!./a` when relative), constants, `:things` of associations; full names."""
    imports: list[Import] = []
    open_scopes: list[tuple[int, str]] = []
    defines = []
    for number, line in enumerate(lines, start=1):
        if found := _REQUIRE.match(line):
            imports.append(Import(("!./" if found[1] == "require_relative" else "!") + found[2], number))
            continue
        if found := _DEFINE.match(line):
            indent = len(found[1])
            open_scopes = [scope for scope in open_scopes if scope[0] < indent]
            open_scopes.append((indent, found[2]))
            defines.append("::".join(name for _, name in open_scopes))
        if association := _ASSOCIATION.match(line):
            imports.append(Import(":" + association[1], number))
        rest = line[found.end() :] if found else line
        imports += [Import(constant[1], number) for constant in _CONSTANT.finditer(_TEXT.sub("''", rest))]
    return Extracted(imports, defines)


def resolver(tree: Tree) -> Resolve:
    """Resolve constants from the innermost namespace of the source outwards, as Ruby does."""
    sources = [source for source in tree.sources if source.language == "ruby"]
    names = Names(sources, "::", lambda name, path: path.endswith(_underscore(name) + ".rb"))
    load_paths = sorted(
        {"", "lib", "app", *(path[: path.index("/lib/") + 4] for path in tree.paths if "/lib/" in path)}
    )

    scopes: dict[str, list[str]] = {}

    def resolve(source: Source, asked: Import) -> Target:
        if asked.name.startswith("!./"):
            path = join(posixpath.dirname(source.path), asked.name[1:].removesuffix(".rb") + ".rb")
            return path if path in tree.paths else Miss.UNRESOLVED
        if asked.name.startswith("!"):
            wanted = asked.name[1:].removesuffix(".rb") + ".rb"
            paths = (join(folder, wanted) for folder in load_paths)
            return next((path for path in paths if path in tree.paths), Miss.EXTERNAL)
        if source.path not in scopes:
            scopes[source.path] = _scopes(source)
        for name in _classes(asked.name[1:]) if asked.name.startswith(":") else [asked.name]:
            for scope in scopes[source.path]:
                if found := names.find(name, scope):
                    return found
        return Miss.UNRESOLVED if "::" in asked.name and names.knows(asked.name) else Miss.EXTERNAL

    return resolve


def _classes(things: str) -> list[str]:
    """Return the classes that an association may be of: `:aides_locales` is of AidesLocale, or has its own name."""
    single = [things.removesuffix(end) + new for end, new in _PLURALS if things.endswith(end)]
    return ["".join(part.capitalize() for part in name.split("_")) for name in single]


def _scopes(source: Source) -> list[str]:
    """Return the first namespaces that a source opens, innermost first, then the top one ("")."""
    scopes = {
        "::".join(full.split("::")[:depth]) for full in source.defines for depth in range(1, full.count("::") + 2)
    }
    return [*sorted(scopes, key=lambda scope: (-scope.count("::"), scope))[:_MAX_SCOPES], ""]


def _underscore(name: str) -> str:
    return _HUMP.sub("_", name.replace("::", "/")).lower()
