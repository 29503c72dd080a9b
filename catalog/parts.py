# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The parts of the lists of an output folder: what each is made from, and where in its list it is.

A list of thousands of repositories changes with each of them. What is made from the same things as before is copied
from the list of the last publication, as long as that list is what that publication wrote, to the last byte. Beside
the manifest one file says it: for each list a line ``SIZE NAME``, then `SIZE` bytes that hold the key of the content,
the key of what all the parts share, the key of each part, then the length of each.
"""

import hashlib
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple, Self

from pydantic import BaseModel

from catalog.fingerprints import Fingerprints
from catalog.made import Joined
from catalog.manifest import OURS

PARTS = f"{OURS}parts"
_KEY, _LENGTH = 12, 4
"""Bytes of a key and of a length."""


class Record(NamedTuple):
    """What is known of the parts of one list."""

    content: bytes
    shared: bytes
    keys: tuple[bytes, ...]
    lengths: tuple[int, ...]

    @classmethod
    def read(cls, data: bytes) -> Self | None:
        """Return what `data` says; None when it can't be a record."""
        number, left = divmod(len(data) - 2 * _KEY, _KEY + _LENGTH)
        if number < 0 or left:
            return None
        end = len(data) - number * _LENGTH
        keys = tuple(data[start : start + _KEY] for start in range(2 * _KEY, end, _KEY))
        return cls(data[:_KEY], data[_KEY : 2 * _KEY], keys, struct.unpack(f"<{number}I", data[end:]))

    def write(self) -> bytes:
        """Return what `read` reads."""
        lengths = struct.pack(f"<{len(self.lengths)}I", *self.lengths)
        return b"".join((self.content, self.shared, *self.keys, lengths))


def joined(list_: Joined, keys: Fingerprints, earlier: bytes, told: bytes) -> tuple[bytes, bytes]:
    """Return the content of a list, and the record of its parts.

    Args:
        list_: the list.
        keys: what makes the keys of what its parts are made from.
        earlier: the list that the last publication left, b"" when there is none.
        told: the record of its parts.
    """
    around = (list_.before, list_.between, list_.after)
    shared = bytes.fromhex(keys.of(around, list_.made_from))
    known = _known(list_, earlier, Record.read(told), shared)
    made_from = [_key(keys, thing) for thing in list_.things]
    parts = [
        part if (part := known.get(key)) is not None else list_.make(thing).encode("utf-8", "replace")
        for key, thing in zip(made_from, list_.things, strict=True)
    ]
    before, between, after = (text.encode() for text in around)
    content = before + between.join(filter(None, parts)) + after
    return content, Record(_digest(content), shared, tuple(made_from), tuple(map(len, parts))).write()


def _known(list_: Joined, earlier: bytes, record: Record | None, shared: bytes) -> dict[bytes, bytes]:
    """Return the parts of the earlier list by the key of what they are made from."""
    if record is None or record.shared != shared or record.content != _digest(earlier):
        return {}
    known, at, between = {}, len(list_.before.encode()), len(list_.between.encode())
    for key, length in zip(record.keys, record.lengths, strict=True):
        known[key] = earlier[at : at + length]
        at += length + between if length else 0
    return known


def _key(keys: Fingerprints, thing: object) -> bytes:
    return bytes.fromhex(keys.models.key(thing) if isinstance(thing, BaseModel) else keys.of(thing))


def _digest(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=_KEY).digest()


def read_parts(path: Path) -> dict[str, bytes]:
    """Return the record of each list; what can't be read is not known.

    Raises:
        OSError: the file is there and can't be read.
    """
    data, records = path.read_bytes() if path.is_file() and not path.is_symlink() else b"", {}
    while data:
        line, _, data = data.partition(b"\n")
        size, _, name = line.partition(b" ")
        if not size.isdigit() or len(size) > _KEY:
            break
        records[name.decode("utf-8", "replace")], data = data[: int(size)], data[int(size) :]
    return records


def parts_text(records: Mapping[str, bytes]) -> bytes:
    """Return what the file has to hold, sorted."""
    return b"".join(f"{len(data)} {name}\n".encode() + data for name, data in sorted(records.items()))
