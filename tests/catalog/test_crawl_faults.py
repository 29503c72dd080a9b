# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Whatever goes wrong between a forge and us: what was obtained and what is said to be missing make what there is."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.fault_table import BOUND, ENDLESS, Row, cases, play

CASES = {f"{kind.name}-{fault.name}": (fault, kind) for fault, kind in cases()}
TABLE = (Path(__file__).parents[2] / "docs" / "crawl-faults.md").read_text(encoding="utf-8")
AT_ONCE = 4
"""Cases mostly wait: several are played at the same time."""

Played = Callable[[str], Row]


@pytest.fixture(scope="module")
def played(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """Play the cases that were asked for, and return a function (name of a case) → its row."""
    ours = (one.callspec for one in request.session.items if one.path == request.path and hasattr(one, "callspec"))
    names = [spec.params["case"] for spec in ours]
    chosen = [name for name in dict.fromkeys(names) if name in CASES]
    with pytest.MonkeyPatch.context() as environment, ThreadPoolExecutor(AT_ONCE) as pool:
        environment.setenv("NO_PROXY", "127.0.0.1")
        folders = {name: tmp_path_factory.mktemp("case") for name in chosen}
        futures: dict[str, Future[Row]] = {name: pool.submit(play, *CASES[name], folders[name]) for name in chosen}
        yield lambda name: futures[name].result()
        pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize("case", CASES)
def test_nothing_is_dropped_in_silence(case: str, played: Played) -> None:
    row, (fault, _) = played(case), CASES[case]
    assert row.exit in fault.exits, row.told
    assert (row.exit == 0) == (row.report.outcome == "complete")
    if row.exit == 0:
        assert row.missing == 0, "held by the forge, absent from the store, and not a word"
    else:
        assert row.report.skipped, "partial, and no word of what is missing"
    if row.exit == 3 and row.expected is not None:
        assert isinstance(row.reported, int)
        assert row.obtained + row.reported == row.expected


@pytest.mark.parametrize("case", CASES)
def test_it_ends_in_time_and_keeps_its_token_to_itself(case: str, played: Played) -> None:
    row = played(case)
    assert row.seconds < BOUND
    assert row.requests < ENDLESS
    assert row.token not in row.told
    assert row.asked_elsewhere == 0


@pytest.mark.parametrize("case", CASES)
def test_the_published_table_says_the_same(case: str, played: Played) -> None:
    assert played(case).outcome in TABLE, "run `python -m bench.faults --write`"
