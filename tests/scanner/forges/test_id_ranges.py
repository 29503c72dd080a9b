# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A long list cut by ids: every id is read once, wherever it is taken up, whatever fails."""

import bisect
from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.errors import ForgeError
from scanner.forges.answers import Json
from scanner.forges.id_ranges import Ask, IdRange, cut, from_text, side_by_side, to_text
from scanner.forges.numbered import MAX_FAILURES

WHERE = "https://gitlab.example.fr/api/v4/projects"


DOWN = ForgeError("the forge fails (HTTP {status})", status=500)


def _forge(ids: list[int], bad: frozenset[int] = frozenset()) -> Ask:
    """Return a forge that gives ten projects a page at most, and none of a page that holds a bad one."""

    def ask(asked: IdRange, size: int) -> list[Json]:
        start = bisect.bisect_right(ids, asked.after)
        end = bisect.bisect_left(ids, asked.before) if asked.before else len(ids)
        page = ids[start:end][: max(1, size // 10)]
        if bad.intersection(page):
            raise DOWN
        return [{"id": one} for one in page]

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


def _read(ask: Ask, ranges: list[IdRange]) -> tuple[list[int], list[str], ForgeError | None]:
    read: list[int] = []
    left: list[str] = []
    try:
        for batch in side_by_side(ask, ranges, WHERE):
            read += [one["id"] for one in batch.items]
            left += [one.what for one in batch.skipped]
    except ForgeError as error:
        return sorted(read), left, error
    return sorted(read), left, None


@settings(max_examples=80, deadline=None)
@given(st.lists(st.integers(1, 60), min_size=1, max_size=80), st.data())
def test_what_a_forge_fails_on_is_left_alone_and_named(gaps: list[int], data: st.DataObject) -> None:
    ids = list(accumulate(gaps))
    bad = frozenset(data.draw(st.sets(st.sampled_from(ids[::2]), max_size=MAX_FAILURES)))
    read, left, error = _read(_forge(ids, bad), cut(ids[-1], 4))
    assert read == [one for one in ids if one not in bad]
    assert sorted(left) == sorted(f"id {one}" for one in bad)
    assert (error is None) == (not bad)


def test_a_range_that_fails_altogether_costs_only_itself() -> None:
    ids = list(range(1, 401))
    read, left, error = _read(_forge(ids, frozenset(range(120, 200))), cut(400, 4))
    assert read == [one for one in ids if one < 120 or one >= 200]
    assert (left, error) == (["id 120", "id 121"], DOWN)  # two in a row: the range is left


def test_a_forge_that_does_not_go_on_is_an_error() -> None:
    with pytest.raises(ForgeError, match="doesn't go on after 5"):
        list(side_by_side(lambda asked, size: [{"id": 5}], [IdRange(0)], WHERE))
