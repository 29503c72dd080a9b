# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What a machine of a Dask cluster does for a scan: one repository, with reading processes of its own.

It never opens the store. What it is asked to do travels over TLS inside the task, is shown nowhere, and is forgotten
with the task; the mirrors it makes may be kept (`OUVRAGE_MIRRORS`).
"""

import multiprocessing
import os
import tempfile
import threading
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from distributed import Queue, get_client, get_worker

from catalog.cluster_channel import Correspondent
from catalog.visit import Visit, visit_repository
from catalog.workers import ReaderPool
from scanner.detectors import DetectorSettings, build_detectors
from scanner.detectors.interface import versions_of
from scanner.errors import GitError, OuvrageError
from scanner.scan import Scan


@dataclass(frozen=True, repr=False)
class Setup:
    """What all scans of one command share. It holds the key of the fingerprints: it has no readable form."""

    policies: tuple[tuple[str, bytes], ...]
    """Name and content of each file of the administration's own policies."""
    key: bytes
    memory_mb: int
    versions: tuple[tuple[str, str], ...]
    """Of the detectors of the command, which those of this machine must equal."""


@dataclass(frozen=True, repr=False)
class Order:
    """One repository to scan. It may hold a token: it has no readable form."""

    scan: str
    questions: str
    """Name of the queue that the command reads."""
    visit: Visit
    setup: Setup


class Done(NamedTuple):
    """How it went: a failure is a value, so that Dask logs nothing of it."""

    scan: Scan | None = None
    failure: str = ""
    mend: str = ""


def carry_out(order: Order) -> Done:
    """Scan one repository, as a task of Dask's."""
    try:
        return Done(_scan(order))
    except OuvrageError as error:
        return Done(failure=str(error), mend=error.mend)
    except Exception as error:  # noqa: BLE001 - told by the command, for this repository
        return Done(failure=f"unexpected failure on a machine of the cluster ({type(error).__name__}: {error})")


def _scan(order: Order) -> Scan | None:
    client = get_client()
    reply_to = f"{order.questions}-{uuid.uuid4().hex}"
    questions, answers = Queue(order.questions, client=client), Queue(reply_to, client=client)
    speaker = Correspondent(order.scan, questions, answers, reply_to)
    bench = _bench(order.setup)
    mirrors = Path(os.environ.get("OUVRAGE_MIRRORS") or Path(get_worker().local_directory, "ouvrage-mirrors"))
    try:
        return visit_repository(order.visit, mirrors, speaker, speaker.emit, bench.detectors, bench.pool.read)
    finally:
        answers.close()


class _Bench:
    """The detectors and reading processes of this machine for one command."""

    def __init__(self, setup: Setup) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="ouvrage-policies-")
        for name, content in setup.policies:
            Path(self._folder.name, name).write_bytes(content)
        settings = DetectorSettings(Path(self._folder.name) if setup.policies else None, setup.key)
        self.detectors = build_detectors(settings)
        versions = versions_of(self.detectors)
        if others := sorted(name for name, _ in set(setup.versions) ^ set(versions.items())):
            raise GitError(
                "this machine of the cluster has other detectors: {names}",
                mend="install the same version of Ouvrage on all",
                names=", ".join(dict.fromkeys(others)),
            )
        self.pool = ReaderPool(settings, get_worker().state.nthreads, memory_mb=setup.memory_mb, versions=versions)


_lock = threading.Lock()
_benches: dict[Setup, _Bench] = {}


def _bench(setup: Setup) -> _Bench:
    """Return the bench of a command, made at its first repository; that of an earlier command is put away."""
    with _lock:
        if setup not in _benches:
            _allow_children()
            made = _Bench(setup)
            for earlier in list(_benches):
                _benches.pop(earlier).pool.close()
            _benches[setup] = made
        return _benches[setup]


def _allow_children() -> None:
    """Let this process start others: Dask's nanny makes it a daemon, which multiprocessing allows no children.

    They end by themselves when it does, as they would have.
    """
    multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]
