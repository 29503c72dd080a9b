# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""GitHub and GitHub Enterprise, through PyGithub.

Its requester is used directly: PyGithub's objects call again for each attribute that a listing lacks.
Source: « GitHub REST API », repositories, organizations and users.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

import github
from github.Requester import HTTPRequestsConnectionClass, HTTPSRequestsConnectionClass, Requester

from scanner.errors import ForgeAuthError, ForgeBusy, ForgeError, ForgeUnreachable
from scanner.forges import answers, numbered
from scanner.forges.answers import Json
from scanner.forges.github_facts import completed
from scanner.forges.interface import MAX_PAGES, PAGE_SIZE, OwnerNotFound, Page, Settings, endless
from scanner.forges.numbered import Numbered
from scanner.forges.transport import ForgeAdapter, has_next, open_adapter, user_agent
from scanner.hosts import is_login
from scanner.models import Forge, Owner, OwnerKind, Repository, Skipped, SourceEntry, Visibility

_INJECTING = threading.Lock()
_VISIBILITIES = frozenset(Visibility)
_SHELVES = {
    "orgs": {"type": "all"},
    "users": {"type": "owner"},
    "user": {"affiliation": "owner", "visibility": "all"},
}
"""Where repositories are listed: an organisation's, a user's, those of the token's own user."""
_NEWEST_FIRST = {"sort": "created", "direction": "desc"}
"""An order that doesn't change during a listing; what is created meanwhile comes before it."""
_KINDS = {"organization": OwnerKind.ORGANIZATION, "user": OwnerKind.USER}


def open_client(entry: SourceEntry, settings: Settings) -> "GitHubClient":
    """Return a client; opens no socket yet. Raises as `access_to` does."""
    return GitHubClient(entry.forge, open_adapter(entry, settings), settings.notify)


