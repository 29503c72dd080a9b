# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""SourceHut (git.sr.ht or another instance), by its GraphQL API, which answers to token holders only.

It counts nothing, and its lists come by date of change, newest first: what moves while a list is read is asked for
again at its end. Unlisted repositories are shown to their owner, and count as internal: those who know the address
may read them, but nobody is told. Sources: git.sr.ht's `schema.graphqls`; man.sr.ht, « GraphQL » (25 items a page,
complexity of at most 200).
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from scanner.errors import ForgeAuthError, ForgeError
from scanner.forges import answers
from scanner.forges.access import variable_of
from scanner.forges.answers import Json
from scanner.forges.api import Api, ApiClient, no_such_owner
from scanner.forges.interface import MAX_PAGES, Page, Settings, endless
from scanner.forges.transport import open_adapter
from scanner.hosts import is_segment
from scanner.models import Forge, Owner, OwnerKind, Repository, SourceEntry, Visibility

PAGE = 18
"""Repositories a page: a query costs 10 a repository (its fields) and 7 more, of 200 that are allowed."""
_FIELDS = "rid name description visibility created updated HEAD { name }"
_LIST = f"""query ($name: String!, $cursor: Cursor, $filter: Filter) {{
  user(username: $name) {{
    id canonicalName url location bio created
    repositories(cursor: $cursor, filter: $filter) {{ cursor results {{ {_FIELDS} }} }}
  }}
}}"""
_FIND = f"query ($rid: ID!) {{ repository(rid: $rid) {{ {_FIELDS} owner {{ canonicalName }} }} }}"
_VISIBILITIES = {"PUBLIC": Visibility.PUBLIC, "UNLISTED": Visibility.INTERNAL}
_RID = re.compile(r"[\w.:-]{1,100}")


def open_client(entry: SourceEntry, settings: Settings) -> "SourceHutClient":
    """Return a client; opens no socket yet. Raises as `access_to` does."""
    return SourceHutClient(entry.forge, Api(open_adapter(entry, settings), ""))


