# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Processes that read blobs, each of which can be killed without losing more than the blob it was at.

ScanCode's engine can't be interrupted and isn't safe in threads, so reading happens in processes of ours. A process
answers one reading at a time. One that dies, or outgrows its memory, is replaced and the blob it was at is tried
again: it may have been killed from outside, or swollen by others. When that doesn't help, or when it takes too long,
that blob alone is reported, for that detector alone, and the rest goes on.
"""

import contextlib
import queue
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from catalog.reading_process import Build, End, ReadingProcess, Start
from scanner.detectors import DetectorSettings, build_detectors
from scanner.errors import GitError
from scanner.git import Mirror
from scanner.models import Outcome, Reading
from scanner.scan import BlobTask, failed

BATCH_BLOBS = 200
BATCH_BYTES = 8_000_000
BLOB_SECONDS = 180
"""Time one blob may take, the loading of the engines included."""
MEMORY_MB = 2000
"""Memory of one process, unless told otherwise."""
LEAST_MEMORY_MB = 1600
"""What the licence engine takes while it loads."""


_TRIES = {End.TIMEOUT: 1, End.MEMORY: 2, End.DEATH: 3, End.UNSTARTED: 3}


class _Job(NamedTuple):
    mirror: Mirror
    tasks: tuple[BlobTask, ...]
    results: "queue.SimpleQueue[Reading | None]"
    with_engine: bool
    """Whether some reading of the repository takes the licence engine."""


class ReaderPool:
    """`jobs` reading processes, started when first needed; `read` is the reader that `scan_repository` takes."""

    def __init__(
        self,
        settings: DetectorSettings,
        jobs: int,
        *,
        memory_mb: int = MEMORY_MB,
        seconds: float = BLOB_SECONDS,
        build: Build = build_detectors,
        versions: Mapping[str, str] | None = None,
    ) -> None:
        """Prepare the pool.

        Args:
            settings: what each process builds its detectors from.
            jobs: number of processes.
            memory_mb: memory of each process in MB; 0 = no bound.
            seconds: time one blob may take before its process is killed.
            build: makes the detectors; a function of a module, so that a new process can import it.
            versions: of the detectors, by name, where they have been built already.
        """
        self._start = Start(settings, memory_mb, build)
        self._seconds = seconds
        self._versions = versions or {name: detector.version for name, detector in build(settings).items()}
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._closing = threading.Event()
        self._handlers = [threading.Thread(target=self._handle, daemon=True) for _ in range(jobs)]
        for handler in self._handlers:
            handler.start()

    def abort(self) -> None:
        """Have every reading under way end now, with `GitError`; safe in a signal handler."""
        self._closing.set()

    def close(self) -> None:
        """Stop every process at once; readings not yet handed over are given up."""
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
        """Yield the readings of `tasks` as processes finish them, in no promised order.

        Raises:
            GitError: the pool was stopped before the end, so that what was read never passes for the whole.
        """
        results: queue.SimpleQueue[Reading | None] = queue.SimpleQueue()
        batches = list(_batches(tasks))
        with_engine = any(ask.detector == "licenses" for task in tasks for ask in task.asks)
        for batch in batches:
            self._jobs.put(_Job(mirror, batch, results, with_engine))
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
        """Serve jobs with one process, replaced whenever it had to be killed."""
        process: ReadingProcess | None = None
        while (job := self._jobs.get()) is not None:
            process = self._serve(job, process)
            job.results.put(None)
        if process:
            process.kill()

    def _serve(self, job: _Job, process: ReadingProcess | None) -> ReadingProcess | None:
        """Read the tasks of one job; return the process that is still of use."""
        rest = job.tasks
        ends: list[End] = []  # of the ask that comes first in `rest`
        while rest and not self._closing.is_set():
            answers, end = 0, End.UNSTARTED
            with contextlib.suppress(OSError, EOFError):
                process = self._fitting(process, with_engine=job.with_engine)
                answers, end = process.work(job.mirror, rest, job.results.put, self._seconds, self._closing)
            rest, ends = _after(rest, answers), [*ends, end] if not answers else [end]
            if process and end is End.DONE and not process.is_swollen:
                continue
            if process:
                process.kill()
                process = None
            if end is not End.DONE and ends.count(end) >= _TRIES[end] and not self._closing.is_set():
                rest, ends = self._give_up(job, rest, end), []
        return process

    def _fitting(self, process: ReadingProcess | None, *, with_engine: bool) -> ReadingProcess:
        """Return a process for a job: a light one isn't made heavy, since one that shares the engine takes less."""
        if process and with_engine and not process.with_engine:
            process.kill()
            process = None
        return process or ReadingProcess(self._start, with_engine=with_engine)

    def _give_up(self, job: _Job, rest: tuple[BlobTask, ...], end: End) -> tuple[BlobTask, ...]:
        """Report the ask at which a process ended, or all of them if none can start; return what is left."""
        reason, outcome = {
            End.TIMEOUT: (f"took more than {self._seconds:.0f} s", Outcome.BOUNDED),
            End.MEMORY: (f"needed more than {self._start.memory_mb} MB of memory", Outcome.BOUNDED),
            End.UNSTARTED: ("the reader can't start", Outcome.FAILED),
        }.get(end, ("the reader died on it", Outcome.FAILED))
        guilty = [(task.blob, ask) for task in rest for ask in task.asks]
        for blob, ask in guilty if end is End.UNSTARTED else guilty[:1]:
            job.results.put(failed(blob, ask, self._versions[ask.detector], reason, outcome))
        return () if end is End.UNSTARTED else _after(rest, 1)


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
