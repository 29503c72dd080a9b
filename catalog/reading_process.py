# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""One process that reads blobs: what runs in it, and how its owner speaks to it and ends it."""

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from enum import Enum
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

from catalog.machine import bound_memory, resident_mb
from scanner.blobs import read_blobs
from scanner.detectors import DetectorSettings
from scanner.git import Mirror
from scanner.models import Reading
from scanner.scan import BlobTask, Detectors, read_task

START_SECONDS = 300
"""Time a process may take to start, on a busy machine."""
RECYCLED_AT = 0.85
"""Share of its memory at which a process is replaced between two batches, before a small blob tips it over."""

_OUT_OF_MEMORY = 77
_STEP = 0.5

Build = Callable[[DetectorSettings], Detectors]


class Start(NamedTuple):
    """What a reading process is started with."""

    settings: DetectorSettings
    memory_mb: int
    build: Build


class End(Enum):
    """How a batch ended."""

    DONE = "done"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    DEATH = "death"
    UNSTARTED = "unstarted"


def _context(with_engine: bool) -> Any:  # noqa: ANN401 - the kinds of contexts have no common type with Process
    """Return how processes are started: forked from one that has loaded the engine, where that is safe, or anew."""
    if not (with_engine and sys.platform == "linux"):
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    # Else imported again by each process.
    command = [name for name in ("catalog.cli", "catalog.cli_running") if name in sys.modules]
    context.set_forkserver_preload(["catalog.preloading", *command])
    return context


def end_server() -> None:
    """Wait for the end of the server of forks, if there is one, so that its time is told as ours."""
    if sys.platform == "linux":
        from multiprocessing import forkserver

        stop: Callable[[], None] = getattr(forkserver._forkserver, "_stop", lambda: None)
        with contextlib.suppress(OSError):
            stop()


class ReadingProcess:
    """One process and the pipe to it. It ends with its owner, however that ends."""

    def __init__(self, start: Start, *, with_engine: bool = False) -> None:
        """Start it.

        Args:
            start: what it is started with.
            with_engine: it will need the licence engine.

        Raises:
            OSError: it can't be started.
            EOFError: the server that it is forked from died.
        """
        context = _context(with_engine)
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(theirs, start), daemon=True)
        self._process.start()
        theirs.close()
        self._memory_mb = start.memory_mb
        self.with_engine = with_engine
        self._ready = False

    def work(
        self,
        mirror: Mirror,
        tasks: Sequence[BlobTask],
        keep: Callable[[Reading], None],
        seconds: float,
        closing: threading.Event,
    ) -> tuple[int, End]:
        """Have `tasks` read and hand each reading to `keep`; return how many came, in order, and how it ended."""
        answers, asked = 0, sum(len(task.asks) for task in tasks)
        try:
            if not self._ready:
                if self._wait(START_SECONDS, closing):
                    return 0, End.UNSTARTED  # the machine is slow, not the blob
                self._pipe.recv()
                self._ready = True
            self._pipe.send((mirror, tasks))
            while answers < asked:
                if end := self._wait(seconds, closing):
                    return answers, end
                keep(self._pipe.recv())
                answers += 1
        except (EOFError, OSError):
            self._process.join()
            return answers, self._why_dead()
        return answers, End.DONE

    def _why_dead(self) -> End:
        if not self._ready:
            return End.UNSTARTED
        return End.MEMORY if self._process.exitcode == _OUT_OF_MEMORY else End.DEATH

    def _wait(self, seconds: float, closing: threading.Event) -> End | None:
        """Wait for the next answer, in short steps; None when it has come."""
        while seconds > 0 and not closing.is_set():
            if self._pipe.poll(min(_STEP, seconds)):
                return None
            if self._memory_mb and resident_mb(self._process.pid or 0) > self._memory_mb:
                return End.MEMORY
            seconds -= _STEP
        return End.TIMEOUT

    @property
    def is_swollen(self) -> bool:
        """Whether it holds so much that it had better be replaced."""
        return bool(self._memory_mb) and resident_mb(self._process.pid or 0) > RECYCLED_AT * self._memory_mb

    def kill(self) -> None:
        """End the process, whatever it is at."""
        self._process.kill()
        self._process.join()
        self._pipe.close()


def _work(pipe: "Connection[Any, Any]", start: Start) -> None:
    """Run in the process: answer each ask of each task with its reading, in order."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the owner's to handle
    os.environ["LC_ALL"] = "C.UTF-8"  # engines say the same everywhere, and don't fail on a locale that isn't installed
    bound_memory(start.memory_mb)
    detectors = start.build(start.settings)
    with contextlib.suppress(EOFError, OSError):
        pipe.send(None)  # ready: the time of a blob counts from here
        while True:
            mirror, tasks = pipe.recv()
            try:
                _answer(pipe, mirror, tasks, detectors)
            except MemoryError:
                os._exit(_OUT_OF_MEMORY)  # an engine that ran out of memory is not to be trusted any more


def _answer(pipe: "Connection[Any, Any]", mirror: Mirror, tasks: Sequence[BlobTask], detectors: Detectors) -> None:
    contents = read_blobs(mirror, [task.blob for task in tasks])
    for task, (_, data) in zip(tasks, contents, strict=True):
        for reading in read_task(detectors, task, data, deadly=(MemoryError,)):
            pipe.send(reading)
