# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Steps done by several processes: each once, and none that fails unheard."""

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from catalog.files import OutputError
from catalog.side_by_side import do_steps, meanwhile, useful_processes
from scanner.errors import OuvrageError

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="nothing is forked there")


def _told(place: int) -> tuple[int, int]:
    time.sleep(0.001)
    return place, os.getpid()


@pytest.mark.parametrize("count", [1, 2, 3])
def test_each_step_is_done_once_by_as_many_processes(count: int) -> None:
    done = list(do_steps([partial(_told, place) for place in range(200)], count))
    assert sorted(place for place, _ in done) == list(range(200))
    pids = {pid for _, pid in done}
    assert len(pids) == count
    assert (os.getpid() in pids) == (count == 1)


def test_results_larger_than_a_pipe_come_through() -> None:
    done = list(do_steps([partial(bytes, size) for size in (3_000_000, 5, 0, 200_000)], 2))
    assert sorted(map(len, done)) == [0, 5, 200_000, 3_000_000]


def _fail() -> int:
    raise OutputError("the file can't be written: {reason}", source="a.html", mend="free some space", reason="full")


def test_the_error_of_a_step_is_raised_here_with_its_source_and_mend() -> None:
    with pytest.raises(OutputError) as caught:
        list(do_steps([_fail, _fail, _fail], 2))
    assert (caught.value.source, caught.value.mend, caught.value.fields) == (
        "a.html",
        "free some space",
        {"reason": "full"},
    )


def test_a_fault_of_ours_keeps_its_trace() -> None:
    with pytest.raises(ZeroDivisionError) as caught:
        list(do_steps([partial(divmod, 1, 0), partial(divmod, 1, 0)], 2))
    assert any("side_by_side" in note for note in caught.value.__notes__)


def _killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_process_that_is_killed_is_told() -> None:
    with pytest.raises(OuvrageError, match="stopped by the system"):
        list(do_steps([_killed, _killed], 2))


def test_no_process_outlives_a_caller_that_wants_no_more(tmp_path: Path) -> None:
    results = do_steps([partial(_told, place) for place in range(1000)], 2)
    _, pid = next(iter(results))
    del results
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_the_number_of_processes_is_bounded() -> None:
    assert 1 <= useful_processes() <= 4


def test_what_is_done_meanwhile_comes_when_it_is_asked_for() -> None:
    with meanwhile(partial(_told, 7)) as told:
        place, pid = told()
    assert place == 7
    assert pid != os.getpid()


@pytest.mark.parametrize(("step", "told"), [(_fail, OutputError), (_killed, OuvrageError)])
def test_what_fails_meanwhile_is_told_when_it_is_asked_for(step: Callable[[], int], told: type[Exception]) -> None:
    with meanwhile(step) as result, pytest.raises(told):
        result()


def _killed_while_it_tells() -> bytes:
    signal.setitimer(signal.ITIMER_REAL, 0.2)
    return bytes(3_000_000)  # more than the pipe holds: who tells it waits for who listens


def test_a_process_that_is_killed_in_the_middle_of_a_result_is_told() -> None:
    with meanwhile(_killed_while_it_tells) as result:
        for process in multiprocessing.active_children():
            process.join()
        with pytest.raises(OuvrageError, match="stopped by the system"):
            result()


def test_nothing_is_done_meanwhile_once_its_caller_has_failed() -> None:
    with pytest.raises(ZeroDivisionError), meanwhile(partial(time.sleep, 600)):
        divmod(1, 0)
    assert multiprocessing.active_children() == []
