# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The members of an archive, told in memory from its directory: nothing is extracted, archives within stay closed.

Formats: ZIP (PKWARE APPNOTE 6.3.10, §4.3.12 and §4.3.16: the central directory alone is read), tar (POSIX.1-2008 pax),
gzip, bzip2 and xz around a tar (expanded as a stream, up to a bound, and forgotten as it goes). Of 7z and RAR, whose
directory is itself compressed or encrypted, only the presence is told.
"""

import bz2
import io
import lzma
import struct
import tarfile
import zlib
from collections.abc import Callable, Iterator
from typing import NamedTuple, Protocol

MAX_MEMBERS = 10_000
MAX_EXPANDED = 200_000_000
"""Bytes of a compressed tar that are expanded to find the names in it."""
MAX_NAME = 1000
_TOO_MANY = "more than {limit} files in one archive"
_TOO_LARGE = "the archive expands to more than {limit} bytes"
_MAX_XZ_MEMORY = 100_000_000
_STEP = 1 << 16

_MAGIC = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
)


class Member(NamedTuple):
    """A file in an archive: its name in bytes, and its size as the archive tells it."""

    name: bytes
    size: int


class Listing(NamedTuple):
    """What an archive tells of itself."""

    format: str
    members: tuple[Member, ...] | None
    """None when its directory can't be read without opening it."""
    reason: str = ""
    """Why the list stops before its end, or ""."""


def list_archive(data: bytes) -> Listing | None:
    """Return what the archive tells of itself; None for what is no archive, whatever its name."""
    form = next((name for magic, name in _MAGIC if data.startswith(magic)), "tar" if _is_tar(data) else "")
    if form == "zip":
        return _bounded(form, _zip_members(data))
    if form == "tar":
        return _bounded(form, _tar_members(io.BytesIO(data)))
    if form in _EXPANDERS:
        start = _Expanded(data, _EXPANDERS[form]()).read(512)
        expanded = _Expanded(data, _EXPANDERS[form]())
        return _bounded(f"tar.{form}", _tar_members(expanded)) if _is_tar(start) else Listing(form, None)
    return Listing(form, None) if form else None


class _Cut(Exception):
    """A bound was reached; says which."""


def _bounded(form: str, members: Iterator[Member]) -> Listing:
    found: list[Member] = []
    try:
        for member in members:
            if len(found) >= MAX_MEMBERS:
                raise _Cut(_TOO_MANY.format(limit=MAX_MEMBERS))
            found.append(member)
    except _Cut as cut:
        return Listing(form, tuple(found), str(cut))
    except (tarfile.TarError, struct.error, OSError, EOFError, ValueError, OverflowError, zlib.error, lzma.LZMAError):
        return Listing(form, tuple(found), "the archive is damaged")
    return Listing(form, tuple(found))


# --- zip -------------------------------------------------------------------------------------------------------------

_END = struct.Struct("<4s4H2LH")
_ENTRY = struct.Struct("<4s6H3L5H2L")


def _zip_members(data: bytes) -> Iterator[Member]:
    """Yield the files of the central directory, which ends where the last end record begins."""
    end = data.rfind(b"PK\x05\x06", max(0, len(data) - _END.size - 0xFFFF))
    if end < 0 or len(data) < end + _END.size:
        raise ValueError("no end record")
    directory_size = _END.unpack_from(data, end)[5]
    at = end - directory_size
    if directory_size == 0xFFFFFFFF or at < 0:  # ZIP64, or a lie: the first entry is looked for
        at = data.find(b"PK\x01\x02")
    while 0 <= at < end and data[at : at + 4] == b"PK\x01\x02":
        fields = _ENTRY.unpack_from(data, at)
        size, name, extra, comment = fields[9:13]
        start = at + _ENTRY.size
        if name and data[start + name - 1 : start + name] != b"/":
            yield Member(data[start : start + min(name, MAX_NAME)], size)
        at = start + name + extra + comment


# --- tar -------------------------------------------------------------------------------------------------------------


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...

    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


_EXPANDERS: dict[str, Callable[[], _Decompressor]] = {
    "gzip": lambda: zlib.decompressobj(wbits=31),
    "bzip2": bz2.BZ2Decompressor,
    "xz": lambda: lzma.LZMADecompressor(memlimit=_MAX_XZ_MEMORY),
}


class _Expanded(io.RawIOBase):
    """Compressed bytes as a stream of what they expand to, in small steps and up to the bound."""

    def __init__(self, data: bytes, expander: _Decompressor) -> None:
        self._data = memoryview(data)
        self._expander = expander
        self._at = 0
        self._held = b""
        self._given = 0

    def read(self, size: int = -1, /) -> bytes:
        """Return the next `size` bytes, fewer at the end.

        Raises:
            _Cut: they are beyond the bound.
        """
        parts: list[bytes] = []
        while size > 0 and (self._held or self._expand()):
            parts.append(self._held[:size])
            self._held = self._held[size:]
            size -= len(parts[-1])
        return b"".join(parts)

    def _expand(self) -> bool:
        while not self._held and not self._expander.eof:
            unused = getattr(self._expander, "unconsumed_tail", b"")
            given = unused
            if not unused and getattr(self._expander, "needs_input", True):
                given = bytes(self._data[self._at : self._at + _STEP])
                self._at += len(given)
            self._held = self._expander.decompress(given, _STEP)
            if not self._held and not given:
                return False
        self._given += len(self._held)
        if self._given > MAX_EXPANDED:
            raise _Cut(_TOO_LARGE.format(limit=MAX_EXPANDED))
        return bool(self._held)


def _is_tar(data: bytes) -> bool:
    return len(data) >= 512 and data[257:262] == b"ustar"


def _tar_members(stream: io.IOBase) -> Iterator[Member]:
    with tarfile.open(fileobj=stream, mode="r|", errors="surrogateescape") as archive:
        for count, entry in enumerate(archive):
            if count > 2 * MAX_MEMBERS:  # folders and links count too
                raise _Cut(_TOO_MANY.format(limit=MAX_MEMBERS))
            if entry.isfile():
                yield Member(entry.name.encode("utf-8", "surrogateescape")[:MAX_NAME], entry.size)
