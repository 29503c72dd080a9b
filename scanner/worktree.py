# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A work tree as a commit: what its tracked files hold now, or its index, read through a mirror of ours.

The repository is as untrusted as any: its configuration and hooks never apply, its submodules are never entered, its
filters never run, and nothing is written outside the mirror.
"""

import os
import re
import shutil
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from scanner.errors import GitError, UsageError
from scanner.forges.remotes import common_directory, is_git_directory, linked_directory
from scanner.git import Mirror, mirror_folder, read_refs
from scanner.git_command import run

_IDENTITY = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "ouvrage"), ("EMAIL", "ouvrage"), ("DATE", "2000-01-01T00:00:00Z"))
}
_FOCUS = b"refs/heads/checked"
_ABBREVIATED = re.compile(r"[0-9a-f]{7,39}")
_PLAIN = re.compile(r"(?:HEAD|@)(?![\w/.-])|refs/|[0-9a-f]{40}")
"""Names that mean one thing to Git whatever the refs."""


class Content(StrEnum):
    """Which content of a work tree is meant."""

    COMMIT = "commit"
    """That of its commit."""
    TRACKED = "tracked"
    """That of its tracked files as they stand, committed or not."""
    INDEX = "index"
    """That of its index: what the next commit will hold."""


class Worktree(NamedTuple):
    """Where a repository of this machine is."""

    root: Path | None
    """The folder of its files; None for a bare one."""
    git_dir: Path
    """What holds HEAD and the index."""
    common_dir: Path
    """What holds objects and refs: another one for a worktree linked to a repository."""


class Taken(NamedTuple):
    """A mirror of a work tree, and what it is to be judged by."""

    mirror: Mirror
    commit: str
    """HEAD's; "" when there is none."""
    head: str
    """The commit that holds the content asked for: HEAD's, or one of ours on top of it; "" for an empty one."""


def find_worktree(path: Path) -> Worktree:
    """Return the repository that `path` is, or is inside of.

    Raises:
        UsageError: there is none, or it can't be read.
    """
    if not path.exists():
        raise UsageError("there is no such folder", source=str(path), mend="give a work tree or a bare repository")
    here = path.resolve()
    for folder in (here, *here.parents) if here.is_dir() else here.parents:
        if found := _worktree_at(folder):
            return found
    raise UsageError("no Git repository is here", source=str(path), mend="give a work tree or a bare repository")


def _worktree_at(folder: Path) -> Worktree | None:
    mark = folder / ".git"
    git_dir = linked_directory(mark) if mark.is_file() else mark
    if git_dir is not None and (git_dir / "HEAD").is_file():
        return Worktree(folder, git_dir, common_directory(git_dir))
    if is_git_directory(folder):
        return Worktree(folder.parent if folder.name == ".git" else None, folder, common_directory(folder))
    return None


def take(worktree: Worktree, content: Content, git_dir: Path) -> Taken:
    """Make the mirror `git_dir` of a repository, in which the content asked for is a commit.

    Raises:
        GitError: the repository or its work tree can't be read.
    """
    mirror = mirror_folder(worktree.common_dir, git_dir)
    if worktree.common_dir != worktree.git_dir:
        shutil.copyfile(worktree.git_dir / "HEAD", git_dir / "HEAD")
    commit = resolve(mirror, "HEAD")
    if worktree.root is None or content is Content.COMMIT or not (worktree.git_dir / "index").is_file():
        return Taken(mirror, commit, commit)
    return Taken(mirror, commit, _commit_of(worktree, worktree.root, content, mirror, commit))


def resolve(mirror: Mirror, name: str) -> str:
    """Return the commit that an id or a ref names in a mirror, or "" when it isn't there.

    What is written as an id is never a ref, and branches go before tags, contrary to gitrevisions(7): whoever may push
    a tag named `origin/main`, or as a commit, would choose the base that their change is judged by.
    """
    if _ABBREVIATED.fullmatch(name):
        ids = run(mirror.git_dir, "rev-parse", f"--disambiguate={name}").decode().split()
        found = [one for one in ids if _commit_at(mirror, one) == one]
        return found[0] if len(found) == 1 else ""
    tried = (name,) if _PLAIN.match(name) else (f"refs/remotes/{name}", f"refs/heads/{name}", name)
    return next(filter(None, (_commit_at(mirror, one) for one in tried)), "")


