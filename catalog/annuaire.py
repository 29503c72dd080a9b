# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The State's directory (annuaire de l'administration, DILA), read record by record: names, and who is under whom.

The file is JSON, bare or packed as it is published (`.zip`, `.tar.bz2`, `.gz`): an object whose `service` is a list of
records, or that list alone. A record has `id` (UUID), `nom` and `hierarchie`, a list of `{type_hierarchie, service}`
where `Service Fils` names a body right below. `Autre hiérarchie`, a second supervision, isn't followed: a body may
have several, and `Service Fils` gives it one above. Only names and parents are kept here.
"""

import bz2
import gzip
import json
import lzma
import re
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, Protocol, cast

import ijson

from scanner.models import Problem

MAX_UNPACKED = 2 << 30
"""Bytes of a file once unpacked."""
MAX_RECORD = 8 << 20
"""Bytes of one record, or of what stands before the first."""
MAX_DEPTH = 100
"""Lists and objects in one another: the parser's memory grows with the square of it."""
MAX_SERVICES = 1_000_000
MAX_NAME = 500
"""Characters kept of a name."""
MAX_PROBLEMS = 20
"""Problems told one by one; the others are counted."""

_CHILD = "Service Fils"
_NO_STRUCTURE = bytes(set(range(256)) - set(b'[]{}"'))
_UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_UNREADABLE = (
    ijson.JSONError,
    ValueError,  # limits of ours, text that isn't UTF-8
    OSError,
    EOFError,
    zlib.error,
    lzma.LZMAError,
    tarfile.TarError,
    zipfile.BadZipFile,
    RuntimeError,  # a ZIP with a password, or packed in a way that isn't known
)


