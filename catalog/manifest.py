# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What we wrote into an output folder: which files, how large, and made from what.

One line a file, ``SIZE KEY NAME``, under a line that says for whom. While a publication is under way the file is a
journal: a name is said before its file changes (``- - NAME``), and again with its size and key afterwards; the last
line of a name holds. Whatever the moment of a kill, no file of ours is unknown, and none passes for what it isn't.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from scanner.errors import UsageError

MANIFEST = ".ouvrage-manifest"
OURS = ".ouvrage-"
"""What the names of files start with that are no part of the output: this one, and those that aren't whole yet."""

_HEADER = "# ouvrage "
_FIRST = "index.html"
"""A file that every publication writes, and that tells a site from a folder of other things."""
_ASTRAY = re.compile(rf"(?:^|/)\.{{0,2}}(?:/|$)|\\|^{re.escape(OURS)}")
"""Absolute, empty, ``.`` and ``..`` steps, other systems' separators, and our own files."""
_MOST_DIGITS = 15


class Entry(NamedTuple):
    """What is known of a file: its size in bytes, and the key of what it was made from."""

    size: int
    key: str


UNSURE = Entry(-1, "")
"""What is known of a file that was being written when a publication was killed."""


class Manifest:
    """The manifest of one folder: read, then added to by one process or several, then replaced."""

    def __init__(self, root: Path, audience: str) -> None:
        """Read the manifest of the folder `root`, made when it has none, and open it as a journal.

        Raises:
            OSError: it can't be read or written.
            UsageError: it is that of the files of another audience, or it is lost: pages that this audience may not see
                could stay.
        """
        self.path = root / MANIFEST
        if not self.path.exists() and (root / _FIRST).exists():
            raise UsageError(
                "this folder holds a site, and no manifest says whose: {file}",
                source=str(root),
                mend="give an empty folder, or empty this one",
                file=_FIRST,
            )
        text = self.path.read_bytes() if self.path.exists() else b""
        whole = text[: text.rfind(b"\n") + 1]  # a kill may have cut the last line short
        lines = whole.decode("utf-8", "replace").split("\n")
        known = next((line.removeprefix(_HEADER) for line in lines if line.startswith(_HEADER)), "")
        if known not in ("", audience):
            raise UsageError(
                "this folder holds the files of another audience: {audience}",
                source=str(root),
                mend="give another folder, or remove this one",
                audience=known,
            )
        self.entries = dict(_read(lines))
        """What each file of ours held when it was last written; the names are those of a file that anybody may edit."""
        self._head = f"{_HEADER}{audience}\n"
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
        self._journal = os.open(self.path, flags, 0o644)
        if whole != text:
            os.truncate(self._journal, len(whole))
        if not known:
            self._append(self._head)

    def claim(self, names: Iterable[str]) -> None:
        """Say that the files `names` are about to change.

        Raises:
            OSError: it can't be written.
        """
        self._append("".join(f"- - {name}\n" for name in names))

    def record(self, entries: Mapping[str, Entry]) -> None:
        """Say what claimed files hold now.

        Raises:
            OSError: it can't be written.
        """
        self._append(_text(entries))

    def replacement(self, entries: Mapping[str, Entry]) -> bytes | None:
        """Return what the manifest has to hold to say `entries` alone, sorted; None when it is so."""
        data = (self._head + _text(dict(sorted(entries.items())))).encode()
        return None if data == self.path.read_bytes() else data

    def close(self) -> None:
        """Close the journal."""
        if self._journal >= 0:
            os.close(self._journal)
            self._journal = -1

    def _append(self, text: str) -> None:
        data = text.encode()
        while data:  # in one go, so that the lines of two processes never mix, unless the disk is full
            data = data[os.write(self._journal, data) :]


def check_apart(root: Path, audience: str) -> None:
    """Refuse a folder that is inside the published folder of another audience, or right around one.

    Raises:
        OSError: a folder can't be read.
        UsageError: it is; published, it would take that one with it.
    """
    around = (folder for folder in root.resolve().parents if (folder / MANIFEST).is_file())
    for folder in (*around, *(path.parent for path in root.glob(f"*/{MANIFEST}"))):
        other = _audience(folder)
        if other not in ("", audience):
            raise UsageError(
                "this folder holds the files of another audience: {audience}",
                source=str(folder),
                mend="give a folder that is apart from it",
                audience=other,
            )


def _audience(root: Path) -> str:
    with (root / MANIFEST).open("rb") as file:
        line = file.readline(200).decode("utf-8", "replace").rstrip("\n")
    return line.removeprefix(_HEADER) if line.startswith(_HEADER) else ""


def is_inside(name: str) -> bool:
    """Tell whether a relative POSIX path is that of a file of the output folder, written in one way and on one line."""
    return name.isprintable() and not _ASTRAY.search(name)


def _read(lines: Iterable[str]) -> Iterator[tuple[str, Entry]]:
    for parts in (line.split(" ", 2) for line in lines if not line.startswith(_HEADER)):
        if len(parts) == 3:  # size, key, name
            size, key, name = parts
            is_size = len(size) <= _MOST_DIGITS and size.isascii() and size.isdigit()
            yield name, Entry(int(size), key) if is_size else UNSURE


def _text(entries: Mapping[str, Entry]) -> str:
    return "".join(f"{entry.size} {entry.key} {name}\n" for name, entry in entries.items())
