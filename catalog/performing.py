# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Scans on this machine: repositories side by side in threads, their contents read by processes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from catalog.reading_process import end_server
from catalog.scan_choices import ScanChoices
from catalog.scanning import Perform
from catalog.visit import Visit, visit_repository
from catalog.workers import ReaderPool
from scanner.detectors import DetectorSettings
from scanner.detectors.interface import versions_of
from scanner.scan import Detectors, Emit, Memory, Scan


class Performer(NamedTuple):
    """Who scans repositories, here or on a cluster."""

    perform: Perform
    abort: Callable[[], None]
    """Has all that is under way end now, with an error; safe in a signal handler."""
    width: Callable[[], int]
    """How many repositories it takes at once, now."""


@contextmanager
def on_this_machine(
    settings: DetectorSettings, detectors: Detectors, choices: ScanChoices, mirrors: Path
) -> Iterator[Performer]:
    """Scan here, with mirrors under `mirrors`; reading processes start when something is to be read."""
    versions = versions_of(detectors)
    pool = ReaderPool(settings, choices.jobs, memory_mb=choices.memory_mb, versions=versions)

    def perform(visit: Visit, memory: Memory, emit: Emit) -> Scan | None:
        return visit_repository(visit, mirrors, memory, emit, detectors, pool.read)

    try:
        yield Performer(perform, pool.abort, lambda: choices.jobs)
    finally:
        pool.close()
        end_server()
