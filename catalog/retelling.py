# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Sentences of ours that were kept in English with their values in them, told again in the reader's language.

The store and the JSON reports hold plain English (« the same repository as depots/a »). The catalogs hold the
templates they were made from (« the same repository as {path} »), so that a sentence can be matched to its template,
translated, and filled in again. What no template matches stays as it is.
"""

import re
from collections.abc import Mapping
from itertools import islice
from typing import NamedTuple

_PLACE = re.compile(r"\{(\w+)\}")
_SOURCED = re.compile(r"(?P<message>.+) \((?P<source>\S+)\)")
_BARE = re.compile(r"\S+(?: \(\S+\))?")
_FEWEST_LETTERS = 6
"""Of a template outside its places: « {reason} » would match anything."""
_DEPTH = 3
_COLONS = 5
_LONGEST = 1_000
"""Bounds: what is told again is ours, but the values in it may come from anywhere."""


class _Template(NamedTuple):
    pattern: re.Pattern[str]
    translation: str


class Retelling:
    """Tells sentences again from a catalog: msgid → translation, with ``{name}`` places."""

    def __init__(self, translations: Mapping[str, str]) -> None:
        self._exact = {text: told for text, told in translations.items() if told and not _PLACE.search(text)}
        templates = [text for text in translations if translations[text] and _is_telling(text)]
        templates.sort(key=lambda text: -len(_PLACE.sub("", text)))
        self._templates = [_Template(_pattern(text), translations[text]) for text in templates]

    def __call__(self, text: str) -> str:
        """Return the sentence in the reader's language, or as it is."""
        return (self._told(text, _DEPTH) or text) if len(text) <= _LONGEST else text

    def _told(self, text: str, depth: int) -> str | None:
        if text in self._exact:
            return self._exact[text]
        if depth == 0:
            return None
        return self._composed(text, depth) or self._sourced(text, depth) or self._from_template(text, depth)

    def _from_template(self, text: str, depth: int) -> str | None:
        for template in self._templates:
            found = template.pattern.fullmatch(text)
            if found:
                values = {name: self._told(value, depth - 1) or value for name, value in found.groupdict().items()}
                return template.translation.format(**values)
        return None

    def _composed(self, text: str, depth: int) -> str | None:
        """Tell « message: mend », where a bare name or address may stand for the message."""
        for colon in islice(re.finditer(": ", text), _COLONS):
            before, after = text[: colon.start()], text[colon.end() :]
            message, mend = self._told(before, depth - 1), self._told(after, depth - 1)
            if mend and (message or _BARE.fullmatch(before)):
                return (message or before) + (self._exact.get(": ") or ": ") + mend
        return None

    def _sourced(self, text: str, depth: int) -> str | None:
        """Tell « message (address) »."""
        found = _SOURCED.fullmatch(text)
        message = self._told(found["message"], depth - 1) if found else None
        return f"{message} ({found['source']})" if found and message else None


def _is_telling(text: str) -> bool:
    return bool(_PLACE.search(text)) and sum(c.isalpha() for c in _PLACE.sub("", text)) >= _FEWEST_LETTERS


def _pattern(text: str) -> re.Pattern[str]:
    """Return what matches a sentence made from a template; a place that stands twice holds the same text twice."""
    seen: set[str] = set()
    pattern = ""
    for index, piece in enumerate(_PLACE.split(text)):
        if index % 2 == 0:
            pattern += re.escape(piece)
        else:
            pattern += f"(?P={piece})" if piece in seen else f"(?P<{piece}>.+?)"
            seen.add(piece)
    return re.compile(pattern, re.DOTALL)
