# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What the store covers: sources, what they announced, what was seen, scanned and left aside."""

import json
import sys
from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from catalog.attachment import read_attachments
from catalog.books import last_crawls
from catalog.database import Row, Store
from catalog.events import EventKind
from catalog.i18n import Translator
from catalog.registers.due import Agenda, Due, OpeningRow
from catalog.reports.due import agenda_lines, openings_table
from scanner.models import Frozen, Problem, Skipped

SCHEMA_VERSION = 1

_LAST_CRAWLS = f"""
SELECT id, source, started_at, finished_at, expected, seen, unchanged, requests, notes, outcome
FROM crawls WHERE {last_crawls()} ORDER BY source
"""  # noqa: S608 - ours
_REPOSITORIES = """
SELECT r.host || '/' || r.full_name AS repository, r.visibility, r.gone_at, s.scanned_at, s.outcome, s.files,
       s.bounded, s.missing, s.problems
FROM repositories r LEFT JOIN scans s ON s.repository_id = r.id ORDER BY r.host, r.full_name
"""


_EVENTS = """
SELECT e.at, r.host || '/' || r.full_name AS repository, e.kind, e.before, e.after
FROM events e JOIN repositories r ON r.id = e.repository_id ORDER BY e.id DESC
"""


class SourceStatus(Frozen):
    """The last crawl of one source."""

    source: str
    finished_at: str
    """"" while it runs, or when it was killed: the next crawl of this source continues it."""
    expected: int | None
    seen: int
    unchanged: int = 0
    """Of those seen: not listed again, since nothing moved."""
    requests: int = 0
    skipped: tuple[Skipped, ...]
    notes: tuple[str, ...] = ()
    outcome: str


class RepositoryStatus(Frozen):
    """One repository and its last scan ("" = never)."""

    repository: str
    visibility: str
    gone_at: str = ""
    scanned_at: str = ""
    outcome: str = ""
    left: tuple[str, ...] = ()
    """What the scan left aside, in words."""


class EventStatus(Frozen):
    """Something that happened to a repository; `before` and `after` are names, visibilities or licences."""

    at: str
    repository: str
    kind: EventKind
    before: str
    after: str


class Status(Frozen):
    """The coverage of a store."""

    schema_version: int = SCHEMA_VERSION
    sources: tuple[SourceStatus, ...]
    open: int
    closed: int
    gone: int
    scanned: int
    partial: int
    owners_vouched: int = 0
    """Owners that a sources file, an office or a referent vouches for."""
    owners_unvouched: tuple[str, ...] = ()
    """The others, as host/owner."""
    events_count: int = 0
    repositories: tuple[RepositoryStatus, ...] = ()
    events: tuple[EventStatus, ...] = ()
    """What happened, the latest first."""
    due: tuple[Due, ...] = ()
    openings: tuple[OpeningRow, ...] = ()
    """The quarterly table of openings, announced and effective."""
    problems: tuple[Problem, ...] = ()
    """What of the declarations couldn't be used."""


def read_status(
    store: Store,
    with_repositories: bool,
    *,
    with_events: bool = False,
    agenda: Agenda | None = None,
    problems: Sequence[Problem] = (),
) -> Status:
    """Return the coverage of the store, with each repository and all that happened to them when asked.

    Args:
        store: the store.
        with_repositories: also each repository and its scan.
        with_events: also what happened between crawls.
        agenda: what is due, if it was read.
        problems: what of the declarations couldn't be used.
    """
    rows = [_repository(row) for row in store.rows(_REPOSITORIES)]
    here = [row for row in rows if not row.gone_at]
    unvouched = _unvouched(store)
    return Status(
        sources=tuple(_source(store, row) for row in store.rows(_LAST_CRAWLS)),
        open=sum(row.visibility == "public" for row in here),
        closed=sum(row.visibility != "public" for row in here),
        gone=len(rows) - len(here),
        scanned=sum(bool(row.scanned_at) for row in here),
        partial=sum(row.outcome not in ("", "read") for row in here),
        owners_vouched=store.rows("SELECT count(*) AS n FROM owners")[0]["n"] - len(unvouched),
        owners_unvouched=unvouched,
        events_count=store.rows("SELECT count(*) AS n FROM events")[0]["n"],
        repositories=tuple(rows) if with_repositories else (),
        events=tuple(EventStatus(**row) for row in store.rows(_EVENTS)) if with_events else (),
        due=agenda.due if agenda else (),
        openings=agenda.openings if agenda else (),
        problems=tuple(problems),
    )


