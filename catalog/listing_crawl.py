# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""One listing: an owner's repositories, a whole forge's or a folder's, from the forge into the store, and proven.

Where the owner is known and its forge tells moves, only those are asked for, and the forge's count proves the rest.

Otherwise all is listed. What is deleted during a listing of several numbered pages makes others slip between two of
them: one that gave less than announced is made once more, and so is one whose forge announces nothing, what either gave
being taken. Clients list the newest first where they can, so that what is created meanwhile never makes up for what
slipped.

Only a proven listing may say that a repository is gone, and asks for it by its id first: it may have another name or
owner.
"""

import contextlib
from collections.abc import Iterator
from datetime import datetime

from catalog import books
from catalog.books import Listing, ListingState, Reach
from catalog.database import Row, Store
from scanner.errors import ForgeAuthError, ForgeBusy, ForgeError, ForgeUnreachable
from scanner.forges.addresses import is_guarded
from scanner.forges.interface import ForgeClient, OwnerNotFound, Page, Settings
from scanner.hosts import known_kind
from scanner.models import Forge, ForgeKind, Owner, Repository, Skipped, SourceEntry

MAX_LOOKUPS = 50
"""Repositories no longer listed that are asked for by their id, in one listing."""
_CIRCLES = 3
"""Pages in a row with nothing new, after which a listing goes in circles."""
_FINAL = (OwnerNotFound, ForgeAuthError, ForgeBusy, ForgeUnreachable)


class Interrupted(Exception):
    """The user, or a failure elsewhere, ends the crawl: what is kept continues next time."""


class ListingCrawl:
    """One listing of one crawl: what it gathers until it is closed."""

    def __init__(
        self,
        store: Store,
        client: ForgeClient,
        entry: SourceEntry,
        declared: Owner | None,
        crawl_id: int,
        settings: Settings,
    ) -> None:
        self.notes: list[str] = []
        self.reached = False
        self._store = store
        self._client = client
        self._entry = entry
        self._declared = declared
        self._crawl_id = crawl_id
        self._settings = settings
        self._listing = books.open_listing(store, crawl_id, declared.login if declared else "")
        self._reach = Reach(
            host=entry.forge.host,
            login=self._listing_login,
            folder=entry.path,
            closed_too=not client.anonymous,
        )
        self._owners: dict[tuple[str, str], int] = {}
        self._hosts: set[str] = set()
        self._take_up(self._listing)

    @property
    def _is_list(self) -> bool:
        """Tell whether this is a list of addresses: it doesn't answer for its hosts, so that nothing there is gone."""
        return self._entry.forge.kind is ForgeKind.GIT

    @property
    def _listing_login(self) -> str:
        return self._declared.login if self._declared else ""

    def _take_up(self, listing: Listing) -> None:
        self._expected = listing.expected
        self._aside = listing.set_aside
        self._newest = listing.newest
        self._pages = 0
        self._met: set[int] = set()
        self._nothing_new = 0

    def run(self, *, full: bool) -> ListingState:
        """List to the end, or to an error, and return how the listing stands.

        Raises:
            ForgeError: as the client's listings raise; what was kept stays.
            StoreError: the store can't be written.
        """
        if self._listing.state is ListingState.COMPLETE:
            self.reached = True
            return ListingState.COMPLETE
        try:
            return self._run(full)
        except ForgeBusy:
            raise  # stays running: the next crawl goes on from the last page
        except ForgeError:
            self._close(ListingState.FAILED)
            raise

    def _run(self, full: bool) -> ListingState:
        since = None if full or self._listing.cursor else self._horizon()
        if since and self._moved(since):
            return self._close(ListingState.COMPLETE)
        self._keep_all(self._pages_after(self._listing.cursor))
        uncounted = self._expected is None and not self._client.steady
        if (self._pages > 1 or self._listing.cursor) and (uncounted or self._missing()):
            self._begin_again(keep_listed=self._expected is None)
            self._keep_all(self._pages_after(""))
        if self._missing():
            what = self._entry.source if not self._declared else f"{self._declared.host}/{self._declared.login}"
            reason = "announced by the forge and not listed: this token can't see them"
            self._set_aside([Skipped(what=f"{what}: {self._missing()} repositories", reason=reason)], counted=False)
            return self._close(ListingState.FAILED)
        if self._is_list:
            return self._close(ListingState.FAILED if self._aside else ListingState.COMPLETE)
        self._note_excess()
        self._take_what_came_meanwhile()
        self._look_for_missing()
        books.save_horizon(self._store, self._reach, self._client.anonymous, self._newest, full=True)
        return self._close(ListingState.COMPLETE)

    # --- the forge's pages -----------------------------------------------------------------------------------------

    def _pages_after(self, cursor: str) -> Iterator[Page]:
        if self._declared:
            return self._client.list_owner(self._declared.login, cursor)
        return self._client.list_all(cursor)

    def _horizon(self) -> datetime | None:
        if not self._client.tells_moves:
            return None
        return books.horizon(self._store, self._reach.host, self._reach.login, self._client.anonymous)

    def _moved(self, since: datetime) -> bool:
        """Ask for what moved; return whether the forge's count proves that nothing else is to be known."""
        try:
            self._keep_all(self._client.list_moved(self._listing_login, since))
        except ForgeError as error:
            if isinstance(error, _FINAL):
                raise
            self._expected = None
        if self._expected is None or self._expected != books.known_count(self._store, self._reach) + self._aside:
            self._begin_again()
            return False
        books.confirm(self._store, self._reach, self._listing.id)
        books.save_horizon(self._store, self._reach, self._client.anonymous, self._newest, full=False)
        return True

    def _take_what_came_meanwhile(self) -> None:
        """Ask once more for what was created while several pages were listed, the newest first."""
        if self._pages == 1 or not self._client.tells_moves or self._newest is None:
            return
        known = len(self._met)
        with contextlib.suppress(ForgeError):  # the listing is proven without it
            for page in self._client.list_moved(self._listing_login, self._newest):
                self._keep(page._replace(expected=None, cursor=""))
                if page.repositories and self._nothing_new:
                    break
        if self._expected is not None:
            self._expected += len(self._met) - known

    def _begin_again(self, *, keep_listed: bool = False) -> None:
        books.begin_again(self._store, self._listing.id, keep_listed=keep_listed)
        self._take_up(self._listing.model_copy(update={"expected": None, "set_aside": 0, "newest": None}))

    def _keep_all(self, pages: Iterator[Page]) -> None:
        for page in pages:
            self._keep(page)
            if self._settings.stop.is_set():
                raise Interrupted

    def _keep(self, page: Page) -> None:
        """Write one page in one transaction, with where the listing goes on."""
        self.reached = True
        self._pages += bool(page.repositories)
        if page.expected is not None:
            self._expected = (self._expected or 0) + page.expected
        dates = [page.newest, self._newest, *(one.updated_at for one in page.repositories if not page.newest)]
        self._newest = max((date for date in dates if date), default=None)
        with self._store.writing():
            for owner in page.owners:
                self._keep_owner(owner)
            ids = [self._store.save_repository(one, self._owner_of(one)) for one in page.repositories]
            books.mark_listed(self._store, self._listing.id, ids)
            self._refuse_circles(ids)
            self._set_aside(list(page.skipped))
            if page.cursor:
                books.save_progress(
                    self._store, self._listing.id, page.cursor, self._expected, self._aside, self._newest
                )

    def _refuse_circles(self, ids: list[int]) -> None:
        self._nothing_new = 0 if set(ids) - self._met else self._nothing_new + bool(ids)
        self._met.update(ids)
        if self._nothing_new == _CIRCLES:
            mend = "run again later; if it lasts, tell those who run this forge"
            raise ForgeError("the listing gives the same repositories again and again", mend=mend)

    def _set_aside(self, skipped: list[Skipped], *, counted: bool = True) -> None:
        self._aside += len(skipped) if counted else 0
        if skipped:
            books.set_aside(self._store, self._crawl_id, self._listing.id, skipped)

    # --- who owns what ---------------------------------------------------------------------------------------------

    def _keep_owner(self, owner: Owner) -> int:
        self._keep_host(owner.host)
        row = self._store.save_owner(_declared(owner, self._declared or self._entry.forge))
        if not self._owners and self._declared and owner.login.lower() != self._declared.login.lower():
            old, new = self._declared.login, owner.login
            if not old.lower().startswith(f"{new.lower()}/") and not new.lower().startswith(f"{old.lower()}/"):
                self.notes.append(f"{owner.host}/{old} is now {owner.host}/{new}: write it in the sources")
                self._reach = self._reach.model_copy(update={"login": new})
        self._owners[owner.host, owner.login.lower()] = row
        return row

    def _keep_host(self, host: str) -> None:
        """Make sure that a host has its row. That of a clone, or of an address in a list, is guessed unless known."""
        if host in self._hosts:
            return
        self._hosts.add(host)
        guarded = is_guarded(host, self._entry.trusted, self._settings)
        if host == self._entry.forge.host and not self._is_list:
            self._store.save_forge(self._entry.forge.model_copy(update={"guarded": guarded}))
        elif not self._store.rows("SELECT 1 FROM forges WHERE host = ?", (host,)):
            kind = known_kind(host) or self._entry.forge.kind
            self._store.save_forge(Forge(host=host, kind=kind, url=f"https://{host}", guarded=guarded))

    def _owner_of(self, repository: Repository) -> int:
        known = self._owners.get((repository.host, repository.owner.lower()))
        if known is not None:
            return known
        return self._keep_owner(Owner(host=repository.host, login=repository.owner))

    # --- the proof -------------------------------------------------------------------------------------------------

    def _missing(self) -> int:
        """Return how many repositories were announced and neither seen nor set aside."""
        return max(0, (self._expected or 0) - books.listed_count(self._store, self._listing.id) - self._aside)

    def _note_excess(self) -> None:
        listed = books.listed_count(self._store, self._listing.id) + self._aside
        if self._expected is not None and listed > self._expected:
            what = self._listing_login or self._reach.host
            self.notes.append(f"{what}: the forge announced {self._expected} repositories and listed {listed}")

    def _look_for_missing(self) -> None:
        """Find what is known and was not listed: elsewhere on the forge, or gone."""
        rows = books.unlisted(self._store, self._reach, self._listing.id)
        for index, row in enumerate(rows):
            found = self._find(row) if index < MAX_LOOKUPS else None
            if found is None:
                self._store.lose_repository(row["id"], row["full_name"])
            else:
                self._keep_elsewhere(found)

    def _find(self, row: Row) -> Repository | None:
        return self._client.find(row["forge_id"]) if row["forge_id"] and not self._reach.folder else None

    def _keep_elsewhere(self, found: Repository) -> None:
        """Keep a repository under its name of today; one that left for an owner that nobody lists is gone from here."""
        known = "SELECT 1 FROM owners WHERE host = ? AND login = ?"
        here = self._store.rows(known, (found.host, found.owner))
        with self._store.writing():
            row = self._store.save_repository(found, self._owner_of(found))
            if not here:
                self._store.lose_repository(row, found.full_name)

    def _close(self, state: ListingState) -> ListingState:
        books.close_listing(self._store, self._listing.id, state, self._expected, self._aside)
        return state


def _declared(owner: Owner, source: Owner | Forge) -> Owner:
    """Return the owner with what the sources say of it, or of the group or forge above it."""
    said = {key: getattr(source, key) for key in ("pso_id", "floss_policy", "ospo_url", "declared_by")}
    return owner.model_copy(update={key: value for key, value in said.items() if value})
