# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Where a check remembers and writes: never in what the repository itself holds.

GitLab only keeps folders of the project's own, so that a cache lies inside the work tree. A change that commits that
folder would bring its own readings ("no secret here"), and one that commits a symbolic link in the place of a report
would choose the file that is written over.
"""

import contextlib
import os
import secrets
import signal
import sys
from collections.abc import Collection, Iterator
from pathlib import Path

from scanner.errors import UsageError
from scanner.git import Mirror
from scanner.git_command import run
from scanner.resources import cache_home

_FOLDER = b"tree"


def default_cache() -> Path:
    """Return where a check remembers when it isn't told: a folder of the user's own."""
    return cache_home() / "check"


def use_cache(folder: Path) -> None:
    """Have the engines keep what they compile in the same folder as the readings, so that a CI keeps one folder."""
    os.environ["OUVRAGE_CACHE"] = str(folder)


def clean_when_stopped() -> None:
    """Have a job that is cancelled leave nothing in the temporary folder: by default, SIGTERM ends without a word."""
    with contextlib.suppress(ValueError):  # only the main thread may
        signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))


def is_tracked(path: Path, root: Path, mirror: Mirror, commits: Collection[str]) -> bool:
    """Tell whether some commit holds a path of its work tree, something below it, or a link or submodule on its way."""
    given, root = _absolute(path), root.resolve()
    places = {one.parts for spelt in (given, given.resolve()) for one in _inside(spelt, root)}
    return given.resolve() == root or any(
        _holds(mirror, commit, place) for place in places for commit in commits if commit
    )


def write_report(file: Path, text: str, root: Path | None) -> None:
    """Write a file, whose folders are made; in the work tree at `root`, never through a symbolic link.

    Raises:
        UsageError: a folder of the work tree on its way is a symbolic link.
        OSError: the disk refuses.
    """
    given, root = _absolute(file), root and root.resolve()
    inside = list(_inside(given, root)) if root else []
    if root and inside and given.parent.resolve() != root / inside[-1].parent:
        raise UsageError("a folder on its way is a symbolic link of the repository", source=str(file))
    given.parent.mkdir(parents=True, exist_ok=True)
    if not inside:
        file.write_text(text, encoding="utf-8")
        return
    ours = given.with_name(f".{given.name}.{secrets.token_hex(4)}")
    try:
        ours.write_text(text, encoding="utf-8")
        ours.replace(given)
    finally:
        ours.unlink(missing_ok=True)


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 - `resolve` would follow the links


def _inside(path: Path, root: Path) -> Iterator[Path]:
    """Yield a path from each folder on its way that is the root of the work tree, the outermost last."""
    for folder in path.parents:
        if folder.resolve() == root:
            yield path.relative_to(folder)


def _holds(mirror: Mirror, commit: str, parts: tuple[str, ...]) -> bool:
    """Walk down one folder at a time, blind to case as some disks are."""
    folder = f"{commit}^{{tree}}"
    for part in parts:
        entries = (line.split(b"\t", 1) for line in run(mirror.git_dir, "ls-tree", "-z", folder).split(b"\0") if line)
        found = [what.split() for what, name in entries if os.fsdecode(name).casefold() == part.casefold()]
        if not found:
            return False
        if len(found) > 1 or found[0][1] != _FOLDER:
            return True
        folder = found[0][2].decode()
    return True
