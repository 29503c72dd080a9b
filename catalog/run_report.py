# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The report of a run: what was covered, what was left and why, and the exit code that follows."""

import time
from collections import Counter
from collections.abc import Iterator, Sequence

from catalog.crawl import exit_code
from catalog.crawl_plan import DryRun, ForgePlan
from catalog.exit_codes import NOTHING_REACHED, PARTIAL
from catalog.i18n import Translator
from catalog.scanning import ScanSummary
from catalog.source_crawl import SourceReport
from scanner.models import Problem

SCHEMA_VERSION = 1
_SHOWN = 20
"""Lines of one kind that are told on a terminal; the JSON report has all."""


class RunReport(ScanSummary):
    """What a run did and left; the `--format json` of run, crawl and scan, and `data/run.json` of the internal view."""

    schema_version: int = SCHEMA_VERSION
    sources: tuple[SourceReport, ...] = ()
    problems: tuple[Problem, ...] = ()
    """Lines of sources files and of declarations that were not understood."""
    requests: int = 0
    seconds: float = 0
    interrupted: bool = False
    exit: int = 0


def make_report(
    reports: Sequence[SourceReport],
    problems: Sequence[Problem],
    summary: ScanSummary,
    *,
    started: float,
    interrupted: bool = False,
) -> RunReport:
    """Add up the steps; `started` is a `time.monotonic()`. The exit code follows the worst that happened."""
    crawled = exit_code(reports)
    left = interrupted or problems or summary.skipped or summary.partial
    return RunReport(
        **dict(summary),
        sources=tuple(reports),
        problems=tuple(problems),
        requests=sum(report.requests for report in reports),
        seconds=round(time.monotonic() - started, 1),
        interrupted=interrupted,
        exit=PARTIAL if left and crawled != NOTHING_REACHED else crawled,
    )


def with_problems(report: RunReport, problems: Sequence[Problem]) -> RunReport:
    """Add what can't be used of files that other steps read: the report is partial then."""
    if not problems:
        return report
    code = report.exit if report.exit == NOTHING_REACHED else PARTIAL
    return report.model_copy(update={"problems": (*report.problems, *problems), "exit": code})


def tell_report(report: RunReport, translate: Translator) -> Iterator[str]:
    """Yield the report as lines for people."""
    for source in report.sources:
        expected = "?" if source.expected is None else translate.number(source.expected)
        yield translate(
            "{source}: {seen} repositories seen of {expected} announced, {skipped} left aside ({outcome})",
            source=source.source,
            seen=translate.number(source.seen),
            expected=expected,
            skipped=len(source.skipped),
            outcome=translate(source.outcome),
        )
        if source.unchanged:
            yield "  " + translate.ngettext(
                "{n} of them has not moved, and the forge's count proves that none is missing",
                "{n} of them have not moved, and the forge's count proves that none is missing",
                source.unchanged,
            )
        yield from (f"  {translate.told(note)}" for note in source.notes)
        yield from _some([f"  {each.what}: {translate.told(each.reason)}" for each in source.skipped], translate)
    yield from _tell_costs(report.sources, translate)
    if report.repositories or report.skipped:
        yield translate(
            "Scanned: {n} repositories ({unchanged} unchanged); blobs: {read} read, {cached} known before; {seconds} s",
            n=report.repositories,
            unchanged=report.unchanged,
            read=translate.number(report.blobs_read),
            cached=translate.number(report.blobs_cached),
            seconds=translate.number(report.seconds),
        )
    if report.bounded:
        yield translate("Left aside while reading:")
        yield from _some(
            [f"  {each.path or each.blob}: {translate.told(each.reason)}" for each in report.bounded], translate
        )
    if report.interrupted:
        yield translate("Stopped by Ctrl-C: run the same command again, it continues.")
    if report.exit == PARTIAL:
        yield translate("This result is partial: `ouvrage status --repositories` says what is missing.")
    elif report.exit == NOTHING_REACHED:
        yield translate("Nothing could be reached.")


def _tell_costs(sources: Sequence[SourceReport], translate: Translator) -> Iterator[str]:
    """Yield what each host was asked, the dearest first: requests, and repositories a request."""
    requests: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for source in sources:
        requests[source.host] += source.requests
        seen[source.host] += source.seen
    lines = [
        translate(
            "{host}: {requests} requests for {seen} repositories",
            host=host,
            requests=translate.number(count),
            seen=translate.number(seen[host]),
        )
        for host, count in requests.most_common()
        if count
    ]
    yield from _some(lines, translate)


def tell_plan(plan: DryRun, translate: Translator) -> Iterator[str]:
    """Yield what a crawl would ask, as lines for people."""
    yield translate(
        "{forges} forges, {owners} owners named, {ignored} ignored",
        forges=plan.forges,
        owners=plan.owners,
        ignored=plan.ignored,
    )
    if plan.requests_known is not None:
        yield translate("{n} requests", n=translate.number(plan.requests_known))
    else:
        yield translate("at least {n} requests", n=translate.number(plan.requests_at_least))
    for one in plan.plans:
        yield _tell_forge(one, translate)
    for problem in plan.problems:
        yield f"{problem.file}:{problem.line}: {translate.told(problem.reason)}"


def _tell_forge(plan: ForgePlan, translate: Translator) -> str:
    if plan.urls:
        what = translate.ngettext("{n} address", "{n} addresses", plan.urls)
    elif plan.owners:
        what = translate.ngettext("{n} owner", "{n} owners", plan.owners)
    else:
        what = translate("the whole forge")
    return "  " + translate(
        "{host} ({kind}, {token}): {what}, at least {n} requests",
        host=plan.host,
        kind=plan.kind.value,
        token=translate("with a token") if plan.token else translate("no token"),
        what=what,
        n=translate.number(plan.requests_at_least),
    )


def _some(lines: Sequence[str], translate: Translator) -> Iterator[str]:
    yield from lines[:_SHOWN]
    if len(lines) > _SHOWN:
        yield "  " + translate("… and {n} more (--format json lists all)", n=len(lines) - _SHOWN)
