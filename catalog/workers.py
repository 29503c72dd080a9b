# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Processes that read blobs, each of which can be killed without losing more than the blob it was at.

ScanCode's engine can't be interrupted and isn't safe in threads, so reading happens in processes of ours. A worker
answers one reading at a time; when one takes too long, or takes the worker down with it, that blob alone is reported,
for that detector alone, and a new worker goes on with the rest.
"""

import contextlib
import multiprocessing
import os
import queue
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

from scanner.blobs import read_blobs
from scanner.detectors import DetectorSettings, build_detectors
from scanner.errors import GitError
from scanner.git import Mirror
from scanner.models import Outcome, Reading
from scanner.scan import BlobTask, Detectors, failed, read_task

BATCH_BLOBS = 200
BATCH_BYTES = 8_000_000
BLOB_SECONDS = 180
"""Time one blob may take, the loading of the engines included."""
START_SECONDS = 300
"""Time a worker may take to start, on a busy machine."""


Build = Callable[[DetectorSettings], Detectors]


class _Start(NamedTuple):
    """What a worker process is started with."""

    settings: DetectorSettings
    memory_mb: int
    build: Build


class _Job(NamedTuple):
    mirror: Mirror
    tasks: tuple[BlobTask, ...]
    results: "queue.SimpleQueue[Reading | None]"


class ReaderPool:
    """`jobs` worker processes, started when first needed; `read` is the reader that `scan_repository` takes."""

    def __init__(
        self,
        settings: DetectorSettings,
        jobs: int,
        *,
        memory_mb: int = 0,
        seconds: float = BLOB_SECONDS,
        build: Build = build_detectors,
    ) -> None:
        """Prepare the pool.

        Args:
            settings: what each worker builds its detectors from.
            jobs: number of processes.
            memory_mb: address space of each worker in MB (POSIX only); 0 = no bound.
            seconds: time one blob may take before its worker is killed.
            build: makes the detectors; a function of a module, so that a new process can import it.
        """
        self._start = _Start(settings, memory_mb, build)
        self._seconds = seconds
        self._versions = {name: detector.version for name, detector in build(settings).items()}
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._closing = threading.Event()
        self._handlers = [threading.Thread(target=self._handle, daemon=True) for _ in range(jobs)]
        for handler in self._handlers:
            handler.start()

    def abort(self) -> None:
        """Have every reading under way end now, with `GitError`; safe in a signal handler."""
        self._closing.set()

    def close(self) -> None:
        """Stop every worker at once; readings not yet handed over are given up."""
        self.abort()
        for _ in self._handlers:
            self._jobs.put(None)
        for handler in self._handlers:
            handler.join()

    def __enter__(self) -> "ReaderPool":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(self, mirror: Mirror, tasks: Sequence[BlobTask]) -> Iterator[Reading]:
        """Yield the readings of `tasks` as workers finish them, in no promised order.

        Raises:
            GitError: the pool was stopped before the end, so that what was read never passes for the whole.
        """
        results: queue.SimpleQueue[Reading | None] = queue.SimpleQueue()
        batches = list(_batches(tasks))
        for batch in batches:
            self._jobs.put(_Job(mirror, batch, results))
        ended = 0
        while ended < len(batches):
            reading = results.get()
            if reading is None:
                ended += 1
            else:
                yield reading
        if self._closing.is_set():
            raise GitError("stopped before its end: run the same command again, it continues")

    def _handle(self) -> None:
        """Serve jobs with one worker process, replaced whenever it had to be killed."""
        worker: _Worker | None = None
        while (job := self._jobs.get()) is not None:
            rest = job.tasks
            while rest and not self._closing.is_set():
                worker = worker or _Worker(self._start)
                rest, problem = worker.work(job, rest, self._seconds, self._closing)
                if problem:
                    worker.kill()
                    worker = None
                    if not self._closing.is_set():
                        job.results.put(self._gave_up(rest[0], problem))
                        rest = _after(rest, 1)
            job.results.put(None)
        if worker:
            worker.kill()

    def _gave_up(self, task: BlobTask, problem: str) -> Reading:
        outcome = Outcome.BOUNDED if problem.startswith("took") else Outcome.FAILED
        ask = task.asks[0]
        return failed(task.blob, ask, self._versions[ask.detector], problem, outcome)


def _after(tasks: tuple[BlobTask, ...], answers: int) -> tuple[BlobTask, ...]:
    """Return what is left of `tasks` once that many of their asks, in order, are answered."""
    for index, task in enumerate(tasks):
        if answers < len(task.asks):
            return (task._replace(asks=task.asks[answers:]), *tasks[index + 1 :])
        answers -= len(task.asks)
    return ()


def _batches(tasks: Sequence[BlobTask]) -> Iterator[tuple[BlobTask, ...]]:
    batch: list[BlobTask] = []
    size = 0
    for task in tasks:
        batch.append(task)
        size += task.size
        if len(batch) >= BATCH_BLOBS or size >= BATCH_BYTES:
            yield tuple(batch)
            batch, size = [], 0
    if batch:
        yield tuple(batch)


class _Worker:
    """One process and the pipe to it."""

    def __init__(self, start: _Start) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(theirs, start), daemon=True)
        self._process.start()
        theirs.close()
        self._ready = False

    def work(
        self, job: _Job, tasks: tuple[BlobTask, ...], seconds: float, closing: threading.Event
    ) -> tuple[tuple[BlobTask, ...], str]:
        """Have `tasks` read; return what is left, the guilty ask first, and what happened ("" when all is done)."""
        answers, asked = 0, sum(len(task.asks) for task in tasks)
        try:
            if not self._ready:
                self._ready = self._wait(START_SECONDS, closing) and self._pipe.recv() is None
            self._pipe.send((job.mirror, tasks))
            while answers < asked:
                if not self._wait(seconds, closing):
                    return _after(tasks, answers), f"took more than {seconds:.0f} s"
                job.results.put(self._pipe.recv())
                answers += 1
        except (EOFError, OSError):
            return _after(tasks, answers), "the reader died on it"
        return (), ""

    def _wait(self, seconds: float, closing: threading.Event) -> bool:
        """Wait for the next answer in short steps, so that closing is never late."""
        step = 0.5
        while seconds > 0 and not closing.is_set():
            if self._pipe.poll(min(step, seconds)):
                return True
            seconds -= step
        return False

    def kill(self) -> None:
        """End the process, whatever it is at."""
        self._process.kill()
        self._process.join()
        self._pipe.close()


def _work(pipe: "Connection[Any, Any]", start: _Start) -> None:
    """Run in the worker: answer each ask of each task with its reading, in order."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    os.environ["LC_ALL"] = "C.UTF-8"  # engines say the same everywhere, and don't fail on a locale that isn't installed
    _bound_memory(start.memory_mb)
    detectors = start.build(start.settings)
    with contextlib.suppress(EOFError, OSError):
        pipe.send(None)  # ready: the time of a blob counts from here
        while True:
            mirror, tasks = pipe.recv()
            contents = read_blobs(mirror, [task.blob for task in tasks])
            for task, (_, data) in zip(tasks, contents, strict=True):
                for reading in read_task(detectors, task, data):
                    pipe.send(reading)


def _bound_memory(memory_mb: int) -> None:
    if not memory_mb:
        return
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        limit = memory_mb * 1_000_000
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
