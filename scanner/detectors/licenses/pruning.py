# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Candidate rules that can't give a match that ScanCode keeps: aligning them with the text is left out.

ScanCode aligns each piece of text with up to 70 rules, then discards nearly all that it found. What it discards before
it compares matches with each other can be told from the words alone. A match of a rule, found by alignment only, is
discarded unless
- the rule's required phrases stand in the text, word for word; where the text is matched in several pieces, ScanCode
  may put them together in another order than the rule's, and only the words of the phrases are sure to be there;
- it has the least number of words that the rule asks for, by length and by coverage;
- these words are at least two fifths of all words from the first to the last;
- it is made of runs of words that follow each other in the rule too, each with a high-value word.

Rules that were also found word for word, or tried on the whole file as nearly equal to it, are always kept: other
conditions hold for them. Ranking comes first, as all candidates compete there.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scanner.detectors.licenses.candidates import Ints

_SPREAD = 2.5
"""Words of a text, at most, for one word of a match: ScanCode's least density is 0.4."""

_SMALL_COVERAGE = 80
"""Percentage of a small rule that ScanCode wants to be matched."""

_ROUNDING = 1e-6


class _Terms(NamedTuple):
    """What a rule asks of a match."""

    words: Ints
    """Its distinct words, sorted."""
    pairs: NDArray[np.int64]
    """The pairs of words that follow each other in it, as numbers, sorted."""
    least: int
    """Words that must match."""
    unbroken: bool
    """Whether they must follow each other in the text."""
    phrases: tuple[bytes, ...]
    """Words that must stand in the text in a row, if it is in one piece."""
    required: Ints
    """The words of these phrases."""


