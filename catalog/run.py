# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The steps of a run up to its ranking (crawl, scan, rank), each usable alone; `catalog.publishing` is the last."""

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import NamedTuple

from catalog.clones import update_clones
from catalog.console import Session
from catalog.crawl import crawl
from catalog.crawl_choices import CrawlChoices, DirectoryFiles
from catalog.crawl_plan import DryRun, dry_run
from catalog.database import Row, Store, open_store
from catalog.fingerprint_key import fingerprint_key, mark_key, require_key
from catalog.leases import leasing
from catalog.lock import crawling
from catalog.performing import Performer, on_this_machine
from catalog.places import Places, place
from catalog.reaching import git_access
from catalog.run_report import RunReport, make_report
from catalog.scan_choices import ScanChoices
from catalog.scanning import Scanner, ScanSummary, scan_all
from catalog.shards import rows_of
from catalog.source_crawl import SourceReport
from scanner.declared import Sources
from scanner.detectors import DetectorSettings, build_detectors
from scanner.detectors.interface import versions_of
from scanner.errors import UsageError
from scanner.forges.interface import Limits
from scanner.forges.interface import Settings as ForgeSettings
from scanner.models import Problem, Visibility
from scanner.scan import Detectors
from scanner.sources import read_sources

CRAWL_PATIENCE = 120
"""Seconds that a scan waits for another one, of the same store, to have listed its source."""
_STOPPING = "Stopping at the end of the page under way; Ctrl-C again stops at once."


class Crawled(NamedTuple):
    """What a crawl gave, for the report."""

    reports: Sequence[SourceReport] = ()
    problems: Sequence[Problem] = ()
    interrupted: bool = False


def crawl_sources(
    store: Store, words: Sequence[str], choices: CrawlChoices, session: Session, *, patience: float = 0
) -> Crawled:
    """Read the sources, list what they hold into the store and join it to the directory, telling what isn't understood.

    Another crawl of the store that is under way is waited for, for `patience` seconds.

    Raises:
        UsageError: nothing in the sources can be crawled.
    """
    sources = _read(words, choices.visibility)
    for problem in sources.problems:
        session.voice.error(f"{place(problem)}: {session.translate.told(problem.reason)}")
    for each in sources.skipped:
        session.voice.detail(f"{each.what}: {session.translate.told(each.reason)}")
    settings = ForgeSettings(
        os.environ,
        notify=lambda sentence: session.voice.say(session.translate.told(sentence)),
        limits=Limits(max_wait=choices.max_wait),
        answers=store.path.with_suffix(".answers"),
        private_hosts=choices.private_hosts,
    )
    with (
        crawling(store.path, patience),
        _on_interrupt(settings.stop.set, lambda: session.voice.say(session.translate(_STOPPING))),
        session.voice.counting(session.translate("Crawling"), len(sources.entries)) as advance,
    ):
        reports = crawl(store, sources.entries, settings, lambda report: advance(report.source), full=choices.full)
    problems = sources.problems + join_directory(store, choices.files, session)
    return Crawled(reports, problems, settings.stop.is_set())


def join_directory(store: Store, files: DirectoryFiles, session: Session) -> list[Problem]:
    """Learn whose the owners are, telling what isn't understood of the files."""
    from catalog.directory import join  # its readers of JSON and of schemas are slow to load

    problems = join(store, files)
    for problem in problems:
        session.voice.error(f"{place(problem)}: {session.translate.told(problem.reason)}")
    return problems


def plan_crawl(words: Sequence[str], choices: CrawlChoices) -> DryRun:
    """Return what a crawl would ask of which forge, without opening a socket.

    Raises:
        UsageError: nothing in the sources can be crawled.
    """
    sources = _read(words, choices.visibility)
    return dry_run(sources.entries, sources.problems, sources.skipped, os.environ)


def _read(words: Sequence[str], visibility: Visibility) -> Sources:
    sources = read_sources(words, visibility=visibility, today=datetime.now(UTC).date())
    if not sources.entries and not sources.skipped and sources.problems:
        first = sources.problems[0]
        raise UsageError("{reason}", source=place(first), reason=first.reason)
    return sources


def scan_rows(
    store: Store, rows: Sequence[Row], choices: CrawlChoices, places: Places, scanning: ScanChoices, session: Session
) -> tuple[ScanSummary, bool]:
    """Scan repositories of the store; return the summary and whether Ctrl-C cut it short."""
    scanning.check()
    key = fingerprint_key(places.database, scanning.key_file)
    if scanning.shard:
        require_key(store, key)
    mark_key(store, key)
    detecting = DetectorSettings(places.policies, key)
    detectors = build_detectors(detecting)
    versions = versions_of(detectors)
    access = git_access(store, ForgeSettings(os.environ, private_hosts=choices.private_hosts))
    stop, interrupted = threading.Event(), threading.Event()
    with (
        leasing(store) as leases,
        _performer(detecting, detectors, scanning, places) as performer,
        _on_interrupt(interrupted.set, stop.set, performer.abort),
        session.voice.counting(session.translate("Scanning"), len(rows)) as advance,
    ):
        scanner = Scanner(store, versions, performer.perform, access, leases, full=choices.full)
        summary = scan_all(scanner, rows, performer.width, advance, stop)
    for skipped in summary.skipped:
        session.voice.error(f"{skipped.what}: {session.translate.told(skipped.reason)}")
    if not interrupted.is_set():
        update_clones(store)
    return summary, interrupted.is_set()


def _performer(
    detecting: DetectorSettings, detectors: Detectors, scanning: ScanChoices, places: Places
) -> AbstractContextManager[Performer]:
    if not scanning.cluster.address:
        return on_this_machine(detecting, detectors, scanning, places.mirror_folder)
    from catalog.cluster import on_cluster  # Dask is there only for those who ask for it

    return on_cluster(detecting, detectors, scanning)


@contextmanager
def _on_interrupt(*actions: Callable[[], None]) -> Iterator[None]:
    """Have the first Ctrl-C do `actions`, so that the run ends cleanly; a second one ends it at once."""

    def handler(_number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for action in actions:
            action()

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def scan_and_report(
    store: Store,
    crawled: Crawled,
    choices: CrawlChoices,
    places: Places,
    scanning: ScanChoices,
    session: Session,
    started: float,
    since: str = "",
) -> RunReport:
    """Scan the repositories seen `since` a time of the store ("" = all of them), and report on crawl and scan."""
    if crawled.interrupted:
        return report_crawl(crawled, started)
    rows = store.rows(
        "SELECT * FROM repositories WHERE gone_at IS NULL AND seen_at >= ? ORDER BY host, full_name", (since,)
    )
    summary, interrupted = scan_rows(store, rows_of(scanning.shard, rows), choices, places, scanning, session)
    return make_report(crawled.reports, crawled.problems, summary, started=started, interrupted=interrupted)


def report_crawl(crawled: Crawled, started: float) -> RunReport:
    """Report on a crawl alone."""
    reports, problems, interrupted = crawled
    return make_report(reports, problems, ScanSummary(), started=started, interrupted=interrupted)


def require_store(database: Path) -> None:
    """Refuse to work on a store that isn't there, rather than make an empty one; an older one is brought up to date.

    Raises:
        StoreError: there is none.
    """
    if not database.exists():
        open_store(database, read_only=True).close()
