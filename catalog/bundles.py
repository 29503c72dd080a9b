# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The bundles of an output folder: files that have one key together, so that none is looked at for nothing.

Beside the manifest one file says it, a line a bundle, between tabs: the key of what it is made from, the seal of its
files, its name, and the path of each file. The seal is that of what the manifest knew of the files when the bundle was
put there; a publication that was killed, or a manifest that was edited, breaks it.
"""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from catalog.fingerprints import KEY_LENGTH
from catalog.manifest import OURS, Entry

BUNDLES = f"{OURS}bundles"

_TAB = "\t"


class Record(NamedTuple):
    """What is known of a bundle."""

    key: str
    """Key of what it is made from."""
    seal: str
    files: str
    """The path of each file, between tabs: none holds one."""

    @property
    def names(self) -> list[str]:
        """The path of each file."""
        return self.files.split(_TAB) if self.files else []


def record(key: str, names: Iterable[str], entries: Mapping[str, Entry]) -> Record:
    """Return what is to be remembered of a bundle whose files are in place, with what the manifest knows of them."""
    listed = list(names)
    return Record(key, _seal(listed, [entries[name] for name in listed]), _TAB.join(listed))


def unaltered(known: Record, entries: Mapping[str, Entry]) -> dict[str, Entry] | None:
    """Return the files of a bundle if the manifest knows of each just what it did when that was recorded, else None."""
    names = known.names
    found = {name: entries[name] for name in names if name in entries}
    return found if len(found) == len(names) and known.seal == _seal(names, found.values()) else None


def _seal(names: Iterable[str], entries: Iterable[Entry]) -> str:
    told = [*names, *(f"{entry.size} {entry.key}" for entry in entries)]
    return hashlib.blake2b(_TAB.join(told).encode(), digest_size=KEY_LENGTH // 2).hexdigest()


def read_bundles(path: Path) -> dict[str, Record]:
    """Return what is known of each bundle; what can't be read isn't.

    Raises:
        OSError: the file is there and can't be read.
    """
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() and not path.is_symlink() else ""
    lines = (line.split(_TAB, 3) for line in text.split("\n"))
    return {fields[2]: Record(fields[0], fields[1], fields[3]) for fields in lines if len(fields) > 3}


def bundles_text(records: Mapping[str, Record]) -> bytes:
    """Return what the file has to hold, sorted."""
    lines = (_TAB.join((known.key, known.seal, name, known.files)) for name, known in sorted(records.items()))
    return "".join(f"{line}\n" for line in lines).encode()
