# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What a font says of itself: the family, copyright and licence in its `name` table (OpenType 1.9; WOFF 1.0).

TrueType, OpenType and WOFF are read. WOFF 2 is compressed by Brotli, which Python doesn't have: such a font is told by
its name alone.
"""

import struct
import zlib
from typing import NamedTuple

_FAMILY, _COPYRIGHT, _LICENCE, _LICENCE_URL = 1, 0, 13, 14
_WANTED = frozenset({_FAMILY, _COPYRIGHT, _LICENCE, _LICENCE_URL})
_MAX_TABLE = 1_000_000
_MAX_RECORDS = 500


class Font(NamedTuple):
    """The words of a font, "" where it has none."""

    family: str
    copyright: str
    licence: str


def read_font(data: bytes) -> Font | None:
    """Return what a font says, or None when it can't be read."""
    try:
        table = _woff_table(data) if data[:4] == b"wOFF" else _sfnt_table(data)
        names = _names(table)
    except (struct.error, zlib.error, IndexError):
        return None
    licence = " ".join(filter(None, (names.get(_LICENCE, ""), names.get(_LICENCE_URL, ""))))
    return Font(names.get(_FAMILY, ""), names.get(_COPYRIGHT, ""), licence)


def _sfnt_table(data: bytes) -> bytes:
    (count,) = struct.unpack_from(">H", data, 4)
    for number in range(min(count, 200)):
        tag, _checksum, offset, length = struct.unpack_from(">4sIII", data, 12 + 16 * number)
        if tag == b"name":
            return data[offset : offset + min(length, _MAX_TABLE)]
    raise IndexError


def _woff_table(data: bytes) -> bytes:
    (count,) = struct.unpack_from(">H", data, 12)
    for number in range(min(count, 200)):
        tag, offset, packed, length, _checksum = struct.unpack_from(">4sIIII", data, 44 + 20 * number)
        if tag == b"name":
            content = data[offset : offset + packed]
            return content if packed == length else zlib.decompressobj().decompress(content, _MAX_TABLE)
    raise IndexError


def _names(table: bytes) -> dict[int, str]:
    """Return the wanted strings by name id, the longest of each (languages and platforms repeat them)."""
    _version, count, start = struct.unpack_from(">HHH", table)
    found: dict[int, str] = {}
    for number in range(min(count, _MAX_RECORDS)):
        platform, _encoding, _language, name_id, length, offset = struct.unpack_from(">6H", table, 6 + 12 * number)
        if name_id in _WANTED:
            raw = table[start + offset : start + offset + length]
            text = " ".join(raw.decode("latin-1" if platform == 1 else "utf-16-be", "replace").split())
            found[name_id] = max(found.get(name_id, ""), text, key=len)
    return found
