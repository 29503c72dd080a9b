# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Store → mirrors → facts: every repository of the store through the detectors, one failure never stopping the rest."""

import hashlib
import json
import re
import secrets
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path

from catalog.database import Row, Store
from catalog.reaching import GitAccess
from catalog.workers import ReaderPool
from scanner.detectors import DetectorSettings, build_detectors
from scanner.errors import OuvrageError, StoreError
from scanner.git import Mirror, mirror_folder, mirror_remote, read_refs
from scanner.models import Bounded, Frozen, Outcome, Report, Skipped
from scanner.scan import Detectors, scan_repository

Access = Callable[[Row], GitAccess]
"""Row of `repositories` → how Git reaches it."""


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


class Scanner:
    """Scans rows of the store; holds what all scans share."""

    def __init__(
        self, store: Store, settings: DetectorSettings, mirrors: Path, pool: ReaderPool, access: Access
    ) -> None:
        self._store = store
        self._mirrors = mirrors
        self._pool = pool
        self._access = access
        self._detectors: Detectors = build_detectors(settings)

    def scan(self, row: Row) -> tuple[Report, bool]:
        """Scan one row of `repositories`; return its report and whether nothing had changed.

        Raises:
            OuvrageError: it can't be reached or read, or the store refuses.
        """
        mirror = self._mirror(row)
        last = self._last_scan(row["id"])
        refs = read_refs(mirror, row["default_branch"])
        versions = {name: detector.version for name, detector in self._detectors.items()}
        if last and last.refs_digest == refs.digest and last.detectors == versions and not last.missing:
            return last, True
        scan = scan_repository(
            mirror,
            self._store,
            self._store.save_readings,
            self._detectors,
            self._pool.read,
            default_branch=row["default_branch"],
        )
        self._store.save_scan(row["id"], scan.report, scan.files, scan.places, scan.facts)
        return scan.report, False

    def _mirror(self, row: Row) -> Mirror:
        """Bring the mirror up to date; a folder's repository has a path, not a URL, to clone from."""
        place = row["clone_path"] or row["clone_url"]  # a clone on this machine, where the last source gave one
        key = hashlib.sha256(f"{row['host']} {place}".encode()).hexdigest()[:20]
        host = re.sub(r"[^A-Za-z0-9.-]", "_", row["host"])
        git_dir = self._mirrors.resolve() / host / f"{key}.git"
        if place.startswith(("http://", "https://")):
            access = self._access(row)
            return mirror_remote(place, git_dir, header=access.header, addresses=access.addresses)
        return mirror_folder(Path(place), git_dir)

    def _last_scan(self, repository_id: int) -> Report | None:
        rows = self._store.rows("SELECT * FROM scans WHERE repository_id = ?", (repository_id,))
        if not rows or rows[0]["outcome"] == Outcome.FAILED:
            return None
        row = rows[0]
        bounded = tuple(Bounded(**item) for item in json.loads(row["bounded"]))
        return Report(
            commit=row["head_commit"],
            branch=row["head_branch"],
            committed_at=row["committed_at"],
            refs_digest=row["refs_digest"],
            detectors=json.loads(row["detectors"]),
            files=row["files"],
            history_blobs=row["history_blobs"],
            blobs_read=0,
            blobs_cached=row["blobs_read"] + row["blobs_cached"],
            bounded=bounded,
            missing=row["missing"],
            shallow=bool(row["shallow"]),
            problems=tuple(json.loads(row["problems"])),
        )


def scan_all(
    scanner: Scanner, rows: Sequence[Row], jobs: int, advance: Callable[[str], None], stop: threading.Event
) -> ScanSummary:
    """Scan rows of `repositories`, `jobs` at a time; set `stop` to end after those under way.

    A repository that fails is listed in `skipped`; only the store's own failure (disk full) ends the run.

    Raises:
        StoreError: the store can't be written.
    """
    done: list[tuple[Report, bool]] = []
    skipped: list[Skipped] = []
    waiting = list(reversed(rows))
    running: dict[Future[tuple[Report, bool]], Row] = {}
    with ThreadPoolExecutor(max_workers=jobs) as threads:
        while (waiting and not stop.is_set()) or running:
            while waiting and len(running) < jobs and not stop.is_set():
                row = waiting.pop()
                running[threads.submit(scanner.scan, row)] = row
            ended, _ = wait(running, return_when=FIRST_COMPLETED, timeout=0.5)
            for future in ended:
                row = running.pop(future)
                advance(row["full_name"])
                try:
                    done.append(future.result())
                except StoreError:
                    stop.set()
                    raise
                except OuvrageError as error:
                    mend = f" ({error.mend})" if error.mend else ""
                    skipped.append(_skipped(row, f"{error}{mend}"))
                except OSError as error:
                    skipped.append(_skipped(row, str(error)))
                except Exception as error:  # noqa: BLE001 - a fault of ours on one repository spares the others
                    skipped.append(_skipped(row, f"unexpected failure ({type(error).__name__}: {error})"))
    skipped += [_skipped(row, "stopped before it") for row in waiting]
    return _summary(done, skipped)


def _skipped(row: Row, reason: str) -> Skipped:
    return Skipped(what=f"{row['host']}/{row['full_name']}", reason=reason)


def _summary(done: Sequence[tuple[Report, bool]], skipped: Sequence[Skipped]) -> ScanSummary:
    reports = [report for report, _ in done]
    return ScanSummary(
        repositories=len(done),
        unchanged=sum(unchanged for _, unchanged in done),
        blobs_read=sum(report.blobs_read for report in reports),
        blobs_cached=sum(report.blobs_cached for report in reports),
        bounded=tuple(bounded for report in reports for bounded in report.bounded),
        skipped=tuple(skipped),
        partial=sum(report.outcome is not Outcome.READ for report in reports),
    )


def fingerprint_key(database: Path) -> bytes:
    """Return the secret key beside the store (`ouvrage.key`, readable by its owner only), made the first time.

    It is apart from the store so that a shared store doesn't help to guess short secrets from their fingerprints.

    Raises:
        StoreError: the file can't be made or read.
    """
    path = database.with_suffix(".key")
    try:
        if not path.exists():
            path.touch(mode=0o600)
            path.write_bytes(secrets.token_bytes(32))
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise StoreError("the key file can't be used: {reason}", source=str(path), reason=reason) from error
