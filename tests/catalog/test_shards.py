# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Shards: each repository falls into one part, the same everywhere."""

import pytest

from catalog.shards import Shard, parse_shard, rows_of
from scanner.errors import UsageError

ROWS = [{"host": f"forge{number % 3}.example.org", "full_name": f"Groupe/Depot{number}"} for number in range(300)]


@pytest.mark.parametrize("total", [1, 2, 7])
def test_every_repository_is_in_one_part(total: int) -> None:
    parts = [rows_of(Shard(number, total), ROWS) for number in range(1, total + 1)]
    assert sorted(row["full_name"] for part in parts for row in part) == sorted(row["full_name"] for row in ROWS)
    assert min(len(part) for part in parts) > 300 / total / 2


def test_a_part_depends_on_nothing_but_names_whatever_their_case() -> None:
    folded = [{"host": row["host"].upper(), "full_name": row["full_name"].lower()} for row in reversed(ROWS)]
    here = {row["full_name"].lower() for row in rows_of(Shard(2, 5), ROWS)}
    assert here == {row["full_name"] for row in rows_of(Shard(2, 5), folded)}
    one = {"host": "github.com", "full_name": "etalab/csvapi"}
    assert [number for number in range(1, 9) if rows_of(Shard(number, 8), [one])] == [8]  # for ever


def test_no_shard_is_all() -> None:
    assert rows_of(parse_shard(""), ROWS) == ROWS


@pytest.mark.parametrize("text", ["0/4", "5/4", "1", "1/0", "a/b", "-1/4", "1/4/4"])
def test_what_is_no_part_is_refused_with_its_mend(text: str) -> None:
    with pytest.raises(UsageError, match="part") as caught:
        parse_shard(text)
    assert "--shard 1/8" in caught.value.mend
