# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Aligning a long text with a rule by looking only at the places where they share a high-value word.

ScanCode walks every word of the text for every rule, again after each block it finds: minutes for a large table. In a
long text one word in a hundred is shared with a given rule; the blocks found are the same.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

LONG = 1_000
"""Words from which a text is worth an index of its words."""

_SPARSE = 8
"""ScanCode's compiled loop is about this much quicker a word than ours a shared word."""


class Aligner:
    """Stand-ins for `match_blocks` of `cyseq` and `find_longest_match` of `licensedcode.seq`: same results."""

    def __init__(self, match_blocks: Any, plain: Any) -> None:  # noqa: ANN401 - ScanCode has no types
        """Take the function in use, for short texts, and the plain module, whose longest match is then ours."""
        self._compiled, self._plain, self._extend = match_blocks, plain.match_blocks, plain.extend_match
        self._text: Sequence[int] = ()
        self._places: dict[int, list[int]] = {}
        self._shared: list[int] = []

    def match_blocks(
        self,
        a: Sequence[int],
        b: Sequence[int],
        a_start: int,
        a_end: int,
        b2j: Mapping[int, Sequence[int]],
        len_good: int,
        matchables: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        """Return the blocks of words that a text `a` and a rule `b` have in common, in order."""
        if a_end - a_start >= LONG:
            self._shared = self._share(a, a_start, a_end, b2j, matchables)
            if len(self._shared) * _SPARSE < a_end - a_start:
                return self._plain(a, b, a_start, a_end, b2j, len_good, matchables)
        return self._compiled(a, b, a_start, a_end, b2j, len_good, matchables)

    def find_longest_match(  # noqa: PLR0913, PLR0917 - ScanCode's own signature
        self,
        a: Sequence[int],
        b: Sequence[int],
        alo: int,
        ahi: int,
        blo: int,
        bhi: int,
        b2j: Mapping[int, Sequence[int]],
        len_good: int,  # noqa: ARG002
        matchables: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        """Return the longest block of high-value words within bounds, the earliest of several, then extended."""
        best, previous = (alo, blo, 0), -1
        sizes: dict[int, int] = {}
        for i in self._shared[bisect_left(self._shared, alo) : bisect_left(self._shared, ahi)]:
            before = sizes if i == previous + 1 else {}
            sizes, previous = {}, i
            for j in b2j[a[i]]:
                if blo <= j < bhi:
                    size = sizes[j] = before.get(j - 1, 0) + 1
                    if size > best[2]:
                        best = (i - size + 1, j - size + 1, size)
        return self._extend(*best, a, b, alo, ahi, blo, bhi, matchables)

    def _share(
        self,
        text: Sequence[int],
        start: int,
        end: int,
        words: Mapping[int, Sequence[int]],
        matchables: Any,  # noqa: ANN401
    ) -> list[int]:
        """Return the places of a text, in order, that hold one of the words and are still to be matched."""
        if text is not self._text:
            self._text, self._places = text, _places(text)
        found = []
        for word in words:
            places = self._places.get(word, [])
            found += [at for at in places[bisect_left(places, start) : bisect_left(places, end)] if at in matchables]
        return sorted(found)


def _places(text: Sequence[int]) -> dict[int, list[int]]:
    places: dict[int, list[int]] = defaultdict(list)
    for at, word in enumerate(text):
        places[word].append(at)
    return dict(places)
