# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""One side of a change: a tree, what detectors say of it, and its files' content. Judges look at nothing else."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path
from posixpath import dirname, join, normpath

from catalog.check.models import Rule, Spotted
from catalog.check.standing import Standing
from catalog.check.surroundings import Surroundings
from scanner.blob_reader import BlobReader
from scanner.models import Accepted, Fact, Finding, TreeFile


@dataclass(frozen=True)
class Placed:
    """A finding at one of its places."""

    detector: str
    finding: Finding
    blob: str
    path: str
    at_head: bool
    commit: str
    accepted: Accepted | None = None


@dataclass(frozen=True)
class Side:
    """A commit (or work tree) and what was read of it.

    In a change, only the files that it touches and the few that speak for the whole repository (licence, README,
    manifests, publiccode.yml…) are read: `concerns` tells which paths a judge is to look at.
    """

    commit: str
    files: Mapping[str, TreeFile]
    """All the files of the tree, by path; symlinks too (mode 120000)."""
    changed: frozenset[str] | None
    """Paths that the change touches on this side; None = the whole repository is judged."""
    facts: tuple[Fact, ...]
    findings: tuple[Placed, ...]
    """Of files at this commit and, on the side of the head, of the history that is judged."""
    surroundings: Surroundings
    content: Callable[[str], bytes | None]
    """Bytes of a file of the tree by its path; None for a symlink, and for what is larger than `MAX_CONTENT` or can't
    be read."""
    leads_to: Callable[[str], str] = lambda _: ""
    """Path of the file of the tree that a symlink leads to; "" for what is no symlink, or leads elsewhere."""
    scancode: bool = True
    """Whether ScanCode is installed."""
    unheard: frozenset[str] = frozenset()
    """Paths of files whose comments are the word of a change, where all of the repository is judged in its name."""
    standing: Standing | None = None
    """How a new repository stands, on the side of the head, when that is asked."""
    policies: Path | None = None
    """The administration's own policies folder; None = the shipped ones."""
    said: dict[str, list[Fact]] = field(default_factory=dict, init=False)
    """Facts by rule: filled when made."""

    def __post_init__(self) -> None:
        """Sort the facts by rule."""
        for fact in self.facts:
            self.said.setdefault(fact.rule, []).append(fact)

    def with_standing(self, standing: Standing | None) -> "Side":
        """Return this side, and how a new repository stands."""
        return replace(self, standing=standing)

    def concerns(self, path: str) -> bool:
        """Tell whether a judge of single files is to look at this one."""
        return self.changed is None or path in self.changed

    def concerned(self) -> Iterable[TreeFile]:
        """Yield the files that a judge of single files is to look at, symlinks left out, in order of path."""
        for path in sorted(self.files if self.changed is None else self.changed & self.files.keys()):
            if not self.files[path].is_link:
                yield self.files[path]

    def of(self, rule: str) -> list[Fact]:
        """Return the facts of one rule; `rights-*` takes a family."""
        if "*" not in rule:
            return self.said.get(rule, [])
        return [fact for name, facts in self.said.items() if fnmatchcase(name, rule) for fact in facts]


MAX_CONTENT = 5_000_000
"""Bytes of a file that a judge gets at most: a larger one has no content for it."""
_MAX_LINK = 4_096
"""Bytes of where a symlink leads."""

Judge = Callable[[Side, Rule], Iterable[Spotted]]
"""What decides on one rule: pure, no network, no clock, nothing but the side and the rule's options."""


def contents(files: Mapping[str, TreeFile], blobs: BlobReader) -> Callable[[str], bytes | None]:
    """Return the `content` of a side with these files."""

    def content(path: str) -> bytes | None:
        file = files.get(path)
        if file is None or file.is_link or not 0 <= file.size <= MAX_CONTENT:
            return None
        return blobs.read(file.blob)

    return content


def links(files: Mapping[str, TreeFile], blobs: BlobReader) -> Callable[[str], str]:
    """Return the `leads_to` of a side with these files: one step, never out of the tree."""

    def leads_to(path: str) -> str:
        file = files.get(path)
        if file is None or not file.is_link or not 0 <= file.size <= _MAX_LINK:
            return ""
        written = (blobs.read(file.blob) or b"").decode("utf-8", "surrogateescape")
        target = normpath(join(dirname(path), written))
        return target if target in files else ""

    return leads_to
