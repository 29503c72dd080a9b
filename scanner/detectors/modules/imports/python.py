# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Python: `import` and `from … import`, absolute from any package root or relative.

Modules and models that Django names in strings count too.
"""

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from scanner.detectors.modules.imports.interface import Extracted, Import, Miss, Resolve, Source, Target, Tree, join

_FROM = re.compile(r"^\s*from\s+(\.*[\w.]*)\s+import\s+(.*)")
_IMPORT = re.compile(r"^\s*import\s+([\w., ]+)")
_INCLUDED = re.compile(r"\binclude\(\s*[\"']([a-z_]\w*(?:\.\w+){1,8})[\"']")
_MODEL = re.compile(
    r"(?:\b(?:ForeignKey|OneToOneField|ManyToManyField)\(|^)\s*(?:to\s*=\s*)?[\"']([a-z_]\w*)\.[A-Z]\w*[\"']\s*[,)]"
)
_MAX_CONTINUED = 100
_MANIFESTS = ("pyproject.toml", "setup.py", "setup.cfg")


def extract(lines: Sequence[str]) -> Extracted:
    """Return one import for each imported name: `from a.b import c` asks for `a.b.c`, and "a.Model" for `%a`."""
    imports = []
    for number, line in enumerate(lines, start=1):
        if found := _FROM.match(line):
            imports += [Import(_dotted(found[1], name), number) for name in _names(found[2], lines, number)]
        elif found := _IMPORT.match(line):
            imports += [Import(part.split(" as ")[0].strip(), number) for part in found[1].split(",") if part.strip()]
        else:
            imports += [Import(name[1], number) for name in _INCLUDED.finditer(line)]
            imports += [Import("%" + name[1], number) for name in _MODEL.finditer(line)]
    return Extracted(imports, [])


def _names(rest: str, lines: Sequence[str], number: int) -> Iterator[str]:
    if rest.lstrip().startswith("(") and ")" not in rest:
        for line in lines[number : number + _MAX_CONTINUED]:
            rest += " " + line
            if ")" in line:
                break
    for part in rest.strip(" ()\\").split(","):
        name = part.split(" as ")[0].strip(" ()\\")
        if name == "*" or name.isidentifier():
            yield name


def _dotted(module: str, name: str) -> str:
    if name == "*":
        return module
    return module + name if module.endswith(".") else f"{module}.{name}"


def resolver(tree: Tree) -> Resolve:
    """Resolve from the roots of the tree: its top, src/, folders with a manifest, parents of top packages."""
    modules = {_module_path(path): path for path in sorted(tree.paths) if path.endswith(".py")}
    packages = {posixpath.dirname(path) for path in tree.paths if path.endswith("/__init__.py")}
    roots = {"", "src", *(folder for name in _MANIFESTS for folder, _ in tree.manifests_named(name))}
    roots |= {posixpath.dirname(package) for package in packages if posixpath.dirname(package) not in packages}
    tops = _tops(modules, roots)
    holders = {*modules, *(posixpath.dirname(path) for path in modules.values())}

    def resolve(source: Source, asked: Import) -> Target:
        if asked.name.startswith("%"):
            return _models(tree, asked.name[1:], source.path)
        parts = asked.name.lstrip(".").split(".")
        dots = len(asked.name) - len(asked.name.lstrip("."))
        here = posixpath.dirname(source.path)
        if dots:
            base = join(here, *[".."] * (dots - 1))
            return _longest(modules, base, parts) or modules.get(base) or Miss.UNRESOLVED
        known = tops.get(parts[0], set())
        for root in sorted({*known, here}, key=lambda root: (not _is_under(source.path, root), -len(root), root)):
            if found := _longest(modules, root, parts):
                return found
        return (
            Miss.UNRESOLVED
            if len(parts) > 1 and any(join(root, parts[0]) in holders for root in known)
            else Miss.EXTERNAL
        )

    return resolve


def _models(tree: Tree, app: str, near: str) -> Target:
    """Return the file of an application's models; applications that aren't here are Django's or installed."""
    found = (tree.ending_with(f"{app}/{file}", near) for file in ("models.py", "models/__init__.py"))
    return next((path for path in found if path), Miss.EXTERNAL)


def _module_path(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__")


def _is_under(path: str, root: str) -> bool:
    return not root or path.startswith(root + "/")


def _tops(modules: Iterable[str], roots: set[str]) -> dict[str, set[str]]:
    """Return the roots under which each first name of a module is found."""
    tops: dict[str, set[str]] = defaultdict(set)
    for path in modules:
        parts = path.split("/")
        for depth, name in enumerate(parts):
            root = "/".join(parts[:depth])
            if root in roots:
                tops[name].add(root)
    return tops


def _longest(modules: dict[str, str], root: str, parts: Sequence[str]) -> str | None:
    """Return the file of a.b.c, else that of a.b (c is then a name in it), and so on."""
    for end in range(len(parts), 0, -1):
        if found := modules.get(join(root, *parts[:end])):
            return found
    return None
