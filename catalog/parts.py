# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The parts of the lists of an output folder: what each is made from, and where in its list it is.

A list of thousands of repositories changes with each of them. What is made from the same things as before is copied
from the list of the last publication, as long as that list is what that publication wrote, as far as its length and a
checksum tell. Beside the manifest one file says it, a line a list: the key of its content and of the line itself, that
of what all its parts share, the key of each part (one after the other), the length of each part in bytes (between
commas), and its name.
"""

import hashlib
import zlib
from collections.abc import Mapping, Sequence
from itertools import accumulate
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


class _Earlier(NamedTuple):
    """The list that the last publication left; by default none."""

    content: bytes = b""
    keys: str = ""
    lengths: Sequence[str] = ()
    starts: Sequence[int] = (0,)
    """Where each part begins, and where one more would."""
    between: int = 0
    """Bytes between two parts."""

    def run(self, first: int, last: int) -> bytes:
        """Return the parts from the one numbered `first` to that before `last`, with what is between them."""
        start, end = self.starts[first], self.starts[last]
        return self.content[start : end - self.between] if end > start else b""


def joined(list_: Joined, keys: Fingerprints, earlier: bytes, record: Record | None) -> tuple[bytes, Record]:
    """Return the content of a list, and what is known of its parts.

    Args:
        list_: the list.
        keys: what makes the keys of what its parts are made from.
        earlier: the list that the last publication left, b"" when there is none.
        record: what is known of the parts of that one.
    """
    around = (list_.before, list_.between, list_.after)
    shared, made_from = keys.of(around, list_.made_from), _keys(list_, keys)
    known = _Earlier()
    if record and record.shared == shared and record.seal == _seal(earlier, *record[1:]):
        if record.keys == made_from:
            return earlier, record
        known = _known(list_, earlier, record)
    before, between, after = (text.encode() for text in around)
    parts, lengths = _parts(list_, made_from, known)
    content = before + between.join(filter(None, parts)) + after
    told = shared, made_from, ",".join(lengths)
    return content, Record(_seal(content, *told), *told)


def _keys(list_: Joined, keys: Fingerprints) -> str:
    key, of = keys.models.key, keys.of
    return "".join([key(thing) if isinstance(thing, BaseModel) else of(thing) for thing in list_.things])


def _known(list_: Joined, earlier: bytes, record: Record) -> _Earlier:
    if not record.keys:
        return _Earlier()
    lengths, between = record.lengths.split(","), len(list_.between.encode())
    steps = (length + between if length else 0 for length in map(int, lengths))
    starts = list(accumulate(steps, initial=len(list_.before.encode())))
    return _Earlier(earlier, record.keys, lengths, starts, between)


def _parts(list_: Joined, keys: str, known: _Earlier) -> tuple[list[bytes], list[str]]:
    """Return the parts of a list, and the length of each.

    Most often little has changed: what both lists have at the start, and what both have at the end, is returned as one
    part each; what is between the two is looked for part by part.
    """
    size, known_size = len(keys) // KEY_LENGTH, len(known.keys) // KEY_LENGTH
    start = _common(keys, known.keys)
    end = _common(keys[start * KEY_LENGTH :][::-1], known.keys[start * KEY_LENGTH :][::-1])
    places = {_nth(known.keys, place): place for place in range(start, known_size - end)}
    parts = [
        list_.make(list_.things[number]).encode("utf-8", "replace") if place is None else known.run(place, place + 1)
        for number in range(start, size - end)
        for place in (places.get(_nth(keys, number)),)
    ]
    lengths = [*known.lengths[:start], *(str(len(part)) for part in parts), *known.lengths[known_size - end :]]
    return [known.run(0, start), *parts, known.run(known_size - end, known_size)], lengths


def _nth(keys: str, number: int) -> str:
    return keys[number * KEY_LENGTH : (number + 1) * KEY_LENGTH]


def _common(one: str, other: str) -> int:
    """Return how many keys two texts start with that are the same."""
    least, most = 0, min(len(one), len(other)) // KEY_LENGTH
    while least < most:
        middle = (least + most + 1) // 2
        reach = slice(least * KEY_LENGTH, middle * KEY_LENGTH)
        least, most = (middle, most) if one[reach] == other[reach] else (least, middle - 1)
    return least


def _seal(content: bytes, *told: str) -> str:
    """Return what tells that a content was altered by accident: whoever may write it may write its seal too."""
    size_and_sum = f"{len(content)} {zlib.crc32(content)}"
    made = hashlib.blake2b(
        " ".join((size_and_sum, *told)).encode("utf-8", "surrogatepass"), digest_size=KEY_LENGTH // 2
    )
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
