# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Store → mirrors → facts: every repository of the store through the detectors, one failure never stopping the rest.

What hasn't moved since its last scan is told from what the store knows and a look at the source. The rest is shared
with other scans of the same store by leases, and scanned here or on a cluster: `Perform` is the seam.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import NamedTuple

from catalog.accepted import save_accepted
from catalog.database import Row, Store
from catalog.last_scan import LastScan, State, last_scan, mark_scan, place_of, state_of
from catalog.leases import Leases
from catalog.reaching import GitAccess
from catalog.releases import save_releases
from catalog.visit import Visit
from scanner.errors import OuvrageError, StoreError
from scanner.models import Bounded, Frozen, Outcome, Report, Skipped
from scanner.scan import Emit, Memory, Scan

Access = Callable[[Row], GitAccess]
"""Row of `repositories` → how Git reaches it."""
Perform = Callable[[Visit, Memory, Emit], Scan | None]
"""Scans one repository, here or elsewhere; None when its refs are the known ones."""

_MOST_AT_ONCE = 1000
"""Threads that wait for a cluster, at most."""
_ASK_AGAIN = 1.0
"""Seconds after which a repository that another scan holds is asked for again."""


class PerformerLost(OuvrageError):
    """Whoever scans is gone: nothing more can be scanned now."""

    exit_code = 3


