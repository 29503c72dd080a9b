# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The parts of the lists of an output folder: what each is made from, and where in its list it is.

A list of thousands of repositories changes with each of them. What is made from the same things as before is copied
from the list of the last publication, as long as that list is what that publication wrote, to the last byte. Beside
the manifest one file says it, a line a list: the key of its content and of the line itself, that of what all its parts
share, the key of each part (one after the other), the length of each part in bytes (between commas), and its name.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel

from catalog.fingerprints import KEY_LENGTH, Fingerprints
from catalog.made import Joined
from catalog.manifest import OURS

PARTS = f"{OURS}parts"


class Record(NamedTuple):
    """What is known of the parts of one list."""

    seal: str
    """Key of the content of the list, and of the other fields."""
    shared: str
    keys: str
    """The key of each part, one after the other."""
    lengths: str
    """The length of each part in bytes, between commas."""


def joined(list_: Joined, keys: Fingerprints, earlier: bytes, record: Record | None) -> tuple[bytes, Record]:
    """Return the content of a list, and what is known of its parts.

    Args:
        list_: the list.
        keys: what makes the keys of what its parts are made from.
        earlier: the list that the last publication left, b"" when there is none.
        record: what is known of the parts of that one.
    """
    around = (list_.before, list_.between, list_.after)
    shared = keys.of(around, list_.made_from)
    known = _known(list_, earlier, record) if record and record.shared == shared else {}
    made_from = [keys.models.key(each) if isinstance(each, BaseModel) else keys.of(each) for each in list_.things]
    parts = [
        part if (part := known.get(key)) is not None else list_.make(thing).encode("utf-8", "replace")
        for key, thing in zip(made_from, list_.things, strict=True)
    ]
    before, between, after = (text.encode() for text in around)
    content = before + between.join(filter(None, parts)) + after
    told = shared, "".join(made_from), ",".join(str(len(part)) for part in parts)
    return content, Record(_seal(content, *told), *told)


def _known(list_: Joined, earlier: bytes, record: Record) -> dict[str, bytes]:
    """Return the parts of the earlier list by the key of what they are made from; none if it was altered."""
    if record.seal != _seal(earlier, *record[1:]) or not record.keys:
        return {}
    known, at, between = {}, len(list_.before.encode()), len(list_.between.encode())
    for number, length in enumerate(map(int, record.lengths.split(","))):
        known[record.keys[number * KEY_LENGTH : (number + 1) * KEY_LENGTH]] = earlier[at : at + length]
        at += length + between if length else 0
    return known


def _seal(content: bytes, *told: str) -> str:
    made = hashlib.blake2b(content, digest_size=KEY_LENGTH // 2)
    made.update(" ".join(told).encode("utf-8", "surrogatepass"))
    return made.hexdigest()


def read_parts(path: Path) -> dict[str, Record]:
    """Return what is known of the parts of each list; what can't be read isn't.

    Raises:
        OSError: the file is there and can't be read.
    """
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() and not path.is_symlink() else ""
    lines = (line.split(" ", len(Record._fields)) for line in text.split("\n"))
    return {fields[-1]: Record(*fields[:-1]) for fields in lines if len(fields) > len(Record._fields)}


def parts_text(records: Mapping[str, Record]) -> bytes:
    """Return what the file has to hold, sorted."""
    return "".join(f"{' '.join(record)} {name}\n" for name, record in sorted(records.items())).encode()
