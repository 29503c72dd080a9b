# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What we wrote into an output folder: which files, how large, and made from what.

Under a line that says for whom, one line a file, ``SIZE KEY NAME``, then one line a bundle: the key of what its files
are made from together, its name, and its files as they would stand alone, between tabs. A bundle is only taken apart
when one of its files may have changed.

While a publication is under way the file is a journal: a name is said before its file changes (``- - NAME``), and again
with its size and key afterwards; the last line of a name holds, and no bundle does any more. Whatever the moment of a
kill, no file of ours is unknown, and none passes for what it isn't.
"""

import os
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from scanner.errors import UsageError

MANIFEST = ".ouvrage-manifest"
OURS = ".ouvrage-"
"""What the names of files start with that are no part of the output: this one, and those that aren't whole yet."""

_HEADER = "# ouvrage "
_TAB = "\t"
_FIRST = "index.html"
"""A file that every publication writes, and that tells a site from a folder of other things."""
_ASTRAY = re.compile(rf"(?:^|/)\.{{0,2}}(?:/|$)|\\|^{re.escape(OURS)}")
"""Absolute, empty, ``.`` and ``..`` steps, other systems' separators, and our own files."""
_MOST_DIGITS = 15
_NO_SIZE = -2
"""No file is as large, not even one that isn't there."""
_PARTS = 3
"""Of the line of a file: its size, its key, its name."""


class Entry(NamedTuple):
    """What is known of a file: its size in bytes, and the key of what it was made from."""

    size: int
    key: str


UNSURE = Entry(-1, "")
"""What is known of a file that was being written when a publication was killed."""

Bundled = tuple[str, Sequence[str]]
"""The key of a bundle, and the paths of its files."""


class _Packed(NamedTuple):
    """A bundle as its line says it."""

    key: str
    files: str

    def entries(self) -> Iterator[tuple[str, Entry]]:
        return _read(self.files.split(_TAB))

    def sizes(self) -> dict[str, int]:
        parts = (line.split(" ", 2) for line in self.files.split(_TAB))
        return {each[2]: int(each[0]) if _is_size(each[0]) else _NO_SIZE for each in parts if len(each) == _PARTS}

    def __len__(self) -> int:
        return self.files.count(_TAB) + 1 if self.files else 0


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
        self._alone, self._bundles = _unpacked(lines)
        self._known = dict(self._alone)  # and what was taken out of bundles, or written since
        self._packed = set(self._bundles)
        self._head = f"{_HEADER}{audience}\n"
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
        self._journal = os.open(self.path, flags, 0o644)
        if whole != text:
            os.truncate(self._journal, len(whole))
        if not known:
            self._append(self._head)

    def entry(self, name: str) -> Entry:
        """Return what a file of ours held when it was last written, `UNSURE` for one that isn't known."""
        if name not in self._known:
            self.unpack(self._packed)
        return self._known.get(name, UNSURE)

    def learn(self, entries: Mapping[str, Entry]) -> None:
        """Take what files hold from now on."""
        self._known.update(entries)

    @property
    def bundles(self) -> Mapping[str, str]:
        """The name of each bundle, with the key of what it was made from."""
        return {name: known.key for name, known in self._bundles.items()}

    def sizes(self, name: str) -> dict[str, int]:
        """Return how large each file of a bundle was when it was last written."""
        return self._bundles[name].sizes()

    def unpack(self, names: Iterable[str]) -> None:
        """Take bundles apart: the next thing that is asked of their files needs no other."""
        found = self._packed & set(names)
        self._packed -= found
        for name, entry in chain.from_iterable(self._bundles[each].entries() for each in found):
            self._known.setdefault(name, entry)

    def count(self, kept: Iterable[str]) -> int:
        """Return how many files some bundles hold."""
        return sum(len(self._bundles[name]) for name in kept)

    def stale(self, done: Container[str], kept: Container[str]) -> list[str]:
        """Return the files of earlier publications, sorted, but those that are done and those of bundles that are kept.

        The names are those of a file that anybody may edit: none of them leaves the folder.
        """
        packed = (known.entries() for name, known in self._bundles.items() if name not in kept)
        names = chain(self._alone, (name for entries in packed for name, _ in entries))
        return sorted({name for name in names if name not in done and is_inside(name)})

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

    def text(self, entries: Mapping[str, Entry], bundles: Mapping[str, Bundled], kept: Iterable[str]) -> bytes:
        """Return what the manifest has to hold, sorted.

        Args:
            entries: each file that is done, but for those of bundles that are kept.
            bundles: the bundles that were made, by name.
            kept: the names of those that are as they were.
        """
        packed = {name: self._bundles[name] for name in kept}
        for name, (key, files) in bundles.items():
            packed[name] = _Packed(key, _TAB.join(_line(file, entries[file]) for file in files))
        bundled = {file for _, files in bundles.values() for file in files}
        alone = {name: entry for name, entry in sorted(entries.items()) if name not in bundled}
        lines = (_TAB.join((known.key, name, known.files)) + "\n" for name, known in sorted(packed.items()))
        return "".join((self._head, _text(alone), *lines)).encode()

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


def _unpacked(lines: Sequence[str]) -> tuple[dict[str, Entry], dict[str, _Packed]]:
    """Return the files that stand alone, and the bundles; none of those when a journal follows them."""
    first = next((number for number, line in enumerate(lines) if _TAB in line), len(lines))
    last = next((number for number, line in enumerate(lines[first:], first) if _TAB not in line and line), len(lines))
    fields = (line.split(_TAB, 2) for line in lines[first:last])
    packed = {each[1]: _Packed(each[0], each[2]) for each in fields if len(each) > 2}
    alone = dict(_read(lines[:first]))
    if last == len(lines):
        return alone, packed
    for bundle in packed.values():
        alone.update(bundle.entries())
    alone.update(_read(lines[last:]))
    return alone, {}


def _read(lines: Iterable[str]) -> Iterator[tuple[str, Entry]]:
    for parts in (line.split(" ", 2) for line in lines if not line.startswith(_HEADER)):
        if len(parts) == _PARTS:
            size, key, name = parts
            yield name, Entry(int(size), key) if _is_size(size) else UNSURE


def _is_size(text: str) -> bool:
    return len(text) <= _MOST_DIGITS and text.isascii() and text.isdigit()


def _text(entries: Mapping[str, Entry]) -> str:
    return "".join(f"{_line(name, entry)}\n" for name, entry in entries.items())


def _line(name: str, entry: Entry) -> str:
    return f"{entry.size} {entry.key} {name}"