class ScanSummary(Frozen):
    """What a scan of many repositories did."""

    repositories: int = 0
    unchanged: int = 0
    """Repositories whose refs and detectors are those of the last scan: nothing was even listed."""
    blobs_read: int = 0
    blobs_cached: int = 0
    bounded: tuple[Bounded, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    """Repositories that could not be scanned, and why."""
    partial: int = 0
    """Scanned repositories of which something was left."""


class Seen(NamedTuple):
    """A repository that was looked at."""

    report: Report
    unchanged: bool


class Scanner:
    """Scans rows of the store; holds what all scans share."""

    def __init__(
        self,
        store: Store,
        versions: Mapping[str, str],
        perform: Perform,
        access: Access,
        leases: Leases,
        *,
        full: bool = False,
    ) -> None:
        """Prepare scans.

        Args:
            store: keeps what is found.
            versions: of the detectors, by name.
            perform: scans one repository.
            access: tells how Git reaches it.
            leases: shares the store with other scans.
            full: list again what hasn't moved, too; what was read isn't read again.
        """
        self._store = store
        self._versions = dict(versions)
        self._perform = perform
        self._access = access
        self._leases = leases
        self._full = full

    def unchanged(self, row: Row) -> Seen | None:
        """Return what the last scan of a row of `repositories` said, if nothing has moved since; no Git is run."""
        last = None if self._full else last_scan(self._store, row["id"])
        return Seen(last.report, True) if last and state_of(row, self._versions).proves_unchanged(last) else None

    def take(self, row: Row) -> bool:
        """Take the lease of a row; return False when another scan is at work on it."""
        return self._leases.take(row["id"], state_of(row, self._versions).stamp)

    def scan(self, row: Row) -> Seen:
        """Scan one row, whose lease is ours, and give the lease back.

        Raises:
            OuvrageError: it can't be reached or read, or the store refuses.
        """
        try:
            state = state_of(row, self._versions)  # before anything is read: what moves meanwhile is seen the next time
            last = None if self._full else last_scan(self._store, row["id"])
            if last and state.proves_unchanged(last):  # by a scan that had the lease before us
                return Seen(last.report, True)
            visit = Visit(row["host"], place_of(row), row["default_branch"], self._reached(row), self._known(last))
            scan = self._perform(visit, self._store, self._store.save_readings)
            return self._keep(row["id"], state, last, scan)
        finally:
            self._leases.give_back(row["id"])

    def _reached(self, row: Row) -> GitAccess:
        return self._access(row) if place_of(row).startswith(("http://", "https://")) else GitAccess()

    def _known(self, last: LastScan | None) -> str:
        """Return the digest of refs at which there is nothing to do: none if something is to be tried again."""
        if not last or not last.stamp or last.report.detectors != self._versions:
            return ""
        # Objects may come without any ref that moves: missing ones, or those of a history that was cut short.
        return "" if last.report.missing or last.report.shallow else last.report.refs_digest

    def _keep(self, repository_id: int, state: State, last: LastScan | None, scan: Scan | None) -> Seen:
        with self._store.writing():
            if scan is None and last:
                mark_scan(self._store, repository_id, state.stamp)
                return Seen(last.report, True)
            assert scan is not None  # noqa: S101 - without a last scan no refs are known
            if self._leases.holds(repository_id):
                self._store.save_scan(repository_id, scan.report, scan.files, scan.places, scan.facts)
                save_accepted(self._store, repository_id, scan.accepted)
                save_releases(self._store, repository_id, scan.releases)
                mark_scan(self._store, repository_id, "" if scan.report.failed else state.stamp)
        return Seen(scan.report, False)


def scan_all(
    scanner: Scanner,
    rows: Sequence[Row],
    width: Callable[[], int],
    advance: Callable[[str], None],
    stop: threading.Event,
) -> ScanSummary:
    """Scan rows of `repositories`, as many at a time as `width` says; set `stop` to end after those under way.

    A repository that fails is listed in `skipped`; only the store's own failure (disk full) ends the run. Those that
    another scan is at work on are waited for.

    Raises:
        StoreError: the store can't be written.
    """
    return _Round(scanner, rows, width, advance, stop).run()


class _Round:
    """One pass over all rows."""

    def __init__(
        self,
        scanner: Scanner,
        rows: Sequence[Row],
        width: Callable[[], int],
        advance: Callable[[str], None],
        stop: threading.Event,
    ) -> None:
        self._scanner = scanner
        self._width = width
        self._advance = advance
        self._stop = stop
        self._waiting = deque((0.0, row) for row in rows)
        self._running: dict[Future[Seen], Row] = {}
        self._done: list[Seen] = []
        self._skipped: list[Skipped] = []

    def run(self) -> ScanSummary:
        with ThreadPoolExecutor(max_workers=_MOST_AT_ONCE) as threads:
            try:
                while (self._waiting and not self._stop.is_set()) or self._running:
                    self._start(threads)
                    self._collect()
            except BaseException:
                self._stop.set()
                raise
        self._skipped += [_skipped(row, "stopped before it") for _, row in self._waiting]
        return _summary(self._done, self._skipped)

    def _start(self, threads: ThreadPoolExecutor) -> None:
        while self._waiting and len(self._running) < min(self._width(), _MOST_AT_ONCE) and not self._stop.is_set():
            due, row = self._waiting[0]
            if due > time.monotonic():
                return
            self._waiting.popleft()
            try:
                self._begin(row, threads)
            except StoreError:
                raise
            except Exception as error:  # noqa: BLE001 - a fault on one repository spares the others
                self._skipped.append(_skipped(row, f"unexpected failure ({type(error).__name__}: {error})"))
                self._advance(row["full_name"])

    def _begin(self, row: Row, threads: ThreadPoolExecutor) -> None:
        if seen := self._scanner.unchanged(row):
            self._done.append(seen)
            self._advance(row["full_name"])
        elif self._scanner.take(row):
            self._running[threads.submit(self._scanner.scan, row)] = row
        else:
            self._waiting.append((time.monotonic() + _ASK_AGAIN, row))

    def _collect(self) -> None:
        if not self._running:
            self._stop.wait(0.2 if self._waiting else 0)
            return
        ended, _ = wait(self._running, return_when=FIRST_COMPLETED, timeout=0.5)
        for future in ended:
            row = self._running.pop(future)
            self._advance(row["full_name"])
            try:
                self._done.append(future.result())
            except StoreError:
                raise
            except PerformerLost as error:
                self._stop.set()
                self._skipped.append(_skipped(row, f"{error}: {error.mend}"))
            except OuvrageError as error:
                mend = f": {error.mend}" if error.mend else ""
                self._skipped.append(_skipped(row, f"{error}{mend}"))
            except OSError as error:
                self._skipped.append(_skipped(row, str(error)))
            except Exception as error:  # noqa: BLE001 - a fault of ours on one repository spares the others
                self._skipped.append(_skipped(row, f"unexpected failure ({type(error).__name__}: {error})"))


def _skipped(row: Row, reason: str) -> Skipped:
    return Skipped(what=f"{row['host']}/{row['full_name']}", reason=reason)


def _summary(done: Sequence[Seen], skipped: Sequence[Skipped]) -> ScanSummary:
    reports = [seen.report for seen in done]
    return ScanSummary(
        repositories=len(done),
        unchanged=sum(seen.unchanged for seen in done),
        blobs_read=sum(report.blobs_read for report in reports),
        blobs_cached=sum(report.blobs_cached for report in reports),
        bounded=tuple(bounded for report in reports for bounded in report.bounded),
        skipped=tuple(skipped),
        partial=sum(report.outcome is not Outcome.READ for report in reports),
    )
