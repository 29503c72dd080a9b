# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""From the bytes of a blob to UTF-8 text that can be scanned, and places in it."""

import codecs
from typing import NamedTuple

HEAD_BYTES = 8_192
CONTEXT_BYTES = 200
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def to_utf8(data: bytes) -> bytes | None:
    """Return text as UTF-8 bytes, with its line breaks where they were; None for binary content.

    Byte order marks tell UTF-16 and UTF-32; UTF-16 without one is told by its NULs, all on one side. A NUL in the first
    8 KB otherwise tells binary content. What isn't UTF-8 is read as latin-1.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _transcode(data[len(bom) :], encoding)
    head = data[:HEAD_BYTES]
    if b"\0" in head:
        encoding = _utf16_without_mark(head)
        return _transcode(data, encoding) if encoding else None
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _transcode(data, "latin-1")
    return data


def _transcode(data: bytes, encoding: str) -> bytes:
    return data.decode(encoding, errors="replace").encode("utf-8", errors="replace")


def _utf16_without_mark(head: bytes) -> str:
    half = len(head) // 2
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if half >= 8 and even == 0 and odd > half * 0.7:
        return "utf-16-le"
    if half >= 8 and odd == 0 and even > half * 0.7:
        return "utf-16-be"
    return ""


class Place(NamedTuple):
    """Where a hit stands: first and last line (from 1), and some text of its line on both sides."""

    line: int
    end_line: int
    before: str
    after: str


class Lines:
    """Lines of a text, asked for in about increasing order, so that the text is walked about once."""

    def __init__(self, text: bytes) -> None:
        self._text = text
        self._offset = 0
        self._line = 1

    def place(self, start: int, end: int) -> Place:
        """Return where the bytes from `start` to `end` stand."""
        text = self._text
        if start >= self._offset:
            self._line += text.count(b"\n", self._offset, start)
        else:
            self._line -= text.count(b"\n", start, self._offset)
        self._offset = start
        left = max(text.rfind(b"\n", 0, start) + 1, start - CONTEXT_BYTES)
        newline = text.find(b"\n", end, end + CONTEXT_BYTES)
        right = newline if newline >= 0 else end + CONTEXT_BYTES
        return Place(
            self._line,
            self._line + text.count(b"\n", start, end),
            text[left:start].decode("utf-8", errors="replace"),
            text[end:right].decode("utf-8", errors="replace"),
        )
