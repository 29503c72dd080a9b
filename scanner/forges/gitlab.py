# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""GitLab, gitlab.com or any other, through python-gitlab.

Its requests are used page by page: its iterators hide how many items the forge announces, and follow addresses that
the forge gives. Source: GitLab's « REST API », projects, groups and users; pagination by offset and by keyset.
"""

import contextlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

import gitlab

from scanner.forges import answers, id_ranges, numbered
from scanner.forges.answers import Json
from scanner.forges.id_ranges import IdRange
from scanner.forges.interface import PAGE_SIZE, OwnerNotFound, Page, Settings
from scanner.forges.numbered import Numbered
from scanner.forges.transport import ForgeAdapter, new_session, open_adapter, user_agent
from scanner.models import Forge, Owner, OwnerKind, Repository, Skipped, SourceEntry, Visibility

_KINDS = {"group": OwnerKind.ORGANIZATION, "user": OwnerKind.USER}
_VISIBILITIES = frozenset(Visibility)
_BY_ID = {"order_by": "id", "sort": "asc"}
_NEWEST_FIRST = {"order_by": "id", "sort": "desc"}
"""An order that doesn't change during a listing; what is created meanwhile comes before it."""

_OF_GROUP = {"include_subgroups": "true", "with_shared": "false"}

Query = dict[str, str]
Answer = tuple[Mapping[str, str], list[Json]]


def open_client(entry: SourceEntry, settings: Settings) -> "GitLabClient":
    """Return a client; opens no socket yet. Raises as `access_to` does."""
    return GitLabClient(entry.forge, open_adapter(entry, settings))


