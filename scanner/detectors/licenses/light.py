# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What a file says of licences, read without ScanCode, in a few milliseconds: for the gate, and where it isn't there.

Most files hold no word of licences, and say nothing. Of the others we read what is written by rule: SPDX tags,
manifests, texts and headers that the templates of `licenseclassifier` know, and notices that name a licence ("sous
licence EUPL 1.2"). A comment that grants rights in other words is for ScanCode to compare: such a file isn't settled.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from scanner.detectors.interface import Content
from scanner.detectors.licenses import corrections, expressions, manifests, names, notices, paths, texts
from scanner.detectors.licenses.references import Detection

VERSION = "light-5"
"""Raised by hand when what this module reads can change."""
MAX_TEXT = 100_000
"""Characters of the start of an ordinary file that are compared: rights are granted at the top."""

UNSETTLED = "unsettled"
"""Key of a summary: the file grants rights in words that only ScanCode compares, and it isn't installed."""

_WORDS = re.compile(
    rb"licen[cs]|copyright|copying|spdx|permission is hereby|redistribution and use|\b[al]?gpl|cecill|\beupl"
    rb"|etalab|domaine public|public domain|creativecommons|\bcc0\b|\bcc[- ]by|apache\.org|opensource\.org"
    rb"|mozilla\.org/mpl|(?-i:\bMIT\b|\bBSD\b)",
    re.IGNORECASE,
)
_HEAD = 6_000
"""Characters of the start of a file whose comments may name a licence, or grant rights in words that we don't know."""
_GRANTS = re.compile(
    r"\blicen[cs]ed\s+(?:\w+\s+){0,4}under\b|\bsous\s+(?:la\s+|une\s+)?licen[cs]e|permission\s+is\s+hereby\s+granted"
    r"|permission\s+to\s+use,\s+copy|redistribution\s+and\s+use\s+in|(?:under|subject\s+to)\s+the\s+terms\s+of\b"
    r"|general\s+public\s+licen[cs]e|\b(?:released|distributed|made\s+available|provided|governed)\s+(?:\w+\s+){0,3}(?:under|by)"
    r"\s+(?:\w+\s+){0,4}licen[cs]e|public\s+domain\b|domaine\s+public\b|@licen[cs]e\b|\w/licen[cs]es?\b",
    re.IGNORECASE,
)
_NO_VERSION = re.compile(r"\blicen[cs]e\s+CeCILL\b|\bCeCILL\s+licen[cs]e\b", re.IGNORECASE)
"""A notice that names no version: ScanCode tells none either."""


def _words(phrase: str) -> str:
    """Return a pattern for words in a row, whatever begins the lines of the comment that they stand in."""
    return r"[\s*#/;%]+".join(re.escape(word) for word in phrase.split())


_BSD = re.compile(_words("Redistribution and use in source and binary forms"), re.IGNORECASE)
_NO_ENDORSING = re.compile(_words("endorse or promote"), re.IGNORECASE)
_OTHER_BSD = re.compile(r"advertising[\s*#/;%]+materials|nuclear|non-?commercial|patent", re.IGNORECASE)
_MIT = re.compile(_words("Permission is hereby granted, free of charge, to any person obtaining a copy"), re.IGNORECASE)
_OTHER_MIT = re.compile(
    rf"{_words('shall not be used in advertising')}|{_words('Font Software')}|\bUnicode\b", re.IGNORECASE
)
_JQUERY = re.compile(r"\bjquery\.org/license\b")
"""How jQuery's own files say that they are under MIT."""
_LONGEST = 2_500
"""Characters of the longest of these texts."""

# REUSE-IgnoreStart
_TAG = re.compile(r"SPDX-License-Identifier:[ \t]*([^\n\r]{1,200})", re.IGNORECASE)
# REUSE-IgnoreEnd
_COMMENT = re.compile(r"/\*(?:[^*]|\*(?!/)){0,4000}|<!--(?:[^-]|-(?!->)){0,2000}")
_LINE_COMMENT = re.compile(r"^[ \t]*(?:#|//|--|;|%|dnl\b|REM\b)[^\n]{0,400}", re.MULTILINE)
_SAYS_LICENCE = re.compile(r"licen[cs]|copyright|\(c\)|©|\|", re.IGNORECASE)
_NEAR = 60
_AFTER_TAG = re.compile(r"\s*(?:\*/|-->|\*\)|%>|\?>|-\}|\}\}|#\}|[\"'`;,].*)\s*$")
_FIRST_WORD = re.compile(r"\w")
_NO_TEXT = frozenset({"binary", "image-data", "office", "office-x", "gem", "map"})
_BINARY = b"\0"


class Light(NamedTuple):
    """What we read of a file."""

    verdict: dict[str, Any]
    """Shaped as ScanCode's (see `engine.Verdict`), so that all that follows is the same."""
    settled: bool
    """Whether ScanCode would hardly say more."""


class _Found(NamedTuple):
    """A licence, and where (offsets); `how` names what tells it."""

    expression: str
    start: int
    end: int
    how: str


def read(content: Content) -> Light:
    """Read one file."""
    kind = paths.kind(content.path_class)
    if kind == "lock" or not _is_text(content) or not _WORDS.search(content.data):
        return Light(_verdict("", ()), settled=True)
    limit = texts.MAX_TEXT if kind == "license" else MAX_TEXT
    text = content.data[: 4 * limit].decode("utf-8", "replace")[:limit]
    comments = list(_comments(text[:_HEAD], content.path_class))
    notices_ = _notices(text, comments, kind)
    known = list(_templates(text))
    found = list(
        _distinct([*_manifest(kind, content.data), *_tags(text), *known, *_beside(_worded(text), known), *notices_])
    )
    grants = kind == "license" or (not kind and any(_grants(comment) for _start, comment in comments))
    return Light(_verdict(text, found), settled=bool(found) or not grants)


def is_text_rule(_identifier: str) -> bool:
    """Say of no match that ScanCode knows it for a whole text: what reads licence files asks the templates itself."""
    return False


def _is_text(content: Content) -> bool:
    return not paths.features(content.path_class) & _NO_TEXT and _BINARY not in content.data[:8_000]


def _grants(comment: str) -> bool:
    return bool(_GRANTS.search(comment)) and not _NO_VERSION.search(comment)


def _comments(head: str, path_class: str) -> Iterator[tuple[int, str]]:
    """Yield the comments of the top of a file, with their offsets."""
    found = [*_COMMENT.finditer(head)]
    if "source" in path_class:
        found += _LINE_COMMENT.finditer(head)
    return ((comment.start(), comment[0]) for comment in found)


def _manifest(kind: str, data: bytes) -> Iterator[_Found]:
    told = manifests.declared(kind, data)
    if told and told.expression:
        lines = data.splitlines(keepends=True)[: max(0, told.line - 1)]
        start = len(b"".join(lines).decode("utf-8", "replace"))
        yield _Found(told.expression, start, start + 1, "manifest")


def _tags(text: str) -> Iterator[_Found]:
    for tag in _TAG.finditer(text):
        written = _AFTER_TAG.sub("", tag[1]).strip()
        if expressions.is_spdx(written):
            yield _Found(expressions.normalise(written), tag.start(), tag.end(), "spdx-tag")


def _templates(text: str) -> Iterator[_Found]:
    """Yield the licence texts, headers and addresses that the templates of the SPDX list know, anywhere in a text."""
    from licenseclassifier import identify_license  # 20 MB and 0.1 s, for the few files that need it

    for each in identify_license(text, 0):
        if each.id not in texts.NOT_SPDX:
            start = _FIRST_WORD.search(text, each.start)
            yield _Found(expressions.normalise(each.id), start.start() if start else each.start, each.end, "template")


def _worded(text: str) -> Iterator[_Found]:
    """Yield the two texts that are the most often given in words of one's own: BSD's and MIT's, and jQuery's word."""
    for start in _BSD.finditer(text):
        rest = text[start.start() : start.start() + _LONGEST]
        if not _OTHER_BSD.search(rest):
            clauses = 3 if _NO_ENDORSING.search(rest) else 2
            yield _Found(f"BSD-{clauses}-Clause", start.start(), start.start() + len(rest), "words")
    for start in _MIT.finditer(text):
        rest = text[start.start() : start.start() + _LONGEST]
        if not _OTHER_MIT.search(rest):
            yield _Found("MIT", start.start(), start.start() + len(rest), "words")
    for address in _JQUERY.finditer(text):
        yield _Found("MIT", address.start(), address.end(), "address")


def _beside(found: Iterable[_Found], known: Sequence[_Found]) -> Iterator[_Found]:
    """Leave out what begins within what is known: other licences begin with MIT's words."""
    return (each for each in found if not any(other.start <= each.start < other.end for other in known))


def _notices(text: str, comments: Sequence[tuple[int, str]], kind: str) -> Iterator[_Found]:
    """Yield the licences that notices and banners name; without them, what a licence file is called in its title."""
    named = [*corrections.granted(text), *_in_comments(comments)]
    for name in named:
        yield _Found(name.expression, name.start, name.end, "notice")
    title = notices.title_of(text) if kind == "license" and not named else None
    if title:
        yield _Found(title.expression, 0, 1, "title")


def _in_comments(comments: Sequence[tuple[int, str]]) -> Iterator[names.Name]:
    """Yield the licences named in comments, where these speak of rights."""
    for start, comment in comments:
        for name in names.find(comment):
            if _SAYS_LICENCE.search(comment[max(0, name.start - _NEAR) : name.end + _NEAR]):
                yield names.Name(name.expression, start + name.start, start + name.end)


def _distinct(found: Sequence[_Found]) -> Iterator[_Found]:
    """Yield each licence once, by what tells it best, in order of place."""
    kept: list[_Found] = []
    for each in found:
        if not any(expressions.families(each.expression) <= expressions.families(other.expression) for other in kept):
            kept.append(each)
    yield from sorted(kept, key=lambda each: each.start)


def _verdict(text: str, found: Sequence[_Found]) -> dict[str, Any]:
    named = expressions.join("AND", (each.expression for each in found))
    covered = sum(each.end - each.start for each in found)
    return {
        "detected_license_expression": named.lower() or None,
        "detected_license_expression_spdx": named or None,
        "license_detections": [_detection(text, each) for each in found],
        "license_clues": [],
        "percentage_of_license_text": min(100.0, round(100 * covered / len(text), 2)) if text else 0,
    }


def _detection(text: str, found: _Found) -> Detection:
    words = len(text[found.start : found.end].split())
    match = {
        "license_expression": found.expression.lower(),
        "license_expression_spdx": found.expression,
        "from_file": None,
        "start_line": text.count("\n", 0, found.start) + 1,
        "end_line": text.count("\n", 0, max(found.start, found.end - 1)) + 1,
        "matcher": VERSION,
        "score": 100.0,
        "matched_length": words,
        "match_coverage": 100.0,
        "rule_identifier": found.how,
    }
    digest = hashlib.sha256(f"{found.expression} {found.how}".encode()).hexdigest()[:16]
    return {
        "license_expression": found.expression.lower(),
        "license_expression_spdx": found.expression,
        "matches": [match],
        "identifier": f"{VERSION}-{digest}",
    }
