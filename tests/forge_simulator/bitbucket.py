# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Mocks of the two Bitbuckets: Cloud (`/2.0`) and Data Center (`/rest/api/1.0`).

Cloud: 10 items a page unless asked for up to 100, addresses of next pages, sizes. Data Center: 25 items a page,
`isLastPage` and `nextPageStart`, no count, archived repositories of the whole instance for those who ask. Answers
follow Atlassian's OpenAPI description of Cloud (`paginated_repositories`, `workspace`) and its REST reference of Data
Center.
"""

from urllib.parse import unquote, urlencode

from tests.forge_simulator.samples import Json, names
from tests.forge_simulator.server import Answer, Asked


class BitbucketCloud:
    """Workspaces and their repositories."""

    prefix = "/2.0"

    def __init__(self, url: str) -> None:
        self.url = url
        self.workspaces: dict[str, Json] = {}
        self.repositories: list[Json] = []

    def add(self, slug: str, *, public: int = 0, private: int = 0, kind: str = "team") -> None:
        number = len(self.workspaces) + 1
        workspace: Json = {"type": "workspace", "uuid": _uuid(number), "slug": slug, "name": slug.title()}
        self.workspaces[slug] = workspace | {
            "is_private": False,
            "created_on": "2018-11-14T19:15:05.058566+00:00",
            "links": {"avatar": {"href": f"https://bitbucket.org/workspaces/{slug}/avatar/"}},
        }
        for name, visibility in names(public, private):
            number = len(self.repositories) + 1000
            self.repositories.append(_cloud_repository(number, workspace, kind, name, visibility))

    def refusal(self) -> Answer:
        return Answer(
            401, {"type": "error", "error": {"message": "Token is invalid or not supported for this endpoint."}}
        )

    def answer(self, asked: Asked, known: bool) -> Answer:
        parts = [unquote(part) for part in asked.path.removeprefix(self.prefix).strip("/").split("/")]
        shown = [one for one in self.repositories if known or not one["is_private"]]
        match parts:
            case ["workspaces", slug] if slug in self.workspaces:
                return Answer(200, self.workspaces[slug])
            case ["repositories", slug] if slug in self.workspaces:
                return self._page(asked, [one for one in shown if one["workspace"]["slug"] == slug])
            case ["repositories", "{}", uuid]:
                for one in shown:
                    if one["uuid"] == uuid:
                        return Answer(200, one)
        return Answer(404, {"type": "error", "error": {"message": "No workspace with identifier here."}})

    def _page(self, asked: Asked, items: list[Json]) -> Answer:
        sort = asked.query.get("sort", "created_on")
        items = sorted(items, key=lambda one: str(one[sort.removeprefix("-")]), reverse=sort.startswith("-"))
        size = min(100, int(asked.query.get("pagelen", 10)))
        number = int(asked.query.get("page", 1))
        content: Json = {"values": items[(number - 1) * size : number * size], "pagelen": size, "page": number}
        content["size"] = len(items)
        if number * size < len(items):
            content["next"] = f"https://api.bitbucket.org{asked.path}?{urlencode(asked.query | {'page': number + 1})}"
        return Answer(200, content)


class BitbucketServer:
    """Projects, personal ones too, and their repositories."""

    prefix = "/rest/api/1.0"

    def __init__(self, url: str) -> None:
        self.url = url
        self.projects: dict[str, Json] = {}
        self.repositories: list[Json] = []

    def add(self, key: str, *, public: int = 0, private: int = 0) -> None:
        personal = key.startswith("~")
        project: Json = {"key": key, "id": len(self.projects) + 1, "name": key.title(), "public": False}
        project |= {"type": "PERSONAL" if personal else "NORMAL", "description": f"Le projet {key}"}
        home = f"{self.url}/users/{key[1:]}" if personal else f"{self.url}/projects/{key}"
        self.projects[key] = project | {"links": {"self": [{"href": home}]}}
        for name, visibility in names(public, private):
            number = len(self.repositories) + 500
            self.repositories.append(_server_repository(self.url, number, self.projects[key], home, name, visibility))

    def refusal(self) -> Answer:
        return Answer(401, {"errors": [{"context": None, "message": "Authentication failed.", "exceptionName": None}]})

    def answer(self, asked: Asked, known: bool) -> Answer:
        parts = [unquote(part) for part in asked.path.removeprefix(self.prefix).strip("/").split("/")]
        shown = [one for one in self.repositories if known or one["public"] or one["project"]["public"]]
        match parts:
            case ["repos"]:
                archived = asked.query.get("archived") == "ALL"
                return self._page(asked, [one for one in shown if archived or not one["archived"]])
            case ["projects", key] if key in self.projects:
                return Answer(200, self.projects[key])
            case ["projects", key, "repos"] if key in self.projects:
                return self._page(asked, [one for one in shown if one["project"]["key"] == key])
        name = "com.atlassian.bitbucket.project.NoSuchProjectException"
        return Answer(404, {"errors": [{"context": None, "message": "No such project.", "exceptionName": name}]})

    def _page(self, asked: Asked, items: list[Json]) -> Answer:
        size, start = int(asked.query.get("limit", 25)), int(asked.query.get("start", 0))
        chosen = items[start : start + size]
        content: Json = {"size": len(chosen), "limit": size, "start": start, "values": chosen}
        last = start + size >= len(items)
        return Answer(200, content | {"isLastPage": last} | ({} if last else {"nextPageStart": start + size}))


def _uuid(number: int) -> str:
    return f"{{00000000-0000-4000-8000-{number:012x}}}"


def _cloud_repository(number: int, workspace: Json, kind: str, name: str, visibility: str) -> Json:
    full_name = f"{workspace['slug']}/{name}"
    return {
        "type": "repository",
        "uuid": _uuid(number),
        "full_name": full_name,
        "name": name,
        "slug": name,
        "description": f"Le dépôt {name}",
        "scm": "git",
        "website": "https://example.org",
        "owner": {"type": kind, "display_name": workspace["name"], "uuid": workspace["uuid"]},
        "workspace": workspace,
        "project": {"type": "project", "key": "PROJ", "name": "Un projet"},
        "is_private": visibility == "private",
        "fork_policy": "allow_forks",
        "created_on": f"2019-01-01T00:00:{number % 60:02d}.{number:06d}+00:00",
        "updated_on": "2024-05-06T07:08:09.123456+00:00",
        "size": 131_072,
        "language": "python",
        "has_issues": False,
        "has_wiki": False,
        "mainbranch": {"type": "branch", "name": "main"},
        "links": {
            "html": {"href": f"https://bitbucket.org/{full_name}"},
            "clone": [{"name": "https", "href": f"https://agent@bitbucket.org/{full_name}.git"}],
        },
    }


def _server_repository(url: str, number: int, project: Json, home: str, name: str, visibility: str) -> Json:
    path = f"{project['key'].lower()}/{name}"
    return {
        "slug": name,
        "id": number,
        "name": name.title(),
        "description": f"Le dépôt {name}",
        "hierarchyId": f"{number:020x}",
        "scmId": "git",
        "state": "AVAILABLE",
        "statusMessage": "Available",
        "forkable": True,
        "project": project,
        "public": visibility == "public",
        "archived": False,
        "links": {
            "clone": [
                {"href": f"ssh://git@127.0.0.1:7999/{path}.git", "name": "ssh"},
                {"href": f"{url}/scm/{path}.git", "name": "http"},
            ],
            "self": [{"href": f"{home}/repos/{name}/browse"}],
        },
    }
