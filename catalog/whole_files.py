# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Files written whole or not at all, through a neighbour and a rename, and removed with the folders left empty.

Paths are texts here: a publication handles hundreds of thousands of them, and a `Path` costs more than the call.
"""

import contextlib
import os
import stat
import tempfile
from collections.abc import Iterable
from pathlib import Path

_WRITE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)


def write_if_changed(path: Path, data: bytes) -> bool:
    """Write `data` to `path`, whose folder is made at need; return False when it was there already.

    Raises:
        OSError: the file can't be written; what stood at `path` still does.
    """
    if has_content(os.fspath(path), data):
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, neighbour = tempfile.mkstemp(prefix=".ouvrage-", dir=path.parent)
    os.close(handle)
    try:
        replace(os.fspath(path), data, neighbour)
    except BaseException:
        Path(neighbour).unlink(missing_ok=True)
        raise
    return True


def replace(path: str, data: bytes, neighbour: str) -> None:
    """Write `data` to `neighbour`, readable by all as a web server wants it, then put that in the place of `path`.

    Raises:
        OSError: the file can't be written, or its folder isn't there; what stood at `path` still does.
    """
    handle = os.open(neighbour, _WRITE, 0o644)
    try:
        while data:
            data = data[os.write(handle, data) :]
    finally:
        os.close(handle)
    os.chmod(neighbour, 0o644)  # noqa: PTH101
    os.replace(neighbour, path)  # noqa: PTH105


def size_of(path: str) -> int:
    """Return the size of a file in bytes; -1 when there is none, or a folder or a link in its place."""
    try:
        known = os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return -1
    return known.st_size if stat.S_ISREG(known.st_mode) else -1


def sizes_of(paths: Iterable[str]) -> list[int]:
    """Return the size of each file as `size_of` does, in one go."""
    sizes, look, is_file = [], os.lstat, stat.S_ISREG
    for path in paths:
        try:
            known = look(path)
        except (FileNotFoundError, NotADirectoryError):
            sizes.append(-1)
        else:
            sizes.append(known.st_size if is_file(known.st_mode) else -1)
    return sizes


def has_content(path: str, data: bytes) -> bool:
    """Tell whether a file holds just `data`.

    Raises:
        OSError: it can't be read.
    """
    if size_of(path) != len(data):
        return False
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123
        return file.read() == data


def remove(root: Path, name: str) -> bool:
    """Remove the file `name` of the folder `root`, and the folders in it that this leaves empty; False: it's no file.

    Raises:
        OSError: it can't be removed.
    """
    path = root / name
    try:
        path.unlink()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return False
    with contextlib.suppress(OSError):  # a folder that still holds something stays
        for parent in path.relative_to(root).parents[:-1]:
            (root / parent).rmdir()
    return True
