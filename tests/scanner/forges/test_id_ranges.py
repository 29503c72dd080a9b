# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A long list cut by ids: every id is read once, wherever it is taken up, whatever fails."""

import bisect

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.errors import ForgeError
from scanner.forges.answers import Json
from scanner.forges.id_ranges import Ask, IdRange, cut, from_text, side_by_side, to_text

WHERE = "https://gitlab.example.fr/api/v4/projects"


def _forge(ids: list[int], page: int = 10) -> Ask:
    def ask(asked: IdRange) -> list[Json]:
        start = bisect.bisect_right(ids, asked.after)
        end = bisect.bisect_left(ids, asked.before) if asked.before else len(ids)
        return [{"id": one} for one in ids[start:end][:page]]

    return ask


@settings(max_examples=40, deadline=None)
@given(st.sets(st.integers(1, 500)), st.integers(1, 6))
def test_every_id_is_read_once_whatever_the_cut(ids: set[int], parts: int) -> None:
    ranges = cut(max(ids, default=0), parts)
    read = [one["id"] for batch in side_by_side(_forge(sorted(ids)), ranges, WHERE) for one in batch.items]
    assert sorted(read) == sorted(ids)


def test_what_is_left_after_a_page_is_all_that_was_not_read() -> None:
    ids = list(range(1, 200, 3))
    read: set[int] = set()
    for batch in side_by_side(_forge(ids), cut(ids[-1], 4), WHERE):
        read.update(one["id"] for one in batch.items)
        rest = side_by_side(_forge(ids), from_text(to_text(batch.left)), WHERE)
        assert {one["id"] for again in rest for one in again.items} == set(ids) - read


def test_what_is_created_meanwhile_is_in_the_last_range() -> None:
    ids = list(range(1, 50))
    ranges = cut(ids[-1], 4)
    ids.append(1_000)
    assert 1_000 in {one["id"] for batch in side_by_side(_forge(ids), ranges, WHERE) for one in batch.items}


def test_a_range_that_fails_costs_only_itself_and_is_left() -> None:
    ids = list(range(1, 401))
    plain = _forge(ids)

    def ask(asked: IdRange) -> list[Json]:
        if 119 <= asked.after < 199:
            raise ForgeError("the forge fails")
        return plain(asked)

    read: list[int] = []

    def read_all() -> None:
        for batch in side_by_side(ask, cut(400, 4), WHERE):
            read.extend(one["id"] for one in batch.items)

    with pytest.raises(ForgeError, match="the forge fails"):
        read_all()
    assert sorted(read) == [one for one in ids if one < 120 or one >= 200]


def test_a_forge_that_does_not_go_on_is_an_error() -> None:
    with pytest.raises(ForgeError, match="doesn't go on after 5"):
        list(side_by_side(lambda _: [{"id": 5}], [IdRange(0)], WHERE))
