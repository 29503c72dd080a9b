# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Text as notices are looked for in it: one byte a character, folded, with its lines and comments.

A text in UTF-8, UTF-16 or Windows-1252 becomes one byte a character (Latin-1; what isn't in it becomes `?`), so that
the folded copy (lower case, no accents) and the text as written have the same offsets, and one pass of C makes each.
"""

import codecs
import re
import unicodedata
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

MAX_LINE = 1_000
"""Of a longer line, only what surrounds a word is looked at."""
MAX_LINES = 2_000
"""Lines of one file that are looked at."""
_AROUND = 300
_BOUNDS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_TYPOGRAPHY = {"’": "'", "‘": "'", "–": "-", "—": "-", "“": '"', "”": '"', "\u202f": " "}


def _folded(byte: int) -> int:
    if byte == 0xA0:
        return ord(" ")
    letter = unicodedata.normalize("NFD", chr(byte))[0].lower()
    return ord(letter) if ord(letter) < 256 else byte


_FOLD = bytes(_folded(byte) for byte in range(256))


class Text(NamedTuple):
    """A text as written and folded: two byte strings of the same length, Latin-1."""

    written: bytes
    folded: bytes


class Line(NamedTuple):
    """A line, or what surrounds a word in a very long one. `number` counts from 1; `start` and `end` are offsets."""

    number: int
    start: int
    end: int


class Context(StrEnum):
    """What a line is part of, as the policy names it."""

    COMMENT = "comment"
    TEXT = "text"
    STRING = "string"
    MINIFIED = "minified"


def readable(data: bytes) -> Text | None:
    """Return the text of a blob, or None when it isn't text."""
    if data.startswith(_BOUNDS):
        return _of(data.decode("utf-16", "replace"))
    if b"\0" in data[:8000]:
        return None
    if data.isascii():
        return Text(data, data.lower())
    try:
        return _of(data.decode("utf-8"))
    except UnicodeDecodeError:
        return _of(data.decode("cp1252", "replace"))


def _of(text: str) -> Text:
    for mark, plain in _TYPOGRAPHY.items():
        if mark in text:
            text = text.replace(mark, plain)
    written = text.encode("latin-1", "replace")
    return Text(written, written.translate(_FOLD))


def lines_holding(text: Text, words: Iterable[bytes]) -> tuple[list[Line], bool]:
    """Return the lines that hold one of the words (folded), in order, and whether `MAX_LINES` left some out."""
    spans = sorted({span for word in words for span in _spans(text.folded, word)})
    lines: list[Line] = []
    number, before = 1, 0
    for start, end in spans[:MAX_LINES]:
        number += text.folded.count(b"\n", before, start)
        before = start
        lines.append(Line(number, start, end))
    return lines, len(spans) > MAX_LINES


def _spans(folded: bytes, word: bytes) -> Iterator[tuple[int, int]]:
    at = folded.find(word)
    for _ in range(MAX_LINES + 1):
        if at < 0:
            return
        start, end = _span(folded, at)
        yield start, end
        at = folded.find(word, max(end, at + 1))


def _span(folded: bytes, at: int) -> tuple[int, int]:
    """Return the line around an offset, never looking further than `MAX_LINE`."""
    low, high = max(0, at - MAX_LINE), min(len(folded), at + MAX_LINE)
    start, end = folded.rfind(b"\n", low, at) + 1, folded.find(b"\n", at, high)
    begins, ends = start > 0 or low == 0, end >= 0 or high == len(folded)
    if begins and ends:
        return start, end if end >= 0 else high
    return max(start, low, at - _AROUND), min(high if end < 0 else end, at + _AROUND)


# --- comments --------------------------------------------------------------------------------------------------------

_COMMENT_START = re.compile(
    rb"\s*(?://|#|\*|/\*|<!--|--|;|%|!|'(?!.*')|rem\b|\"\"\"|'''|\(\*|\{#|\{/\*|<%--|dnl\b|c\s)", re.IGNORECASE
)
_MARKUP_START = re.compile(rb"\s*(?:<!--|/\*|\*|\{#|<%--|//)")
_TRAILING = re.compile(rb"(?:^|[\s;{}),])(?://|/\*|#|--|<!--)\s")
_BLOCKS = ((b"/*", b"*/"), (b"<!--", b"-->"), (b"{#", b"#}"), (b"<%--", b"--%>"))
_BACK = 6_000
"""Bytes before a line in which a comment may have begun."""
_DOCSTRINGS = 200_000
"""Bytes of a file in which Python's documentation strings are followed."""


def context(text: Text, line: Line, form: str, at: int) -> Context:
    """Return what the offset `at` of a line is part of, in a file of a form (see `paths`)."""
    if form in {"text", "licence", "readme"}:
        return Context.TEXT
    if form == "minified":
        return Context.MINIFIED
    starts = _MARKUP_START if form == "markup" else _COMMENT_START
    if starts.match(text.folded, line.start, line.end) or _in_block(text.folded, line.start):
        return Context.COMMENT
    if form != "markup" and _TRAILING.search(text.folded, line.start, max(line.start, at)):
        return Context.COMMENT
    return Context.STRING


def _in_block(folded: bytes, at: int) -> bool:
    low = max(0, at - _BACK)
    if any(folded.rfind(opening, low, at) > folded.rfind(closing, low, at) for opening, closing in _BLOCKS):
        return True
    return at < _DOCSTRINGS and any(folded.count(quotes, 0, at) % 2 == 1 for quotes in (b'"""', b"'''"))


_SIGNS = b" \t\r\n/*#;%!<>-=_~+|.,:{}()[]\"'`\\\xab\xbb\xa0"


def bare(folded: bytes) -> bytes:
    """Return what a line says, without comment signs and punctuation around it."""
    return b" ".join(folded.strip(_SIGNS).split())
