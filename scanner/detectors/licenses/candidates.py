# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Which licence rules a piece of text is to be aligned with: ScanCode's ranking, found through an inverted index.

ScanCode compares each piece with each of 30 000 rules, which is nine tenths of its time. Here numpy counts the words
shared with all rules at once; the few rules that pass ScanCode's thresholds are scored by ScanCode's own functions, so
that the ranked list is the same to the last digit.

The thresholds of a rule only ask for *at least* so many words, so a set of words for which no rule passes proves that
no part of it can pass either: that is `RuleTable.survivors` on a whole file.
"""

import itertools
import math
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.signedinteger[Any]]

_PAIR = 1 << 32
"""Two counts are one number: the first times this, plus the second."""

_ROUNDING = 1e-6
"""More than what a division may be off by: what is this near a threshold goes to ScanCode's own comparison."""


class RuleTable:
    """The rules that can be matched approximately, as arrays; a rule's row is its rank by ScanCode's rule number."""

    def __init__(self, index: Any) -> None:  # noqa: ANN401 - ScanCode has no types
        """Lay out the index of rules (0.5 s, 40 MB)."""
        self.rids: Ints = np.array(sorted(index.approx_matchable_rids), dtype=np.int32)
        self.rules = [index.rules_by_rid[rid] for rid in self.rids]
        self.legalese: int = index.len_legalese
        self.bitset = type(index.digit_only_tids)
        multisets = [index.msets_by_rid[rid] for rid in self.rids]
        sizes = np.array([len(multiset) for multiset in multisets])
        self._starts = np.concatenate(([0], np.cumsum(sizes)))
        words = itertools.chain.from_iterable(multisets)
        counts = itertools.chain.from_iterable(multiset.values() for multiset in multisets)
        # As what numpy takes for places, so that it converts none at each look-up.
        self._tokens = np.fromiter(words, np.intp, int(sizes.sum()))
        self._counts: Ints = np.fromiter(counts, np.int32, int(sizes.sum()))
        codes: dict[str, int] = {}
        self.expressions = np.array([codes.setdefault(rule.license_expression, len(codes)) for rule in self.rules])
        self.order = np.argsort(np.argsort([rule.identifier for rule in self.rules], kind="stable"))
        self._size = 1 + max(index.dictionary.values())
        self._post(np.repeat(np.arange(len(self.rids), dtype=np.int32), sizes))
        self.all_lengths = np.array([rule.get_length(unique=False) for rule in self.rules])
        self._all_min_high = np.maximum(1, [rule.get_min_high_matched_length(unique=False) for rule in self.rules])
        self._all_min_matched = np.array([rule.get_min_matched_length(unique=False) for rule in self.rules])
        self._min_high = np.maximum(1, [rule.get_min_high_matched_length(unique=True) for rule in self.rules])
        self._min_matched = np.array([rule.get_min_matched_length(unique=True) for rule in self.rules])
        self.lengths = np.array([rule.get_length(unique=True) for rule in self.rules])
        self._containment = np.array([rule._minimum_containment for rule in self.rules], dtype=float)
        self._least = np.maximum(self._min_matched, self._containment * self.lengths - _ROUNDING)

    def _post(self, rows: Ints) -> None:
        """Keep, for each high-value word (legalese), the rows of the rules that hold it."""
        high = np.flatnonzero(self._tokens < self.legalese)
        order = high[np.argsort(self._tokens[high], kind="stable")]
        self._postings = rows[order]
        self._posted = np.searchsorted(self._tokens[order], np.arange(self.legalese + 1))

    def survivors(self, words: Ints, lengths: tuple[float, float] = (0, math.inf)) -> tuple[Ints, Ints]:
        """Return the rows that pass ScanCode's thresholds on sets, and how many distinct words each shares.

        Args:
            words: distinct token ids of a text, sorted.
            lengths: least and most distinct words of a rule that is of use.
        """
        rows = self._pass_high(words[words < self.legalese])
        sizes = self.lengths[rows]
        rows = rows[(self._least[rows] <= len(words)) & (sizes >= lengths[0]) & (sizes <= lengths[1])]
        at = self._places(rows)
        mask = np.zeros(self._size, dtype=np.uint8)
        mask[words] = 1
        shared = _sums(mask[self._tokens[at.places]], at)
        kept = (shared >= self._min_matched[rows]) & (shared / self.lengths[rows] >= self._containment[rows])
        return rows[kept], shared[kept]

    def shared_counts(self, rows: Ints, words: Ints, counts: Ints) -> tuple[Ints, Ints]:
        """Return, for some rows, how many words (with repetition) a text shares, and how many high-value ones."""
        dense = np.zeros(self._size, dtype=np.int32)
        dense[words] = counts
        at = self._places(rows)
        shared = np.minimum(dense[self._tokens[at.places]], self._counts[at.places])
        high = np.where(self._tokens[at.places] < self.legalese, shared, 0)
        return _sums(shared, at), _sums(high, at)

    def passes(self, rows: Ints, matched: Ints, high: Ints) -> NDArray[np.bool_]:
        """Tell which rows pass ScanCode's thresholds on words with repetition, given the counts they share."""
        enough = (high >= self._all_min_high[rows]) & (matched >= self._all_min_matched[rows])
        return np.asarray(enough & (matched / self.all_lengths[rows] >= self._containment[rows]))

    def _pass_high(self, high: Ints) -> Ints:
        if not len(high):
            return np.empty(0, dtype=np.int32)
        slices = [self._postings[self._posted[token] : self._posted[token + 1]] for token in high]
        found = np.bincount(np.concatenate(slices), minlength=len(self.rids))
        return np.flatnonzero(found >= self._min_high).astype(np.int32)

    def _places(self, rows: Ints) -> "_Places":
        """Return where the words of some rows stand in the table, one row after the other."""
        sizes = self._starts[rows + 1] - self._starts[rows]
        ends = np.cumsum(sizes)
        places = np.arange(ends[-1] if len(ends) else 0) + np.repeat(self._starts[rows] - (ends - sizes), sizes)
        return _Places(places, ends - sizes)


