# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A rule is left out only when all its matches would be discarded; scores are ScanCode's to the last digit."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.detectors.licenses import candidates, pruning
from scanner.detectors.licenses.candidates import Candidates, RuleTable
from scanner.detectors.licenses.engine import Engine
from scanner.detectors.licenses.pruning import Pruning

fixed = settings(derandomize=True, database=None, deadline=None)


@fixed
@given(st.lists(st.floats(0, 2_000), min_size=1), st.lists(st.tuples(st.integers(0, 900), st.integers(1, 900))))
def test_numbers_are_rounded_as_python_rounds_them(plain: list[float], ratios: list[tuple[int, int]]) -> None:
    values = [*plain, *(part / whole for part, whole in ratios), *(part / 20 for part, _ in ratios)]
    assert candidates._rounded(np.array(values)).tolist() == [round(value, 1) for value in values]


@fixed
@given(st.sets(st.integers(0, 120), min_size=1, max_size=30), st.integers(1, 12), st.booleans())
def test_words_are_near_when_some_of_them_are_two_fifths_of_a_stretch(
    places: set[int], least: int, unbroken: bool
) -> None:
    ordered = np.array(sorted(places))
    terms = pruning._Terms(ordered, ordered, least, unbroken, (), ordered)
    stretches = [ordered[a:b] for a in range(len(ordered)) for b in range(a + least, len(ordered) + 1)]
    dense = 1.0 if unbroken else 0.4
    expected = any(len(part) / (part[-1] - part[0] + 1) >= dense for part in stretches)
    assert pruning._are_near(ordered, terms) == expected


@fixed
@given(st.integers(0, 100), st.integers(1, 400))
def test_the_least_words_reach_the_coverage_and_one_less_doesnt(coverage: int, length: int) -> None:
    least = pruning._words_for(coverage, length)
    assert round(least / length * 100, 2) >= coverage
    assert least == 0 or round((least - 1) / length * 100, 2) < coverage


def test_most_candidates_of_a_common_source_file_are_left_out(engine: Engine) -> None:
    from licensedcode import match_set
    from licensedcode.query import build_query

    text = "".join(f"the copyright and license of file {n} are described in its notice of use\n" for n in range(60))
    index = engine.index
    stock = Candidates(match_set, RuleTable(index))
    pruned = Pruning(index, stock)
    counts: list[int] = []

    def count(query_run: object, **others: object) -> list[object]:
        every = stock(query_run, **others)  # type: ignore[arg-type]
        kept = pruned.compute_candidates(query_run=query_run, **others)  # type: ignore[arg-type]
        counts.append(len(every) - len(kept))
        assert {one[1] for one in kept} <= {one[1] for one in every}
        return kept

    kept, match_set.compute_candidates = match_set.compute_candidates, count
    try:
        query = build_query(query_string=text, idx=index)
        pruned.approximate_matches()(index, query, [], [])
    finally:
        match_set.compute_candidates = kept
    assert sum(counts) > 20
