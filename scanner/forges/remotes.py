# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What a Git directory of this machine says of itself: its kind, its remote, its branch. Reads files, obeys nothing."""

import os
import re
import stat
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from scanner import git, git_command
from scanner.errors import GitError
from scanner.hosts import is_host, is_login, is_segment

_MAX_FILE = 1_000_000
_HEAD = re.compile(rb"ref: refs/\S+|[0-9a-f]{40}|[0-9a-f]{64}")
_SCP = re.compile(r"(?:[^@/:\s]+@)?(?P<host>[^@/:\s]+):(?P<path>[^\s]+)")


class Remote(NamedTuple):
    """Where a repository comes from, read from its remote's address; credentials are left out."""

    scheme: str
    host: str
    owner: str
    name: str

    @property
    def key(self) -> tuple[str, str, str]:
        """Return what two clones of one repository have in common: hosts don't tell capitals apart."""
        return self.host, self.owner.lower(), self.name.lower()

    @property
    def url(self) -> str:
        """Return the address for people."""
        return f"{self.scheme}://{self.host}/{self.owner}/{self.name}"


class Link(StrEnum):
    """What the file `.git` of a folder leads to."""

    REPOSITORY = "repository"
    WORKTREE = "worktree"
    SUBMODULE = "submodule"


def is_git_directory(path: Path) -> bool:
    """Tell whether `path` is laid out as a Git directory; a bare one needs no configuration to be one."""
    try:
        layout = all((path / name).is_dir() for name in ("objects", "refs"))
        return layout and _HEAD.match(_small_file(path / "HEAD")) is not None
    except OSError:
        return False


def linked_directory(file: Path) -> Path | None:
    """Return the directory that a `.git` file names, resolved, or None when it names none."""
    try:
        content = _small_file(file).strip()
    except OSError:
        return None
    if not content.startswith(b"gitdir: ") or b"\0" in content:
        return None
    return (file.parent / os.fsdecode(content.removeprefix(b"gitdir: "))).resolve()


def common_directory(directory: Path) -> Path:
    """Return the Git directory that holds the objects and refs of another: itself, unless it is a linked worktree's."""
    try:
        named = _small_file(directory / "commondir").strip()
    except OSError:
        return directory
    return directory if b"\0" in named else (directory / os.fsdecode(named)).resolve()


def link_kind(directory: Path) -> Link:
    """Tell what a directory named by a `.git` file is: a worktree shares another's objects, a submodule its home."""
    if (directory / "commondir").is_file():
        return Link.WORKTREE
    if "modules" in directory.parts and any(is_git_directory(parent) for parent in directory.parents):
        return Link.SUBMODULE
    return Link.REPOSITORY


def head_branch(directory: Path) -> str:
    """Return the branch that HEAD names, or ""."""
    try:
        head = _small_file(directory / "HEAD").strip()
    except OSError:
        return ""
    branch = head.removeprefix(b"ref: refs/heads/")
    return "" if branch in (head, b".invalid") else git.path_text(branch)


def origin_of(directory: Path) -> Remote | None:
    """Return where the remote `origin` is, when it is on a host; Git reads that one file, and follows no inclusion."""
    config = directory / "config"
    try:
        _small_file(config)
        said = git_command.run(None, "config", "--no-includes", "--file", str(config), "--get", "remote.origin.url")
    except (OSError, GitError):
        return None
    return parse_remote(said.decode("utf-8", "replace").strip())


def parse_remote(address: str) -> Remote | None:
    """Read `https://…`, `ssh://…` or `git@host:path`; None when it isn't on a host, or names no owner."""
    if "://" in address:
        parts = urlsplit(address)
        scheme, path = parts.scheme, parts.path
        host = (parts.hostname or "") if scheme == "ssh" else parts.netloc.rpartition("@")[2].lower()
    else:
        scp = _SCP.fullmatch(address)
        scheme, host, path = ("ssh", scp["host"].lower(), scp["path"]) if scp else ("", "", "")
    owner, _, name = path.strip("/").removesuffix(".git").rpartition("/")
    if scheme not in ("http", "https", "ssh") or not (is_host(host) and is_login(owner) and is_segment(name)):
        return None
    return Remote("http" if scheme == "http" else "https", host, owner, name)


def _small_file(path: Path) -> bytes:
    """Return the content of a regular file (no link, no pipe) of a sane size; raises OSError otherwise."""
    status = path.lstat()
    if not stat.S_ISREG(status.st_mode) or status.st_size > _MAX_FILE:
        raise OSError(f"{path.name} isn't a regular file of a sane size")
    return path.read_bytes()
