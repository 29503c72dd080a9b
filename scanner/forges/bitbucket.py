# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Bitbucket Cloud: the workspaces of bitbucket.org. Any other host of this kind is a `scanner.forges.bitbucket_server`.

Listings tell no star, fork, watcher, topic or licence, and no archive. Source: Atlassian's OpenAPI description of the
Bitbucket Cloud API, 2.0 (`paginated_repositories`, `repository`, `workspace`).
"""

import re
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import parse_qs, quote, urlsplit

from scanner.errors import ForgeAuthError, ForgeError
from scanner.forges import answers
from scanner.forges.answers import Json
from scanner.forges.api import Api, ApiClient, no_such_owner
from scanner.forges.interface import MAX_PAGES, PAGE_SIZE, OwnerNotFound, Page, Settings, endless
from scanner.forges.transport import open_adapter
from scanner.hosts import is_login
from scanner.models import Forge, Owner, OwnerKind, Repository, SourceEntry, Visibility

CLOUD = "bitbucket.org"
_KINDS = {"team": OwnerKind.ORGANIZATION, "user": OwnerKind.USER}
_UUID = re.compile(r"\{[0-9A-Fa-f-]{8,64}\}")
_MARK = re.compile(r"[\w=-]{1,500}")
_NEWEST_FIRST = "-created_on"
"""An order that doesn't change during a listing; what is created meanwhile comes before it."""


def open_client(entry: SourceEntry, settings: Settings) -> "BitbucketClient":
    """Return a client; opens no socket yet. Raises as `access_to` does."""
    return BitbucketClient(entry.forge, Api(open_adapter(entry, settings), "/2.0"))


