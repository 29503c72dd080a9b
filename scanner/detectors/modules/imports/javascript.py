# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""JavaScript and TypeScript (and the scripts of Vue and Svelte): relative paths, workspaces, aliases, import maps.

Aliases that bundlers keep in their own configuration are found by the end of the path. A bare name that no manifest
declares and no file bears is unresolved: it may be an alias.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scanner.detectors.modules.imports.interface import Extracted, Import, Miss, Resolve, Source, Target, Tree, join

_IMPORT = re.compile(
    r"""\b(?:from|import|require\s*\(|import\s*\()\s*(?P<quote>['"])(?P<name>[^'"\s{}]{1,300})(?P=quote)"""
    r"""|//=\s*require\s+(?P<sprockets>\S+)"""
)
_ENDINGS = ("", ".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".vue", ".svelte", ".d.ts", ".mts", ".json")
_INDEXES = tuple("/index" + ending for ending in _ENDINGS[1:])
_BUILT_IN = re.compile(
    r"(?:node|npm|jsr|bun|virtual|data|astro|https?):.*|(?:assert|buffer|child_process|cluster|crypto|dns|events|fs|https?|http2|module|net|os|path|perf_hooks|process"
    r"|querystring|readline|stream|string_decoder|timers|tls|tty|url|util|v8|vm|worker_threads|zlib)(?:/.*)?"
)
_ALIAS = re.compile(r"^(?:@|~~?|\$\w+|#)/?(?=[\w.])")


def extract(lines: Sequence[str]) -> Extracted:
    """Return the specifiers of import, export … from, require() and import(); those of Sprockets after `=`."""
    found = ((number, hit) for number, line in enumerate(lines, start=1) for hit in _IMPORT.finditer(line))
    return Extracted([Import(hit["name"] or "=" + hit["sprockets"], number) for number, hit in found], [])


def resolver(tree: Tree) -> Resolve:
    """Resolve specifiers over the packages and tsconfig files of the tree."""
    packages = {
        str(data["name"]): (folder, data) for folder, data in tree.manifests_named("package.json") if data.get("name")
    }
    declared = {name for _, data in tree.manifests_named("package.json") for name in data.get("dependencies", ())}
    declared |= {name for _, data in tree.manifests.items() for name in data.get("maps_out", ())}
    aliases = list(_aliases(tree))
    known_packages = bool(packages or declared)

    def resolve(source: Source, asked: Import) -> Target:
        name = asked.name.rpartition("!")[2].partition("?")[0] or asked.name
        if name.startswith("="):
            return _sprockets(tree, source.path, name[1:])
        if name.startswith("."):
            return _file(tree, join(posixpath.dirname(source.path), name)) or Miss.UNRESOLVED
        if found := _aliased(tree, aliases, source.path, name) or _workspace(tree, packages, name):
            return found
        package = "/".join(name.split("/")[: 2 if name.startswith("@") else 1])
        if package in declared or name in declared or _BUILT_IN.fullmatch(name):
            return Miss.EXTERNAL
        away = package not in packages and (name.isidentifier() or not known_packages)
        found = _by_ending(tree, name, source.path) if package not in packages else None
        return found or (Miss.EXTERNAL if away else Miss.UNRESOLVED)

    return resolve


def _sprockets(tree: Tree, near: str, name: str) -> Target:
    """Return the file of a directive of Sprockets; most name what a gem brings."""
    return _file(tree, join(posixpath.dirname(near), name)) or _by_ending(tree, name, near) or Miss.EXTERNAL


def _file(tree: Tree, path: str) -> str | None:
    """Return the file that a path without its ending stands for; `./a.js` may be written in `a.ts`."""
    stems = [path]
    if path.endswith((".js", ".jsx", ".mjs", ".cjs")):
        stems.append(path.rpartition(".")[0])
    for stem in stems:
        for ending in (*_ENDINGS, *_INDEXES):
            if stem + ending in tree.paths:
                return stem + ending
    return None


def _aliases(tree: Tree) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield (folder where it holds, pattern with one *, places) for each alias of a manifest."""
    for path, data in tree.manifests.items():
        for pattern, place in data.get("maps", {}).items():
            star = "*" if pattern.endswith("/") else ""
            yield posixpath.dirname(path), pattern + star, (join(posixpath.dirname(path), place + star),)
        if "paths" not in data and "baseUrl" not in data:
            continue
        folder = posixpath.dirname(path)
        base = join(folder, str(data.get("baseUrl") or "."))
        for pattern, places in data.get("paths", {}).items():
            yield folder, pattern, tuple(join(base, place) for place in places)
        if data.get("baseUrl"):
            yield folder, "*", (join(base, "*"),)


def _aliased(tree: Tree, aliases: Sequence[tuple[str, str, tuple[str, ...]]], near: str, name: str) -> str | None:
    for folder, pattern, places in aliases:
        if folder and not near.startswith(folder + "/"):
            continue
        start, star, end = pattern.partition("*")
        if name != pattern and not (star and name.startswith(start) and name.endswith(end)):
            continue
        middle = name[len(start) : len(name) - len(end)]
        for place in places:
            if found := _file(tree, posixpath.normpath(place.replace("*", middle, 1))):
                return found
    return None


def _workspace(tree: Tree, packages: Mapping[str, tuple[str, Mapping[str, Any]]], name: str) -> str | None:
    """Return the file of a package of this repository: its entry, or the path that the import goes on with."""
    package = "/".join(name.split("/")[: 2 if name.startswith("@") else 1])
    if package not in packages:
        return None
    folder, data = packages[package]
    rest = name[len(package) + 1 :]
    homes = ("src", "source", "lib", "")
    main = str(data.get("main") or "")
    offered = data.get("exports", {}).get("./" + rest if rest else ".", "")
    entries = [offered] + (
        [rest, *(join(home, rest) for home in homes)] if rest else [main, *(join(home, "index") for home in homes)]
    )
    found = (_file(tree, join(folder, entry)) for entry in entries if entry)
    return next((path for path in found if path), None) or (
        posixpath.join(folder, "package.json") if not rest else None
    )


def _by_ending(tree: Tree, name: str, near: str) -> str | None:
    """Return the file whose path ends like an alias of a bundler (`@/store/user`, `@app/store/user`) or a load path."""
    rest = _ALIAS.sub("", name)
    if "/" not in rest and rest == name:
        return None
    below = rest.partition("/")[2]
    for stem in (rest, below) if rest != name and "/" in below else (rest,):
        for ending in (*_ENDINGS, *_INDEXES):
            if found := tree.ending_with(stem + ending, near):
                return found
    return None
