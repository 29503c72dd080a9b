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

from catalog import books, horizons
from catalog.books import Listing, ListingState, Reach
from catalog.database import Store
from catalog.horizons import Horizon
from scanner.errors import ForgeAuthError, ForgeBusy, ForgeError, ForgeUnreachable, StoreError
from scanner.forges.addresses import is_guarded
from scanner.forges.interface import ForgeClient, OwnerNotFound, Page, Settings
from scanner.hosts import known_kind
from scanner.models import Forge, ForgeKind, Owner, Repository, Skipped, SourceEntry

MAX_LOOKUPS = 50
"""Requests of one listing for repositories that it no longer shows, each by its id."""
_KNOWN_ACCOUNT = "SELECT forge_id FROM owners WHERE host = ? AND login = ? AND kind = ?"
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
        self._store = store
        self._client = client
        self._entry = entry
        self._declared = declared
        self._crawl_id = crawl_id
        self._settings = settings
        self._listing = books.open_listing(store, crawl_id, declared.login if declared else "")
        self._listed_before = books.was_listed(store, entry.forge.host, self._login)
        self._reach = Reach(
            host=entry.forge.host,
            login=self._login,
            folder=entry.path,
            closed_too=not client.anonymous,
        )
        self._owners: dict[tuple[str, str], int] = {}
        self._hosts: set[str] = set()
        self._cursor = self._listing.cursor
        self.reached = bool(self._cursor)
        self._take_up(self._listing)

    @property
    def _is_list(self) -> bool:
        """Tell whether this is a list of addresses: it doesn't answer for its hosts, so that nothing there is gone."""
        return self._entry.forge.kind is ForgeKind.GIT

    @property
    def _login(self) -> str:
        return self._declared.login if self._declared else ""

    def _take_up(self, listing: Listing) -> None:
        self._expected = listing.expected
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
        except (ForgeBusy, StoreError, Interrupted):
            raise  # stays running: the next crawl goes on from the last page
        except Exception:
            self._close(ListingState.FAILED)
            raise

    def _run(self, full: bool) -> ListingState:
        known = None if full or self._listing.cursor else self._horizon()
        if known and self._moved(known):
            return self._close(ListingState.COMPLETE)
        self._keep_all(self._pages_after(self._listing.cursor))
        uncounted = self._expected is None and not self._client.is_steady(self._login)
        if (self._pages > 1 or self._listing.cursor) and (uncounted or self._missing()):
            self._begin_again(keep_listed=self._expected is None)
            self._keep_all(self._pages_after(""))
        if self._missing():
            what = self._entry.source if not self._declared else f"{self._declared.host}/{self._declared.login}"
            reason = f"{self._missing()} announced by the forge and not listed: this reader can't see them"
            books.set_aside(self._store, self._crawl_id, None, [Skipped(what=what, reason=reason)])
            return self._close(ListingState.FAILED)
        if self._is_list:
            return self._close(ListingState.FAILED if self._aside() else ListingState.COMPLETE)
        self._note_excess()
        self._take_what_came_meanwhile()
        self._look_for_missing()
        host, anonymous = self._reach.host, self._client.anonymous
        horizons.save_horizon(self._store, self._listing.id, host, anonymous, self._newest)
        return self._close(ListingState.COMPLETE)

    # --- the forge's pages -----------------------------------------------------------------------------------------

    def _pages_after(self, cursor: str) -> Iterator[Page]:
        if self._declared:
            return self._client.list_owner(self._declared.login, cursor)
        return self._client.list_all(cursor)

    def _horizon(self) -> Horizon | None:
        if not self._client.tells_moves(self._login):
            return None
        return horizons.horizon(self._store, self._reach.host, self._login, self._client.anonymous)

    def _moved(self, known: Horizon) -> bool:
        """Ask for what moved; return whether the forge's count proves that nothing else is to be known."""
        try:
            self._keep_all(self._client.list_moved(self._login, known.newest))
        except ForgeError as error:
            if isinstance(error, _FINAL):
                raise
            self._expected = None
        if self._expected != self._known_count() + max(known.set_aside, self._aside()) or self._is_renamed:
            self._begin_again()
            return False
        books.confirm(self._store, self._reach, self._listing.id)
        horizons.move_horizon(self._store, self._reach.host, self._login, self._newest)
        return True

    def _known_count(self) -> int:
        return books.known_count(self._store, self._reach)

    @property
    def _is_renamed(self) -> bool:
        """Tell whether the owner has another name than the sources say: its repositories may, without having moved."""
        return self._reach.login != self._login

    def _take_what_came_meanwhile(self) -> None:
        """Ask once more for what was created while several pages were listed, the newest first."""
        one_page = self._pages == 1 and not self._listing.cursor
        if one_page or not self._client.tells_moves(self._login) or self._newest is None:
            return
        proven = known = self._listed()
        with contextlib.suppress(ForgeError):  # the listing is proven without it
            for page in self._client.list_moved(self._login, self._newest):
                self._keep(page._replace(expected=None, cursor=""))
                before, known = known, self._listed()
                if page.repositories and known == before:
                    break
        if self._expected is not None:
            self._expected += known - proven

    def _begin_again(self, *, keep_listed: bool = False) -> None:
        books.begin_again(self._store, self._listing.id, keep_listed=keep_listed)
        self._take_up(self._listing.model_copy(update={"expected": None, "newest": None}))

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
            ids = [self._keep_repository(one) for one in page.repositories]
            books.mark_listed(self._store, self._listing.id, ids)
            self._refuse_circles(ids)
            books.set_aside(self._store, self._crawl_id, self._listing.id, list(page.skipped))
            if page.cursor not in ("", self._cursor):
                self._cursor = page.cursor
                books.save_progress(self._store, self._listing.id, page.cursor, self._expected, self._newest)

    def _keep_repository(self, repository: Repository) -> int:
        by_clone = self._is_list or bool(self._reach.folder)
        owner, before = self._owner_of(repository), self._listed_before and not by_clone
        return self._store.save_repository(repository, owner, by_clone=by_clone, listed_before=before)

    def _refuse_circles(self, ids: list[int]) -> None:
        self._nothing_new = 0 if set(ids) - self._met else self._nothing_new + bool(ids)
        self._met.update(ids)
        if self._nothing_new == _CIRCLES:
            mend = "run again later; if it lasts, tell those who run this forge"
            raise ForgeError("the listing gives the same repositories again and again", mend=mend)

    def _aside(self) -> int:
        return books.aside_count(self._store, self._listing.id)

    # --- who owns what ---------------------------------------------------------------------------------------------

    def _keep_owner(self, owner: Owner) -> int:
        self._keep_host(owner.host)
        if not self._owners and self._declared and not self._listing.cursor:
            self._compare(owner, self._declared.login)
        row = self._store.save_owner(_declared(owner, self._source_of(owner)))
        self._owners[owner.host, owner.login.lower()] = row
        return row

    def _compare(self, owner: Owner, asked: str) -> None:
        """Note that the owner that was asked for has another name by now, or that its name is another's."""
        if not _is_within(owner.login, asked) and not _is_within(asked, owner.login):
            self.notes.append(f"{owner.host}/{asked} is now {owner.host}/{owner.login}: write it in the sources")
            self._reach = self._reach.model_copy(update={"login": owner.login})
        known = self._store.rows(_KNOWN_ACCOUNT, (owner.host, owner.login, owner.kind))
        if known and owner.forge_id and known[0]["forge_id"] not in ("", owner.forge_id):
            self.notes.append(
                f"{owner.host}/{owner.login} is another account than before: check that it is the State's"
            )

    def _source_of(self, owner: Owner) -> Owner | Forge | None:
        """Return what the sources say that holds for an owner: of itself, of the nearest group above, of its forge."""
        if not self._entry.owners:
            return self._entry.forge
        if self._is_renamed and owner.login == self._reach.login:
            return self._declared
        above = [one for one in self._entry.owners if _is_within(owner.login, one.login)]
        return max(above, key=lambda one: len(one.login), default=None)

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
        return max(0, (self._expected or 0) - self._listed())

    def _listed(self) -> int:
        return books.listed_count(self._store, self._listing.id) + self._aside()

    def _note_excess(self) -> None:
        listed = self._listed()
        if self._expected is not None and listed > self._expected:
            what = self._login or self._reach.host
            self.notes.append(f"{what}: the forge announced {self._expected} repositories and listed {listed}")

    def _look_for_missing(self) -> None:
        """Find what is known and was not listed: elsewhere on the forge, or gone."""
        if self._reach.folder:
            books.forget_clones(self._store, self._reach, self._listing.id)
        rows = books.unlisted(self._store, self._reach, self._listing.id)
        before = self._client.requests
        for index, row in enumerate(rows):
            if self._client.requests - before >= MAX_LOOKUPS:
                left = len(rows) - index
                self.notes.append(f"{left} repositories more are no longer listed: the next crawls look for them")
                return
            found = self._client.find(row["forge_id"])
            if found is None:
                self._store.lose_repository(row["id"], row["full_name"])
            else:
                self._keep_elsewhere(found)

    def _keep_elsewhere(self, found: Repository) -> None:
        """Keep a repository under its name of today; one that left for an owner that nobody lists is gone from here."""
        with self._store.writing():
            owner = self._store.save_owner(Owner(host=found.host, login=found.owner))
            row = self._store.save_repository(found, owner)
            if not books.answers_for(self._store, found.host, found.owner):
                self._store.lose_repository(row, found.full_name)

    def _close(self, state: ListingState) -> ListingState:
        books.close_listing(self._store, self._listing.id, state, self._expected)
        return state


def _is_within(login: str, above: str) -> bool:
    """Tell whether an owner is another one, or a group below it; names fold case."""
    return f"{login}/".lower().startswith(f"{above}/".lower())


def _declared(owner: Owner, source: Owner | Forge | None) -> Owner:
    """Return the owner with what the sources say of it."""
    said = {key: getattr(source, key, "") for key in ("pso_id", "floss_policy", "ospo_url", "declared_by")}
    return owner.model_copy(update={key: value for key, value in said.items() if value})
