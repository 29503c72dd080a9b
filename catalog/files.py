# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""An output folder written file by file: each one whole or not at all, and only when its content changed.

What an earlier run wrote and this one did not is removed at the end, so that nothing that is no longer to be seen
stays on line. Files that others put there are never touched: a manifest says which ones are ours.
"""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from scanner.errors import OuvrageError

MANIFEST = ".ouvrage-manifest"


class OutputError(OuvrageError):
    """A file of the output can't be written (disk full, no right to write, a folder in its place)."""


class OutputFolder:
    """One publication into one folder: `write` each file, then `finish`.

    Killed in between, the folder holds old and new files, each of them whole; the next run mends the rest.
    """

    def __init__(self, root: Path) -> None:
        """Open `root`, created on the first write."""
        self.root = root
        self.written = 0
        self.unchanged = 0
        self._names: set[str] = set()
        self._known = _read_manifest(root)

    def write(self, name: str, content: str | bytes) -> bool:
        """Put `content` (text as UTF-8) at the relative POSIX path `name`; return whether the file changed.

        Raises:
            OutputError: the file can't be written.
            ValueError: `name` would leave the folder.
        """
        if not _is_inside(name):
            raise ValueError(f"not a path inside the output folder: {name!r}")
        data = content.encode("utf-8", "replace") if isinstance(content, str) else content
        self._names.add(name)
        with _told(self.root / name):
            self._own(name)
            changed = write_if_changed(self.root / name, data)
        self.written += changed
        self.unchanged += not changed
        return changed

    def finish(self) -> int:
        """Remove the files that earlier runs wrote and this one did not; return how many."""
        stale = sorted(self._known - self._names)
        with _told(self.root):
            removed = sum(_remove(self.root, name) for name in stale)
            manifest = "".join(f"{name}\n" for name in sorted(self._names))
            write_if_changed(self.root / MANIFEST, manifest.encode())
        return removed

    def _own(self, name: str) -> None:
        # Said before the file exists: a run killed half-way leaves no file that the next one wouldn't know.
        if name not in self._known:
            self._known.add(name)
            self.root.mkdir(parents=True, exist_ok=True)
            with (self.root / MANIFEST).open("a", encoding="utf-8") as manifest:
                manifest.write(f"{name}\n")


def write_if_changed(path: Path, data: bytes) -> bool:
    """Write `data` to `path` through a neighbour file and a rename; return False when it was there already.

    Raises:
        OSError: the file can't be written; what stood at `path` still does.
    """
    if _same(path, data):
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, neighbour = tempfile.mkstemp(prefix=".ouvrage-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(neighbour).chmod(0o644)
        Path(neighbour).replace(path)
    except BaseException:
        Path(neighbour).unlink(missing_ok=True)
        raise
    return True


def _same(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except (FileNotFoundError, NotADirectoryError):
        return False


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return bool(name) and not path.is_absolute() and ".." not in path.parts and "\\" not in name and name.isprintable()


def _read_manifest(root: Path) -> set[str]:
    try:
        lines = (root / MANIFEST).read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return set()
    return {line for line in lines if _is_inside(line)}


def _remove(root: Path, name: str) -> bool:
    path = root / name
    try:
        path.unlink()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return False
    with contextlib.suppress(OSError):  # a folder that still holds something stays
        for parent in path.relative_to(root).parents[:-1]:
            (root / parent).rmdir()
    return True


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        mend = "free some space or choose another folder with --output, then publish again"
        raise OutputError("the file can't be written: {reason}", source=str(path), mend=mend, reason=reason) from error
