# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Sources → store, with the proof of coverage: what each announced, what was seen, what was left and why.

Each page is kept as it comes, in one transaction, so that what was collected stays whatever happens next. Only a
crawl that saw everything may say that a repository is gone.
"""

import contextlib
import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from enum import StrEnum

from catalog.database import Row, Store, now
from scanner.errors import ForgeAuthError, ForgeBusy, ForgeError, ForgeUnreachable, OuvrageError, StoreError
from scanner.forges import open_forge
from scanner.forges.access import access_to
from scanner.forges.interface import ForgeClient, OwnerNotFound, Page, Settings
from scanner.hosts import known_kind
from scanner.models import Forge, ForgeKind, Frozen, Owner, Problem, Repository, Skipped, SourceEntry

_log = logging.getLogger(__name__)
_STOPS = (ForgeAuthError, ForgeUnreachable, ForgeBusy)
"""After these the forge isn't asked for its other owners."""
_FAILURES_IN_A_ROW = 3
"""After as many owners that fail one after the other, too."""


_IN_FOLDER = (
    "SELECT id FROM repositories WHERE gone_at IS NULL"
    " AND (forge_id = :path OR substr(forge_id, 1, length(:top)) = :top)"
)
_OF_HOST = (
    "SELECT r.id FROM repositories r JOIN owners o ON o.id = r.owner_id"
    " WHERE r.gone_at IS NULL AND r.host = :host AND (:all OR r.visibility = 'public')"
    " AND substr(r.forge_id, 1, 1) <> '/'"  # a clone in a folder of this machine: another source's
)
_OF_OWNER = _OF_HOST + " AND (o.login = :login OR substr(lower(o.login), 1, length(:below)) = lower(:below))"


class CrawlOutcome(StrEnum):
    """How the crawl of a source ended."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    UNREACHED = "unreached"


class SourceReport(Frozen):
    """Coverage of one source. `expected` is the forge's own count of repositories, None when it gave none."""

    source: str
    expected: int | None
    seen: int
    skipped: tuple[Skipped, ...]
    requests: int
    outcome: CrawlOutcome


class DryRun(Frozen):
    """What a crawl would ask, told without opening a socket."""

    forges: int
    """Hosts that the sources name, those ignored included; a folder is none."""
    owners: int
    """Owners that the sources name, those ignored included."""
    ignored: int
    """Forges and owners left aside by `ignored_since`."""
    requests_known: int | None
    """How many requests it takes, when that can be told; else None."""
    requests_at_least: int
    problems: tuple[Problem, ...]


def crawl(
    store: Store,
    entries: Sequence[SourceEntry],
    settings: Settings,
    on_report: Callable[[SourceReport], None] = lambda _: None,
) -> list[SourceReport]:
    """Crawl each source into the store; one that fails never stops the others.

    Args:
        store: open for writing.
        entries: what `read_sources` gave.
        settings: tokens, limits, and where sentences for people go.
        on_report: is told of each source when it is done (for a progress bar).

    Raises:
        StoreError: the store can't be written; what was collected before stays.
    """
    _say_anonymous(entries, settings)
    reports = []
    for entry in entries:
        reports.append(_Crawl(store, entry, settings).run())
        on_report(reports[-1])
    return reports


def exit_code(reports: Sequence[SourceReport]) -> int:
    """Return 4 when nothing was reached, 3 when something is missing, else 0."""
    outcomes = {report.outcome for report in reports}
    if outcomes == {CrawlOutcome.UNREACHED}:
        return 4
    return 3 if outcomes - {CrawlOutcome.COMPLETE} else 0


def dry_run(entries: Sequence[SourceEntry], problems: Sequence[Problem], skipped: Sequence[Skipped] = ()) -> DryRun:
    """Say what `crawl` would ask. `skipped` is what `read_sources` left aside: `host` or `host/owner`.

    An owner costs two requests at least (itself, its first page), a whole GitLab three (groups, count, first page).
    """
    remote = [entry for entry in entries if entry.forge.kind is not ForgeKind.FOLDER]
    hosts = {entry.forge.host for entry in remote} | {one.what.partition("/")[0] for one in skipped}
    owners = {(owner.host, owner.login.lower()) for entry in remote for owner in entry.owners}
    least = sum(2 * len(entry.owners) or 3 for entry in remote if entry.forge.kind in _ASKED)
    return DryRun(
        forges=len(hosts),
        owners=len(owners) + sum("/" in one.what for one in skipped),
        ignored=len(skipped),
        requests_known=None if least else 0,
        requests_at_least=least,
        problems=tuple(problems),
    )