class GitHubClient:
    """Lists organisations, users, or a whole GitHub Enterprise."""

    def __init__(self, forge: Forge, adapter: ForgeAdapter, notify: Callable[[str], None]) -> None:
        self._forge = forge
        self._notify = notify
        self._tells_no_more = False
        self._api = adapter.api
        self._adapter = adapter
        self._requester = _requester(adapter.api, adapter)
        self._own_login: str | None = None

    @property
    def anonymous(self) -> bool:
        """Tell whether no token is used."""
        return self._adapter.anonymous

    @property
    def requests(self) -> int:
        """Return how many requests were sent."""
        return self._adapter.requests

    def tells_moves(self, login: str) -> bool:
        """Tell whether moves can be asked for: a whole instance is listed account by account."""
        return bool(login)

    def is_steady(self, login: str) -> bool:  # noqa: ARG002 - so of any
        """Tell whether nothing can slip between two pages."""
        return False

    def close(self) -> None:
        """Close connections."""
        self._requester.close()

    def list_owner(self, login: str, after: str = "") -> Iterator[Page]:
        """Yield the pages of an organisation, else of a user; the token's own user with its closed repositories."""
        if after:
            shelf, _, number = after.partition(":")
            yield from self._repositories(shelf, login, int(number) + 1)
            return
        shelf, page = self._find_owner(login)
        yield page
        yield from self._repositories(shelf, page.owners[0].login)

    def list_moved(self, login: str, since: datetime) -> Iterator[Page]:
        """Yield the owner with its count, then its repositories, those that changed last first."""
        shelf, page = self._find_owner(login)
        yield page
        order = {"sort": "updated", "direction": "desc"}
        for each in self._pages(shelf, page.owners[0].login, order):
            yield self._page(each, since)
            if answers.reaches(each.items, "updated_at", since):
                return

    def list_all(self, after: str = "") -> Iterator[Page]:
        """Yield the pages of every organisation and user of an instance; a cursor is the account that was ended."""
        since = int(after or 0)
        for _ in range(MAX_PAGES):
            headers, answer = self._get("/users", {"since": str(since), "per_page": str(PAGE_SIZE)})
            owners = answers.objects(answer, self._api + "/users")
            for owner in owners:
                for page in self._if_there(answers.text(owner, "login")):
                    yield page._replace(cursor=str(since) if since else "")
                since = max(since, answers.number(owner, "id") or 0)
                yield Page(cursor=str(since))
            if not owners or not has_next(headers, len(owners), PAGE_SIZE):
                return
        raise endless(self._api + "/users")

    def find(self, forge_id: str) -> Repository | None:
        """Return the repository with this id, under its name of today."""
        found = self._one(f"/repositories/{forge_id}") if forge_id.isdecimal() else None
        return answers.one_made(found, self._repository, "full_name")

    def _find_owner(self, login: str) -> tuple[str, Page]:
        """Return where an owner's repositories are listed, and the page that tells of it."""
        shelf, owner = "orgs", self._one(f"/orgs/{login}")
        if owner is None:
            shelf, owner = "users", self._one(f"/users/{login}")
            if owner is None:
                mend = "check its name, and that the token may see it"
                raise OwnerNotFound("no such owner: {login}", source=self._forge.url, mend=mend, login=login)
            if self._is_own(login):
                shelf, owner = "user", self._one("/user") or owner
        return shelf, Page(owners=(self._owner(owner),), expected=_announced(owner))

    def _if_there(self, login: str) -> Iterator[Page]:
        if not is_login(login, nested=False):
            yield Page(skipped=(Skipped(what=login[:200], reason="its name can't be used safely as a path"),))
            return
        try:
            yield from self.list_owner(login)
        except OwnerNotFound as error:
            yield Page(skipped=(Skipped(what=login, reason=str(error)),))

    def _repositories(self, shelf: str, login: str, first: int = 1) -> Iterator[Page]:
        for page in self._pages(shelf, login, _NEWEST_FIRST, first):
            yield self._page(page)._replace(cursor=f"{shelf}:{page.number}")

    def _pages(self, shelf: str, login: str, order: dict[str, str], first: int = 1) -> Iterator[Numbered]:
        path = f"/{shelf}/repos" if shelf == "user" else f"/{shelf}/{login}/repos"

        def ask(number: int, size: int) -> tuple[Mapping[str, str], list[Json]]:
            query = _SHELVES[shelf] | order | {"per_page": str(size), "page": str(number)}
            headers, answer = self._get(path, query)
            return headers, answers.objects(answer, self._api + path)

        return numbered.pages(ask, self._api + path, first)

    def _page(self, page: Numbered, since: datetime | None = None) -> Page:
        """Make a page; of those older than `since`, the listing says enough."""
        items = page.items
        taken, skipped = answers.made(items, self._repository, "full_name")
        nodes = {answers.identity(item): answers.text(item, "node_id") for item in items}
        moved: list[tuple[str, Repository]] = []
        known: list[Repository] = []
        for one in taken:
            if since and one.updated_at and one.updated_at < since:
                known.append(one)
            else:
                moved.append((nodes.get(one.forge_id, ""), one))
        newest = answers.newest(items, "updated_at")
        return Page(repositories=(*self._completed(moved), *known), skipped=(*skipped, *page.skipped), newest=newest)

    def _completed(self, repositories: list[tuple[str, Repository]]) -> list[Repository]:
        plain = [repository for _, repository in repositories]
        if self.anonymous or self._tells_no_more:
            return plain
        try:
            return completed(self._ask, repositories)
        except (ForgeAuthError, ForgeUnreachable, ForgeBusy):
            raise
        except ForgeError as error:
            self._tells_no_more = True
            self._notify(f"{self._forge.host} tells no subscribers, languages and files to this token: {error}")
            return plain

    def _ask(self, query: str, variables: dict[str, Any]) -> object:
        where = self._requester.graphql_url
        try:
            return self._requester.requestJsonAndCheck("POST", where, input={"query": query, "variables": variables})[1]
        except github.GithubException as error:
            raise ForgeError("nothing is there", source=where) from error

    def _get(self, path: str, parameters: dict[str, str] | None = None) -> tuple[Mapping[str, str], object]:
        try:
            return self._requester.requestJsonAndCheck("GET", path, parameters)
        except github.GithubException as error:
            raise OwnerNotFound("nothing is there", source=self._api + path) from error

    def _one(self, path: str) -> Json | None:
        try:
            return answers.objects([self._get(path)[1]], self._api + path)[0]
        except OwnerNotFound:
            return None

    def _is_own(self, login: str) -> bool:
        if self._own_login is None:
            self._own_login = "" if self.anonymous else self._login_of_token()
        return self._own_login == login.lower()

    def _login_of_token(self) -> str:
        """Return the token's user; the token of an application or of a workflow has none, and is told so (403)."""
        try:
            return answers.text(self._one("/user") or {}, "login").lower()
        except ForgeError as error:
            if type(error) is ForgeError:
                return ""
            raise

    def _owner(self, raw: Json) -> Owner:
        login = _login(raw)
        return Owner(
            host=self._forge.host,
            login=login,
            kind=_KINDS.get(answers.text(raw, "type").lower(), OwnerKind.UNKNOWN),
            forge_id=answers.identity(raw),
            name=answers.text(raw, "name"),
            html_url=answers.link(raw, "html_url") or f"{self._forge.url}/{login}",
            description=answers.text(raw, "description", "bio"),
            website=answers.link(raw, "blog"),
            email=answers.text(raw, "email"),
            location=answers.text(raw, "location"),
            icon_url=answers.image(raw, "avatar_url", self._forge),
            followers=answers.number(raw, "followers"),
            is_verified=answers.flag(raw, "is_verified") if "is_verified" in raw else None,
            created_at=answers.moment(raw, "created_at"),
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
            clone_url=answers.clone_url(raw, "clone_url", self._forge, self._api, full_name),
            visibility=_visibility(raw),
            description=answers.text(raw, "description"),
            homepage=answers.link(raw, "homepage"),
            default_branch=answers.text(raw, "default_branch"),
            language=answers.text(raw, "language"),
            license_key=answers.text(answers.part(raw, "license"), "key").lower(),
            topics=answers.words(raw, "topics"),
            fork=answers.flag(raw, "fork"),
            template=answers.flag(raw, "is_template"),
            archived=answers.flag(raw, "archived"),
            stars=answers.number(raw, "stargazers_count"),
            forks=answers.number(raw, "forks_count"),
            subscribers=answers.number(raw, "subscribers_count"),
            open_issues=answers.number(raw, "open_issues_count"),
            size_kb=answers.number(raw, "size"),
            created_at=answers.moment(raw, "created_at"),
            updated_at=answers.moment(raw, "updated_at"),
            pushed_at=answers.moment(raw, "pushed_at"),
        )


