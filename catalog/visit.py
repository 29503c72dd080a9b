# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""All that scanning one repository takes, as plain values, and the scan itself, on this machine or another."""

import hashlib
import re
from pathlib import Path
from typing import NamedTuple

from catalog.reaching import GitAccess
from scanner.git import Mirror, mirror_folder, mirror_remote, read_refs
from scanner.scan import Detectors, Emit, Memory, Read, Scan, scan_repository


class Visit(NamedTuple):
    """One repository to scan. What it is reached with never shows."""

    host: str
    place: str
    """http(s) URL, or the path of a Git directory."""
    default_branch: str
    access: GitAccess
    known_refs: str
    """Digest of the refs at which nothing is left to read, or ""."""

    @property
    def is_remote(self) -> bool:
        """Whether Git fetches it, rather than reading a folder."""
        return self.place.startswith(("http://", "https://"))

    @property
    def key(self) -> str:
        """What names it without telling its name."""
        return hashlib.sha256(f"{self.host} {self.place}".encode()).hexdigest()[:20]

    def __repr__(self) -> str:
        """Tell the key alone: this may end in the log of a machine of a cluster."""
        return f"Visit({self.key})"


def visit_repository(
    visit: Visit, mirrors: Path, memory: Memory, emit: Emit, detectors: Detectors, read: Read
) -> Scan | None:
    """Bring the mirror of a repository up to date under `mirrors`, and scan it; None when its refs are the known ones.

    Raises:
        OuvrageError: it can't be reached or read, or `memory` or `emit` fail.
    """
    mirror = _mirror(visit, mirrors)
    if visit.known_refs and read_refs(mirror, visit.default_branch).digest == visit.known_refs:
        return None
    return scan_repository(mirror, memory, emit, detectors, read, default_branch=visit.default_branch)


def mirror_place(host: str, place: str, mirrors: Path) -> Path:
    """Return where, under `mirrors`, the mirror of a repository is, or will be."""
    folder = re.sub(r"[^A-Za-z0-9.-]", "_", host)
    return mirrors.resolve() / folder / f"{Visit(host, place, '', GitAccess(), '').key}.git"


def _mirror(visit: Visit, mirrors: Path) -> Mirror:
    git_dir = mirror_place(visit.host, visit.place, mirrors)
    if visit.is_remote:
        return mirror_remote(visit.place, git_dir, header=visit.access.header, addresses=visit.access.addresses)
    return mirror_folder(Path(visit.place), git_dir)
