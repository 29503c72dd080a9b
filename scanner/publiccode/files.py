# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Whether the files that a document names are in its repository, and pictures where it says so."""

import posixpath
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from scanner.publiccode.models import FileReference, Problem

_PNG = b"\x89PNG\r\n\x1a\n"
_SHOWN = 200


def missing_files(files: Iterable[FileReference], has: Callable[[str], bool]) -> Iterator[Problem]:
    """Yield an error for each file that isn't there.

    Args:
        files: what the document names.
        has: tells whether the repository has a file at a path, from its root.
    """
    for file in files:
        path = posixpath.normpath(file.path)
        if _is_outside(path) or not has(path):
            yield _problem(file, message="the repository has no file {path}")


def files_on_disk(files: Iterable[FileReference], root: Path) -> Iterator[Problem]:
    """Yield an error for each file that isn't under a folder, or is named PNG and isn't one.

    A document that was taken out of its repository isn't told to lack what it names: where not even the folder of a
    file is there, nothing is said of it.
    """
    told = [file for file in files if _is_outside(posixpath.normpath(file.path)) or (root / file.path).parent.is_dir()]
    yield from missing_files(told, lambda path: (root / path).is_file())
    for file in told:
        path = posixpath.normpath(file.path)
        if path.lower().endswith(".png") and not _is_outside(path) and _is_other_than_png(root / path):
            yield _problem(file, message="{path} is not a PNG file")


def _is_outside(path: str) -> bool:
    return path.startswith(("../", "/")) or path == ".."


def _is_other_than_png(path: Path) -> bool:
    if not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            return file.read(len(_PNG)) != _PNG
    except OSError:
        return False


def _problem(file: FileReference, message: str) -> Problem:
    told = message.format(path=file.path[:_SHOWN])
    return Problem(line=file.line, column=file.column, key=file.key, message=told)
