# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Files told one by one while they are few in a folder, and as one problem when they are many."""

from collections.abc import Iterable, Iterator, Mapping
from posixpath import dirname
from typing import NamedTuple

from catalog.check.models import Severity, Spotted

MAX_FOLDERS = 10
"""Of which a rule speaks apart, for one kind of file."""


class Member(NamedTuple):
    """A file that a rule speaks of."""

    folder: str
    """Under which it is told when there are many."""
    path: str
    detail: str
    severity: Severity | None


class Sentences(NamedTuple):
    """How one file is told, and how many: {count} of {folder}."""

    one: str
    many: str


def told(members: Iterable[Member], apart: int, sentences: Mapping[str, Sentences]) -> Iterator[Spotted]:
    """Yield each file, or one problem for those of a folder that are more than `apart`, on the first of them.

    Args:
        members: in any order.
        apart: files of a folder that are told one by one at most.
        sentences: by detail.
    """
    kinds: dict[tuple[str, Severity | None], list[Member]] = {}
    for member in members:
        kinds.setdefault((member.detail, member.severity), []).append(member)
    for (detail, severity), alike in kinds.items():
        for folder, paths in sorted(_by_folder(alike).items()):
            if len(paths) <= apart:
                one = sentences[detail].one
                yield from (Spotted(path=path, message=one, detail=detail, severity=severity) for path in sorted(paths))
                continue
            name = f"{folder}/" if folder else "./"
            fields = {"count": len(paths), "folder": name}
            many = sentences[detail].many
            yield Spotted(path=min(paths), message=many, fields=fields, detail=detail, severity=severity, key=name)


def _by_folder(members: Iterable[Member]) -> dict[str, list[str]]:
    """Return paths by folder; while the folders are many, the deepest go with the one they are in."""
    folders: dict[str, list[str]] = {}
    for member in members:
        folders.setdefault(member.folder, []).append(member.path)
    while len(folders) > MAX_FOLDERS:
        deepest = max(map(_depth, folders))
        shorter: dict[str, list[str]] = {}
        for folder, paths in folders.items():
            shorter.setdefault(dirname(folder) if _depth(folder) == deepest else folder, []).extend(paths)
        folders = shorter
    return folders


def _depth(folder: str) -> int:
    return len(folder.split("/")) if folder else 0
