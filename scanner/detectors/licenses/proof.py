# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A proof, in milliseconds, that ScanCode would find nothing in a text file: true of most files of a repository.

ScanCode finds licences in four ways, and each is ruled out on the words of the whole file:
- the file's words are exactly a rule's (hash), or hold a rule's words in a row (automaton): its own automaton finds
  no rule, except rules that only cancel others ("false positive");
- a line starts with ``SPDX-License-Identifier`` or a NuGet licence address: its three words don't follow each other;
- the file or a piece of it is like a rule (sets of words, then alignment): no rule passes its thresholds on the set of
  all words of the file, and a piece has fewer; or all matches of the few that do would be discarded (see `pruning`).

What isn't plainly text (binaries, PDF, source maps, font databases) has no proof and takes the ordinary way.
"""

import importlib
import re
from collections.abc import Collection
from typing import Any, NamedTuple

import numpy as np
from binaryornot.helpers import CHUNK_SIZE, is_binary_string

from scanner.detectors.licenses.candidates import RuleTable
from scanner.detectors.licenses.pruning import Pruning

_ODD = re.compile(rb"%[PF]DF-|SplineFontDB")
_ODD_WITHIN = 4_096
_MANY = 2_000
"""Words from which mentions of licences are worth counting."""
_TRIED = 500
"""Rules whose words are looked at: of a text with the words of more, ScanCode is to judge."""
_SOURCE = frozenset({"source", "compact-source"})


class Look(NamedTuple):
    """What a first look at a file shows."""

    nothing: bool
    """Proven: ScanCode's `get_licenses` would return no detection and no clue."""
    mentions: int
    """How many rules ScanCode would find word for word; 0 when there are few words, or it wasn't counted."""


class FirstLook:
    """Looks at the words of files before ScanCode does."""

    def __init__(self, index: Any, table: RuleTable, pruning: Pruning) -> None:  # noqa: ANN401 - ScanCode has no types
        """Prepare the known words of an index."""
        from licensedcode.stopwords import STOPWORDS
        from licensedcode.tokenize import word_splitter

        self._words = word_splitter
        self._without_escapes = importlib.import_module("textcode.analysis").remove_verbatim_cr_lf_tab_chars
        self._known: dict[str, int] = {word: tid for word, tid in index.dictionary.items() if word not in STOPWORDS}
        self._automaton, self._cancelling = index.rules_automaton, index.false_positive_rids
        self._marks = _marks(index.dictionary)
        self._table, self._pruning = table, pruning

    def look(self, data: bytes, features: Collection[str]) -> Look:
        """Look at the words of a file whose path has some features (see `paths.features`)."""
        if "binary" in features or _ODD.search(data[:_ODD_WITHIN]) or is_binary_string(data[:CHUNK_SIZE]):
            return Look(False, 0)
        text = _decode(data)
        if not _SOURCE.isdisjoint(features):
            text = self._without_escapes(text)
        known = self._known
        tokens = [token for word in self._words(text.lower()) if (token := known.get(word)) is not None]
        # A map is read as JSON; the lower case of a sigma depends on where lines are cut.
        nothing = not (
            self._marks is None
            or "map" in features
            or "Σ" in text
            or self._has_exact(tokens)
            or self._may_match(tokens)
        )
        return Look(nothing, self._mentions(tokens) if not nothing and len(tokens) > _MANY else 0)

    def _may_match(self, tokens: list[int]) -> bool:
        """Tell whether a rule could be aligned with the words, or an SPDX expression be announced by them."""
        words = np.unique(np.array(tokens, dtype=np.int32))
        rids = self._table.rids[self._table.survivors(words)[0]].tolist()
        if len(rids) > _TRIED or not self._pruning.is_vain(tokens, rids):
            return True
        distinct = set(words.tolist())
        return any(distinct.issuperset(mark) and _follow(tokens, mark) for mark in self._marks or ())

    def _has_exact(self, tokens: list[int]) -> bool:
        hits = (rule for _end, segments in self._automaton.iter(tuple(tokens)) for rule, _start, _stop in segments)
        return any(rule not in self._cancelling for rule in hits)

    def _mentions(self, tokens: list[int]) -> int:
        return sum(len(segments) for _end, segments in self._automaton.iter(tuple(tokens)))


def _marks(dictionary: dict[str, int]) -> list[tuple[int, ...]] | None:
    """Return the words in a row that announce an SPDX expression; None if the index doesn't know them all."""
    marks = [("spdx", "license", "identifier"), ("licenses", "nuget", "org")]
    if not all(word in dictionary for mark in marks for word in mark):
        return None
    return [tuple(dictionary[word] for word in mark) for mark in marks]


def _follow(tokens: list[int], mark: tuple[int, ...]) -> bool:
    size = len(mark)
    return any(tuple(tokens[at : at + size]) == mark for at, token in enumerate(tokens) if token == mark[0])


def _decode(data: bytes) -> str:
    """Decode as ScanCode does: each line as UTF-8 or else as Latin-1."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = "".join(map(_decode_line, data.splitlines(keepends=True)))
    return text.replace("\x00", " ")


def _decode_line(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("latin-1")
