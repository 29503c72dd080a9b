# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Carves the paths of a module, with their history, into a repository of its own: `git filter-repo`, far from ours."""

import os
import shlex
import sys
from pathlib import Path

from catalog.extract.selection import Selection
from scanner.errors import UsageError
from scanner.git import Mirror, mirror_folder
from scanner.git_command import run, run_beside

_SECONDS = 1800
_OPTIONS = ("--force", "--quiet", "--replace-refs", "delete-no-add")
_PRUNE = ("--prune-empty", "always")
"""A commit that was empty from the start has nothing of the module, and a message of the rest."""
_READ_OTHERWISE = (b"\n", b"\r", b"==>")
"""What a line of `--paths-from-file` would not take literally."""


def carve(mirror: Mirror, selection: Selection, folder: Path) -> Mirror:
    """Return a new bare repository under `folder` that holds the selected paths alone; `mirror` stays as it is.

    The history is rewritten in a repository that borrows the mirror's objects; what is then reachable is copied into
    one that borrows nothing.

    Raises:
        GitError: Git or filter-repo failed, or took too long.
        UsageError: a path can't be given to filter-repo.
    """
    scratch = mirror_folder(mirror.git_dir, folder / "scratch.git")
    listed = folder / "paths"
    listed.write_bytes(b"".join(b"literal:" + path + b"\n" for path in _paths(selection)))
    program = (sys.executable, "-m", "git_filter_repo", *_OPTIONS, *_PRUNE, "--paths-from-file", str(listed))
    run_beside(scratch.git_dir, program, timeout=_SECONDS)
    return _alone(scratch, folder / "module.git", folder)


def command_of(selection: Selection) -> str:
    """Return the command that carves the same in a fresh clone, to be pasted in a shell."""
    paths = " ".join(shlex.quote(f"--path={os.fsdecode(path)}") for path in _paths(selection))
    return f"git filter-repo {' '.join(_PRUNE)} {paths}".encode("utf-8", "backslashreplace").decode()


def _paths(selection: Selection) -> tuple[bytes, ...]:
    paths = (*selection.kept, *selection.old)
    for path in paths:
        if any(sign in path for sign in _READ_OTHERWISE):
            raise UsageError(
                "git filter-repo can't take the path {path}", path=repr(path)[2:-1], mend="rename it in the repository"
            )
    return paths


def _alone(scratch: Mirror, git_dir: Path, folder: Path) -> Mirror:
    """Copy what the refs of `scratch` reach, and the refs, into a repository that needs no other."""
    result = mirror_folder(scratch.git_dir, git_dir)
    (git_dir / "objects" / "info" / "alternates").unlink()
    run(scratch.git_dir, "pack-objects", "--all", "--revs", "--quiet", str(folder / "pack"), timeout=_SECONDS)
    for pack in folder.glob("pack-*"):
        target = git_dir / "objects" / "pack" / pack.name
        target.parent.mkdir(exist_ok=True)
        pack.replace(target)
    return result
