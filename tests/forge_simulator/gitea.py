# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A mock of the API of Gitea and Forgejo, and, with `is_gogs`, of Gogs.

Gitea: a search that counts (`X-Total-Count`, `Link`), pages that the server caps, 404 for what a token may not see.
Gogs: no count, links without their query, lists of an owner for token holders only and in one answer, empty bodies
with 404, tokens under the word `token` only. Answers follow Gitea's API description (`Repository`, `Organization`,
`User`) and Gogs's `api/v1/types`.
"""

from urllib.parse import unquote

from tests.forge_simulator.samples import DATE, Json, names
from tests.forge_simulator.server import Answer, Asked

_GITEA_ONLY = ("archived", "template", "topics", "licenses", "language", "internal", "link", "avatar_url")


class Gitea:
    """Organisations, users, and their repositories."""

    prefix = "/api/v1"

    def __init__(self, url: str, user: str) -> None:
        self.url = url
        self.user = user
        self.is_gogs = False
        self.page_cap = 50
        self.owners: list[Json] = []
        self.repositories: list[Json] = []

    def add(self, login: str, *, public: int = 0, private: int = 0, kind: str = "org") -> None:
        owner = _owner(self.url, len(self.owners) + 1, login, kind)
        self.owners.append(owner)
        for name, visibility in names(public, private):
            number = len(self.repositories) + 100
            self.repositories.append(_repository(self.url, number, owner, name, visibility))

    def refusal(self) -> Answer:
        return Answer(401, {"message": "user does not exist [uid: 0, name: ]", "url": f"{self.url}/api/swagger"})

    def answer(self, asked: Asked, known: bool) -> Answer:
        parts = [unquote(part) for part in asked.path.removeprefix(self.prefix).strip("/").split("/")]
        if self.is_gogs and known and not asked.headers["Authorization"].startswith("token "):
            return self.refusal()
        listed = self._listed(parts, asked.query, known)
        if listed is not None:
            return self._page(asked, listed)
        found = self._gogs_only(parts, known) if self.is_gogs else self._gitea_only(parts, known)
        if found is None and parts[0] in ("orgs", "users") and len(parts) == 2:
            found = self._account(*parts)
        if isinstance(found, Answer):
            return found
        missing: Json | str = "" if self.is_gogs else {"message": "not found", "url": self.url}
        return Answer(404, missing) if found is None else Answer(200, found)

    def _listed(self, parts: list[str], query: dict[str, str], known: bool) -> list[Json] | None:
        match parts:
            case ["repos", "search"]:
                return [] if self.is_gogs and not query.get("q") else self._searched(query, known)
            case ["orgs"] if not self.is_gogs:
                return [self._shown(one) for one in self.owners if one["kind"] == "org"]
        return None

    def _gogs_only(self, parts: list[str], known: bool) -> Answer | list[Json] | None:
        match parts:
            case ["orgs", _] | ["users", _, "repos"] if not known:
                return Answer(401, "")
            case ["users", login, "repos"]:
                return self._all_of(login)
        return None

    def _gitea_only(self, parts: list[str], known: bool) -> Json | None:
        match parts:
            case ["repositories", number]:
                seen = [one for one in self.repositories if known or self._is_open(one)]
                return next((one for one in seen if str(one["id"]) == number), None)
        return None

    def _account(self, where: str, login: str) -> Json | None:
        found = next((one for one in self.owners if one["username"] == login), None)
        known = found is not None and (where == "users" or found["kind"] == "org")
        return self._shown(found) if found and known else None

    def _searched(self, query: dict[str, str], known: bool) -> list[Json]:
        found = [one for one in self.repositories if known or self._is_open(one)]
        if "uid" in query:
            found = [one for one in found if str(one["owner"]["id"]) == query["uid"]]
        elif self.is_gogs:
            found = [one for one in found if self._is_open(one)]
        key = {"updated": "updated_at", "id": "id"}.get(query.get("sort", "id"), "id")
        return sorted(found, key=lambda one: one[key], reverse=query.get("order") == "desc")

    def _is_open(self, one: Json) -> bool:
        return not one["private"] and not one["internal"]

    def _all_of(self, login: str) -> list[Json]:
        """Return what an owner has, with what others let the token's user read when it asks for itself."""
        shared = login == self.user
        return [self._poorer(one) for one in self.repositories if shared or one["owner"]["username"] == login]

    def _shown(self, owner: Json) -> Json:
        hidden = ("kind", "login") if owner["kind"] == "org" else ("kind",)
        return {key: value for key, value in owner.items() if key not in hidden}

    def _poorer(self, one: Json) -> Json:
        if not self.is_gogs:
            return one
        owner = {key: value for key, value in one["owner"].items() if key != "visibility"}
        return {key: value for key, value in one.items() if key not in _GITEA_ONLY} | {"owner": owner, "parent": None}

    def _page(self, asked: Asked, items: list[Json]) -> Answer:
        size = min(self.page_cap, int(asked.query.get("limit", 10)))
        number = int(asked.query.get("page", 1))
        chosen = [self._poorer(one) for one in items[(number - 1) * size : number * size]]
        headers = {} if self.is_gogs else {"X-Total-Count": str(len(items))}
        if number * size < len(items):
            headers["Link"] = f'<{self.url}{asked.path}?page={number + 1}>; rel="next"'
        elif number > 1:
            headers["Link"] = f'<{self.url}{asked.path}?page=1>; rel="first"'
        return Answer(200, chosen if asked.path.endswith("orgs") else {"ok": True, "data": chosen}, headers)


def _owner(url: str, number: int, login: str, kind: str) -> Json:
    return {
        "kind": kind,
        "id": number,
        "login": login,
        "username": login,
        "full_name": login.title(),
        "email": "contact@example.org",
        "avatar_url": f"{url}/avatars/{number}",
        "description": f"Les dépôts de {login}",
        "website": "https://numerique.example.org",
        "location": "France",
        "visibility": "public",
    } | ({"followers_count": 7, "created": DATE} if kind == "user" else {})


def _repository(url: str, number: int, owner: Json, name: str, visibility: str) -> Json:
    full_name = f"{owner['username']}/{name}"
    return {
        "id": number,
        "owner": {key: owner[key] for key in ("id", "login", "username", "full_name", "avatar_url", "visibility")},
        "name": name,
        "full_name": full_name,
        "description": f"Le dépôt {name}",
        "empty": False,
        "private": visibility == "private",
        "fork": False,
        "template": False,
        "mirror": False,
        "size": 64,
        "language": "Go",
        "link": "",
        "html_url": f"{url}/{full_name}",
        "clone_url": f"{url}/{full_name}.git",
        "ssh_url": f"git@127.0.0.1:{full_name}.git",
        "website": "https://example.org",
        "stars_count": 5,
        "forks_count": 3,
        "watchers_count": 4,
        "open_issues_count": 2,
        "default_branch": "main",
        "archived": False,
        "created_at": DATE,
        "updated_at": DATE,
        "internal": False,
        "avatar_url": "",
        "topics": ["service-public"],
        "licenses": ["AGPL-3.0-or-later"],
    }
