# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""An output folder written file by file: each one whole or not at all, and only when its content changed.

What an earlier run wrote and this one did not is removed at the end, so that nothing that is no longer to be seen
stays on line. Files that others put there are never touched: a manifest says which ones are ours, how large they are
and what they were made from, so that what hasn't changed is neither made again nor read.
"""

import contextlib
import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, Self

from catalog.fingerprints import Fingerprints
from catalog.lock import hold_folder
from catalog.made import Bundle, Compressed, Content, Joined, Made
from catalog.manifest import MANIFEST, OURS, UNSURE, Bundled, Entry, Manifest, check_apart, is_inside
from catalog.parts import PARTS, Record, joined, parts_text, read_parts
from catalog.whole_files import has_content, remove, replace, size_of, sizes_of
from scanner.errors import OuvrageError

_BATCH_FILES, _BATCH_BYTES = 256, 8_000_000
"""Files put into place between two writes to the journal."""

_NEW = f"{OURS}new-"
_IN_THE_WAY = (NotADirectoryError, IsADirectoryError, FileExistsError)


class OutputError(OuvrageError):
    """A file of the output can't be written (disk full, no right to write, a folder in its place)."""


class Done(NamedTuple):
    """What a process has put into the folder, or found there as it has to be."""

    entries: dict[str, Entry]
    written: int
    blocked: dict[str, bytes]
    """Files that can't be placed before what stands there goes."""
    parts: dict[str, Record]
    """What is known of the parts of lists."""
    bundles: dict[str, Bundled]
    """Each bundle that was looked at file by file."""
    kept: list[str]
    """The names of the bundles all of whose files are as they were."""


def _nothing() -> Done:
    return Done({}, 0, {}, {}, {}, [])


