# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What could be a module: every folder, and every file long enough, of the product's own sources."""

import posixpath
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from scanner.detectors.modules.imports.interface import Source

_PACKAGE_FILE = re.compile(
    r"package\.json|composer\.json|go\.mod|pyproject\.toml|setup\.(?:py|cfg)|mix\.exs|pom\.xml|build\.gradle(?:\.kts)?|cargo\.toml"
    r"|description|.+\.gemspec"
)
_WHOLE_FOLDERS = frozenset({"go"})
"""Languages whose files of one folder are one package: a file alone isn't a unit."""


Kind = Literal["directory", "file"]


class Unit(NamedTuple):
    """A folder with all that is under it, or a file."""

    path: str
    kind: Kind
    sources: Sequence[Source]
    lines: int
    """Lines of its sources that aren't blank."""
    language: str
    """The language of most of these lines."""
    language_lines: int
    """The lines in that language."""
    package: str = ""
    """The name that its own manifest gives it, or ""."""
    offered: bool = False
    """Whether that manifest offers it to others."""


def places(path: str) -> Iterator[str]:
    """Yield the path itself, then the folders above it, without the top."""
    while path:
        yield path
        path = posixpath.dirname(path)


def list_units(
    sources: Sequence[Source], manifests: Mapping[str, Mapping[str, Any]], policy: Mapping[str, Any]
) -> list[Unit]:
    """Return the units of a tree, folders first.

    Args:
        sources: the product's own sources.
        manifests: path → what the manifest says.
        policy: `units` of policies/modules.yml.
    """
    packages = declared_packages(manifests)
    inside: dict[str, list[Source]] = defaultdict(list)
    for source in sources:
        for folder in places(posixpath.dirname(source.path)):
            inside[folder].append(source)
    folders = [_unit(path, "directory", found, *packages.get(path, ())) for path, found in sorted(inside.items())]
    files = [_unit(source.path, "file", [source]) for source in sources if source.language not in _WHOLE_FOLDERS]
    totals: Counter[str] = Counter()
    for source in sources:
        totals[source.language] += source.lines
    return [
        unit
        for unit in (*folders, *files)
        if unit.lines >= policy["min_lines"] and not _is_the_program(unit, totals, policy["max_share"])
    ]


def _unit(path: str, kind: Kind, sources: Sequence[Source], package: str = "", offered: bool = False) -> Unit:
    lines: Counter[str] = Counter()
    for source in sources:
        lines[source.language] += source.lines
    language, count = lines.most_common(1)[0]
    return Unit(path, kind, sources, lines.total(), language, count, package, offered)


def _is_the_program(unit: Unit, totals: Mapping[str, int], most: float) -> bool:
    """Return whether a folder holds most of the repository's lines in its own language."""
    return unit.kind == "directory" and unit.language_lines > most * totals[unit.language]


def declared_packages(manifests: Mapping[str, Mapping[str, Any]]) -> dict[str, tuple[str, bool]]:
    """Return folder → (name, offered to others) for the folders, the top left out, that a manifest makes packages.

    In JavaScript an application has a manifest too: an offered package says what to import of it, and isn't private.
    """
    found: dict[str, tuple[str, bool]] = {}
    for path, data in sorted(manifests.items()):
        folder, _, name = path.rpartition("/")
        if folder and _PACKAGE_FILE.fullmatch(name.lower()):
            called = str(data.get("name") or posixpath.basename(folder))
            found.setdefault(folder, (called, bool(data.get("offered", True))))
    return found
