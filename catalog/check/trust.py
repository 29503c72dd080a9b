# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Rules kept inside the repository that is judged: in a change, those of the base count, never the change's own.

An organisation may keep its policies in each repository (`--policies ouvrage/`): what the change writes there would
loosen the rules it is judged by, so the folder or file is taken as the trusted commit has it.
"""

import os
import stat
from pathlib import Path
from typing import NamedTuple

from catalog.check.models import Note
from catalog.i18n import noted
from scanner.blob_reader import BlobReader
from scanner.blobs import list_tree
from scanner.errors import UsageError
from scanner.git import Mirror
from scanner.models import TreeFile

MAX_FILES = 1_000
MAX_BYTES = 5_000_000
"""Of a file; a larger one is left."""


class Base(NamedTuple):
    """Where trusted rules are read."""

    root: Path | None
    """Folder of the work tree; None for a bare repository, which holds no path."""
    mirror: Mirror
    commit: str
    """"" = none is trusted: nothing inside the work tree counts."""
    blobs: BlobReader
    folder: Path
    """Of ours, where files are copied to."""


class Taken(NamedTuple):
    """A path to use in place of the one that was given."""

    path: Path | None
    """None = the base has nothing there."""
    notes: tuple[Note, ...] = ()


def as_at_base(path: Path | None, base: Base) -> Taken:
    """Return a file or folder as the trusted commit has it where it is inside the work tree, else as it is.

    Raises:
        UsageError: the folder holds more than `MAX_FILES` files, or a partial clone lacks one of them.
    """
    inside = _inside(path, base.root) if path and base.root else None
    if path is None or inside is None:
        return Taken(path)
    target = base.folder / inside
    files = _files(base, inside)
    if len(files) > MAX_FILES:
        raise UsageError("the folder holds more than {limit} files", source=str(path), limit=MAX_FILES)
    for file in files:
        _copy(file, base, base.folder / file.path)
    message = _OF_THE_BASE if files else _NOTHING
    return Taken(target if files else None, (Note(message=message, fields={"path": inside}),))


_OF_THE_BASE = noted("{path} is in the repository: it counts as the base has it, not as the change leaves it.")
_NOTHING = noted("{path} is in the repository, and the base has nothing there: it doesn't count.")


def _inside(path: Path, root: Path) -> str | None:
    """Return a path from the root of the work tree, "" for the root; None when it is elsewhere.

    A link of the work tree that leads out of it is inside: the change may have made it.
    """
    here = root.resolve()
    given = Path(os.path.abspath(path))  # noqa: PTH100 - `resolve` would follow the last link
    for one in (given, given.parent.resolve() / given.name, given.resolve()):
        if one.is_relative_to(here):
            return one.relative_to(here).as_posix()
    return None


def _files(base: Base, inside: str) -> list[TreeFile]:
    if not base.commit:
        return []
    listed, _ = list_tree(base.mirror, base.commit)
    below = "" if inside == "." else f"{inside}/"
    return [
        file
        for file in listed
        if (file.path == inside or file.path.startswith(below)) and stat.S_ISREG(int(file.mode, 8))
    ]


def not_here(path: str) -> UsageError:
    """Return the error of a file of rules that the base has and a partial clone doesn't hold."""
    mend = "clone without a filter: a partial clone lacks the files of the base"
    return UsageError("the rules that apply aren't in this clone", source=path, mend=mend)


def _copy(file: TreeFile, base: Base, target: Path) -> None:
    if file.size > MAX_BYTES:
        return
    content = base.blobs.read(file.blob)
    if content is None:
        raise not_here(file.path)
    if target.resolve().is_relative_to(base.folder.resolve()):
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
