# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Gitea and Forgejo, which share their API (and Gogs, with the differences of `scanner.forges.gogs`).

Repositories are always listed by the search, sorted by id: it counts what it shows, where the lists of an
organisation or of a user count what they then hide, and come in an order that changes. Source: Gitea's own API
description (`/swagger.v1.json` of any instance) and the code behind it, 1.11 to 1.25; Forgejo's is the same here.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple
from urllib.parse import quote

from scanner.errors import ForgeError
from scanner.forges import answers
from scanner.forges.answers import Json
from scanner.forges.api import Api, ApiClient, no_such_owner
from scanner.forges.interface import MAX_PAGES, OwnerNotFound, Page, Settings, endless
from scanner.forges.transport import open_adapter
from scanner.hosts import is_login
from scanner.models import Forge, Owner, OwnerKind, Repository, SourceEntry, Visibility

PAGE = 50
"""Gitea's default maximum (`[api] MAX_RESPONSE_ITEMS`); a server may give fewer."""
_NEWEST_FIRST = {"sort": "id", "order": "desc"}
"""An order that doesn't change during a listing; what is created meanwhile comes before it."""
_BY_CHANGE = {"sort": "updated", "order": "desc"}
_CLOSED_OWNERS = {"limited", "private"}


def open_client(entry: SourceEntry, settings: Settings) -> "GiteaClient":
    """Return a client; opens no socket yet. Raises as `access_to` does."""
    return GiteaClient(entry.forge, Api(open_adapter(entry, settings), "/api/v1"))


class Batch(NamedTuple):
    """One page of a list."""

    items: list[Json]
    total: int | None
    """How many there are in all, on the first page that says it."""
    cursor: str
    """Number of the next page, "" after the last."""


class GiteaClient(ApiClient):
    """Lists organisations, users, or a whole instance."""

    def __init__(self, forge: Forge, api: Api) -> None:
        super().__init__(api)
        self._forge = forge

    def tells_moves(self, login: str) -> bool:  # noqa: ARG002 - so of any
        """Tell whether moves can be asked for."""
        return True

    def list_owner(self, login: str, after: str = "") -> Iterator[Page]:
        """Yield the pages of an organisation, else of a user; closed repositories as far as the token may see them."""
        raw, owner = self._found(login)
        yield Page(owners=(owner,))
        for batch in self._search(_only(raw) | _NEWEST_FIRST, after):
            yield self._page(batch)._replace(owners=())

    def list_all(self, after: str = "") -> Iterator[Page]:
        """Yield the pages of the whole instance: its organisations, then all repositories that may be seen."""
        organisations: set[str] | None = None
        for batch in self._organisations():
            owners = answers.made(batch.items, self._organisation, "username")[0]
            organisations = (organisations or set()) | {owner.login.lower() for owner in owners}
            yield Page(owners=tuple(owners))
        for batch in self._search(_NEWEST_FIRST, after):
            yield self._page(batch, organisations)

    def list_moved(self, login: str, since: datetime) -> Iterator[Page]:
        """Yield what changed at or after `since`, newest first."""
        query: dict[str, str] = _BY_CHANGE
        if login:
            raw, owner = self._found(login)
            query = query | _only(raw)
            yield Page(owners=(owner,))
        for batch in self._search(query):
            page = self._page(batch)._replace(cursor="")
            yield page._replace(owners=()) if login else page
            if answers.reaches(batch.items, "updated_at", since):
                return

    def find(self, forge_id: str) -> Repository | None:
        """Return the repository that has this id, or None."""
        raw = self._api.find(f"/repositories/{quote(forge_id, safe='')}")
        return None if raw is None else next(iter(answers.made([raw], self._repository, "full_name")[0]), None)

    # --- requests --------------------------------------------------------------------------------------------------

    def _found(self, login: str) -> tuple[Json, Owner]:
        for where, make in self._places():
            raw = self._api.find(f"/{where}/{quote(login, safe='')}")
            if raw is not None:
                owner = next(iter(answers.made([raw], make, "username")[0]), None)
                if owner is None or not answers.identity(raw):
                    raise ForgeError("the answer isn't the owner that a forge's API gives", source=self._api.url)
                return raw, owner
        raise no_such_owner(login, self._forge.url)

    def _places(self) -> tuple[tuple[str, Callable[[Json], Owner]], ...]:
        """Return where owners are looked for, and what each is."""
        return ("orgs", self._organisation), ("users", self._user)

    def _organisations(self) -> Iterator[Batch]:
        """Yield the organisations that may be seen; an instance that doesn't list them is read without."""
        try:
            yield from self._pages("/orgs", {})
        except OwnerNotFound:
            return

    def _search(self, query: Mapping[str, str], after: str = "") -> Iterator[Batch]:
        yield from self._pages("/repos/search", query, after)

    def _pages(self, path: str, query: Mapping[str, str], after: str = "") -> Iterator[Batch]:
        """Yield pages from the one numbered `after` to the last.

        The server decides how long a page is; a page that is short, or a `Link` that says no more, ends nothing before
        the count is reached: old versions reckon their links with another length than that of their pages.
        """
        first = int(after) if after.isdecimal() else 1
        seen: set[str] = set()
        size = 0
        for number in range(first, first + MAX_PAGES):
            answer = self._api.get(path, {**query, "limit": str(PAGE), "page": str(number)})
            found = answer.content.get("data") if isinstance(answer.content, dict) else answer.content
            items = answers.objects(found, answer.where)
            _check_progress(items, seen, answer.where, number)
            size = max(size, len(items))
            total = _total(answer.headers)
            onward = _goes_on(answer.headers, items, number * size, total)
            yield Batch(items, total if number == 1 else None, str(number + 1) if onward else "")
            if not onward:
                return
        raise endless(self._api.url + path)

    # --- answers → nouns -------------------------------------------------------------------------------------------

    def _page(self, batch: Batch, organisations: set[str] | None = None) -> Page:
        owners = {answers.text(raw, "login"): raw for raw in (answers.part(item, "owner") for item in batch.items)}
        taken = answers.made(list(owners.values()), lambda raw: self._seen_owner(raw, organisations), "login")[0]
        repositories, skipped = answers.made(batch.items, self._repository, "full_name")
        return Page(tuple(taken), tuple(repositories), tuple(skipped), batch.total, cursor=batch.cursor)

    def _seen_owner(self, raw: Json, organisations: set[str] | None) -> Owner:
        """Return the owner that a repository names; it is a person when all organisations are known without it."""
        if organisations is None or answers.text(raw, "visibility") == "private":
            return self._owner(raw, OwnerKind.UNKNOWN)
        known = answers.text(raw, "login", "username").lower() in organisations
        return self._owner(raw, OwnerKind.ORGANIZATION if known else OwnerKind.USER)

    def _organisation(self, raw: Json) -> Owner:
        return self._owner(raw, OwnerKind.ORGANIZATION)

    def _user(self, raw: Json) -> Owner:
        return self._owner(raw, OwnerKind.USER)

    def _owner(self, raw: Json, kind: OwnerKind) -> Owner:
        login = answers.text(raw, "login", "username", "name")
        if not is_login(login, nested=False):
            raise answers.Unusable("its name isn't one that can be used safely as a path")
        return Owner(
            host=self._forge.host,
            login=login,
            kind=kind,
            forge_id=answers.identity(raw),
            name=answers.text(raw, "full_name") or login,
            html_url=f"{self._forge.url}/{login}",
            description=answers.text(raw, "description"),
            website=answers.link(raw, "website"),
            email=answers.text(raw, "email"),
            location=answers.text(raw, "location"),
            icon_url=answers.image(raw, "avatar_url", self._forge),
            followers=answers.number(raw, "followers_count"),
            created_at=_date(raw, "created"),
        )

    def _repository(self, raw: Json) -> Repository:
        owner, name = answers.path_of(raw, "full_name")
        full_name = f"{owner}/{name}"
        return Repository(
            host=self._forge.host,
            owner=owner,
            name=name,
            full_name=full_name,
            forge_id=answers.identity(raw),
            html_url=answers.link(raw, "html_url") or f"{self._forge.url}/{full_name}",
            clone_url=answers.clone_url(raw, "clone_url", self._forge, self._api.adapter.api, full_name),
            visibility=_visibility(raw),
            description=answers.text(raw, "description"),
            homepage=answers.link(raw, "website"),
            default_branch=answers.text(raw, "default_branch"),
            language=answers.text(raw, "language"),
            license_key=_license_key(raw),
            topics=answers.words(raw, "topics"),
            fork=answers.flag(raw, "fork"),
            template=answers.flag(raw, "template"),
            archived=answers.flag(raw, "archived"),
            stars=answers.number(raw, "stars_count"),
            forks=answers.number(raw, "forks_count"),
            subscribers=answers.number(raw, "watchers_count"),
            open_issues=answers.number(raw, "open_issues_count"),
            size_kb=answers.number(raw, "size"),
            created_at=_date(raw, "created_at"),
            updated_at=_date(raw, "updated_at"),
        )


