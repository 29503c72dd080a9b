# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What a Git history holds, version by version: raw paths, since a path may be any bytes."""

from collections.abc import Iterator
from typing import NamedTuple

from scanner.errors import GitError
from scanner.git import Mirror
from scanner.git_command import pipe, run

_CHUNK = 1 << 20
_MAX_PATH = 1 << 16
_SECONDS = 1800
_EMPTY_BLOBS = (
    b"e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
    b"473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813",
)
"""Empty files are alike without being one another's past."""
_GITLINK = b"160000"


class Version(NamedTuple):
    """A blob at a path, in some commit."""

    path: bytes
    blob: str


def list_versions(mirror: Mirror) -> set[Version]:
    """Return every (path, blob) that a commit of any ref holds; a submodule counts with the commit it names.

    A version is in a commit's difference to all of its parents at least once, so merges are told in combined form.

    Raises:
        GitError: the history can't be read to its end.
    """
    found = set()
    for header, paths in _raw(mirror, "--diff-merges=combined", "--root", "--no-renames"):
        fields = header.lstrip(b":").split(b" ")
        parents = (len(fields) - 2) // 2  # a mode and an id for each parent, then the result's, then the letters
        mode, oid = fields[parents], fields[2 * parents + 1]
        if mode != b"000000":
            found.add(Version(paths[0], oid.decode()))
    return found


def list_renames(mirror: Mirror, *, exact: bool = False) -> list[tuple[bytes, bytes]]:
    """Return (old, new) for each rename of a file that isn't empty, newest first, as `git log --follow` sees them.

    Args:
        mirror: the repository.
        exact: follow only files renamed without a change, which takes no content: objects may be missing.

    Raises:
        GitError: the history can't be read to its end.
    """
    raw = _raw(mirror, "--diff-merges=off", "-M100%" if exact else "-M", "-l2000", "--diff-filter=R")
    return [(paths[0], paths[1]) for header, paths in raw if header.split(b" ")[2] not in _EMPTY_BLOBS]


def list_head(mirror: Mirror, commit: str) -> dict[bytes, str]:
    """Return path → blob of a commit's tree, submodules left out."""
    listed = run(mirror.git_dir, "ls-tree", "-r", "-z", "--full-tree", commit, timeout=_SECONDS)
    entries = (line.split(b"\t", 1) for line in listed.split(b"\0") if line)
    return {path: told.split(b" ")[2].decode() for told, path in entries if not told.startswith(_GITLINK)}


def _raw(mirror: Mirror, *options: str) -> Iterator[tuple[bytes, list[bytes]]]:
    """Yield the header and the paths of each entry of `git log --raw`."""
    command = ("log", "--all", "--raw", "-z", "--no-abbrev", "--format=", "--no-show-signature", *options)
    with pipe(mirror.git_dir, *command, seconds=_SECONDS) as process:
        stream = process.stdout
        assert stream is not None  # noqa: S101 - a pipe
        tokens = _tokens(iter(lambda: stream.read(_CHUNK), b""))
        for token in tokens:
            header = token.lstrip(b"\n")
            if header.startswith(b":"):
                count = 2 if "--diff-filter=R" in options else 1
                yield header, [next(tokens, b"") for _ in range(count)]
        if process.wait():
            raise GitError("its history can't be read to its end", source=str(mirror.git_dir))


def _tokens(chunks: Iterator[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\0")
        yield from whole
        if len(rest) > _MAX_PATH:
            raise GitError("a path of its history has no end")
    if rest:
        yield rest
