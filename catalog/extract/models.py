# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What `ouvrage extract` tells of a module taken out of its repository."""

from enum import StrEnum

from scanner.models import Frozen


class Cleanliness(StrEnum):
    """What reading the carved repository back has shown."""

    CLEAN = "clean"
    """It holds nothing else, all of it was read, and nothing stands."""
    NOT_CLEAN = "not-clean"
    PARTIAL = "partial"
    """Something wasn't read: nothing can be said of it."""


class CarvedFile(Frozen):
    """A file of today's tree that goes along."""

    path: str
    licence: str
    """SPDX expression, or ""."""
    licence_basis: str
    """`file`: read in it; `repository`: the declared licence of the repository; `unknown`."""


class Import(Frozen):
    """A line of the module that needs a file of the rest."""

    path: str
    line: int
    target: str


class Standing(Frozen):
    """Something to look at in the carved history: of a file version, or a third party's part."""

    rule: str
    path: str
    line: int
    confidence: str
    message: str
    blob: str = ""
    at_head: bool = True


class Proof(Frozen):
    """What the carved repository holds, as read back from it."""

    refs: tuple[str, ...]
    commits: int
    blobs: int
    paths: tuple[str, ...]
    """Every path that any of its commits has."""
    strangers: tuple[str, ...]
    """Paths or blobs that were not to be there: none, or the proof fails."""
    identities: int
    """Names and addresses of authors and committers that remain."""


class Extraction(Frozen):
    """All that is told of one extraction."""

    repository: str
    module: str
    together: tuple[str, ...]
    """Paths that go along, as asked."""
    files: tuple[CarvedFile, ...]
    old_paths: tuple[str, ...]
    """Former paths of the subset's files, whose history goes along."""
    left_old_paths: tuple[str, ...]
    """Former paths left out: the tree of today holds another file there."""
    exact_renames_only: bool
    """Whether content is missing, so that a file renamed and changed at once couldn't be followed."""
    imports: tuple[Import, ...] | None
    """What it needs of the rest; None: not known, since the scan proposes no such module."""
    third_party: tuple[Standing, ...]
    command: str
    proof: Proof
    findings: tuple[Standing, ...]
    accepted: int
    """Findings that the repository itself says it accepts."""
    unread: tuple[str, ...]
    """What wasn't read, and why."""
    verdict: Cleanliness
    output: str = ""
    """Where the carved repository was kept, or ""."""