def _only(owner: Json) -> dict[str, str]:
    """Return the query for what an owner owns; without `exclusive`, also for what it contributes to."""
    return {"uid": answers.identity(owner), "exclusive": "true"}


def _visibility(raw: Json) -> Visibility:
    """Return the visibility: what isn't private is still closed when its owner shows itself to some only.

    `internal` is Gitea's word for the repositories of an owner whose visibility is private.
    """
    if raw.get("private") is not False:
        return Visibility.PRIVATE
    hidden = answers.text(answers.part(raw, "owner"), "visibility") in _CLOSED_OWNERS
    return Visibility.INTERNAL if hidden or answers.flag(raw, "internal") else Visibility.PUBLIC


def _license_key(raw: Json) -> str:
    """Return the one licence that Gitea 1.23 and later read in the repository, as GitHub would write it."""
    names = answers.words(raw, "licenses")
    if len(names) > 1:
        return "other"
    return names[0].lower().removesuffix("-only").removesuffix("-or-later") if names else ""


def _date(raw: Json, key: str) -> datetime | None:
    """Return a date, or None for the year 1, which is what Go writes for no date."""
    read = answers.moment(raw, key)
    return None if read is None or read.year < 1970 else read


def _total(headers: Mapping[str, str]) -> int | None:
    said = headers.get("X-Total-Count", "")
    return int(said) if said.isdecimal() and len(said) < 12 else None


def _goes_on(headers: Mapping[str, str], items: list[Json], reached: int, total: int | None) -> bool:
    """Tell whether there is a page after this one, where `reached` items would end if all pages were full."""
    link = headers.get("Link", "")
    if 'rel="next"' in link:
        return True
    if total is None:
        return not link and len(items) >= PAGE
    return bool(items) and reached < total


def _check_progress(items: list[Json], seen: set[str], where: str, number: int) -> None:
    """Refuse a page that brings nothing new: the server would give it for ever."""
    new = {answers.identity(item) for item in items} - seen
    if items and not new:
        raise ForgeError("the listing doesn't go on after {last}", source=where, last=number - 1)
    seen |= new