class BitbucketClient(ApiClient):
    """Lists workspaces."""

    def __init__(self, forge: Forge, api: Api) -> None:
        super().__init__(api)
        self._forge = forge

    def tells_moves(self, login: str) -> bool:  # noqa: ARG002 - so of any
        """Tell whether moves can be asked for."""
        return True

    def list_owner(self, login: str, after: str = "") -> Iterator[Page]:
        """Yield the pages of a workspace."""
        yield from self._workspace(login)
        yield from self._repositories(login, _NEWEST_FIRST, after)

    def list_all(self, after: str = "") -> Iterator[Page]:  # noqa: ARG002 - all clients are asked alike
        """Refuse: everybody's repositories are on bitbucket.org."""
        mend = "name its workspaces, as in {url}/WORKSPACE"
        raise ForgeError("{host} can't be taken whole", mend=mend, host=self._forge.host, url=self._forge.url)

    def list_moved(self, login: str, since: datetime) -> Iterator[Page]:
        """Yield what changed at or after `since`, newest first, of one workspace."""
        for page in self._repositories(login, "-updated_on"):
            yield page._replace(cursor="")
            if any(one.updated_at and one.updated_at < since for one in page.repositories):
                return

    def find(self, forge_id: str) -> Repository | None:
        """Return the repository that has this UUID; an empty workspace stands for any."""
        if not _UUID.fullmatch(forge_id):
            return None
        raw = self._api.find(f"/repositories/{quote('{}')}/{quote(forge_id)}")
        return None if raw is None else next(iter(answers.made([raw], self._repository, "full_name")[0]), None)

    # --- requests --------------------------------------------------------------------------------------------------

    def _workspace(self, login: str) -> Iterator[Page]:
        """Yield what is told of a workspace; readers without a token may be told nothing, and list it all the same."""
        try:
            raw = self._api.get(f"/workspaces/{quote(login, safe='')}").one
        except OwnerNotFound as error:
            raise no_such_owner(login, self._forge.url) from error
        except ForgeAuthError:
            if not self.anonymous:
                raise
            return
        yield Page(owners=tuple(answers.made([raw], self._as_owner, "slug")[0]))

    def _repositories(self, login: str, order: str, after: str = "") -> Iterator[Page]:
        path = f"/repositories/{quote(login, safe='')}"
        mark = after or "1"
        done: set[str] = set()
        for _ in range(MAX_PAGES):
            if mark in done:
                raise ForgeError("the listing doesn't go on after {last}", source=self._api.url + path, last=mark)
            done.add(mark)
            answer = self._listed(login, path, {"pagelen": str(PAGE_SIZE), "sort": order, "page": mark})
            onward = _mark_of(answer)
            yield self._page(answer, first=mark == "1")._replace(cursor=onward)
            if not onward:
                return
            mark = onward
        raise endless(self._api.url + path)

    def _listed(self, login: str, path: str, query: dict[str, str]) -> Json:
        try:
            return self._api.get(path, query).one
        except OwnerNotFound as error:
            raise no_such_owner(login, self._forge.url) from error

    # --- answers → nouns -------------------------------------------------------------------------------------------

    def _page(self, answer: Json, *, first: bool) -> Page:
        items = answers.objects(answer.get("values"), self._api.url)
        repositories, skipped = answers.made(items, self._repository, "full_name")
        owners: dict[str, Owner] = {}
        for item in items:
            made = answers.made([item], self._owner, "full_name")[0]
            owners |= {one.login: one for one in made}
        expected = answers.number(answer, "size") if first else None
        return Page(tuple(owners.values()), tuple(repositories), tuple(skipped), expected)

    def _owner(self, item: Json) -> Owner:
        """Return the workspace that a repository names, which is a person's or a team's as its owner is."""
        workspace = dict(answers.part(item, "workspace"))
        workspace.setdefault("slug", _path_of(item)[0])
        kind = _KINDS.get(answers.text(answers.part(item, "owner"), "type"), OwnerKind.UNKNOWN)
        return self._as_owner(workspace, kind)

    def _as_owner(self, raw: Json, kind: OwnerKind = OwnerKind.UNKNOWN) -> Owner:
        login = answers.text(raw, "slug")
        if not is_login(login, nested=False):
            raise answers.Unusable("its name isn't one that can be used safely as a path")
        links = answers.part(raw, "links")
        return Owner(
            host=self._forge.host,
            login=login,
            kind=kind,
            forge_id=_uuid(raw),
            name=answers.text(raw, "name") or login,
            html_url=f"{self._forge.url}/{login}",
            icon_url=answers.image(answers.part(links, "avatar"), "href", self._forge),
            created_at=answers.moment(raw, "created_on"),
        )

    def _repository(self, raw: Json) -> Repository:
        if raw.get("scm", "git") != "git":
            raise answers.Unusable("it isn't a Git repository")
        owner, name = _path_of(raw)
        full_name = f"{owner}/{name}"
        size = answers.number(raw, "size")
        html = answers.part(answers.part(raw, "links"), "html")
        return Repository(
            host=self._forge.host,
            owner=owner,
            name=name,
            full_name=full_name,
            forge_id=_uuid(raw),
            html_url=answers.link(html, "href") or f"{self._forge.url}/{full_name}",
            clone_url=f"{self._forge.url}/{full_name}.git",
            visibility=Visibility.PUBLIC if raw.get("is_private") is False else Visibility.PRIVATE,
            description=answers.text(raw, "description"),
            homepage=answers.link(raw, "website"),
            default_branch=answers.text(answers.part(raw, "mainbranch"), "name"),
            language=answers.text(raw, "language"),
            fork=bool(answers.part(raw, "parent")),
            size_kb=None if size is None else size // 1024,
            created_at=answers.moment(raw, "created_on"),
            updated_at=answers.moment(raw, "updated_on"),
        )


def _uuid(raw: Json) -> str:
    said = answers.text(raw, "uuid")
    return said if _UUID.fullmatch(said) else ""


def _path_of(raw: Json) -> tuple[str, str]:
    """Return owner and name; where the whole name is missing, those of the clone address."""
    if raw.get("full_name"):
        return answers.path_of(raw, "full_name")
    clone = answers.part(raw, "links").get("clone")
    addresses = [answers.text(one, "href") for one in clone if isinstance(one, dict)] if isinstance(clone, list) else []
    path = next((urlsplit(one).path for one in addresses if one.startswith("https://")), "")
    return answers.path_of({"path": path.strip("/").removesuffix(".git")}, "path")


def _mark_of(answer: Json) -> str:
    """Return which page the forge names as the next one. Its address is never followed: it may lead elsewhere."""
    following = answers.text(answer, "next")
    mark = next(iter(parse_qs(urlsplit(following).query).get("page", [])), "") if following else ""
    if following and not _MARK.fullmatch(mark):
        raise ForgeError("the forge doesn't say which page is next", source=f"https://{CLOUD}")
    return mark