def _login(raw: Json) -> str:
    login = answers.text(raw, "login")
    if is_login(login, nested=False):
        return login
    raise ForgeUnreachable("the answer isn't the owner that a forge's API gives", source=answers.text(raw, "url"))


def _announced(owner: Json) -> int | None:
    """Return how many repositories the owner has; closed ones are counted only for those who may see them."""
    public = answers.number(owner, "public_repos")
    closed = answers.number(owner, "owned_private_repos") or answers.number(owner, "total_private_repos") or 0
    return None if public is None else public + closed


def _visibility(raw: Json) -> Visibility:
    """Return the visibility; what doesn't say that it is public is closed."""
    said = answers.text(raw, "visibility")
    if said in _VISIBILITIES:
        return Visibility(said)
    return Visibility.PUBLIC if raw.get("private") is False else Visibility.PRIVATE


def _requester(api: str, adapter: ForgeAdapter) -> Requester:
    """Return PyGithub's requester with connections of ours.

    PyGithub takes connection classes for the whole process only, and keeps those it found when it was made.
    """

    class Plain(HTTPRequestsConnectionClass):
        def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - as PyGithub gives them
            super().__init__(*args, **options)
            self.session.mount("http://", adapter)

    class Secure(HTTPSRequestsConnectionClass):
        def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - as PyGithub gives them
            super().__init__(*args, **options)
            self.session.mount("https://", adapter)

    with _INJECTING:
        Requester.injectConnectionClasses(Plain, Secure)
        try:
            client = github.Github(
                base_url=api,
                user_agent=user_agent(),
                per_page=PAGE_SIZE,
                retry=None,
                seconds_between_requests=None,
                seconds_between_writes=None,
            )
        finally:
            Requester.resetConnectionClasses()
    return client.requester
