# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Rust: `mod x;`, and paths from `crate`, `self`, `super` or another crate of the workspace."""

import posixpath
import re
from collections.abc import Iterator, Sequence

from scanner.detectors.modules.imports.interface import Extracted, Import, Miss, Resolve, Source, Target, Tree, join

_MOD = re.compile(r"^\s*(?:pub(?:\([^)]{1,60}\))?\s+)?mod\s+(\w+)\s*;")
_USE = re.compile(r"^\s*(?:pub(?:\([^)]{1,60}\))?\s+)?use\s+(.*)")
_INLINE = re.compile(r"(?<![\w:])((?:crate|super|self)(?:::\w+){1,8})")
_LEAF = re.compile(r"[\w:]+")
_MAX_USE = 40
"""Lines of one `use`."""
_ROOTS = frozenset({"lib.rs", "main.rs", "mod.rs"})


def extract(lines: Sequence[str]) -> Extracted:
    """Return `mod x` and the paths that are used, groups spelt out."""
    imports: list[Import] = []
    skip = 0
    for index, line in enumerate(lines):
        if index < skip:
            continue
        if found := _MOD.match(line):
            imports.append(Import(f"mod {found[1]}", index + 1))
        elif found := _USE.match(line):
            text = found[1]
            skip = index + 1
            while ";" not in text and skip < min(len(lines), index + _MAX_USE):
                text += " " + lines[skip].strip()
                skip += 1
            imports += [Import(path, index + 1) for path in _spelt_out(text.partition(";")[0])]
        else:
            imports += [Import(name[1], index + 1) for name in _INLINE.finditer(line)]
    return Extracted(imports, [])


def _spelt_out(text: str) -> Iterator[str]:
    """Yield a::b and a::c of a::{b, c}."""
    prefixes = [""]
    for part in re.findall(r"[\w:*]+|[{},]|\bas\b", text)[:500]:
        if part == "}":
            prefixes = prefixes[:-1] or [""]
        elif part.endswith("::"):
            prefixes.append(prefixes[-1] + part)
        elif part not in {"{", ",", "as"} and _LEAF.fullmatch(part.replace("*", "")):
            yield (prefixes[-1] + part).rstrip("*").rstrip(":")


def resolver(tree: Tree) -> Resolve:
    """Resolve the longest part of a path that is a module's file; the rest of it stands in that file."""
    crates = {
        str(data.get("name", "")).replace("-", "_"): folder
        for folder, data in tree.manifests_named("Cargo.toml")
        if data.get("name")
    }
    folders = sorted(crates.values(), key=len, reverse=True)

    def resolve(source: Source, asked: Import) -> Target:
        if asked.name.startswith("mod "):
            return _module(tree, _inside(source.path), [asked.name[4:]]) or Miss.UNRESOLVED
        head, *rest = asked.name.split("::")
        if head in {"crate", "self", "super"}:
            base, rest = _base(source.path, head, rest, folders)
            return _longest(tree, base, rest) or _root(tree, base) or Miss.UNRESOLVED
        if head in crates and crates[head] != _crate(source.path, folders):
            root = join(crates[head], "src")
            return _longest(tree, root, rest) or _root(tree, root) or Miss.UNRESOLVED
        return _longest(tree, _inside(source.path), [head, *rest]) or Miss.EXTERNAL

    return resolve


def _crate(path: str, folders: Sequence[str]) -> str:
    return next((folder for folder in folders if not folder or path.startswith(folder + "/")), "")


def _base(path: str, head: str, rest: list[str], folders: Sequence[str]) -> tuple[str, list[str]]:
    """Return the folder where the submodules of what `head` names are, and the segments after it."""
    if head == "crate":
        return join(_crate(path, folders), "src"), rest
    place = _inside(path)
    while head == "super":
        place = posixpath.dirname(place)
        if not rest or rest[0] != "super":
            break
        rest = rest[1:]
    return place, rest


def _inside(path: str) -> str:
    """Return the folder of the submodules of a source."""
    folder, name = posixpath.split(path)
    return folder if name in _ROOTS else posixpath.join(folder, name.removesuffix(".rs"))


def _longest(tree: Tree, folder: str, segments: Sequence[str]) -> str | None:
    for end in range(len(segments), 0, -1):
        if found := _module(tree, folder, segments[:end]):
            return found
    return None


def _module(tree: Tree, folder: str, segments: Sequence[str]) -> str | None:
    path = join(folder, *segments)
    return next((each for each in (f"{path}.rs", f"{path}/mod.rs") if each in tree.paths), None)


def _root(tree: Tree, folder: str) -> str | None:
    """Return the file whose items stand directly under a folder's module."""
    tried = (f"{folder}/lib.rs", f"{folder}/main.rs", f"{folder}/mod.rs", f"{folder}.rs")
    return next((each for each in tried if each in tree.paths), None)