class _Places(NamedTuple):
    places: Ints
    starts: Ints
    """Where in `places` each row begins."""


def _sums(values: Ints, at: _Places) -> Ints:
    """Sum values, one for each word of some rows, row by row."""
    return np.add.reduceat(values, at.starts, dtype=np.int32) if len(at.starts) else np.empty(0, dtype=np.int32)


class Candidates:
    """A stand-in for `licensedcode.match_set.compute_candidates`: same arguments, same result."""

    def __init__(self, match_set: Any, table: RuleTable) -> None:  # noqa: ANN401
        """Use the functions of a `match_set` module as they are, and a table of the index it works on."""
        self._stock = match_set.compute_candidates
        self._vector = match_set.ScoresVector
        self._table = table

    def __call__(
        self,
        query_run: Any,  # noqa: ANN401
        idx: Any,  # noqa: ANN401
        matchable_rids: Any,  # noqa: ANN401
        top: int = 50,
        high_resemblance: bool = False,
        high_resemblance_threshold: float = 0.8,
        _use_bigrams: bool = False,
    ) -> list[Any]:
        """Return the best rules for a query run, as ScanCode ranks them."""
        if _use_bigrams or matchable_rids is not idx.approx_matchable_rids:
            return self._stock(  # type: ignore[no-any-return]
                query_run, idx, matchable_rids, top, high_resemblance, high_resemblance_threshold, _use_bigrams
            )
        words, counts = _words(query_run)
        wanted = _Wanted(len(words), int(counts.sum()), high_resemblance, high_resemblance_threshold)
        rows = self._first_step(words, wanted, top * 10)
        best = self._second_step(rows, words, counts, wanted)
        high = self._table.bitset(words[words < self._table.legalese].tolist())
        ranked = ((vectors, self._table.rules[row]) for vectors, row in best.ranked(top, self._vector))
        return [(vectors, rule.rid, rule, high & idx.sets_by_rid[rule.rid]) for vectors, rule in ranked]

    def _first_step(self, words: Ints, wanted: "_Wanted", most: int) -> Ints:
        """Return the rows of the best rules by sets of words.

        A score depends on two counts only, so each pair of counts is scored once.
        """
        rows, shared = self._table.survivors(words, wanted.lengths())
        lengths = self._table.lengths[rows]
        if wanted.alike:
            near = shared / (wanted.distinct + lengths - shared) >= wanted.threshold - _ROUNDING
            rows, shared, lengths = rows[near], shared[near], lengths[near]
        elif len(rows) <= most:
            return rows
        pairs, which = np.unique(shared.astype(np.int64) * _PAIR + lengths, return_inverse=True)
        scores = _Scores(pairs // _PAIR, pairs % _PAIR, wanted.distinct, wanted.threshold)
        best = np.lexsort((rows, scores.ranks()[which]))[::-1]
        if wanted.alike:
            best = best[scores.alike()[which[best]]]
        return rows[best[:most]]

    def _second_step(self, rows: Ints, words: Ints, counts: Ints, wanted: "_Wanted") -> "_Best":
        """Score rows by words with repetition, and keep the best of those that ScanCode holds for the same."""
        table = self._table
        matched, high = table.shared_counts(rows, words, counts)
        kept = table.passes(rows, matched, high)
        rows, matched = rows[kept], matched[kept]
        scores = _Scores(matched, table.all_lengths[rows], wanted.total, wanted.threshold)
        if wanted.alike:
            rows, matched = rows[scores.alike()], matched[scores.alike()]
            scores = _Scores(matched, table.all_lengths[rows], wanted.total, wanted.threshold)
        same = (table.expressions[rows], table.all_lengths[rows], *scores.rounded)
        order = np.lexsort((table.order[rows], *reversed(scores.exact), *same))
        columns = np.array([column[order] for column in same])
        last = np.ones(len(order), dtype=bool)
        last[:-1] = (columns[:, 1:] != columns[:, :-1]).any(axis=0)
        return _Best(rows, scores, order[last])


class _Best(NamedTuple):
    """What is left of some rows once scored, one of each sort."""

    rows: Ints
    scores: "_Scores"
    chosen: Ints
    """Places in `rows`."""

    def ranked(self, top: int, make: Callable[..., Any]) -> Iterator[tuple[tuple[Any, Any], int]]:
        """Yield (vectors, row) of the best, the best first; `make` makes a vector of ScanCode's."""
        keys = [column[self.chosen] for column in (*self.scores.rounded, *self.scores.exact)]
        order = np.lexsort((self.rows[self.chosen], *reversed(keys)))[::-1][:top]
        columns = [key[order].tolist() for key in keys]
        rows = self.rows[self.chosen[order]].tolist()
        return (((make(*each[:4]), make(*each[4:8])), each[8]) for each in zip(*columns, rows, strict=True))


class _Wanted(NamedTuple):
    """What a query run asks: its sizes in words, and whether only rules that are nearly all of it will do."""

    distinct: int
    total: int
    alike: bool
    threshold: float

    def lengths(self) -> tuple[float, float]:
        """Return the least and most distinct words that a rule may have: what is alike is about as long."""
        if not self.alike:
            return 0, math.inf
        return self.distinct * self.threshold - _ROUNDING, self.distinct / self.threshold + _ROUNDING


class _Scores:
    """ScanCode's scores of rules for a text, as columns: the rounded ones count first, then the exact ones.

    They are squared by Python itself, as ScanCode does: numpy's last digit may differ.
    """

    def __init__(self, matched: Ints, lengths: Ints, size: int, threshold: float) -> None:
        """Score rules of `lengths` words that share `matched` words with a text of `size` words."""
        resemblance = matched / (size + lengths - matched)
        containment = matched / lengths
        squared = np.array([each**2 for each in resemblance.tolist()])
        self.exact = (resemblance >= threshold, containment, squared, matched)
        rounded = _rounded(resemblance) >= threshold
        self.rounded = (rounded, _rounded(containment), _rounded(squared), _rounded(matched / 20))

    def ranks(self) -> Ints:
        """Return the rank of each, the least first; no two are equal when their counts aren't."""
        ranks = np.empty(len(self.exact[0]), dtype=np.int32)
        ranks[np.lexsort((*reversed(self.exact), *reversed(self.rounded)))] = np.arange(len(ranks))
        return ranks

    def alike(self) -> NDArray[np.bool_]:
        """Tell which rules are nearly the whole text."""
        return np.asarray(self.rounded[0] & self.exact[0])


def _rounded(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Round to one digit as Python does: exactly, where numpy multiplies first, which errs next to a half."""
    tenths = values * 10
    rounded = np.rint(tenths) / 10
    for at in np.flatnonzero(np.abs(tenths - np.floor(tenths) - 0.5) < _ROUNDING).tolist():
        rounded[at] = round(float(values[at]), 1)
    return rounded


def _words(query_run: Any) -> tuple[Ints, Ints]:  # noqa: ANN401
    """Return the distinct words of a query run that are still to be matched, and how often each comes."""
    tokens = query_run.matchable_tokens()
    kept = np.array([token for token in tokens if token != -1], dtype=np.int32)
    words, counts = np.unique(kept, return_counts=True)
    return words, counts.astype(np.int32)