class OutputFolder:
    """One publication into one folder: `holds` or `write` each file, then `finish`. No other one may be under way.

    Killed in between, the folder holds old and new files, each of them whole; the next run mends the rest. A process
    forked from this one writes into its own copy of the object, and this one gets to know by `take` and `add`.
    """

    def __init__(self, root: Path, audience: str = "") -> None:
        """Open `root`, made when missing, for the files of one audience.

        Raises:
            OutputError: it can't be made or read, or another publication is under way in it.
            UsageError: it holds the files of another audience, or is among them.
        """
        self.root = root
        self._done = _nothing()
        self._batch: dict[str, tuple[bytes, Entry]] = {}
        self._bytes = 0
        self._made: set[str] = set()
        self._checked = {""}
        self._standing: set[str] = set()
        with _told(root), contextlib.ExitStack() as opened:
            root.mkdir(parents=True, exist_ok=True)
            check_apart(root, audience)
            opened.enter_context(hold_folder(root))
            for left in root.glob(f"{_NEW}*"):
                left.unlink()
            self._manifest = Manifest(root, audience)
            opened.callback(self._manifest.close)
            self._bundles, self._parts = self._manifest.bundles, read_parts(root / PARTS)
            self._opened = opened.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    @property
    def written(self) -> int:
        """Files whose content changed."""
        return self._done.written

    @property
    def unchanged(self) -> int:
        """Files that were there already as they have to be."""
        return len(self._done.entries) + self._manifest.count(self._done.kept) - self._done.written

    def holds(self, name: str, key: str) -> bool:
        """Tell whether the file `name` is still as it was made from `key`; if so, it stays.

        Raises:
            OutputError: it is behind a link, or its folder can't be read.
        """
        known = self._manifest.entry(name)
        folder = name.rpartition("/")[0]
        if folder not in self._checked:
            self._check(folder)
        if known.key != key or known.size != self._size(name):
            return False
        self._done.entries[name] = known
        return True

    def put_all(self, contents: Iterable[tuple[str, Content] | Bundle], keys: Fingerprints) -> None:
        """Put files, and bundles of them, into the folder.

        Raises:
            OutputError: a file can't be written.
            ValueError: a name would leave the folder.
        """
        for each in contents:
            if isinstance(each, Bundle):
                self._put_bundle(each, keys)
            else:
                self.put(*each, keys)

    def _put_bundle(self, bundle: Bundle, keys: Fingerprints) -> None:
        key = keys.of(*bundle.made_from)
        if self._bundles.get(bundle.name) == key and (bundle.name in self._standing or self._stands(bundle.name)):
            self._done.kept.append(bundle.name)
            return
        self._manifest.unpack([bundle.name])
        names: list[str] = []
        for name, content in bundle.files():
            self.put(name, content, keys)
            names.append(name)
        self._done.bundles[bundle.name] = key, names

    def standing(self) -> set[str]:
        """Return the bundles of which each file is there as it was put there, as far as its size tells.

        Raises:
            OutputError: one is behind a link, or its folder can't be read.
        """
        return set(filter(self._stands, self._bundles))

    def trust(self, standing: set[str]) -> None:
        """Take the word of another process for bundles that are `standing`."""
        self._standing = standing

    def _stands(self, bundle: str) -> bool:
        files = self._manifest.sizes(bundle)
        for folder in {name.rpartition("/")[0] for name in files} - self._checked:
            self._check(folder)
        root = str(self.root)
        try:
            return sizes_of(f"{root}/{name}" for name in files) == list(files.values())
        except OSError as error:
            raise _unusable(error.filename, error) from error

    def put(self, name: str, content: Content, keys: Fingerprints) -> None:
        """Put a content at the relative POSIX path `name`; what is made from the same things as before isn't made.

        Raises:
            OutputError: the file, or one given before it, can't be written.
            ValueError: `name` would leave the folder.
        """
        if isinstance(content, Made | Compressed):
            key = keys.of(*content.made_from)
            if not self.holds(name, key):
                self.write(name, content.make(), key)
        elif isinstance(content, Joined):
            earlier = self._earlier(name)
            data, self._done.parts[name] = joined(content, keys, earlier, self._parts.get(name))
            if data != earlier:  # whatever the manifest says of its size
                self._manifest.learn({name: UNSURE})
            self.write(name, data, self._done.parts[name].seal)
        else:
            self.write(name, content)

    def write(self, name: str, content: str | bytes, key: str = "") -> bool:
        """Put `content` (text as UTF-8) at the relative POSIX path `name`; return whether that changes the file.

        Args:
            name: where; of a name that is given twice, the last content holds.
            content: the whole of it.
            key: of what it was made from; when "", of the content itself.

        Raises:
            OutputError: the file, or one given before it, can't be written.
            ValueError: `name` would leave the folder.
        """
        if not is_inside(name):
            raise ValueError(f"not a path inside the output folder: {name!r}")
        data = content.encode("utf-8", "replace") if isinstance(content, str) else content
        if name in self._batch:
            self._flush()
        entry = Entry(len(data), key or hashlib.blake2b(data, digest_size=12).hexdigest())
        if self.holds(name, entry.key):
            return False
        with _told(self._path(name)):
            changed = not has_content(self._path(name), data)
        self._done.entries[name] = entry
        if changed:
            self._put(name, data, entry)
        return changed

    def take(self) -> Done:
        """Return what was done since the last call, and forget it.

        Raises:
            OutputError: a file can't be written.
        """
        self._flush()
        done, self._done = self._done, _nothing()
        return done

    def add(self, done: Done) -> None:
        """Take what another process did for one's own."""
        mine = self._done
        mine.entries.update(done.entries)
        mine.blocked.update(done.blocked)
        mine.parts.update(done.parts)
        mine.bundles.update(done.bundles)
        mine.kept.extend(done.kept)
        self._done = mine._replace(written=mine.written + done.written)

    def finish(self) -> int:
        """Remove the files that earlier runs wrote and this one did not; return how many.

        Raises:
            OutputError: a file can't be written or removed.
        """
        self._flush()
        done = self._done
        stale = self._manifest.stale(done.entries, set(done.kept))
        for name in stale:
            self._check(name.rpartition("/")[0])
        with _told(self.root):
            removed = sum(remove(self.root, name) for name in stale)
        self._made.clear()
        for name, data in done.blocked.items():
            with _told(self._path(name)):
                self._replace(name, data)
        with _told(self.root):
            self._remember(PARTS, parts_text(done.parts))
            self._remember(MANIFEST, self._manifest.text(done.entries, done.bundles, done.kept))
        return removed

    def _remember(self, name: str, data: bytes) -> None:
        """Have a file of ours that is no part of the output hold `data`, and be there only if it has any."""
        if not data:
            remove(self.root, name)
        elif not has_content(self._path(name), data):
            self._replace(name, data)

    def _earlier(self, name: str) -> bytes:
        """Return what the file `name` holds; b"" when there is none."""
        self._check(name.rpartition("/")[0])
        with _told(self._path(name)):
            return b"" if size_of(self._path(name)) < 0 else Path(self._path(name)).read_bytes()

    def _size(self, name: str) -> int:
        path = self._path(name)
        try:
            return size_of(path)
        except OSError as error:
            raise _unusable(path, error) from error

    def _path(self, name: str) -> str:
        return f"{self.root}/{name}"

    def _put(self, name: str, data: bytes, entry: Entry) -> None:
        self._done = self._done._replace(written=self._done.written + 1)
        self._batch[name] = data, entry
        self._bytes += len(data)
        if len(self._batch) >= _BATCH_FILES or self._bytes >= _BATCH_BYTES:
            self._flush()

    def _flush(self) -> None:
        """Put the files of the batch into place: no one of them before the journal has its name."""
        if not self._batch:
            return
        with _told(self._manifest.path):
            self._manifest.claim(self._batch)
        placed = {name: entry for name, (data, entry) in self._batch.items() if self._place(name, data)}
        self._manifest.learn(dict.fromkeys(self._batch, UNSURE) | placed)
        with _told(self._manifest.path):
            self._manifest.record(placed)
        self._batch, self._bytes = {}, 0

    def _place(self, name: str, data: bytes) -> bool:
        with _told(self._path(name)):
            try:
                self._replace(name, data)
            except _IN_THE_WAY:
                self._done.blocked[name] = data
                return False
        return True

    def _replace(self, name: str, data: bytes) -> None:
        folder = name.rpartition("/")[0]
        self._check(folder)
        if folder not in self._made:
            os.makedirs(self._path(folder), exist_ok=True)  # noqa: PTH103 - a Path costs more than the call
            self._made.add(folder)
        replace(self._path(name), data, self._path(f"{_NEW}{os.getpid()}"))

    def _check(self, folder: str) -> None:
        """Refuse a folder that is a link, or behind one: what is done there would be done out of the output."""
        if folder in self._checked:
            return
        self._check(folder.rpartition("/")[0])
        if os.path.islink(self._path(folder)):  # noqa: PTH114
            raise OutputError(
                "a folder of the output is a link, which may lead out of it",
                source=self._path(folder),
                mend="remove the link or choose another folder with --output, then publish again",
            )
        self._checked.add(folder)


@contextlib.contextmanager
def _told(path: Path | str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _unusable(path, error) from error


def _unusable(path: Path | str, error: OSError) -> OutputError:
    reason = error.strerror or str(error)
    mend = "free some space or choose another folder with --output, then publish again"
    return OutputError("the file can't be written: {reason}", source=str(path), mend=mend, reason=reason)
