# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The state of a Git directory of this machine, told without Git: equal stamps, nothing to read again.

Every ref counts by its content, objects by the names of their packs and the dates of their folders, so that objects
that were missing and have come back count too. Opening files is a hundred times cheaper than starting Git, and obeys
nothing that stands in them.
"""

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

MAX_ENTRIES = 200_000
"""Refs and folders looked at; a Git directory with more of them has no stamp."""
MAX_BYTES = 64_000_000
"""Size of the largest file read (`packed-refs` is the only one that grows)."""

_BORROWED = "objects/info/alternates"
_CONTENT = ("HEAD", "packed-refs", "shallow")
_LISTED = ("objects", "objects/pack", "reftable")


def folder_stamp(git_dir: Path) -> str:
    """Return a digest of the refs and objects of a Git directory, or "" when its state can't be told this way.

    A worktree linked to another Git directory has none, nor has one that borrows another's objects, or that holds
    anything but files and folders.
    """
    digest = hashlib.sha256()
    try:
        elsewhere = (git_dir / "commondir").exists() or (git_dir / _BORROWED).exists()
        if elsewhere or not (git_dir / "HEAD").is_file():
            return ""
        for part in _state(git_dir):
            digest.update(len(part).to_bytes(8, "big") + part)
    except (OSError, ValueError):
        return ""
    return digest.hexdigest()


def _state(git_dir: Path) -> Iterator[bytes]:
    for name in _CONTENT:
        yield _content(git_dir / name)
    for name in _LISTED:
        yield from _entries(git_dir / name)
    yield from _loose_refs(git_dir / "refs")


def _content(path: Path) -> bytes:
    """Return what a file holds; b"" for none.

    Raises:
        ValueError: it isn't a file (a pipe would never end, a link's target moves alone), or too large.
    """
    try:
        found = path.lstat()
    except FileNotFoundError:
        return b""
    if not stat.S_ISREG(found.st_mode) or found.st_size > MAX_BYTES:
        raise ValueError(path)
    return path.read_bytes()


def _entries(folder: Path) -> Iterator[bytes]:
    """Yield name, size and date of each entry; the date of a folder moves when an object enters it."""
    if not folder.is_dir():
        return
    with os.scandir(folder) as entries:
        for count, entry in enumerate(sorted(entries, key=lambda entry: entry.name)):
            if count >= MAX_ENTRIES:
                raise ValueError(folder)
            found = entry.stat(follow_symlinks=False)
            yield f"{entry.name}\0{found.st_size}\0{found.st_mtime_ns}".encode("utf-8", "surrogateescape")


def _loose_refs(top: Path) -> Iterator[bytes]:
    count = 0
    for folder, folders, names in os.walk(top, onerror=_raise):
        folders.sort()
        for name in sorted(names):
            count += 1
            if count > MAX_ENTRIES:
                raise ValueError(top)
            path = Path(folder, name)
            yield os.fsencode(path.relative_to(top)) + b"\0" + _content(path)


def _raise(error: OSError) -> None:
    raise error
