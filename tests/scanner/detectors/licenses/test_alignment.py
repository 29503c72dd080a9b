# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Our alignment of long texts gives the blocks that ScanCode's compiled one gives."""

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.detectors.licenses import alignment
from scanner.detectors.licenses.engine import Engine

LEGALESE = 6
WORDS = st.lists(st.integers(0, 12), max_size=80)


@pytest.mark.usefixtures("engine")
@given(text=WORDS, rule=WORDS, matched=st.sets(st.integers(0, 79)), cut=st.integers(0, 20))
def test_blocks_are_those_of_scancode(text: list[int], rule: list[int], matched: set[int], cut: int) -> None:
    from licensedcode import index, seq

    positions: dict[int, list[int]] = defaultdict(list)
    for at, word in enumerate(rule):
        if word < LEGALESE:
            positions[word].append(at)
    left = set(range(len(text))) - matched
    start = min(cut, len(text))
    aligner = alignment.Aligner(index.match_blocks_seq, seq)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(alignment, "LONG", 0)
        patch.setattr(alignment, "_SPARSE", 0)
        patch.setattr(seq, "find_longest_match", aligner.find_longest_match)
        ours = aligner.match_blocks(text, rule, start, len(text), positions, LEGALESE, left)
    stock = index.match_blocks_seq(text, rule, start, len(text), positions, LEGALESE, left)
    assert [tuple(block) for block in ours] == [tuple(block) for block in stock]


def test_a_short_text_is_left_to_scancode(engine: Engine) -> None:
    from licensedcode import index, seq

    assert engine.index.rules_by_rid
    aligner = alignment.Aligner(index.match_blocks_seq, seq)
    blocks = aligner.match_blocks(
        a=[1, 2], b=[1, 2], a_start=0, a_end=2, b2j={1: [0], 2: [1]}, len_good=9, matchables={0, 1}
    )
    assert [tuple(block) for block in blocks] == [(0, 0, 2)]