class SourceHutClient(ApiClient):
    """Lists the repositories of accounts, which are named `~name`."""

    def __init__(self, forge: Forge, api: Api) -> None:
        super().__init__(api)
        self._forge = forge

    def is_steady(self, login: str) -> bool:  # noqa: ARG002 - so of any
        """Tell whether nothing can slip between two pages: they go by date."""
        return True

    def list_owner(self, login: str, after: str = "") -> Iterator[Page]:
        """Yield the pages of an account; a cursor says since when the list is read, and where it goes on."""
        began, _, cursor = after.partition(" ")
        seen: set[str] = set()
        for _ in range(MAX_PAGES):
            user = self._user(login, cursor)
            found = answers.part(user, "repositories")
            page = self._page(user, found)
            ids = {one.forge_id for one in page.repositories} - seen
            cursor = answers.text(found, "cursor")
            began = began or _stamp(found)
            if cursor and not ids and not page.skipped:
                raise ForgeError("the listing doesn't go on after {last}", source=self._api.url, last=len(seen))
            seen |= ids
            yield page._replace(cursor=f"{began} {cursor}" if cursor else "")
            if not cursor:
                break
        else:
            raise endless(self._api.url)
        if after or len(seen) > PAGE:
            yield from self._moved_meanwhile(login, began)

    def list_all(self, after: str = "") -> Iterator[Page]:  # noqa: ARG002 - all clients are asked alike
        """Refuse: SourceHut lists the repositories of one account at a time."""
        mend = "name its owners, as in {url}/~OWNER"
        raise ForgeError("{host} can't be taken whole", mend=mend, host=self._forge.host, url=self._forge.url)

    def list_moved(self, login: str, since: datetime) -> Iterator[Page]:
        """Never called: without a count, only a whole listing tells what is gone."""
        raise NotImplementedError

    def find(self, forge_id: str) -> Repository | None:
        """Return the repository that has this resource id, or None."""
        raw = answers.part(self._ask(_FIND, {"rid": forge_id}), "repository")
        if not raw:
            return None
        login = answers.text(answers.part(raw, "owner"), "canonicalName")
        return next(iter(answers.made([raw], lambda one: self._repository(one, login), "name")[0]), None)

    def _moved_meanwhile(self, login: str, began: str) -> Iterator[Page]:
        """Yield what changed since the listing began: it went to its head after that was read."""
        cursor = ""
        for _ in range(MAX_PAGES):
            user = self._user(login, cursor)
            found = answers.part(user, "repositories")
            page = self._page(user, found)
            moved = tuple(one for one in page.repositories if one.updated_at and one.updated_at.isoformat() > began)
            yield Page(repositories=moved)
            cursor = answers.text(found, "cursor")
            if not cursor or len(moved) < len(page.repositories) or not moved:
                return

    # --- requests --------------------------------------------------------------------------------------------------

    def _user(self, login: str, cursor: str) -> Json:
        """Return what is said of an account, with one page of its repositories; a cursor keeps its own page length."""
        where: Mapping[str, object] = {"cursor": cursor} if cursor else {"filter": {"count": PAGE}}
        user = answers.part(self._ask(_LIST, {"name": login.removeprefix("~"), **where}), "user")
        if not user:
            raise no_such_owner(login, self._forge.url)
        return user

    def _ask(self, query: str, variables: Mapping[str, object]) -> Json:
        if self.anonymous:
            mend = "set {variable} to a personal access token of this host"
            variable = variable_of("TOKEN", self._forge.host)
            raise ForgeAuthError("SourceHut answers to token holders only", mend=mend, variable=variable)
        answer = self._api.post("/query", {"query": query, "variables": dict(variables)}).one
        data = answers.part(answer, "data")
        errors = answer.get("errors")
        if isinstance(errors, list) and errors and not any(data.values()):
            said = answers.text(errors[0], "message")[:200] if isinstance(errors[0], dict) else ""
            mend = "check what this token may read"
            raise ForgeError("the forge refuses: {said}", source=self._api.url, mend=mend, said=said)
        return data

    # --- answers → nouns -------------------------------------------------------------------------------------------

    def _page(self, user: Json, found: Json) -> Page:
        owners, refused = answers.made([user], self._owner, "canonicalName")
        if refused:
            raise ForgeError("the answer isn't the owner that a forge's API gives", source=self._api.url)
        results = found.get("results")
        items = [one if isinstance(one, dict) else {} for one in results] if isinstance(results, list) else None
        login = owners[0].login
        make = answers.made(answers.objects(items, self._api.url), lambda one: self._repository(one, login), "name")
        return Page(tuple(owners), tuple(make[0]), tuple(make[1]))

    def _owner(self, raw: Json) -> Owner:
        login = answers.text(raw, "canonicalName")
        if not login.startswith("~") or not is_segment(login):
            raise answers.Unusable("its name isn't one that can be used safely as a path")
        return Owner(
            host=self._forge.host,
            login=login,
            kind=OwnerKind.USER,
            forge_id=answers.identity(raw),
            name=login,
            html_url=f"{self._forge.url}/{login}",
            description=answers.text(raw, "bio"),
            website=answers.link(raw, "url"),
            location=answers.text(raw, "location"),
            created_at=answers.moment(raw, "created"),
        )

    def _repository(self, raw: Json, login: str) -> Repository:
        owner, name = answers.path_of({"path": f"{login}/{answers.text(raw, 'name')}"}, "path")
        address = f"{self._forge.url}/{owner}/{name}"
        rid = answers.text(raw, "rid")
        return Repository(
            host=self._forge.host,
            owner=owner,
            name=name,
            full_name=f"{owner}/{name}",
            forge_id=rid if _RID.fullmatch(rid) else "",
            html_url=address,
            clone_url=address,
            visibility=_VISIBILITIES.get(answers.text(raw, "visibility"), Visibility.PRIVATE),
            description=answers.text(raw, "description"),
            default_branch=answers.text(answers.part(raw, "HEAD"), "name").removeprefix("refs/heads/"),
            created_at=answers.moment(raw, "created"),
            updated_at=answers.moment(raw, "updated"),
        )


def _stamp(found: Json) -> str:
    """Return the newest date of a first page, to compare others with; "" when it tells none."""
    results = found.get("results")
    items = [one for one in results if isinstance(one, dict)] if isinstance(results, list) else []
    newest = max((at for one in items if (at := answers.moment(one, "updated"))), default=None)
    return newest.isoformat() if newest else ""
