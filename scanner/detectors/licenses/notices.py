# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What a licence file is the text of, and what a README says of the licence."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from urllib.parse import unquote

from scanner.detectors.licenses import expressions, names

_TITLE = 600
_SECTION = 1_500
_STATEMENT = 80
_AFTER = 12
_BADGE = re.compile(
    r"shields\.io/badge/licen[cs]e-(?P<name>(?:[^-\s/?#)\"]|--){2,40})(?:-[^-\s/?#)\"]|[.?)\"\s])", re.IGNORECASE
)
_SAYS_LICENCE = re.compile(r"licen[cs]", re.IGNORECASE)
_HEADING = re.compile(r"^\s{0,3}(?:#{1,6}\s|=+\s|<h[1-6][^>]*>|\*\*[^*]+\*\*\s*$)", re.IGNORECASE)
_UNDERLINE = re.compile(r"^\s{0,3}(?:={3,}|-{3,}|~{3,})\s*$")
_LICENCE = re.compile(r"^[^\w]*(?:h[1-6][^>]*>)?[^\w]*(?:\w+[\s’']+){0,3}?(?:licen[cs]es?|licensing)\b", re.IGNORECASE)
_UNDER = re.compile(
    r"\b(?:sous|under|selon|(?P<loose>avec|with|by))\s+(?:les\s+termes\s+de\s+|the\s+terms\s+of\s+)?(?:la\s+|the\s+|an?\s+|une\s+)?",
    re.IGNORECASE,
)
_UNKNOWN = re.compile(r"LicenseRef-scancode-(?:unknown|free-unknown|generic|warranty|see-license)")

_GENERIC = re.compile(r"LicenseRef-scancode-(?:proprietary|commercial|other-permissive|other-copyleft)")
_FEW_WORDS = 4


class Stated(NamedTuple):
    """A licence that a file states or is: an SPDX expression and its line."""

    expression: str
    line: int


def longest(matches: Iterable[dict[str, Any]]) -> Stated | None:
    """Return the longest match that names a licence: a file that is a notice, or a text with holes."""
    known = [match for match in matches if is_known(match["license_expression_spdx"]) and not is_vague(match)]
    if not known:
        return None
    best = max(known, key=lambda match: (match["matched_length"], match["score"]))
    return Stated(expressions.normalise(best["license_expression_spdx"]), best["start_line"])


def title_of(text: str) -> Stated | None:
    """Return the licence named first at the top of a text: official French texts that ScanCode doesn't hold."""
    name = next(names.find(text[:_TITLE]), None)
    return Stated(name.expression, text.count("\n", 0, name.start) + 1) if name else None


def readme_says(text: str, matches: Iterable[dict[str, Any]]) -> Stated | None:
    """Return the licence that a README states: in its section on licences, a "sous licence …" sentence, or a badge."""
    return _section_says(text, matches) or sentence(text) or _badge(text)


def _section_says(text: str, matches: Iterable[dict[str, Any]]) -> Stated | None:
    section = _section(text)
    if section is None:
        return None
    start, end = section
    lines = text.splitlines()
    body = "\n".join(lines[start - 1 : end])[:_SECTION]
    expression = names.expression_of(body)
    if expression:
        first = next(names.find(body))
        return Stated(expression, start + body.count("\n", 0, first.start))
    return longest(match for match in matches if start <= match["start_line"] <= end)


def _badge(text: str) -> Stated | None:
    """Return the licence that a badge of shields.io shows: ``badge/licence-AGPL--3.0-blue``, where ``--`` is a dash."""
    for badge in _BADGE.finditer(text[: names.MAX_TEXT]):
        shown = unquote(badge["name"]).replace("--", "-").replace("_", " ")
        expression = names.expression_of(shown)
        if expression:
            return Stated(expression, text.count("\n", 0, badge.start()) + 1)
    return None


def sentence(text: str) -> Stated | None:
    """Return the licence of the first "sous licence …" or "under the … license" in a text."""
    for under in _UNDER.finditer(text[: names.MAX_TEXT]):
        name = next(names.find(text[under.end() : under.end() + _STATEMENT]), None)
        said = text[under.end() : under.end() + name.end + _AFTER] if name else ""
        loose = under["loose"] and not _SAYS_LICENCE.search(said)  # "made by MIT students"
        if name and not loose and not re.search(r"[.;:]\s", said[: name.start]):
            return Stated(name.expression, text.count("\n", 0, under.end() + name.start) + 1)
    return None


def is_vague(match: Mapping[str, Any]) -> bool:
    """Tell whether a match calls a text "proprietary" or the like on two or three words.

    "Non-commercial" is also a tax category ("bénéfices non commerciaux"), and "license/free" a part of an address.
    """
    return bool(_GENERIC.match(match["license_expression_spdx"])) and match["matched_length"] < _FEW_WORDS


def is_known(expression: str) -> bool:
    """Tell whether an expression names licences, and not "some licence" that ScanCode couldn't tell."""
    return bool(expression) and not _UNKNOWN.search(expression)


def known_part(expression: str) -> str:
    """Return an expression, put right, without the unknown licences beside those that ScanCode could tell, or ""."""
    known = (expressions.normalise(part) for part in expressions.all_of(expression) if is_known(part))
    return expressions.join("AND", known)


def _section(text: str) -> tuple[int, int] | None:
    """Return the first and last line (from 1) of the section whose heading speaks of licences."""
    lines = text.splitlines()
    headings = [
        number
        for number, line in enumerate(lines, 1)
        if _HEADING.match(line) or (line.strip() and number < len(lines) and _UNDERLINE.match(lines[number]))
    ]
    start = next(
        (number for number in headings if len(lines[number - 1]) < 100 and _LICENCE.match(lines[number - 1])), 0
    )
    if not start:
        return None
    return start, next((number - 1 for number in headings if number > start), len(lines))
