# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What a recogniser says of one place, and the text around it."""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any, NamedTuple, Protocol

from scanner.models import Confidence

BEFORE_BYTES = 80
"""What is seen of a line before a hit: enough for the name of a column or a setting."""
_DIGITS_TO_0 = bytes.maketrans(b"123456789AB", b"00000000000")
_BETWEEN_DIGITS = b" .-_/()\xc2\xa0\xe2\x80\xaf"
"""What people write inside numbers, no-break spaces included."""
_STRETCH, _OVERLAP = 8_192, 64
"""Bytes of a stretch of text, and what it shares with the next one: more than any number takes."""
_PLACEHOLDER = re.compile(rb"place_?holder", re.IGNORECASE)
_EXAMPLE = re.compile(rb"ex[ae]mple|\b(?:par )?ex\s?[.:]|\be\.g\.", re.IGNORECASE)


class Hit(NamedTuple):
    """One thing found, from byte `start` to byte `end`.

    `value` (normalised) groups equal things; it is hashed and never kept. `data` is kept: it never holds the value.
    """

    rule: str
    start: int
    end: int
    value: str
    confidence: Confidence
    data: dict[str, Any]


class Text:
    """UTF-8 text, with what tells at the speed of memory that most texts hold nothing of a kind."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw

    @cached_property
    def lower(self) -> bytes:
        """The text in lower case (ASCII letters only), byte for byte."""
        return self.raw.lower()

    @cached_property
    def _numbers(self) -> list[bytes]:
        starts = range(0, len(self.raw), _STRETCH)
        return [
            self.raw[start : start + _STRETCH + _OVERLAP].translate(_DIGITS_TO_0, _BETWEEN_DIGITS) for start in starts
        ]

    def numbers(self, pattern: re.Pattern[bytes], digits: int) -> Iterator[re.Match[bytes]]:
        """Yield the matches of a pattern for numbers of at least so many digits (or capital A and B, which some hold).

        Only stretches of the text in which so many digits follow each other are searched.
        """
        wanted, end = b"0" * digits, 0
        for index, number in enumerate(self._numbers):
            if wanted in number:
                for match in pattern.finditer(self.raw, max(end, index * _STRETCH), (index + 1) * _STRETCH + _OVERLAP):
                    end = match.end()
                    yield match


class Recogniser(Protocol):
    """Finds things of one kind."""

    def find(self, text: Text) -> Iterator[Hit]:
        """Yield hits, in order of place for each rule."""


def before(text: bytes, start: int, most: int = BEFORE_BYTES) -> bytes:
    """Return what precedes `start` on its line, `most` bytes at most."""
    left = max(text.rfind(b"\n", max(0, start - most), start) + 1, start - most, 0)
    return text[left:start]


def example(preceding: bytes) -> Confidence | None:
    """Return how sure one may be of a value after this text: None behind a placeholder, low behind "for example"."""
    if _PLACEHOLDER.search(preceding):
        return None
    return Confidence.LOW if _EXAMPLE.search(preceding) else Confidence.HIGH


def token_before(text: bytes, end: int, allowed: frozenset[int], most: int) -> bytes:
    """Return the longest run of `allowed` bytes that ends at `end`; empty when it is longer than `most`."""
    start = end
    while start and text[start - 1] in allowed:
        start -= 1
        if end - start > most:
            return b""
    return text[start:end]
