# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A mock of GitHub's API: `Link` headers, 404 for what a token may not see, closed repositories for token holders only.

Answers follow GitHub's published OpenAPI description (`minimal-repository`, `organization-full`, `public-user`).
"""

import json
from urllib.parse import unquote, urlencode

from tests.forge_simulator.samples import Json, github_account, github_repository, names
from tests.forge_simulator.server import Answer, Asked

FILES = {
    "root": ["README.md", "LICENSE", "publiccode.yml", "src"],
    "docs": ["CONTRIBUTING.md"],
    "github": None,
    "licenses": None,
}
"""The files that GraphQL tells of every repository, by the alias of the folder in our query; None = no such folder."""


class GitHub:
    """Accounts and their repositories."""

    prefix = "/"

    def __init__(self, url: str, user: str) -> None:
        self.url = url
        self.user = user
        self.accounts: dict[str, Json] = {}
        self.repositories: list[Json] = []

    def add(self, login: str, *, public: int, private: int, kind: str) -> None:
        self.accounts[login] = github_account(self.url, len(self.accounts) + 1, login, kind)
        for name, visibility in names(public, private):
            number = len(self.repositories) + 1
            self.repositories.append(github_repository(self.url, number, self.accounts[login], name, visibility))

    def refusal(self) -> Answer:
        return Answer(401, {"message": "Bad credentials"})

    def answer(self, asked: Asked, known: bool) -> Answer:
        parts = [unquote(part) for part in asked.path.strip("/").split("/")]
        if parts == ["graphql"]:
            return self._graphql(json.loads(asked.body), known)
        found = self._found(parts, asked.query, known)
        if found is None:
            return Answer(404, {"message": "Not Found"})
        return found if isinstance(found, Answer) else self._page(asked, found)

    def _found(self, parts: list[str], query: dict[str, str], known: bool) -> Answer | list[Json] | None:  # noqa: PLR0911 - a route each
        match parts:
            case ["orgs" | "users" as where, login] if self._is_account(login, where):
                return Answer(200, self._account(login, known))
            case ["orgs" | "users" as where, login, "repos"] if self._is_account(login, where):
                return _sorted(self._repositories_of(login, known and where == "orgs"), query)
            case ["user"] if self.user in self.accounts:
                return (
                    Answer(200, self._account(self.user, True))
                    if known
                    else Answer(401, {"message": "Requires authentication"})
                )
            case ["user", "repos"] if known:
                return _sorted(self._repositories_of(self.user, True), query)
            case ["repositories", number]:
                return next((Answer(200, one) for one in self._seen(known) if str(one["id"]) == number), None)
            case ["users"]:
                return [one for one in self.accounts.values() if one["id"] > int(query.get("since", 0))]
        return None

    def _is_account(self, login: str, where: str) -> bool:
        account = self.accounts.get(login)
        return account is not None and (where == "users" or account["type"] == "Organization")

    def _account(self, login: str, known: bool) -> Json:
        closed = len(self._repositories_of(login, True)) - len(self._repositories_of(login, False))
        more = {"public_repos": len(self._repositories_of(login, False))}
        return (
            self.accounts[login]
            | more
            | ({"total_private_repos": closed, "owned_private_repos": closed} if known else {})
        )

    def _repositories_of(self, login: str, known: bool) -> list[Json]:
        return [one for one in self._seen(known) if one["owner"]["login"] == login]

    def _seen(self, known: bool) -> list[Json]:
        return [one for one in self.repositories if known or not one["private"]]

    def _graphql(self, asked: Json, known: bool) -> Answer:
        if not known:
            return Answer(401, {"message": "This endpoint requires you to be authenticated."})
        by_node = {one["node_id"]: one for one in self.repositories}
        return Answer(200, {"data": {"nodes": [_node(by_node.get(node)) for node in asked["variables"]["ids"]]}})

    def _page(self, asked: Asked, items: list[Json]) -> Answer:
        size = min(100, int(asked.query.get("per_page", 30)))
        number = int(asked.query.get("page", 1))
        chosen = items[(number - 1) * size : number * size]
        headers = {}
        if number * size < len(items):
            onward = {"since": chosen[-1]["id"]} if asked.path == "/users" else {"page": number + 1}
            headers["Link"] = f'<{self.url}{asked.path}?{urlencode(asked.query | onward)}>; rel="next"'
        return Answer(200, chosen, headers)


def _sorted(items: list[Json], query: dict[str, str]) -> list[Json]:
    key = {"updated": "updated_at", "pushed": "pushed_at", "created": "created_at"}.get(query.get("sort", ""), "")
    return sorted(items, key=lambda one: one[key], reverse=query.get("direction") != "asc") if key else items


def _node(repository: Json | None) -> Json | None:
    if repository is None:
        return None
    trees = {alias: _tree(names) for alias, names in FILES.items()}
    return trees | {
        "id": repository["node_id"],
        "watchers": {"totalCount": 7},
        "languages": {"nodes": [{"name": "Python"}, {"name": "HTML"}]},
    }


def _tree(names: list[str] | None) -> Json | None:
    if names is None:
        return None
    return {"entries": [{"name": name, "type": "blob" if "." in name or name.isupper() else "tree"} for name in names]}
