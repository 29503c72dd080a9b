# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The crawl of one source: its owners one after the other, and the report that follows.

A missing or failing owner costs only itself; a forge that can't be reached, or fails owner after owner, isn't asked
further. Each page is kept as it comes, so that what was collected stays whatever happens next.
"""

import contextlib
import hashlib
import json
import logging
from collections.abc import Sequence
from enum import StrEnum

from catalog import books
from catalog.books import ListingState
from catalog.database import Store
from catalog.listing_crawl import Interrupted, ListingCrawl
from scanner.errors import ForgeAuthError, ForgeBusy, ForgeError, ForgeUnreachable, OuvrageError, StoreError
from scanner.forges import open_forge
from scanner.forges.interface import ForgeClient, OwnerNotFound, Settings
from scanner.models import Frozen, Owner, Skipped, SourceEntry

_log = logging.getLogger(__name__)
_STOPS = (ForgeAuthError, ForgeUnreachable, ForgeBusy)
"""After these the forge isn't asked for its other owners."""
_FAILURES_IN_A_ROW = 3
"""After as many owners that fail one after the other, too."""


class CrawlOutcome(StrEnum):
    """How the crawl of a source ended."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    UNREACHED = "unreached"


class SourceReport(Frozen):
    """Coverage of one source. `expected` is the forge's own count of repositories, None when it gave none."""

    source: str
    host: str = ""
    expected: int | None
    seen: int
    unchanged: int = 0
    """Of those seen, how many the forge didn't list again: nothing moved, and its count proves that none is missing."""
    skipped: tuple[Skipped, ...]
    notes: tuple[str, ...] = ()
    """What isn't missing but worth knowing: an owner renamed, a count that is too low, a crawl that continued."""
    requests: int
    outcome: CrawlOutcome


class SourceCrawl:
    """The crawl of one source: what it gathers until its report."""

    def __init__(self, store: Store, entry: SourceEntry, settings: Settings, *, full: bool = False) -> None:
        self.entry = entry
        self._store = store
        self._settings = settings
        self._full = full
        self._client: ForgeClient | None = None
        self._notes: list[str] = []
        self._crawl_id = 0
        self._reached = False
        self._whole = True
        self._busy = False

    @property
    def busy(self) -> bool:
        """Tell whether the forge asked to wait longer than allowed."""
        return self._busy

    def run(self) -> SourceReport:
        """Crawl, then close the books even when interrupted.

        Raises:
            StoreError: the store can't be written; what was collected before stays.
        """
        try:
            self._collect()
        except StoreError:
            raise
        except Interrupted:
            self._leave(Skipped(what=self.entry.source, reason="stopped before its end: run again, it continues"))
        except OuvrageError as error:
            self._leave(self._reason(self.entry.source, error))
        except Exception as error:  # noqa: BLE001 - a fault of ours or of a library costs one source, and is said
            self._leave(self._fault(self.entry.source, error))
        except BaseException:
            self._whole = False
            with contextlib.suppress(StoreError):
                self._close()
            raise
        return self._close()

    def leave_out(self, reason: str) -> SourceReport:
        """Report on a source that isn't tried, and why; its books aren't touched."""
        skipped = (Skipped(what=self.entry.source, reason=reason),)
        host, outcome = self.entry.forge.host, CrawlOutcome.UNREACHED
        return SourceReport(
            source=self.entry.source, host=host, expected=None, seen=0, skipped=skipped, requests=0, outcome=outcome
        )

    def _collect(self) -> None:
        try:
            self._client = open_forge(self.entry, self._settings)
        finally:  # the books are opened in any case, to tell why there is no client
            self._open_books(self._client)
        with contextlib.closing(self._client):
            if self.entry.owners:
                self._list_owners(self._client)
            else:
                self._list(self._client, None)

    def _open_books(self, client: ForgeClient | None) -> None:
        host, source = self.entry.forge.host, self.entry.source
        scope = _scope_of(self.entry, client)
        self._crawl_id, self._notes = books.open_crawl(self._store, source, host, scope, resume=not self._full)

    def _list_owners(self, client: ForgeClient) -> None:
        """List each owner; leave the rest when the forge fails for good."""
        in_a_row = 0
        for index, owner in enumerate(self.entry.owners):
            what = f"{owner.host}/{owner.login}"
            try:
                self._list(client, owner)
                in_a_row = 0
            except ForgeError as error:
                self._reached = self._reached or isinstance(error, OwnerNotFound)
                in_a_row += not isinstance(error, OwnerNotFound)
                self._leave(self._reason(what, error))
                if isinstance(error, _STOPS) or in_a_row == _FAILURES_IN_A_ROW:
                    self._leave(*_not_tried(self.entry.owners[index + 1 :]))
                    return
            except (OuvrageError, Interrupted):
                raise
            except Exception as error:  # noqa: BLE001 - one owner that we can't read costs no other
                self._leave(self._fault(what, error))

    def _list(self, client: ForgeClient, owner: Owner | None) -> None:
        listing = ListingCrawl(self._store, client, self.entry, owner, self._crawl_id, self._settings)
        try:
            state = listing.run(full=self._full)
            self._whole = self._whole and state is ListingState.COMPLETE
        finally:
            self._reached = self._reached or listing.reached
            self._notes += listing.notes

    def _reason(self, what: str, error: OuvrageError) -> Skipped:
        self._busy = self._busy or isinstance(error, ForgeBusy)
        mend = error.mend.format(**error.fields) if error.fields else error.mend
        where = f" ({error.source})" if error.source and error.source not in what else ""
        return Skipped(what=what, reason=f"{error}{where}" + (f": {mend}" if mend else ""))

    def _fault(self, what: str, error: Exception) -> Skipped:
        """Return what is said of a fault of ours, or of a library."""
        _log.debug("crawl of %s", what, exc_info=error)
        return self._reason(
            what, ForgeError("unexpected failure: {kind}", kind=type(error).__name__, mend="run with --debug")
        )

    def _leave(self, *skipped: Skipped) -> None:
        self._whole = False
        books.set_aside(self._store, self._crawl_id, None, list(skipped))

    def _close(self) -> SourceReport:
        requests = self._client.requests if self._client else 0
        outcome = CrawlOutcome.UNREACHED
        if self._reached:
            outcome = CrawlOutcome.COMPLETE if self._whole else CrawlOutcome.PARTIAL
        totals = books.close_crawl(self._store, self._crawl_id, outcome, requests, self._notes)
        return SourceReport(
            source=self.entry.source,
            host=self.entry.forge.host,
            expected=totals.expected,
            seen=totals.seen,
            unchanged=totals.unchanged,
            skipped=books.left_aside(self._store, self._crawl_id),
            notes=tuple(self._notes),
            requests=requests,
            outcome=outcome,
        )


def _scope_of(entry: SourceEntry, client: ForgeClient | None) -> str:
    """Return what tells whether a crawl that was cut asked the same, as the same kind of reader."""
    owners = sorted(owner.login.lower() for owner in entry.owners)
    asked = [entry.forge.host, entry.forge.kind, owners, entry.urls, entry.path, client.anonymous if client else None]
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()


def _not_tried(owners: Sequence[Owner]) -> list[Skipped]:
    reason = "not tried, after the failure of the owner before"
    return [Skipped(what=f"{owner.host}/{owner.login}", reason=reason) for owner in owners]
