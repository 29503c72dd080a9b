# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Leases: one scan at a time on a repository; what a dead or sleeping scan held is taken up by another."""

import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalog.database import Store, open_store
from catalog.leases import Leases, leasing
from tests.catalog.filling import repository

HOLDING = """
import sys, time
from pathlib import Path
from catalog.database import open_store
from catalog.leases import leasing
with open_store(Path(sys.argv[1])) as store, leasing(store) as leases:
    print(leases.take(1, "etat"), flush=True)
    time.sleep(600)
"""


@pytest.fixture
def other(store: Store) -> Iterator[Store]:
    """Open the same store once more, as another process does."""
    with open_store(store.path) as opened:
        yield opened


def _leases(store: Store) -> list[tuple[int, str]]:
    return [(row["repository_id"], row["stamp"]) for row in store.rows("SELECT * FROM leases ORDER BY repository_id")]


def test_a_repository_is_the_work_of_one_scan_at_a_time(store: Store, other: Store) -> None:
    one, two = repository(store, "a/un"), repository(store, "a/deux")
    with leasing(store) as ours, leasing(other) as theirs:
        assert ours.take(one, "etat")
        assert ours.take(one, "etat")  # taking is idempotent
        assert not theirs.take(one, "etat")
        assert theirs.take(two, "etat")
        ours.give_back(one)
        assert theirs.take(one, "autre")
        assert (ours.holds(one), theirs.holds(one)) == (False, True)
        ours.give_back(one)  # not ours any more: theirs stays
        assert _leases(store) == [(one, "autre"), (two, "etat")]
    assert _leases(store) == []


def test_the_leases_of_a_killed_scan_are_free_at_once(store: Store) -> None:
    one = repository(store, "a/un")
    words = [sys.executable, "-c", HOLDING, str(store.path)]
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=root) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "True\n"
        with leasing(store) as ours:
            assert not ours.take(one, "etat")
            process.kill()
            process.wait()
            assert ours.take(one, "etat")
    assert not list(store.path.parent.glob("*.scanning-*"))


def test_a_lease_that_is_not_renewed_expires(store: Store, other: Store) -> None:
    one = repository(store, "a/un")
    with leasing(store), leasing(other) as theirs:
        sleeping = Leases(store, expiry=0.05)
        lock = sqlite3.connect(store.path.with_name(f"{store.path.stem}.scanning-{sleeping.holder}"))
        lock.execute("BEGIN EXCLUSIVE")  # it lives, and sleeps
        assert sleeping.take(one, "etat")
        assert not theirs.take(one, "etat")
        time.sleep(0.1)
        assert theirs.take(one, "etat")
        assert not sleeping.holds(one)
        lock.close()


def test_a_running_scan_renews_its_leases(store: Store, other: Store) -> None:
    one = repository(store, "a/un")
    with leasing(store, expiry=0.6) as ours, leasing(other) as theirs:
        assert ours.take(one, "etat")
        for _ in range(10):
            time.sleep(0.1)
            assert not theirs.take(one, "etat")