def _commit_at(mirror: Mirror, name: str) -> str:
    try:
        found = run(mirror.git_dir, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    except GitError:
        return ""
    return found.decode().strip()


def merge_base(mirror: Mirror, one: str, other: str) -> str:
    """Return the commit that two have in common, or "" when none is known: the history may be cut short."""
    try:
        return run(mirror.git_dir, "merge-base", one, other).decode().split("\n", maxsplit=1)[0]
    except GitError:
        return ""


def focus(mirror: Mirror, commit: str) -> None:
    """Leave a mirror one branch alone, at `commit`: its history is then all there is to read."""
    (mirror.git_dir / "packed-refs").write_bytes(
        b"# pack-refs with: sorted \n" + (commit.encode() + b" " + _FOCUS + b"\n" if commit else b"")
    )
    (mirror.git_dir / "HEAD").write_bytes(b"ref: " + _FOCUS + b"\n")


def is_shallow(mirror: Mirror) -> bool:
    """Tell whether the history was cut short when the repository was cloned."""
    return (mirror.git_dir / "shallow").is_file()


def branch_of(mirror: Mirror) -> str:
    """Return the branch that HEAD names, or ""."""
    head = (mirror.git_dir / "HEAD").read_bytes().strip()
    return read_refs(mirror).branch if head.startswith(b"ref: ") else ""


def _commit_of(worktree: Worktree, root: Path, content: Content, mirror: Mirror, parent: str) -> str:
    """Return a commit of the content asked for: the parent itself where that holds the same."""
    index = _index_of(worktree.git_dir, root, content)
    for file in (index, *worktree.git_dir.glob("sharedindex.*")):
        if file.is_symlink():
            raise GitError("its index is a symbolic link", source=str(root), mend="clone the repository again")
        shutil.copyfile(file, mirror.git_dir / ("index" if file == index else file.name))
    env = _IDENTITY | {"GIT_INDEX_FILE": str(mirror.git_dir / "index"), "GIT_WORK_TREE": str(root)}
    if content is Content.TRACKED:
        _take_changed(mirror, env)
    try:
        tree = run(mirror.git_dir, "write-tree", env=env).decode().strip()
    except GitError as error:
        mend = "end the merge that is under way, then check again"
        raise GitError(error.message, source=str(root), mend=mend, **error.fields) from error
    if parent and run(mirror.git_dir, "rev-parse", f"{parent}^{{tree}}").decode().strip() == tree:
        return parent
    parents = ("-p", parent) if parent else ()
    return run(mirror.git_dir, "commit-tree", *parents, "-m", "checked", tree, env=env).decode().strip()


def _index_of(git_dir: Path, root: Path, content: Content) -> Path:
    """Return the index that is meant: `git commit --all` and `git commit FILE` give their hooks one of their own."""
    named = root / os.environ.get("GIT_INDEX_FILE", "")
    if content is Content.INDEX and named.is_file() and named.resolve().parent == git_dir.resolve():
        return named
    return git_dir / "index"


def _take_changed(mirror: Mirror, env: dict[str, str]) -> None:
    """Bring the files that differ from the index into it, by Git's own means of comparing, not the repository's."""
    told = run(mirror.git_dir, "diff-files", "--name-only", "--ignore-submodules=all", "-z", env=env)
    paths = sorted({path for path in told.split(b"\0") if path})
    if not paths:
        return
    there = [path for path in paths if _is_there(Path(env["GIT_WORK_TREE"]), path)]
    gone = sorted(set(paths) - set(there))
    for option, some in (("--add", there), ("--force-remove", gone)):
        if some:
            run(mirror.git_dir, "update-index", option, "-z", "--stdin", stdin=b"\0".join(some) + b"\0", env=env)


def _is_there(root: Path, path: bytes) -> bool:
    """Tell whether a tracked path is a file still: one below a symbolic link is another's."""
    here = root
    *folders, name = os.fsdecode(path).split("/")
    for folder in folders:
        here /= folder
        if here.is_symlink():
            return False
    return (here / name).is_symlink() or (here / name).is_file()
