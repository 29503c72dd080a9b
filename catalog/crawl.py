# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Sources → store, with the proof of coverage: what each announced, what was seen, what was left and why.

Hosts are crawled side by side, the sources of one host one after the other. What happens within a source is
`catalog.source_crawl`; what is kept of it, `catalog.books`.
"""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from catalog.crawl_plan import without_token
from catalog.database import Store
from catalog.source_crawl import CrawlOutcome, SourceCrawl, SourceReport
from scanner.forges.interface import Settings
from scanner.models import SourceEntry

HOSTS_AT_ONCE = 8
"""Forges are slow to answer, not to be read: one thread each, up to this many."""

OnReport = Callable[[SourceReport], None]


def crawl(
    store: Store,
    entries: Sequence[SourceEntry],
    settings: Settings,
    on_report: OnReport = lambda _: None,
    *,
    full: bool = False,
) -> list[SourceReport]:
    """Crawl each source into the store; one that fails never stops the others.

    Args:
        store: open for writing.
        entries: what `read_sources` gave.
        settings: tokens, limits, and where sentences for people go.
        on_report: is told of each source when it is done (for a progress bar).
        full: list everything again, and not only what moved.

    Returns:
        A report a source, in the order of `entries`.

    Raises:
        StoreError: the store can't be written; what was collected before stays.
    """
    _say_anonymous(entries, settings)
    crawls = [SourceCrawl(store, entry, settings, full=full) for entry in entries]
    if not crawls:
        return []
    by_host: dict[str, list[SourceCrawl]] = {}
    for one in crawls:
        by_host.setdefault(one.entry.forge.host, []).append(one)
    queues = list(by_host.values())
    reports = (
        _run(queues[0], on_report, settings.stop) if len(queues) == 1 else _side_by_side(queues, settings, on_report)
    )
    return [reports[one] for one in crawls]


def exit_code(reports: Sequence[SourceReport]) -> int:
    """Return 4 when nothing was reached, 3 when something is missing, else 0."""
    outcomes = {report.outcome for report in reports}
    if outcomes == {CrawlOutcome.UNREACHED}:
        return 4
    return 3 if outcomes - {CrawlOutcome.COMPLETE} else 0


Reports = dict[SourceCrawl, SourceReport]


def _run(queue: Sequence[SourceCrawl], on_report: OnReport, stop: threading.Event) -> Reports:
    """Crawl the sources of one host, one after the other."""
    reports = {}
    busy = False
    for one in queue:
        if stop.is_set():
            reports[one] = one.leave_out("stopped before it")
        elif busy:
            reports[one] = one.leave_out("not tried: its forge asks to wait")
        else:
            reports[one] = one.run()
            busy = one.busy
        on_report(reports[one])
    return reports


def _side_by_side(queues: Sequence[Sequence[SourceCrawl]], settings: Settings, on_report: OnReport) -> Reports:
    reports: Reports = {}
    with ThreadPoolExecutor(max_workers=HOSTS_AT_ONCE) as threads:
        running: set[Future[Reports]] = {threads.submit(_run, queue, on_report, settings.stop) for queue in queues}
        try:
            while running:
                ended, running = wait(running, return_when=FIRST_COMPLETED)
                for future in ended:
                    reports |= future.result()
        except BaseException:  # Ctrl-C, or a store that can't be written: the others end at their next page
            settings.stop.set()
            threads.shutdown(wait=True, cancel_futures=True)
            raise
    return reports


def _say_anonymous(entries: Sequence[SourceEntry], settings: Settings) -> None:
    """Say once which forges are read without a token."""
    hosts = without_token(entries, settings.environ)
    if hosts:
        shown = ", ".join(hosts[:3]) + (f"… ({len(hosts)})" if len(hosts) > 3 else "")
        variables = "GITHUB_TOKEN, GITLAB_TOKEN, OUVRAGE_TOKEN_<HOST>…"
        settings.notify(f"no token for {shown}: only public repositories are seen there (set {variables})")
