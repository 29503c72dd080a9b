# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A folder of Git repositories as a forge: work trees and bare repositories, at any depth, without network.

The walk stops at each repository's root and follows no symbolic link, so that it ends and leaves the folder nowhere.
"""

import hashlib
import os
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from scanner.errors import ForgeUnreachable
from scanner.forges.interface import PAGE_SIZE, Page, Settings
from scanner.forges.remotes import Link, Remote, head_branch, is_git_directory, link_kind, linked_directory, origin_of
from scanner.git import path_text
from scanner.hosts import FOLDER_HOST, FOLDER_URL
from scanner.models import Owner, Repository, Skipped, SourceEntry


def open_client(entry: SourceEntry, settings: Settings) -> "FolderClient":  # noqa: ARG001 - all clients open alike
    """Return a client for the folder `entry.path`."""
    return FolderClient(entry)


class Found(NamedTuple):
    """A repository of the folder: its root, its Git directory, and where it comes from."""

    root: Path
    git_dir: Path
    remote: Remote | None


class FolderClient:
    """Lists the repositories of one folder."""

    anonymous = False
    requests = 0

    def __init__(self, entry: SourceEntry) -> None:
        self._entry = entry
        self._folder = Path(entry.path)

    def tells_moves(self, login: str) -> bool:  # noqa: ARG002 - so of any
        """Tell whether moves can be asked for."""
        return False

    def is_steady(self, login: str) -> bool:  # noqa: ARG002 - so of any
        """Tell whether nothing can slip between two pages."""
        return True

    def close(self) -> None:
        """Nothing is kept open."""

    def find(self, forge_id: str) -> Repository | None:  # noqa: ARG002 - a path that is gone has no other
        """Return None: what is no longer at its path isn't known by another name."""
        return None

    def list_moved(self, login: str, since: datetime) -> Iterator[Page]:  # noqa: ARG002 - a folder tells no moves
        """Yield what belongs to one owner, or all: reading a folder costs no request."""
        yield from self.list_owner(login) if login else self.list_all()

    def list_owner(self, login: str, after: str = "") -> Iterator[Page]:  # noqa: ARG002 - one walk gives all
        """Yield what belongs to one owner."""
        for page in self.list_all():
            owners = tuple(owner for owner in page.owners if owner.login.lower() == login.lower())
            repositories = tuple(one for one in page.repositories if one.owner.lower() == login.lower())
            yield page._replace(owners=owners, repositories=repositories, expected=len(repositories))

    def list_all(self, after: str = "") -> Iterator[Page]:  # noqa: ARG002 - one walk gives all
        """Yield the pages of the whole folder.

        Raises:
            ForgeUnreachable: the folder can't be read, or holds no repository.
        """
        found, skipped = find_repositories(self._folder)
        kept, twice = _once(found)
        if not kept:
            reasons = "; ".join(f"{one.what}: {one.reason}" for one in skipped[:3])
            mend = "give a folder that holds work trees or bare repositories"
            message = "no Git repository found ({reasons})" if reasons else "no Git repository found"
            raise ForgeUnreachable(message, source=self._entry.source, mend=mend, reasons=reasons)
        repositories = _described(kept, self._folder, self._entry)
        yield Page(skipped=(*skipped, *twice), expected=len(repositories))
        for start in range(0, len(repositories), PAGE_SIZE):
            some = repositories[start : start + PAGE_SIZE]
            owners = {(one.host, one.owner): _owner(one) for one in some}
            yield Page(owners=tuple(owners.values()), repositories=tuple(some))


# --- the walk --------------------------------------------------------------------------------------------------------


def find_repositories(folder: Path) -> tuple[list[Found], list[Skipped]]:
    """Return the repositories below `folder` (itself included), in the order of their paths, and what was left."""
    found: list[Found] = []
    skipped: list[Skipped] = []
    top = folder.resolve().parent if folder.name == ".git" else folder.resolve()
    waiting = [top]
    while waiting:
        here = waiting.pop()
        outcome = _repository_at(here, top)
        found += [outcome] if isinstance(outcome, Found) else []
        skipped += [outcome] if isinstance(outcome, Skipped) else []
        if outcome is None or outcome == _false_mark(here):
            below, unread = _folders_in(here)
            waiting += reversed(below)
            skipped += unread
    return found, skipped


def _repository_at(path: Path, top: Path) -> Found | Skipped | None:
    """Return the repository whose root is `path`, or why it isn't taken, or None when there is none."""
    mark = path / ".git"
    try:
        str(path).encode()
        if mark.is_symlink():
            return _left(path, "its .git is a symbolic link, which isn't followed")
        if mark.is_file():
            return _linked(path, mark, top)
        if mark.is_dir():
            return _taken(path, mark) if is_git_directory(mark) else _false_mark(path)
        return _taken(path, path) if is_git_directory(path) else None
    except UnicodeEncodeError:
        return _left(path, "its path isn't valid UTF-8: rename it")
    except OSError as error:
        return _unread(path, error)