class GitLabClient:
    """Lists groups with their subgroups, users, or a whole instance."""

    def __init__(self, forge: Forge, adapter: ForgeAdapter) -> None:
        self._forge = forge
        self._api = adapter.api
        self._adapter = adapter
        self._gitlab = gitlab.Gitlab(adapter.api, session=new_session(adapter), user_agent=user_agent(), timeout=60)

    @property
    def anonymous(self) -> bool:
        """Tell whether no token is used."""
        return self._adapter.anonymous

    @property
    def requests(self) -> int:
        """Return how many requests were sent."""
        return self._adapter.requests

    @property
    def _clock(self) -> str:
        """Return the date that follows a project: readers without token are told of its activity only."""
        return "last_activity_at" if self.anonymous else "updated_at"

    def tells_moves(self, login: str) -> bool:  # noqa: ARG002 - so of any
        """Tell whether moves can be asked for."""
        return True

    def is_steady(self, login: str) -> bool:
        """Tell whether nothing can slip between two pages: a whole instance is listed by ids."""
        return not login

    def close(self) -> None:
        """Close connections."""
        self._gitlab.session.close()

    def list_owner(self, login: str, after: str = "") -> Iterator[Page]:
        """Yield the pages of a group and of its subgroups, else of a user's own projects; a cursor is a page's."""
        group = self._one(f"/groups/{quote(login, safe='')}", {"with_projects": "false"})
        if group is None:
            yield from self._list_user(login, after)
            return
        root = f"/groups/{answers.identity(group)}"
        if not after:
            yield Page(owners=(self._group(group),))
            for subgroups in self._descendants(root):
                yield Page(owners=tuple(answers.made(subgroups, self._group, "full_path")[0]))
        yield from self._projects(f"{root}/projects", _OF_GROUP | _NEWEST_FIRST, after)

    def list_all(self, after: str = "") -> Iterator[Page]:
        """Yield the pages of the whole instance: its groups, then all projects that may be seen, by their ids."""
        ranges = id_ranges.from_text(after)
        if not after:
            for page in self._by_number("/groups", {"all_available": "true"}):
                yield Page(owners=tuple(answers.made(page.items, self._group, "full_path")[0]))
            headers, newest = self._get("/projects", {"per_page": "1", **_NEWEST_FIRST})
            total = _total(headers)
            yield Page(expected=total)
            last = max((answers.number(item, "id") or 0 for item in newest), default=0)
            few = total is not None and total <= PAGE_SIZE * id_ranges.AT_ONCE
            ranges = id_ranges.cut(last, 1 if few else id_ranges.AT_ONCE)
        archived = self._archived("/projects", {}) if self.anonymous else frozenset[str]()
        for batch in id_ranges.side_by_side(self._after, ranges, f"{self._api}/api/v4/projects"):
            yield self._page(batch.items, archived, batch.skipped)._replace(cursor=id_ranges.to_text(batch.left))

    def list_moved(self, login: str, since: datetime) -> Iterator[Page]:
        """Yield the projects that changed last, first; the first page has the count of all."""
        order = {"order_by": self._clock, "sort": "desc"}
        if not login:
            path, query = "/projects", order
        elif (group := self._one(f"/groups/{quote(login, safe='')}", {"with_projects": "false"})) is None:
            path, query = f"/users/{quote(login, safe='')}/projects", order
        else:
            yield Page(owners=(self._group(group),))
            path, query = f"/groups/{answers.identity(group)}/projects", _OF_GROUP | order
        archived = self._archived(path, query) if self.anonymous else frozenset[str]()
        for page in self._by_number(path, query):
            expected = _total(page.headers) if page.number == 1 else None
            yield self._page(page.items, archived, page.skipped)._replace(expected=expected)
            if answers.reaches(page.items, self._clock, since):
                return

    def find(self, forge_id: str) -> Repository | None:
        """Return the project with this id, under its path of today."""
        found = self._one(f"/projects/{forge_id}", {}) if forge_id.isdecimal() else None
        return answers.one_made(found, lambda raw: self._project(raw, None), "path_with_namespace")

    def _list_user(self, login: str, after: str) -> Iterator[Page]:
        try:
            yield from self._projects(f"/users/{quote(login, safe='')}/projects", dict(_NEWEST_FIRST), after)
        except OwnerNotFound as error:
            mend = "check its name, and that the token may see it"
            raise OwnerNotFound("no such owner: {login}", source=self._forge.url, mend=mend, login=login) from error

    def _descendants(self, root: str) -> Iterator[list[Json]]:
        """Yield the subgroups of a group at any depth; a GitLab before 13.5 doesn't tell them."""
        with contextlib.suppress(OwnerNotFound):
            for page in self._by_number(f"{root}/descendant_groups", {}):
                yield page.items

    # --- pages of projects -----------------------------------------------------------------------------------------

    def _projects(self, path: str, query: Query, after: str) -> Iterator[Page]:
        archived = self._archived(path, query) if self.anonymous else frozenset[str]()
        first = int(after or 0) + 1
        for page in self._by_number(path, query, first):
            expected = _total(page.headers) if page.number == first and not after else None
            made = self._page(page.items, archived, page.skipped)
            yield made._replace(expected=expected, cursor=str(page.number))

    def _page(self, items: list[Json], archived: frozenset[str], left: tuple[Skipped, ...] = ()) -> Page:
        taken, skipped = answers.made(items, lambda raw: self._project(raw, archived), "path_with_namespace")
        said = {answers.text(raw, "path_with_namespace").rpartition("/")[0]: raw for raw in items}
        owners = [self._namespace(said[owner], owner) for owner in dict.fromkeys(one.owner for one in taken)]
        newest = answers.newest(items, self._clock)
        return Page(tuple(owners), tuple(taken), (*skipped, *left), newest=newest)

    def _archived(self, path: str, query: Query) -> frozenset[str]:
        """Return the ids of archived projects: what a reader without token isn't told of each, but may filter on."""
        pages = self._by_number(path, query | {"archived": "true", "simple": "true", **_BY_ID})
        return frozenset(answers.identity(item) for page in pages for item in page.items)

    # --- requests --------------------------------------------------------------------------------------------------

    def _by_number(self, path: str, query: Query, first: int = 1) -> Iterator[Numbered]:
        def ask(number: int, size: int) -> Answer:
            return self._get(path, query | {"per_page": str(size), "page": str(number)})

        return numbered.pages(ask, f"{self._api}/api/v4{path}", first)

    def _after(self, asked: IdRange, size: int) -> list[Json]:
        """Return a page by keyset: its cost doesn't grow, and any number of projects can be listed."""
        before = {"id_before": str(asked.before)} if asked.before else {}
        by_key = {"pagination": "keyset", "per_page": str(size), "id_after": str(asked.after), **_BY_ID}
        return self._get("/projects", by_key | before)[1]

    def _get(self, path: str, query: Query) -> Answer:
        headers, answer = self._ask(path, query)
        return headers, answers.objects(answer, f"{self._api}/api/v4{path}")

    def _one(self, path: str, query: Query) -> Json | None:
        try:
            return answers.objects([self._ask(path, query)[1]], f"{self._api}/api/v4{path}")[0]
        except OwnerNotFound:
            return None

    def _ask(self, path: str, query: Query) -> tuple[Mapping[str, str], object]:
        try:
            response = self._gitlab.http_request("get", path, query_data=query, obey_rate_limit=False)
        except gitlab.GitlabHttpError as error:
            raise OwnerNotFound("nothing is there", source=f"{self._api}/api/v4{path}") from error
        return response.headers, response.json()

    # --- answers → nouns -------------------------------------------------------------------------------------------

    def _group(self, raw: Json) -> Owner:
        parent, name = answers.path_of({"path": "x/" + answers.text(raw, "full_path")}, "path")
        login = f"{parent}/{name}".removeprefix("x/")
        return self._as_owner(raw, login, OwnerKind.ORGANIZATION)

    def _as_owner(self, raw: Json, login: str, kind: OwnerKind) -> Owner:
        return Owner(
            host=self._forge.host,
            login=login,
            kind=kind,
            forge_id=answers.identity(raw),
            name=answers.text(raw, "name"),
            html_url=answers.link(raw, "web_url") or f"{self._forge.url}/{login}",
            description=answers.text(raw, "description", "bio"),
            website=answers.link(raw, "website_url"),
            email=answers.text(raw, "public_email"),
            location=answers.text(raw, "location"),
            icon_url=answers.image(raw, "avatar_url", self._forge),
            followers=answers.number(raw, "followers"),
            created_at=answers.moment(raw, "created_at"),
        )

    def _namespace(self, raw: Json, login: str) -> Owner:
        """Return what a project says of its owner; its id is the namespace's, which isn't a user's id."""
        said = dict(answers.part(raw, "namespace"))
        kind = _KINDS.get(answers.text(said, "kind"), OwnerKind.UNKNOWN)
        if kind is not OwnerKind.ORGANIZATION:
            said.pop("id", None)
        return self._as_owner(said, login, kind)

    def _project(self, raw: Json, archived: frozenset[str] | None) -> Repository:
        owner, name = answers.path_of(raw, "path_with_namespace")
        full_name = f"{owner}/{name}"
        return Repository(
            host=self._forge.host,
            owner=owner,
            name=name,
            full_name=full_name,
            forge_id=answers.identity(raw),
            html_url=answers.link(raw, "web_url") or f"{self._forge.url}/{full_name}",
            clone_url=answers.clone_url(raw, "http_url_to_repo", self._forge, self._api, full_name),
            visibility=self._visibility(raw),
            description=answers.text(raw, "description"),
            default_branch=answers.text(raw, "default_branch"),
            license_key=answers.text(answers.part(raw, "license"), "key").lower(),
            topics=answers.words(raw, "topics", "tag_list"),
            fork=None if self.anonymous else "forked_from_project" in raw,
            archived=_archived(raw, archived),
            stars=answers.number(raw, "star_count"),
            forks=answers.number(raw, "forks_count"),
            open_issues=answers.number(raw, "open_issues_count"),
            created_at=answers.moment(raw, "created_at"),
            updated_at=answers.moment(raw, "last_activity_at", "updated_at"),
        )

    def _visibility(self, raw: Json) -> Visibility:
        """Return the visibility; GitLab doesn't tell it to readers without token, who see public projects only."""
        said = answers.text(raw, "visibility")
        if said in _VISIBILITIES:
            return Visibility(said)
        return Visibility.PUBLIC if self.anonymous else Visibility.PRIVATE


def _archived(raw: Json, archived: frozenset[str] | None) -> bool | None:
    """Return whether a project is archived, as it says or as the list of those says; None where neither does."""
    if "archived" in raw:
        return answers.flag(raw, "archived")
    return None if archived is None else answers.identity(raw) in archived


def _total(headers: Mapping[str, Any]) -> int | None:
    """Return GitLab's count, which it gives up to 10 000."""
    said = str(headers.get("X-Total", ""))
    return int(said) if said.isdecimal() else None