class _Stream(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


class Annuaire:
    """What was read of the directory. `complete` tells whether it was read to its end."""

    def __init__(self, file: str, keep: Callable[[str, dict[str, Any]], None] | None = None) -> None:
        """Begin with nothing; `file` is the name that problems carry, `keep` gets each record by its identifier."""
        self._keep = keep
        self.names: dict[str, str] = {}
        self.parents: dict[str, str] = {}
        """Child → the body right above."""
        self.complete = False
        self._file = file
        self._problems: list[Problem] = []
        self._untold = 0

    @property
    def problems(self) -> list[Problem]:
        """What wasn't understood: records have no line in this format, they are told by their place."""
        more = f"and {self._untold} more problems in this file"
        return self._problems + ([Problem(file=self._file, reason=more)] if self._untold else [])

    def tell(self, reason: str) -> None:
        """Note a problem, or count it when enough have been told."""
        if len(self._problems) < MAX_PROBLEMS:
            self._problems.append(Problem(file=self._file, reason=reason))
        else:
            self._untold += 1

    def add(self, number: int, record: object) -> None:
        """Take one record; `number` is its place in the file, from 1."""
        if not isinstance(record, dict) or (identifier := _identifier(record.get("id"))) is None:
            self.tell(f"record {number} is left out: its id isn't a UUID")
            return
        if self._keep:
            self._keep(identifier, record)
        name = record.get("nom")
        if isinstance(name, str) and name.strip():
            self.names[identifier] = " ".join(name[: 4 * MAX_NAME].split())[:MAX_NAME]
        else:
            self.tell(f"record {number} ({identifier}) has no name")
        for child in self._children(f"record {number} ({identifier})", record.get("hierarchie")):
            known = self.parents.setdefault(child, identifier)
            if known != identifier:
                self.tell(f"record {number}: {child} stands under {known} and {identifier}: only the first is read")

    def _children(self, what: str, links: object) -> Iterator[str]:
        links = _parsed(links)
        if links in (None, ""):
            return
        if not isinstance(links, list):
            self.tell(f"{what}: its hierarchie isn't a list")
            return
        for link in links:
            if not isinstance(link, dict):
                self.tell(f"{what}: its hierarchie holds what isn't a link to a service")
            elif link.get("type_hierarchie") == _CHILD:
                child = _identifier(link.get("service"))
                if child is None:
                    self.tell(f"{what}: a service below it isn't named by a UUID")
                else:
                    yield child


def read_annuaire(path: Path, keep: Callable[[str, dict[str, Any]], None] | None = None) -> Annuaire:
    """Read the directory at `path`; never raises for what is in the file, nor when it can't be opened.

    Args:
        path: the file.
        keep: gets each record with its identifier, for those who need more of it than its name and links.
    """
    annuaire = Annuaire(str(path), keep)
    number = 0
    try:
        for stream in _streams(path):
            for record in _records(stream):
                number += 1
                if number > MAX_SERVICES:
                    raise ValueError(f"it holds more than {MAX_SERVICES} services")
                annuaire.add(number, record)
        if not number:
            raise ValueError("no list of services was found in it (key `service`)")
        annuaire.complete = True
    except _UNREADABLE as error:
        reason = getattr(error, "strerror", None) or str(error).strip() or type(error).__name__
        annuaire.tell(f"the directory can't be read past record {number}: {' '.join(reason.split())[:200]}")
    return annuaire


def _identifier(value: object) -> str | None:
    return value.strip().lower() if isinstance(value, str) and _UUID.fullmatch(value.strip()) else None


def _parsed(links: object) -> object:
    """Return the links of a record; the directory's API gives them as JSON in a text."""
    if not isinstance(links, str) or not links.strip():
        return links or None
    try:
        return cast("object", json.loads(links))
    except (ValueError, RecursionError):
        return links


# --- from a file to its records --------------------------------------------------------------------------------------


class _Bounded:
    """Reads a stream, and refuses to go on when more than `limit` bytes came since `used` was last set to 0."""

    def __init__(self, stream: _Stream, limit: int, what: str) -> None:
        self.used = 0
        self._stream = stream
        self._limit = limit
        self._what = what

    def read(self, size: int = -1, /) -> bytes:
        data = self._stream.read(size)
        self.used += len(data)
        if self.used > self._limit:
            raise ValueError(f"{self._what} is larger than {self._limit} bytes")
        return data


class _After:
    """Gives back the first bytes of a stream, that were read to look at them, then the rest."""

    def __init__(self, head: bytes, stream: _Stream) -> None:
        self._head = head
        self._stream = stream

    def read(self, size: int = -1, /) -> bytes:
        if not self._head:
            return self._stream.read(size)
        data = self._head if size < 0 else self._head[:size]
        self._head = self._head[len(data) :]
        return data


class _Shallow:
    """Reads JSON text, and refuses to go on below `MAX_DEPTH`."""

    def __init__(self, stream: _Stream) -> None:
        self._stream = stream
        self._escape = b""
        self._in_text = False
        self._depth = 0

    def read(self, size: int = -1, /) -> bytes:
        data = self._stream.read(size)
        for sign in self._structure(data):
            self._depth += 1 if sign in b"[{" else -1
            if self._depth > MAX_DEPTH:
                raise ValueError(f"it is nested more than {MAX_DEPTH} deep")
        return data

    def _structure(self, data: bytes) -> bytes:
        """Return the brackets that stand outside of texts; whether one begins in a part and ends in another is kept."""
        text = (self._escape + data).replace(b"\\\\", b"")
        self._escape = b"\\" if text.endswith(b"\\") else b""
        parts = text.replace(b'\\"', b"").translate(None, _NO_STRUCTURE).split(b'"')
        outside = parts[1::2] if self._in_text else parts[::2]
        self._in_text ^= len(parts) % 2 == 0
        return b"".join(outside)


def _records(stream: _Stream) -> Iterator[Any]:
    """Yield the services of a JSON text one by one."""
    bounded = _Bounded(stream, MAX_RECORD, "a record")
    head = bounded.read(4096).removeprefix(b"\xef\xbb\xbf").lstrip()
    place = "item" if head.startswith(b"[") else "service.item"
    for record in ijson.items(_Shallow(_After(head, bounded)), place, use_float=True):
        bounded.used = 0
        yield record


def _streams(path: Path) -> Iterator[_Stream]:
    """Yield each JSON text of a file, unpacked on the way; what it is made of tells how, not its name."""
    with path.open("rb") as file:
        magic = file.read(6)
        file.seek(0)
        if magic.startswith(b"PK\x03\x04"):
            yield from _zipped(file)
            return
        plain = _Bounded(_unpacker(magic)(file), MAX_UNPACKED, "the file once unpacked")
        head = plain.read(512)
        rest = _After(head, plain)
        if head[257:262] == b"ustar":
            yield from _in_tar(rest)
        else:
            yield rest


def _unpacker(magic: bytes) -> Callable[[IO[bytes]], _Stream]:
    if magic.startswith(b"\x1f\x8b"):
        return lambda file: cast("_Stream", gzip.GzipFile(fileobj=file))
    if magic.startswith(b"BZh"):
        return bz2.BZ2File
    if magic.startswith(b"\xfd7zXZ"):
        return lzma.LZMAFile
    return lambda file: file


def _zipped(file: IO[bytes]) -> Iterator[_Stream]:
    with zipfile.ZipFile(file) as archive:
        texts = [info for info in archive.infolist() if _is_json(info.filename)]
        if sum(info.file_size for info in texts) > MAX_UNPACKED:
            raise ValueError(f"the file once unpacked is larger than {MAX_UNPACKED} bytes")
        for info in texts:
            with archive.open(info) as text:
                yield text


def _in_tar(stream: _Stream) -> Iterator[_Stream]:
    with tarfile.open(fileobj=cast("IO[bytes]", stream), mode="r|") as archive:
        for member in archive:
            text = archive.extractfile(member) if member.isfile() and _is_json(member.name) else None
            if text is not None:
                yield text


def _is_json(name: str) -> bool:
    return name.lower().endswith(".json")