def _unvouched(store: Store) -> tuple[str, ...]:
    attachments = read_attachments(store)
    rows = store.rows("SELECT id, host || '/' || login AS owner FROM owners ORDER BY host, lower(login)")
    return tuple(row["owner"] for row in rows if not attachments[row["id"]].vouched)


def _source(store: Store, row: Row) -> SourceStatus:
    skipped = store.rows("SELECT what, reason FROM skipped WHERE crawl_id = ? ORDER BY id", (row["id"],))
    return SourceStatus(
        source=row["source"],
        finished_at=row["finished_at"] or "",
        expected=row["expected"],
        seen=row["seen"],
        unchanged=row["unchanged"],
        requests=row["requests"],
        notes=tuple(json.loads(row["notes"])),
        skipped=tuple(Skipped(**each) for each in skipped),
        outcome=row["outcome"],
    )


def _repository(row: Row) -> RepositoryStatus:
    left = [f"{each['path'] or each['blob']}: {each['reason']}" for each in json.loads(row["bounded"] or "[]")]
    left += json.loads(row["problems"] or "[]")
    if row["missing"]:
        left.append(f"{row['missing']} objects are missing from the repository")
    return RepositoryStatus(
        repository=row["repository"],
        visibility=row["visibility"],
        gone_at=row["gone_at"] or "",
        scanned_at=row["scanned_at"] or "",
        outcome=row["outcome"] or "",
        left=tuple(left),
    )


def print_status(status: Status, form: str, translate: Translator, *, with_owners: bool = False) -> None:
    """Print the coverage on stdout, as `text` or `json`; the text names owners nobody vouches for when asked."""
    if form == "json":
        sys.stdout.write(status.model_dump_json(indent=2) + "\n")
        return
    console = Console(highlight=False, soft_wrap=True)
    console.print(_sources_table(status, translate))
    for source in status.sources:
        told = [f"{each.what}: {translate.told(each.reason)}" for each in source.skipped]
        for line in (*map(translate.told, source.notes), *told):
            console.print(escape(f"  {line}"))
    console.print(
        translate(
            "Repositories: {open} open, {closed} closed, {gone} gone; {scanned} scanned, {partial} of them in part.",
            **{name: getattr(status, name) for name in ("open", "closed", "gone", "scanned", "partial")},
        )
    )
    console.print(
        translate(
            "Owners: {vouched} vouched for, {others} that nobody vouches for (--owners names them).",
            vouched=status.owners_vouched,
            others=len(status.owners_unvouched),
        )
    )
    for owner in status.owners_unvouched if with_owners else ():
        console.print(escape(f"  {owner}"))
    console.print(
        translate(
            "What happened to them between crawls: {n} (--events tells).", n=translate.number(status.events_count)
        )
    )
    for event in status.events:
        change = " → ".join(each for each in (event.before, event.after) if each)
        console.print(escape(f"  {event.at}  {event.repository}  {translate(event.kind)}  {change}".rstrip()))
    for row in status.repositories:
        state = (row.gone_at and translate("gone")) or row.scanned_at or translate("never scanned")
        console.print(escape(f"{row.repository}  {row.visibility}  {state}"))
        for left in row.left:
            console.print(escape(f"    {translate.told(left)}"))

    if status.openings:
        console.print(openings_table(status.openings, translate))
    for line in agenda_lines(status.due, translate):
        console.print(escape(line))


def _sources_table(status: Status, translate: Translator) -> Table:
    table = Table(box=None, pad_edge=False)
    for title in ("Source", "Last crawl", "Announced", "Seen", "Left aside", "Requests", "Outcome"):
        table.add_column(translate(title), overflow="fold")
    for row in status.sources:
        expected = "?" if row.expected is None else str(row.expected)
        counts = (expected, str(row.seen), str(len(row.skipped)), str(row.requests))
        cells = (row.source, row.finished_at or translate("cut"), *counts, translate(row.outcome))
        table.add_row(*(escape(cell) for cell in cells))
    return table
