# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What each family of languages brings to the import graph: names found in one source, files found for a name."""

import posixpath
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from typing import Any, NamedTuple


class Import(NamedTuple):
    """A name that a source asks for, as its language writes it, and where (line from 1)."""

    name: str
    line: int


class Extracted(NamedTuple):
    """What one source asks for, and the names that it defines for others."""

    imports: list[Import]
    defines: list[str]


class Source(NamedTuple):
    """A source of the product, from its reading."""

    path: str
    language: str
    lines: int
    """All lines of the file."""
    code_lines: int
    """Lines that hold more than comments and blanks."""
    imports: Sequence[Import]
    defines: Sequence[str]
    terms: Mapping[str, int]


class Miss(Enum):
    """Why an import leads to no file of the repository."""

    EXTERNAL = "external"
    """It names another package."""
    UNRESOLVED = "unresolved"
    """It should lead to a file here, and the file wasn't found."""


Target = str | Miss
Resolve = Callable[[Source, Import], Target]


class Tree:
    """The paths of a repository and what its manifests say, with quick look-ups by the end of a path."""

    def __init__(
        self, paths: Iterable[str], sources: Sequence[Source], manifests: Mapping[str, Mapping[str, Any]]
    ) -> None:
        self.paths = frozenset(paths)
        self.sources = sources
        self.manifests = manifests
        self._by_end: dict[str, list[str]] = defaultdict(list)
        for path in sorted(self.paths):
            for end in {_last(path, 1), _last(path, 2)}:
                self._by_end[end].append(path)

    def ending_with(self, suffix: str, near: str) -> str | None:
        """Return the path that ends with the whole segments of `suffix`, the nearest to `near` if there are several."""
        candidates = self._by_end.get(_last(suffix, 2), ())
        found = [path for path in candidates if path == suffix or path.endswith("/" + suffix)]
        return min(found, key=lambda path: (-_common(path, near), len(path), path)) if found else None

    def manifests_named(self, name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield (folder, manifest) for each manifest file called `name`."""
        for path, data in self.manifests.items():
            if posixpath.basename(path) == name:
                yield posixpath.dirname(path), data


class Family(NamedTuple):
    """One family of languages: reading one source, and resolving names over a tree."""

    extract: Callable[[Sequence[str]], Extracted]
    """Lines without comments (strings kept) → names."""
    resolver: Callable[[Tree], Resolve]


def join(folder: str, *parts: str) -> str:
    """Return a normal relative path; one that leaves the repository starts with `..`."""
    return posixpath.normpath(posixpath.join(folder, *parts))


def _last(path: str, count: int) -> str:
    """Return the last segments of a path, all of it when there are fewer."""
    return "/".join(path.split("/")[-count:])


def _common(path: str, other: str) -> int:
    """Return how many leading folders two paths share."""
    count = 0
    for one, two in zip(path.split("/")[:-1], other.split("/")[:-1], strict=False):
        if one != two:
            break
        count += 1
    return count