class Pruning:
    """Stand-ins for ScanCode's step of approximate matching and for its candidates, which go together."""

    def __init__(self, index: Any, candidates: Callable[..., list[Any]]) -> None:  # noqa: ANN401 - ScanCode has no types
        """Take the index, and what finds candidates (see `candidates.Candidates`)."""
        self._index, self._candidates = index, candidates
        self._stock = type(index).get_approximate_matches
        self._size = 1 + max(index.dictionary.values())
        self._is_word = np.zeros(self._size, dtype=bool)
        self._terms: dict[int, _Terms] = {}
        self._kept: set[int] = set()
        self._verdicts: dict[int, bool] = {}
        self._tokens: Ints = np.empty(0, dtype=np.int32)
        self._words: set[int] = set()
        self._text = b""
        self._in_pieces = False

    def approximate_matches(self) -> Callable[..., list[Any]]:
        """Return the method that takes the place of the index's `get_approximate_matches`."""

        def get_approximate_matches(
            index: Any,  # noqa: ANN401
            query: Any,  # noqa: ANN401
            matched_qspans: list[Any],
            existing_matches: list[Any],
            **others: Any,  # noqa: ANN401
        ) -> list[Any]:
            self._begin(query.tokens)
            self._kept = {match.rule.rid for match in existing_matches}
            found: list[Any] = self._stock(index, query, matched_qspans, existing_matches, **others)
            return found

        return get_approximate_matches

    def compute_candidates(
        self,
        query_run: Any,  # noqa: ANN401
        *,
        high_resemblance: bool = False,
        **others: Any,  # noqa: ANN401
    ) -> list[Any]:
        """Return ScanCode's candidates without those that are proven vain."""
        self._in_pieces = len(query_run.query.query_runs) > 1
        found = self._candidates(query_run, high_resemblance=high_resemblance, **others)
        if high_resemblance:
            self._kept.update(rid for _scores, rid, _rule, _high in found)
            return found
        return [candidate for candidate in found if self._may_match(candidate[1])]

    def is_vain(self, tokens: Sequence[int], rids: Iterable[int]) -> bool:
        """Tell whether none of these rules can give a match that is kept, in a text where none is word for word."""
        self._begin(tokens)
        self._kept, self._in_pieces = set(), True
        return not any(map(self._may_match, rids))

    def _begin(self, tokens: Sequence[int]) -> None:
        self._tokens = np.array(tokens, dtype=np.int32)
        self._text = self._tokens.tobytes()
        self._words = set(tokens)
        self._verdicts = {}

    def _may_match(self, rid: int) -> bool:
        if rid in self._kept:
            return True
        if rid not in self._verdicts:
            if rid not in self._terms:
                self._terms[rid] = self._terms_of(rid)
            self._verdicts[rid] = self._meets(self._terms[rid])
        return self._verdicts[rid]

    def _meets(self, terms: _Terms) -> bool:
        if not self._has_phrases(terms):
            return False
        self._is_word[terms.words] = True
        places = np.flatnonzero(self._is_word[self._tokens])
        self._is_word[terms.words] = False
        return _are_near(places, terms) and _are_near(self._in_runs(places, terms.pairs), terms)

    def _has_phrases(self, terms: _Terms) -> bool:
        if self._in_pieces:
            return self._words.issuperset(terms.required.tolist())
        return all(phrase in self._text for phrase in terms.phrases)

    def _in_runs(self, places: Ints, pairs: NDArray[np.int64]) -> Ints:
        """Return those of the places that are in a run of words that the rule has too, with a high-value word."""
        words = self._tokens[places]
        following = np.zeros(len(places), dtype=bool)
        following[1:] = (np.diff(places) == 1) & _among(pairs, words[:-1] * np.int64(self._size) + words[1:])
        run = np.cumsum(~following) - 1
        is_high = np.zeros(len(places), dtype=bool)
        is_high[run[words < self._index.len_legalese]] = True
        return np.asarray(places[is_high[run]])

    def _terms_of(self, rid: int) -> _Terms:
        rule, tokens = self._index.rules_by_rid[rid], np.array(self._index.tids_by_rid[rid], dtype=np.int32)
        unbroken = bool(rule.is_continuous or rule.is_required_phrase)
        spans = () if unbroken else rule.required_phrase_spans or ()
        phrases = [tokens[span.start : span.end + 1] for span in spans]
        return _Terms(
            words=np.unique(tokens),
            pairs=np.unique(tokens[:-1] * np.int64(self._size) + tokens[1:]),
            least=_least_words(rule),
            unbroken=unbroken,
            phrases=tuple(phrase.tobytes() for phrase in phrases),
            required=np.unique(np.concatenate([tokens[:0], *phrases])),
        )


def _are_near(places: Ints, terms: _Terms) -> bool:
    """Tell whether enough of the places are near enough to each other."""
    least, last = terms.least, len(places) - terms.least
    if last < 0:
        return False
    if terms.unbroken:
        return bool((places[least - 1 :] - places[: last + 1] == least - 1).any())
    # From the a-th to the b-th place: (b - a + 1) * spread >= places[b] - places[a] + 1.
    slack = np.arange(len(places)) * (_SPREAD + _ROUNDING) - places
    lowest = np.minimum.accumulate(slack[: last + 1])
    return bool((slack[least - 1 :] + _SPREAD - 1 + _ROUNDING >= lowest).any())


def _among(known: NDArray[np.int64], asked: NDArray[np.int64]) -> NDArray[np.bool_]:
    if not len(known):
        return np.zeros(len(asked), dtype=bool)
    return np.asarray(known[np.minimum(np.searchsorted(known, asked), len(known) - 1)] == asked)


def _least_words(rule: Any) -> int:  # noqa: ANN401
    """Return how many words of a rule must match, by length and by the coverage that ScanCode rounds to 2 digits."""
    coverages = (rule.minimum_coverage or 0, _SMALL_COVERAGE if rule.is_small else 0)
    return max(1, int(rule.min_matched_length), *(_words_for(coverage, rule.length) for coverage in coverages))


def _words_for(coverage: float, length: int) -> int:
    least = math.floor(coverage * length / 100)
    while least and round((least - 1) / length * 100, 2) >= coverage:
        least -= 1
    while round(least / length * 100, 2) < coverage:
        least += 1
    return least
