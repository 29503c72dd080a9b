# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Bitbucket Data Center (formerly Server, formerly Stash): projects, and the personal projects `~user`.

It counts nothing and dates nothing: the end of a listing is what proves that it is whole, and branches, dates and
languages are read from Git. Source: Atlassian's « Bitbucket Data Center REST API », 1.0 (`/projects`, `/repos`,
paged answers).
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from urllib.parse import quote

from scanner.errors import ForgeError
from scanner.forges import answers
from scanner.forges.answers import Json
from scanner.forges.api import Api, ApiClient, no_such_owner
from scanner.forges.interface import MAX_PAGES, PAGE_SIZE, Page, Settings, endless
from scanner.forges.transport import open_adapter
from scanner.hosts import is_login
from scanner.models import Forge, Owner, OwnerKind, Repository, SourceEntry, Visibility

_KINDS = {"NORMAL": OwnerKind.ORGANIZATION, "PERSONAL": OwnerKind.USER}


def open_client(entry: SourceEntry, settings: Settings) -> "BitbucketServerClient":
    """Return a client; opens no socket yet. Raises as `access_to` does."""
    return BitbucketServerClient(entry.forge, Api(open_adapter(entry, settings), "/rest/api/1.0"))


class BitbucketServerClient(ApiClient):
    """Lists projects, personal ones, or a whole instance."""

    def __init__(self, forge: Forge, api: Api) -> None:
        super().__init__(api)
        self._forge = forge

    def list_owner(self, login: str, after: str = "") -> Iterator[Page]:
        """Yield the pages of a project, by its key."""
        path = f"/projects/{quote(login, safe='~')}"
        raw = self._api.find(path)
        if raw is None:
            raise no_such_owner(login, self._forge.url)
        yield Page(owners=tuple(answers.made([raw], self._owner, "key")[0]))
        yield from self._repositories(f"{path}/repos", {}, after)

    def list_all(self, after: str = "") -> Iterator[Page]:
        """Yield the pages of all repositories that may be read; archived ones are told only to those who ask (8.0)."""
        yield from self._repositories("/repos", {"archived": "ALL"}, after)

    def list_moved(self, login: str, since: datetime) -> Iterator[Page]:
        """Never called: no listing tells dates."""
        raise NotImplementedError

    def find(self, forge_id: str) -> Repository | None:  # noqa: ARG002 - it can't be asked
        """Return None: repositories are found by their name only."""
        return None

    def _repositories(self, path: str, query: Mapping[str, str], after: str) -> Iterator[Page]:
        start = int(after) if after.isdecimal() else 0
        for _ in range(MAX_PAGES):
            answer = self._api.get(path, {**query, "limit": str(PAGE_SIZE), "start": str(start)}).one
            onward = None if answers.flag(answer, "isLastPage") else answers.number(answer, "nextPageStart")
            yield self._page(answer)._replace(cursor="" if onward is None else str(onward))
            following = _next_start(answer, start, self._api.url + path)
            if following is None:
                return
            start = following
        raise endless(self._api.url + path)

    # --- answers → nouns -------------------------------------------------------------------------------------------

    def _page(self, answer: Json) -> Page:
        items = answers.objects(answer.get("values"), self._api.url)
        projects = {answers.text(one, "key"): one for one in (answers.part(item, "project") for item in items)}
        owners = answers.made(list(projects.values()), self._owner, "key")[0]
        repositories, skipped = answers.made(items, self._repository, "slug")
        return Page(tuple(owners), tuple(repositories), tuple(skipped))

    def _owner(self, raw: Json) -> Owner:
        login = answers.text(raw, "key")
        if not is_login(login, nested=False):
            raise answers.Unusable("its name isn't one that can be used safely as a path")
        return Owner(
            host=self._forge.host,
            login=login,
            kind=_KINDS.get(answers.text(raw, "type"), OwnerKind.UNKNOWN),
            forge_id=answers.identity(raw),
            name=answers.text(raw, "name"),
            html_url=_self_link(raw) or f"{self._forge.url}/projects/{login}",
            description=answers.text(raw, "description"),
        )

    def _repository(self, raw: Json) -> Repository:
        if raw.get("scmId", "git") != "git":
            raise answers.Unusable("it isn't a Git repository")
        project = answers.part(raw, "project")
        owner, name = answers.path_of({"path": f"{answers.text(project, 'key')}/{answers.text(raw, 'slug')}"}, "path")
        path = f"scm/{owner.lower()}/{name}"
        return Repository(
            host=self._forge.host,
            owner=owner,
            name=name,
            full_name=f"{owner}/{name}",
            forge_id=answers.identity(raw),
            html_url=_self_link(raw) or f"{self._forge.url}/projects/{owner}/repos/{name}",
            clone_url=answers.clone_url(_clone(raw), "href", self._forge, self._api.adapter.api, path),
            visibility=_visibility(raw, project),
            description=answers.text(raw, "description"),
            default_branch=answers.text(raw, "defaultBranch"),
            fork=bool(answers.part(raw, "origin")),
            archived=answers.flag(raw, "archived"),
        )


def _visibility(raw: Json, project: Json) -> Visibility:
    """Return the visibility; a public project opens all its repositories."""
    opened = answers.flag(raw, "public") or answers.flag(project, "public")
    return Visibility.PUBLIC if opened else Visibility.PRIVATE


def _clone(raw: Json) -> Json:
    """Return the link to clone over HTTP."""
    return next((one for one in _links(raw, "clone") if answers.text(one, "name") in ("http", "https")), {})


def _self_link(raw: Json) -> str:
    """Return the address for people, which is that of the repository rather than of its files."""
    return answers.link(next(iter(_links(raw, "self")), {}), "href").removesuffix("/browse")


def _links(raw: Json, name: str) -> list[Json]:
    said = answers.part(raw, "links").get(name)
    return [one for one in said if isinstance(one, dict)] if isinstance(said, list) else []


def _next_start(answer: Json, start: int, where: str) -> int | None:
    """Return where the next page begins, None after the last one; pages may have gaps, but never go back."""
    if answer.get("isLastPage") is True:
        return None
    following = answers.number(answer, "nextPageStart")
    if following is None or following <= start:
        raise ForgeError("the listing doesn't go on after {last}", source=where, last=start)
    return following
