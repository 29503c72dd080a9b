# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Contents that several repositories hold are found whether few repositories are asked about, or most."""

import pytest

from catalog.database import Store
from catalog.shared import shared_contents
from scanner.models import TreeFile
from tests.catalog import filling as f

_LICENCE, _TABLE, _STUB = "a" * 40, "b" * 40, "c" * 40


def _fill(store: Store, number: int) -> list[int]:
    """Save repositories that all hold a licence and a stub; the first two hold a table too, the second one twice."""
    rows = [f.repository(store, f"ministere/depot-{place}") for place in range(number)]
    for place, repository in enumerate(rows):
        files = [("LICENSE", _LICENCE, 2_000), ("__init__.py", _STUB, 10), ("own.py", f"{place:040x}", 900)]
        files += [("bareme.csv", _TABLE, 700)] if place < 2 else []
        files += [("copie/bareme.csv", _TABLE, 700)] if place == 1 else []
        f.scan(store, repository, [], [TreeFile(path, blob, size, "100644") for path, blob, size in files])
    return rows


@pytest.mark.parametrize("number", [3, 12])
def test_who_holds_the_contents_of_a_repository_is_told_and_nothing_of_stubs(store: Store, number: int) -> None:
    rows = _fill(store, number)
    licence, table = shared_contents(store, rows[:1])
    assert licence == [(row, "LICENSE") for row in rows]
    assert table == [(rows[0], "bareme.csv"), (rows[1], "bareme.csv"), (rows[1], "copie/bareme.csv")]


def test_a_content_that_one_repository_alone_holds_twice_is_not_shared(store: Store) -> None:
    repository = f.repository(store, "ministere/depot")
    f.scan(store, repository, [], [TreeFile(path, _TABLE, 700, "100644") for path in ("a.csv", "b.csv")])
    assert list(shared_contents(store, [repository])) == []


def test_nothing_is_shared_by_no_repository(store: Store) -> None:
    _fill(store, 2)
    assert list(shared_contents(store, [])) == []
