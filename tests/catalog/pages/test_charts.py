# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Where the marks of charts are: what is drawn is what is counted."""

import itertools

import pytest

from catalog.pages.charts import LEFT, RIGHT, TOP, WIDTH, Row, bars, columns, lines
from catalog.pages.scatter import MAX_NAMED, scatter
from catalog.view import RankedEntry
from tests.catalog.views import OPENABLE, SECOND, THIRD, ranked

QUARTERS: tuple[Row, ...] = (("T1 2021", (3, 0)), ("T2 2021", (1, 4)), ("T3 2021", (0, 7)))


def test_bars_keep_their_order_and_are_measured_against_the_longest() -> None:
    drawn = bars([("MIT", 50, "a"), ("GPL", 200, "b"), ("Rien", 0, "c")])
    assert [(bar.label, bar.total, bar.width) for bar in drawn] == [("MIT", 50, 25), ("GPL", 200, 100), ("Rien", 0, 0)]
    assert [bar.width for bar in bars([("Rien", 0, "")])] == [0]


@pytest.mark.parametrize("stacked", [True, False])
def test_columns_are_as_high_as_their_values_on_the_scale_that_is_written(stacked: bool) -> None:
    chart = columns(QUARTERS, stacked=stacked)
    unit = (chart.ticks[0].at - chart.ticks[1].at) / chart.ticks[1].value
    for column, (_, values) in zip(chart.columns, QUARTERS, strict=True):
        assert [piece.value for piece in column.pieces] == list(values)
        assert [piece.height / unit for piece in column.pieces] == pytest.approx(values, abs=0.05)
    assert chart.ticks[-1].value >= 7
    assert chart.ticks[-1].at >= TOP


def test_stacked_pieces_stand_on_one_another_and_others_on_the_base() -> None:
    first, second = columns(QUARTERS, stacked=True).columns[1].pieces
    assert second.y + second.height == pytest.approx(first.y, abs=0.11)
    beside = columns(QUARTERS).columns[1].pieces
    assert {round(piece.y + piece.height) for piece in beside} == {round(columns(QUARTERS).base)}
    assert beside[0].x + beside[0].width <= beside[1].x + 0.11


@pytest.mark.parametrize("number", [0, 1, 7, 60, 400])
def test_columns_stay_in_the_picture_and_few_enough_are_named(number: int) -> None:
    chart = columns([(f"{1900 + n}", (n, 1)) for n in range(number)])
    pieces = [piece for column in chart.columns for piece in column.pieces]
    assert all(piece.x >= LEFT and piece.x + piece.width <= WIDTH - RIGHT + 0.2 for piece in pieces)
    named = [column.name for column in chart.columns if column.name]
    assert len(named) <= 13
    assert not number or named[-1] == f"{1900 + number - 1}"


def test_lines_go_up_as_their_values_do() -> None:
    chart = lines(QUARTERS)
    falling, rising = ([float(point.split(",")[1]) for point in line.split()] for line in chart.lines)
    assert falling == sorted(falling)
    assert rising == sorted(rising, reverse=True)
    assert rising[0] == chart.base
    assert chart.ends[1][1] == rising[-1]


def test_lines_of_nothing_are_drawn_as_nothing() -> None:
    assert lines(()).lines == ()


# --- the scatter of closed code ---


def test_the_scatter_goes_from_axis_to_axis_under_the_first_front() -> None:
    drawn = scatter((OPENABLE, SECOND, THIRD))
    assert [mark.first.rank for mark in drawn.marks] == [3, 2, 1]
    corners = [tuple(map(float, corner.split(","))) for corner in drawn.steps.split()]
    assert corners[0][0] == LEFT
    assert corners[-1][1] == drawn.up[0].at
    assert all(after[0] >= before[0] and after[1] >= before[1] for before, after in itertools.pairwise(corners))


def _at(rank: int, transparency: float, reusability: float = 0) -> RankedEntry:
    return ranked(rank, f"a/depot-{rank}", transparency=transparency, reusability=reusability)


def test_repositories_that_would_cover_one_another_share_the_mark_of_the_first() -> None:
    drawn = scatter([_at(1, 90, 90), _at(2, 0, 0.1), _at(3, 0, 0), _at(4, 0.2, 0.2)])
    assert [[entry.rank for entry in mark.entries] for mark in drawn.marks] == [[2, 3, 4], [1]]


def test_every_repository_is_on_the_scatter_once_and_the_first_ranks_bear_their_number() -> None:
    entries = [_at(rank, rank * 17 % 101, rank * 31 % 101) for rank in range(1, 201)]
    marks = scatter(entries).marks
    assert sorted(entry.rank for mark in marks for entry in mark.entries) == list(range(1, 201))
    assert {mark.first.rank for mark in marks if mark.is_named} == set(range(1, MAX_NAMED + 1))
