# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Headings of documents for people, whatever they are written in; and words compared as a reader would.

Markdown (CommonMark 0.31 §4.2 and §4.3, and HTML headings), reStructuredText, AsciiDoc, Org, Textile,
and plain text, where a line that is underlined, numbered or written in capitals is a heading. All these forms are
looked for in every document: READMEs mix them, and a heading too many is only one more word to recognise.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from posixpath import splitext
from typing import NamedTuple

MAX_TEXT = 400_000
"""Characters of a document that are looked at."""
_LONGEST = 120
"""Characters of a heading; a longer line is a sentence."""

_MARKED = re.compile(r"(?:#{1,6}[ \t]*|={1,6}[ \t]+|h[1-6]\.[ \t]+)(?P<text>[^#=\s!].*?)[ \t#=]*")
_ORG = re.compile(r"\*{1,6}[ \t]+(?P<text>\S.*?)(?:[ \t]+:[\w:@]{1,60}:)?[ \t]*")
"""Only where no bullet begins so: in Org."""
_HTML = re.compile(r".{0,40}?<h[1-6][^>]{0,200}>(?P<text>.{1,300}?)(?:</h[1-6]>.*|$)", re.IGNORECASE)
_BOLD = re.compile(r"(?:\d{1,2}[.)] )?(?:\*\*|__)(?P<text>[^*_]{2,80})(?:\*\*|__)\s?:?")
_TITLE = re.compile(r"(?P<text>[^\W\d_](?:[^\n.!?;]{1,60})):?")
_UNDERLINE = re.compile(r"([=\-~^\"'+*#`])\1{2,}")
_SUMMARY = re.compile(r".{0,40}?<summary>(?P<text>.{1,300}?)(?:</summary>.*|$)", re.IGNORECASE)
_FENCE = re.compile(r"\s{0,3}(?:```|~~~)")
_FENCES = {
    ".adoc": re.compile(r"(?:```|----|\.\.\.\.)[ \t]*$"),
    ".asciidoc": re.compile(r"(?:----|\.\.\.\.)[ \t]*$"),
    ".rst": None,
}
"""What blocks of code begin and end with, if not as in Markdown: in reStructuredText such lines underline titles."""
_MARKUP = re.compile(r"<[^<>]{0,300}>|!?\[([^\[\]]{0,200})\]\([^()\s]{0,500}\)|:[a-z_]{2,30}:|[`*_]")
_WORD = re.compile(r"\w+")
_LISTED = re.compile(r"\s*(?:[-+*|>]|\d{1,3}[.)]) |\s*(?:\||\[!\[)")
_SENTENCE = 5
"""Words of the shortest sentence that says what something is."""


class Heading(NamedTuple):
    """A heading and the line, from 1, where it stands."""

    line: int
    text: str


def headings(text: str, path: str = "") -> list[Heading]:
    """Return the headings of the document at `path`, code blocks left out."""
    patterns = (_HTML, _SUMMARY, _MARKED, _BOLD, *((_ORG,) if path.lower().endswith(".org") else ()))
    lines = text[:MAX_TEXT].splitlines()
    found = []
    for number, line in prose(lines, path):
        below = lines[number] if number < len(lines) else ""
        if title := _title(line.strip(), below.strip(), patterns):
            found.append(Heading(number, title))
    return found


def introduces(text: str, path: str = "") -> bool:
    """Tell whether a document says something in a sentence before its second heading."""
    titles = [heading.line for heading in headings(text, path)]
    end = titles[1] if len(titles) > 1 else MAX_TEXT
    told = (line for number, line in prose(text[:MAX_TEXT].splitlines(), path) if number < end and number not in titles)
    return any(len(plain(line).split()) >= _SENTENCE for line in told if not _LISTED.match(line))


def prose(lines: Iterable[str], path: str = "") -> Iterator[tuple[int, str]]:
    """Yield the lines of the document at `path` with their numbers, without its fenced blocks of code."""
    fence = _FENCES.get(splitext(path.lower())[1], _FENCE)
    open_by = ""
    for number, line in enumerate(lines, 1):
        found = fence.match(line) if fence else None
        mark = found[0].strip()[:3] if found else ""
        if mark and open_by in ("", mark):
            open_by = "" if open_by else mark
        elif not open_by:
            yield number, line


def plain(text: str) -> str:
    """Return words as they are compared: lower case, no accent, no markup, one space between, one at each end."""
    decomposed = unicodedata.normalize("NFD", _MARKUP.sub(r" \1 ", text).lower())
    letters = "".join(character for character in decomposed if not unicodedata.combining(character))
    return f" {' '.join(_WORD.findall(letters))} "


def says(text: str, stems: Iterable[str]) -> bool:
    """Tell whether a text (of `plain`) holds a word, or words, that begin like one of the stems."""
    return any(f" {stem}" in text for stem in stems)


def _title(line: str, below: str, patterns: Iterable[re.Pattern[str]]) -> str:
    if not line or len(line) > 3 * _LONGEST:
        return ""
    for pattern in patterns:
        if found := pattern.fullmatch(line):
            return found["text"][:_LONGEST]
    underlined = _UNDERLINE.fullmatch(below) and len(line) <= _LONGEST and not _UNDERLINE.fullmatch(line)
    return line if underlined or (line.isupper() and _TITLE.fullmatch(line)) else ""