def _linked(path: Path, mark: Path, top: Path) -> Found | Skipped:
    directory = linked_directory(mark)
    if directory is None or not directory.is_dir():
        return _left(mark, "it leads to no Git directory")
    kind = link_kind(directory)
    if kind is Link.WORKTREE:
        return _left(path, f"a linked worktree of {_shown(directory.parent.parent)}: counted there")
    if kind is Link.SUBMODULE:
        return _left(path, "a submodule of another repository: counted at its own origin")
    if not is_git_directory(directory):
        return _left(mark, "it leads to no Git directory")
    if not directory.is_relative_to(top):
        return _left(path, f"its Git directory is outside the folder: give {_shown(directory)} as a source")
    return _taken(path, directory)


def _taken(root: Path, git_dir: Path) -> Found | Skipped:
    if not os.access(git_dir / "objects", os.R_OK | os.X_OK):
        return _left(git_dir, "its objects can't be read: check permissions")
    return Found(root, git_dir, origin_of(git_dir))


def _folders_in(path: Path) -> tuple[list[Path], list[Skipped]]:
    try:
        with os.scandir(path) as entries:
            listed = sorted(entries, key=lambda entry: entry.name)
        folders = [Path(entry.path) for entry in listed if entry.is_dir(follow_symlinks=False)]
        links = [Path(entry.path) for entry in listed if entry.is_symlink() and entry.is_dir()]
    except OSError as error:
        return [], [_unread(path, error)]
    skipped = [_left(link, "a symbolic link, which isn't followed") for link in links]
    return [folder for folder in folders if folder.name != ".git"], skipped


def _false_mark(path: Path) -> Skipped:
    return _left(path / ".git", "it isn't a Git directory")


def _unread(path: Path, error: OSError) -> Skipped:
    return _left(path, f"it can't be read: {error.strerror or error}")


def _left(path: Path, reason: str) -> Skipped:
    return Skipped(what=_shown(path), reason=reason)


def _shown(path: Path) -> str:
    return path_text(os.fsencode(path))


def _once(found: list[Found]) -> tuple[list[Found], list[Skipped]]:
    """Keep one clone of each origin, and one root of each Git directory: the first by path."""
    kept: dict[object, Found] = {}
    skipped: list[Skipped] = []
    for one in found:
        first = kept.setdefault(one.remote.key if one.remote else one.git_dir, one)
        if first is not one:
            skipped.append(_left(one.root, f"the same repository as {_shown(first.root)}"))
    return list(kept.values()), skipped


# --- names and addresses ---------------------------------------------------------------------------------------------


def _described(found: list[Found], folder: Path, entry: SourceEntry) -> list[Repository]:
    names = _names([one for one in found if one.remote is None], folder)
    return [_repository(one, names.get(one), entry) for one in found]


def _repository(one: Found, given: tuple[str, str] | None, entry: SourceEntry) -> Repository:
    owner, name = given or ("", "")
    host, url = FOLDER_HOST, f"{FOLDER_URL}/{quote(owner)}/{quote(name, safe='')}"
    if one.remote:
        owner, name, host, url = one.remote.owner, one.remote.name, one.remote.host, one.remote.url
    return Repository(
        host=host,
        owner=owner,
        name=name,
        full_name=f"{owner}/{name}",
        forge_id=str(one.root),
        html_url=url,
        clone_url=str(one.git_dir),
        visibility=entry.visibility,
        default_branch=head_branch(one.git_dir),
    )


def _names(found: list[Found], folder: Path) -> dict[Found, tuple[str, str]]:
    """Return (owner, name) of repositories without a host.

    The owner is the parent folder; two parents of the same name (case folded) go by their path in the source. Names
    that still clash keep their `.git`, or get a mark made from their path: the same folder always gives the same names.
    """
    parents = {one.root.parent for one in found}
    count = Counter(_text(parent.name).lower() for parent in parents)
    names = {one: (_owner_name(one.root.parent, folder, count), _plain(one.root.name)) for one in found}
    for another in (lambda one: _text(one.root.name), _marked):
        clashing = Counter(_key(pair) for pair in names.values())
        names = {one: (o, another(one)) if clashing[_key((o, n))] > 1 else (o, n) for one, (o, n) in names.items()}
    return names


def _owner_name(parent: Path, folder: Path, count: Counter[str]) -> str:
    name = _text(parent.name)
    if count[name.lower()] > 1 and parent.is_relative_to(folder) and parent != folder:
        return _text(str(parent.relative_to(folder)))
    return name or FOLDER_HOST


def _plain(name: str) -> str:
    return _text(name.removesuffix(".git") or name)


def _marked(one: Found) -> str:
    return f"{_plain(one.root.name)}-{hashlib.sha256(os.fsencode(one.root)).hexdigest()[:8]}"


def _text(name: str) -> str:
    return path_text(os.fsencode(name))


def _key(pair: tuple[str, str]) -> str:
    return "/".join(pair).lower()


def _owner(one: Repository) -> Owner:
    base = one.html_url.rpartition("/")[0]
    return Owner(host=one.host, login=one.owner, name=one.owner, html_url=base)
