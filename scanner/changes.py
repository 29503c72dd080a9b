# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The newest commits of a mirror: who wrote what, and when.

Unlike the listings of `scanner.blobs`, this one compares trees, which Git does in memory and without end on a tree
that unfolds without end: it has tighter bounds, and what they left is said.
"""

import sys
from collections.abc import Iterator
from typing import IO

from scanner.git import Mirror, path_text
from scanner.git_command import pipe
from scanner.models import Change

MAX_CHANGES = 20_000
"""Commits that detectors see of a history, newest first."""
MAX_PATHS = 10_000
"""Paths that are kept of one commit: one that touches more is an import or a move of everything."""
MAX_ALL_PATHS = 5_000_000
MAX_SECONDS = 600
MAX_MEMORY = 1_000_000_000
_CUT = "the history can't be compared to its end: its {count} newest changes were read"
_MAX_TOKEN = 1 << 16
_MAX_ADDRESS = 320
"""Bytes of an e-mail address: 64, @ and 255 (RFC 5321 §4.5.3.1)."""


def list_changes(mirror: Mirror, limit: int = MAX_CHANGES) -> tuple[tuple[Change, ...], str]:
    """Return the newest `limit` commits of all refs that aren't merges, and a problem or ""."""
    what = ("--all", "--no-merges", f"--max-count={limit}", "--raw", "-z", "--no-renames", "--no-abbrev")
    form = ("--no-show-signature", "--format=%x01%H %cI%x02%aE")
    changes: list[Change] = []
    room = MAX_ALL_PATHS
    with pipe(mirror.git_dir, "log", *what, *form, seconds=MAX_SECONDS, memory=MAX_MEMORY) as process:
        for change in _changes(_nul_separated(process.stdout)):
            changes.append(change)
            room -= len(change.paths)
            if room < 0:
                break
        if room < 0 or process.wait():
            return tuple(changes), _CUT.format(count=len(changes))
    return tuple(changes), ""


def _changes(tokens: Iterator[bytes]) -> Iterator[Change]:
    header, paths = b"", dict[str, None]()
    interned: dict[str, str] = {}
    for token in tokens:
        said = token.lstrip(b"\n")
        if said.startswith(b":"):
            path = path_text(next(tokens, b""))  # whatever it begins with: it follows its modes
            if len(paths) < MAX_PATHS:
                paths[interned.setdefault(path, path)] = None
        elif said.startswith(b"\x01"):
            if header:
                yield _change(header, paths)
            header, paths = said[1:], {}
    if header:
        yield _change(header, paths)


def _change(header: bytes, paths: dict[str, None]) -> Change:
    fields, _, address = header.partition(b"\x02")
    commit, _, date = fields.decode().partition(" ")
    author = sys.intern(address[:_MAX_ADDRESS].decode("utf-8", "replace").strip().lower())
    return Change(commit, date, tuple(paths), author)


def _nul_separated(stream: IO[bytes] | None) -> Iterator[bytes]:
    """Yield what NULs separate; of an endless token, its beginning."""
    assert stream is not None  # noqa: S101 - a pipe
    rest = b""
    while chunk := stream.read(1 << 16):
        *entries, rest = (rest + chunk).split(b"\0")
        yield from entries
        rest = rest[:_MAX_TOKEN]
    if rest.strip():
        yield rest
