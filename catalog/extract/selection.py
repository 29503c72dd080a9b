# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What of a repository goes with a module: its paths of today, and those its files had before they were renamed."""

import difflib
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from scanner.errors import UsageError
from scanner.git import path_text

_NEAR = 5


class Selection(NamedTuple):
    """Raw paths; a folder stands for all that is under it."""

    kept: tuple[bytes, ...]
    old: tuple[bytes, ...] = ()
    """Former paths that go along."""
    left: tuple[bytes, ...] = ()
    """Former paths that today's tree uses for something else."""

    def holds(self, path: bytes) -> bool:
        """Tell whether a path goes along."""
        return path in self.old or _under(path, self.kept)


def select(words: Sequence[str], tree: Iterable[bytes], renames: Sequence[tuple[bytes, bytes]]) -> Selection:
    """Return what the words (paths of files or folders of the tree) stand for, with the renames followed.

    Args:
        words: paths as they are printed.
        tree: the files of today.
        renames: (old, new), newest first.

    Raises:
        UsageError: a word is no path of the tree.
    """
    files = set(tree)
    kept = tuple(dict.fromkeys(_raw_path(word, files) for word in words))
    former = _former(kept, renames)
    old = tuple(sorted(path for path in former if path not in files))
    return Selection(kept, old, tuple(sorted(former - set(old))))


def _former(kept: Sequence[bytes], renames: Sequence[tuple[bytes, bytes]]) -> set[bytes]:
    """Follow renames until they lead to nothing new; a path that today's tree has again isn't followed further."""
    former: set[bytes] = set()
    grown = True
    while grown:
        before = len(former)
        for old, new in renames:
            if (new in former or _under(new, kept)) and not _under(old, kept):
                former.add(old)
        grown = len(former) > before
    return former


def _raw_path(word: str, files: set[bytes]) -> bytes:
    wished = word.removeprefix("./").rstrip("/")
    known = {path_text(path): path for path in _with_folders(files)}
    if wished in known:
        return known[wished]
    near = difflib.get_close_matches(wished, known, _NEAR, 0.5)
    name = wished.rpartition("/")[2]
    near += [path for path in sorted(known) if path.rpartition("/")[2] == name and path not in near][:_NEAR]
    if near:
        raise UsageError(
            "the tree has no file or folder {path}", path=word, mend="near ones: {names}", names=", ".join(near[:_NEAR])
        )
    raise UsageError("the tree has no file or folder {path}", path=word, mend="give a path as `git ls-files` prints it")


def _with_folders(files: Iterable[bytes]) -> set[bytes]:
    found = set()
    for file in files:
        path = file
        while path and path not in found:
            found.add(path)
            path = path.rpartition(b"/")[0]
    return found


def _under(path: bytes, kept: Sequence[bytes]) -> bool:
    return any(path == each or path.startswith(each + b"/") for each in kept)
