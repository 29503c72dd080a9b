# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Git's trees, read once each and unfolded in bounds.

A tree of 212 KB can name the same folders again and again, ten levels deep, and stand for ten thousand million files,
or for as many empty folders: Git's own recursive listing then prints, or is silent, without end. Here each tree is
read once, and what it unfolds to is cut at a number of files and folders.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

MAX_FILES = 500_000
MAX_FOLDERS = 500_000
MAX_PATH = 4096
"""Bytes of a path that Linux opens (PATH_MAX): no file of a longer one can ever be checked out."""
MAX_DEPTH = 256
MAX_TREES_BYTES = 500_000_000

_FOLDER, _SUBMODULE = 0o040000, 0o160000


class Entry(NamedTuple):
    """A file of an unfolded tree: its path and mode as Git writes them, and the id of its content."""

    path: bytes
    mode: str
    oid: str


class Unfolded(NamedTuple):
    """The files of a tree, and what was left."""

    files: list[Entry]
    cut: bool
    """Whether it unfolds to more files or folders than are listed."""
    too_long: int
    """Files and folders left because of their path's length."""
    damaged: int
    """Folders that are missing, malformed or deeper than is followed, each counted where it appears."""


class Trees(NamedTuple):
    """The content of trees by id, and which of them are malformed from some entry on."""

    contents: Mapping[str, bytes]
    malformed: frozenset[str]

    def is_whole(self, oid: str) -> bool:
        """Whether this tree is there and can be read to its end."""
        return oid in self.contents and oid not in self.malformed


def read_trees(root: str, read: Callable[[Collection[str]], Iterable[tuple[str, bytes | None]]]) -> Trees:
    """Return the trees below `root`, each once, level by level; those that `read` can't give are absent.

    Args:
        root: id of a tree.
        read: gives the content of trees by id, None for one that is missing or isn't a tree.
    """
    contents: dict[str, bytes] = {}
    malformed: set[str] = set()
    waiting, room = [root], MAX_TREES_BYTES
    for _ in range(MAX_DEPTH):
        if not waiting or room < 0 or len(contents) > MAX_FOLDERS:
            break
        below: dict[str, None] = {}
        for oid, content in read(waiting):
            if content is None:
                continue
            contents[oid] = content
            room -= len(content)
            entries = list(_entries(content, len(root)))
            below |= dict.fromkeys(child for _, mode, child, _ in entries if _is_folder(mode))
            if content and (not entries or entries[-1][-1] < len(content)):
                malformed.add(oid)
        waiting = [oid for oid in below if oid not in contents]
    return Trees(contents, frozenset(malformed))


def unfold(trees: Trees, root: str) -> Unfolded:
    """List the files below the tree `root`, in the order of the trees; submodules aren't files."""
    files: list[Entry] = []
    folders = too_long = damaged = 0
    at = [_placed(trees, root, b"")]
    while at:
        entry = next(at[-1], None)
        if entry is None:
            at.pop()
        elif len(files) >= MAX_FILES or folders >= MAX_FOLDERS:
            return Unfolded(files, True, too_long, damaged)
        elif len(entry.path) > MAX_PATH:
            too_long += 1
        elif not _is_folder(int(entry.mode, 8)):
            files.append(entry)
        else:
            folders += 1
            damaged += not trees.is_whole(entry.oid)
            at.append(_placed(trees, entry.oid, entry.path + b"/"))
    return Unfolded(files, False, too_long, damaged + (not trees.is_whole(root)))


def _placed(trees: Trees, oid: str, prefix: bytes) -> Iterator[Entry]:
    for name, mode, child, _ in _entries(trees.contents.get(oid, b""), len(oid)):
        if mode & 0o170000 != _SUBMODULE:
            yield Entry(prefix + name, f"{mode:06o}", child)


def _is_folder(mode: int) -> bool:
    return mode & 0o170000 == _FOLDER


def _entries(content: bytes, id_length: int) -> Iterator[tuple[bytes, int, str, int]]:
    """Yield (name, mode, id, end) of a tree's content, up to the first entry that is malformed.

    Args:
        content: the tree as Git stores it: mode in octal, space, name, NUL, id in binary; again.
        id_length: length of an id written in hexadecimal, 40 or 64.
    """
    at, width = 0, id_length // 2
    while (end := content.find(b"\0", at)) >= 0:
        mode, space, name = content[at:end].partition(b" ")
        oid = content[end + 1 : end + 1 + width]
        if not space or len(oid) < width or not _is_mode(mode):
            return
        at = end + 1 + width
        yield name, int(mode, 8), oid.hex(), at


def _is_mode(text: bytes) -> bool:
    return 0 < len(text) <= 7 and not text.strip(b"01234567")
