# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Steps of one kind done by several processes, forked with all that they need in memory.

Each process takes the next step that nobody has taken; so the order of the results varies, and the results don't. Where
forking isn't safe, or isn't worth it, the steps are done here, one after the other.
"""

import ctypes
import gc
import multiprocessing
import os
import signal
import struct
import sys
import traceback
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Generic, NamedTuple, TypeVar

from scanner.errors import OuvrageError

Result = TypeVar("Result")
Step = Callable[[], Result]

_DIE_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of Linux (man 2 prctl): the signal to get when the parent is gone."""

_TICKET = struct.Struct("=I")
_MOST_STEPS = 65_536 // _TICKET.size
"""As many as the smallest pipe of Linux holds."""

MOST_PROCESSES = 4
"""More would each copy a part of the memory, and wait for the disk."""


class _End(NamedTuple):
    """The last thing that a process says: None, or why it failed."""

    error: BaseException | None


def useful_processes() -> int:
    """Return how many processes are worth starting here: one where forking isn't safe."""
    if sys.platform != "linux":
        return 1
    return min(MOST_PROCESSES, len(os.sched_getaffinity(0)))


def do_steps(steps: Sequence[Step[Result]], count: int) -> Generator[Result, None, None]:
    """Do each step once, with `count` processes; yield what they return, as they end.

    Args:
        steps: functions of no argument, whose results can be pickled; the longest should come first.
        count: number of processes; 1 = this one.

    Raises:
        OuvrageError: a process was killed.
        Exception: whatever a step raises.
    """
    if count < 2 or len(steps) < 2 or len(steps) > _MOST_STEPS:
        yield from (step() for step in steps)
        return
    yield from _Crew(steps, count).results()


@contextmanager
def meanwhile(step: Step[Result]) -> Iterator[Callable[[], Result]]:
    """Do one step in a process of its own, which ends with the block; give what waits for its result.

    Raises:
        OuvrageError: when it is waited for: the process was killed.
        Exception: likewise: what the step raises.
    """
    crew = _Crew([step], 1)
    try:
        yield lambda: next(crew.results())
    finally:
        crew.stop()


class _Crew(Generic[Result]):
    """The processes, and the pipes that they take numbers of steps from and tell results through."""

    def __init__(self, steps: Sequence[Step[Result]], count: int) -> None:
        self._steps = steps
        self._parent = os.getpid()
        self._crew: dict[Connection, BaseProcess] = {}
        self._tickets, tickets = os.pipe()
        os.write(tickets, b"".join(map(_TICKET.pack, range(len(steps)))))
        os.close(tickets)  # who finds no number left reads the end
        gc.freeze()  # the collector would write to, and so copy, the memory that the processes share
        try:
            for _ in range(count):
                self._start()
        finally:
            gc.unfreeze()
            os.close(self._tickets)

    def _start(self) -> None:
        receiver, sender = multiprocessing.Pipe(duplex=False)
        ours = [*self._crew, receiver]
        process = multiprocessing.get_context("fork").Process(target=self._work, args=(sender, ours), daemon=True)
        process.start()
        sender.close()
        self._crew[receiver] = process

    def results(self) -> Iterator[Result]:
        """Yield each result; stop all processes when one fails, or when the caller wants no more."""
        try:
            while self._crew:
                ready = wait(list(self._crew))
                for receiver in [each for each in self._crew if each in ready]:
                    told = self._heard(receiver)
                    if not isinstance(told, _End):
                        yield told
                    elif told.error:
                        raise told.error
                    else:
                        self._crew.pop(receiver).join()
        finally:
            self.stop()

    def stop(self) -> None:
        """Stop the processes that are still there."""
        while self._crew:
            _, process = self._crew.popitem()
            process.terminate()
            process.join()

    def _heard(self, receiver: Connection) -> Result | _End:
        try:
            told: Result | _End = receiver.recv()
        except (EOFError, OSError):  # nothing, or a part of what it had to tell
            mend = "free some memory, then publish again"
            raise OuvrageError("a process was stopped by the system", mend=mend) from None
        return told

    def _work(self, sender: Connection, ours: Sequence[Connection]) -> None:
        """Do steps until none is left; end with the process that asked for them."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that waits decides
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        gc.enable()  # what this process makes is its own to collect
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
        for each in ours:
            each.close()  # so that nobody seems to listen when nobody does any more
        end = _End(None)
        try:
            while os.getppid() == self._parent and (ticket := os.read(self._tickets, _TICKET.size)):
                sender.send(self._steps[_TICKET.unpack(ticket)[0]]())
        except Exception as error:  # noqa: BLE001 - told and raised in the process that waits
            error.add_note(traceback.format_exc())
            end = _End(error)
        with suppress(OSError):
            sender.send(end)
