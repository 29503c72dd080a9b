# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Finding the repositories that a bench is pointed at; nothing in them is written or run."""

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from scanner.git import Mirror, mirror_folder


def find_repositories(folder: Path) -> dict[str, Path]:
    """Return `OWNER/NAME` → Git directory for folders laid out as OWNER/NAME, OWNER+NAME or OWNER/NAME.git.

    The Git directory is the folder itself, its .git, or the same in its only child.
    """
    found: dict[str, Path] = {}
    for top in sorted(path for path in folder.iterdir() if path.is_dir()):
        if "+" in top.name:
            found |= _named(top.name.replace("+", "/", 1), top)
        else:
            for child in sorted(path for path in top.iterdir() if path.is_dir()):
                found |= _named(f"{top.name}/{child.name.removesuffix('.git')}", child)
    return found


def _named(name: str, folder: Path) -> dict[str, Path]:
    children = [child for child in folder.iterdir() if child.is_dir()]
    tried = [folder, folder / ".git", *children, *(child / ".git" for child in children)]
    git_dir = next((path for path in tried if (path / "HEAD").is_file() and (path / "objects").is_dir()), None)
    return {name: git_dir} if git_dir else {}


@contextlib.contextmanager
def open_repository(git_dir: Path) -> Iterator[Mirror]:
    """Open a repository through an empty one that borrows its objects: its configuration never applies."""
    with tempfile.TemporaryDirectory() as scratch:
        yield mirror_folder(git_dir, Path(scratch) / "mirror.git")