_ASKED = (ForgeKind.GITHUB, ForgeKind.GITLAB)


def _say_anonymous(entries: Sequence[SourceEntry], settings: Settings) -> None:
    """Say once which forges are read without a token."""
    hosts = []
    for forge in {entry.forge.host: entry.forge for entry in entries if entry.forge.kind in _ASKED}.values():
        with contextlib.suppress(OuvrageError):
            if not access_to(forge, settings.environ).credentials:
                hosts.append(forge.host)
    if hosts:
        shown = ", ".join(hosts[:3]) + (f" and {len(hosts) - 3} more" if len(hosts) > 3 else "")
        variables = "GITHUB_TOKEN, GITLAB_TOKEN, or OUVRAGE_TOKEN_ and the host"
        settings.notify(f"no token for {shown}: only public repositories are seen there (set {variables})")


class _Crawl:
    """The crawl of one source: what it gathers until its report."""

    def __init__(self, store: Store, entry: SourceEntry, settings: Settings) -> None:
        self.store = store
        self.entry = entry
        self.settings = settings
        self.client: ForgeClient | None = None
        self.expected: int | None = None
        self.skipped: list[Skipped] = []
        self.seen: set[int] = set()
        self.owners: dict[tuple[str, str], int] = {}
        self.hosts: set[str] = set()
        self.set_aside = 0
        self.reached = False
        self.ended = False

    def run(self) -> SourceReport:
        """Crawl, then close the books even when interrupted."""
        with self.store.writing() as connection:
            started = (self.entry.source, now())
            cursor = connection.execute("INSERT INTO crawls (source, started_at) VALUES (?, ?)", started)
        crawl_id = int(cursor.lastrowid or 0)
        try:
            self._collect()
        except StoreError:
            raise
        except OuvrageError as error:
            self._leave(self.entry.source, error)
        except Exception as error:  # noqa: BLE001 - a fault of ours or of a library costs one source, and is said
            _log.debug("crawl of %s", self.entry.source, exc_info=True)
            unexpected = ForgeError("unexpected failure: {kind}", kind=type(error).__name__, mend="run with --debug")
            self._leave(self.entry.source, unexpected)
        finally:
            report = self._report()
            with contextlib.suppress(OuvrageError):
                self._close(crawl_id, report)
        return report

    def _collect(self) -> None:
        self.client = open_forge(self.entry, self.settings)
        with contextlib.closing(self.client):
            if self.entry.owners:
                self.ended = self._list_owners(self.client)
            else:
                self._keep_all(self.client.list_all(), None)
                self.ended = True
        if self._outcome() is CrawlOutcome.COMPLETE:
            self._mark_gone(self.client.anonymous)

    # --- listing ---------------------------------------------------------------------------------------------------

    def _list_owners(self, client: ForgeClient) -> bool:
        """List each owner; return whether all of them were listed to the end."""
        failed = in_a_row = 0
        for index, owner in enumerate(self.entry.owners):
            try:
                self._keep_all(client.list_owner(owner.login), owner)
                in_a_row = 0
            except ForgeError as error:
                failed += 1
                in_a_row += not isinstance(error, OwnerNotFound)
                self._leave(f"{owner.host}/{owner.login}", error)
                if isinstance(error, _STOPS) or in_a_row == _FAILURES_IN_A_ROW:
                    self._leave_rest(self.entry.owners[index + 1 :])
                    break
        return failed == 0

    def _keep_all(self, pages: Iterator[Page], declared: Owner | None) -> None:
        for page in pages:
            self._keep(page, declared)

    def _keep(self, page: Page, declared: Owner | None) -> None:
        """Write one page in one transaction."""
        self.reached = True
        self.skipped += page.skipped
        self.set_aside += len(page.skipped)
        if page.expected is not None:
            self.expected = (self.expected or 0) + page.expected
        with self.store.writing():
            for owner in page.owners:
                self._keep_owner(owner, declared)
            for repository in page.repositories:
                self.seen.add(self.store.save_repository(repository, self._owner_of(repository, declared)))

    def _keep_owner(self, owner: Owner, declared: Owner | None) -> int:
        self._keep_host(owner.host)
        row = self.store.save_owner(_declared(owner, declared or self.entry.forge))
        self.owners[owner.host, owner.login.lower()] = row
        return row

    def _keep_host(self, host: str) -> None:
        """Make sure that a host has its row. That of a clone found in a folder is guessed, unless it is known."""
        if host in self.hosts:
            return
        self.hosts.add(host)
        if host == self.entry.forge.host:
            self.store.save_forge(self.entry.forge)
        elif not self.store.rows("SELECT 1 FROM forges WHERE host = ?", (host,)):
            kind = known_kind(host) or ForgeKind.FOLDER
            self.store.save_forge(Forge(host=host, kind=kind, url=f"https://{host}"))

    def _owner_of(self, repository: Repository, declared: Owner | None) -> int:
        known = self.owners.get((repository.host, repository.owner.lower()))
        if known is not None:
            return known
        return self._keep_owner(Owner(host=repository.host, login=repository.owner), declared)

    # --- what was left ---------------------------------------------------------------------------------------------

    def _leave(self, what: str, error: OuvrageError) -> None:
        mend = error.mend.format(**error.fields) if error.fields else error.mend
        where = f" ({error.source})" if error.source and error.source not in what else ""
        self.skipped.append(Skipped(what=what, reason=f"{error}{where}" + (f": {mend}" if mend else "")))

    def _leave_rest(self, owners: Collection[Owner]) -> None:
        reason = "not tried, after the failure of the owner before"
        self.skipped += [Skipped(what=f"{owner.host}/{owner.login}", reason=reason) for owner in owners]

    # --- the books -------------------------------------------------------------------------------------------------

    def _outcome(self) -> CrawlOutcome:
        if not self.reached:
            return CrawlOutcome.UNREACHED
        return CrawlOutcome.COMPLETE if self.ended and not self._missing() else CrawlOutcome.PARTIAL

    def _missing(self) -> int:
        """Return how many repositories were announced and neither seen nor set aside."""
        return max(0, (self.expected or 0) - len(self.seen) - self.set_aside)

    def _report(self) -> SourceReport:
        outcome = self._outcome()
        if self.ended and self._missing():
            what = f"{self.entry.source}: {self._missing()} repositories"
            self.skipped.append(
                Skipped(what=what, reason="announced by the forge and not listed: this token can't see them")
            )
        return SourceReport(
            source=self.entry.source,
            expected=self.expected,
            seen=len(self.seen),
            skipped=tuple(self.skipped),
            requests=self.client.requests if self.client else 0,
            outcome=outcome,
        )

    def _close(self, crawl_id: int, report: SourceReport) -> None:
        with self.store.writing() as connection:
            connection.execute(
                "UPDATE crawls SET finished_at = ?, expected = ?, seen = ?, requests = ?, outcome = ? WHERE id = ?",
                (now(), report.expected, report.seen, report.requests, report.outcome, crawl_id),
            )
            rows = [(crawl_id, one.what, one.reason) for one in report.skipped]
            connection.executemany("INSERT INTO skipped (crawl_id, what, reason) VALUES (?, ?, ?)", rows)

    def _mark_gone(self, anonymous: bool) -> None:
        """Mark the repositories of this source that it no longer lists; a reader without token misses closed ones."""
        gone = [row["id"] for row in self._known(anonymous) if row["id"] not in self.seen]
        with self.store.writing() as connection:
            at = now()
            connection.executemany("UPDATE repositories SET gone_at = ? WHERE id = ?", [(at, one) for one in gone])

    def _known(self, anonymous: bool) -> list[Row]:
        if self.entry.forge.kind is ForgeKind.FOLDER:
            top = self.entry.path.rstrip("/") + "/"
            return self.store.rows(_IN_FOLDER, {"path": self.entry.path, "top": top})
        what = {"host": self.entry.forge.host, "all": not anonymous}
        logins = [owner.login for owner in self.entry.owners]
        below = [self.store.rows(_OF_OWNER, {**what, "login": login, "below": f"{login}/"}) for login in logins]
        return [row for rows in below for row in rows] if logins else self.store.rows(_OF_HOST, what)


def _declared(owner: Owner, source: Owner | Forge) -> Owner:
    """Return the owner with what the sources say of it, or of the group or forge above it."""
    said = {key: getattr(source, key) for key in ("pso_id", "floss_policy", "ospo_url")}
    return owner.model_copy(update={key: value for key, value in said.items() if value})
