# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Makes Git repositories that no Git command would make: any object, any name, written straight to the disk."""

import hashlib
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

FILE, PROGRAM, LINK, FOLDER, SUBMODULE = b"100644", b"100755", b"120000", b"40000", b"160000"


class Named(NamedTuple):
    """An entry of a tree, in the bytes that it is written in."""

    name: bytes
    oid: str
    mode: bytes = FILE


class Forged:
    """A bare repository of loose objects; each method returns the id of what it wrote."""

    def __init__(self, git_dir: Path, object_format: str = "sha1") -> None:
        self.git_dir = git_dir
        self._hash = object_format
        for folder in ("objects/info", "refs/heads"):
            (git_dir / folder).mkdir(parents=True)
        self.write("HEAD", b"ref: refs/heads/main\n")
        extension = b"[extensions]\n\tobjectFormat = sha256\n" if object_format == "sha256" else b""
        self.write("config", b"[core]\n\trepositoryFormatVersion = 1\n\tbare = true\n" + extension)

    def write(self, path: str, content: bytes) -> None:
        """Write a file of the Git directory."""
        target = self.git_dir / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)

    def put(self, kind: str, content: bytes) -> str:
        """Write an object, whatever it is."""
        raw = f"{kind} {len(content)}\0".encode() + content
        oid = hashlib.new(self._hash, raw, usedforsecurity=False).hexdigest()
        self.write(f"objects/{oid[:2]}/{oid[2:]}", zlib.compress(raw, 1))
        return oid

    def blob(self, content: bytes) -> str:
        """Write a file's content."""
        return self.put("blob", content)

    def tree(self, entries: Iterable[Named]) -> str:
        """Write a folder; its entries stay in the order given, even the wrong one."""
        return self.put("tree", b"".join(b"%b %b\0" % (e.mode, e.name) + bytes.fromhex(e.oid) for e in entries))

    def commit(
        self,
        tree: str,
        *parents: str,
        message: bytes = b"Travail\n",
        author: bytes = b"A <a@example.org> 1700000000 +0000",
        branch: str = "main",
    ) -> str:
        """Write a commit, and have a branch ("" = none) lead to it."""
        above = b"".join(b"parent %b\n" % parent.encode() for parent in parents)
        oid = self.put(
            "commit",
            b"tree %b\n%bauthor %b\ncommitter %b\n\n%b" % (tree.encode(), above, author, author, message),
        )
        if branch:
            self.write(f"refs/heads/{branch}", oid.encode() + b"\n")
        return oid

    def break_object(self, oid: str) -> None:
        """Spoil an object that was written."""
        self.write(f"objects/{oid[:2]}/{oid[2:]}", b"not zlib")

    def remove_object(self, oid: str) -> None:
        """Lose an object that was written."""
        (self.git_dir / "objects" / oid[:2] / oid[2:]).unlink()
