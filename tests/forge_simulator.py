# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A mock of the GitHub and GitLab APIs: a real HTTP server on loopback, with their pages, tokens and bad days.

It copies their manners, not their data: GitHub's `Link` headers, 404 for what a token may not see, closed
repositories for token holders only; GitLab's `X-Total`, keyset pages, numbered subgroups, and the poorer answers that
it gives to readers without a token. Answers follow GitHub's published OpenAPI description (`minimal-repository`,
`organization-full`, `public-user`) and GitLab's project and group entities. `tests/test_forge_simulator.py` has
stock clients read it.
"""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple, cast
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from tests.forge_samples import Json, github_account, github_repository, gitlab_group, gitlab_project, names


class Asked(NamedTuple):
    """A request that came in."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]


@dataclass(frozen=True)
class Answer:
    """What goes out: text as HTML, anything else as JSON."""

    status: int
    content: Any
    headers: dict[str, str] = field(default_factory=dict)


class Fault:
    """A bad day: what the server does, instead of answering, to requests whose address holds `sign`."""

    def __init__(self, sign: str, answer: Answer | str, times: int | None = None) -> None:
        """Keep what to do; `answer` may be "stall", "cut" or "drop". None `times` is for ever."""
        self.sign = sign
        self.answer = answer
        self.times = times

    def strikes(self, address: str) -> bool:
        """Tell whether this request meets the fault, and count it."""
        if self.sign not in address or self.times == 0:
            return False
        if self.times is not None:
            self.times -= 1
        return True


class ForgeSimulator:
    """The server and what it holds. `token` is the only one that it accepts; it belongs to `user`."""

    def __init__(self) -> None:
        self.token = "the-" + "good-one"
        self.user = "agent"
        self.accounts: dict[str, Json] = {}
        self.repositories: list[Json] = []
        self.groups: list[Json] = []
        self.projects: list[Json] = []
        self.faults: list[Fault] = []
        self.requests: list[Asked] = []
        self.closing = threading.Event()
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """Return the server's address, without a final slash."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "ForgeSimulator":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    # --- what it holds ---------------------------------------------------------------------------------------------

    def add_github(self, login: str, *, public: int = 0, private: int = 0, kind: str = "Organization") -> None:
        """Add a GitHub account with repositories depot-0, depot-1… and ferme-0, ferme-1…."""
        self.accounts[login] = github_account(self.url, len(self.accounts) + 1, login, kind)
        for name, visibility in names(public, private):
            number = len(self.repositories) + 1
            self.repositories.append(github_repository(self.url, number, self.accounts[login], name, visibility))

    def add_gitlab(self, path: str, *, public: int = 0, private: int = 0, kind: str = "group") -> None:
        """Add a GitLab group (or user) with projects depot-0, depot-1… and ferme-0, ferme-1…."""
        group = gitlab_group(self.url, len(self.groups) + 1, path, kind)
        self.groups.append(group)
        for name, visibility in names(public, private):
            number = len(self.projects) + 1000
            self.projects.append(gitlab_project(self.url, number, group, name, visibility))

    # --- how it answers --------------------------------------------------------------------------------------------

    def answer(self, asked: Asked) -> Answer:
        """Return the answer to one request."""
        gitlab = asked.path.startswith("/api/v4")
        given = asked.headers.get("Authorization") or asked.headers.get("JOB-TOKEN")
        if given and given not in (f"Bearer {self.token}", f"token {self.token}", self.token):
            return Answer(401, {"message": "401 Unauthorized" if gitlab else "Bad credentials"})
        parts = [unquote(part) for part in asked.path.removeprefix("/api/v4").strip("/").split("/")]
        found = (self._gitlab if gitlab else self._github)(parts, asked.query, bool(given))
        if found is None:
            return Answer(404, {"message": "404 Group Not Found" if gitlab else "Not Found"})
        return found if isinstance(found, Answer) else self._page(asked, found, gitlab)

    def _github(self, parts: list[str], query: dict[str, str], known: bool) -> Answer | list[Json] | None:
        match parts:
            case ["orgs" | "users" as where, login] if self._is_account(login, where):
                return Answer(200, self._account(login, known))
            case ["orgs" | "users" as where, login, "repos"] if self._is_account(login, where):
                return self._repositories_of(login, known and where == "orgs")
            case ["user"] if self.user in self.accounts:
                return (
                    Answer(200, self._account(self.user, True))
                    if known
                    else Answer(401, {"message": "Requires authentication"})
                )
            case ["user", "repos"] if known:
                return self._repositories_of(self.user, True)
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
        return [one for one in self.repositories if one["owner"]["login"] == login and (known or not one["private"])]

    def _gitlab(self, parts: list[str], query: dict[str, str], known: bool) -> Answer | list[Json] | None:
        groups = [one for one in self.groups if one["kind"] == "group"]
        match parts:
            case ["groups"]:
                return groups
            case ["groups", name, *rest]:
                group = next((one for one in groups if name in (str(one["id"]), one["full_path"])), None)
                if group is None or not rest:
                    return Answer(200, group) if group else None
                below = [one for one in groups if one["full_path"].startswith(group["full_path"] + "/")]
                return below if rest == ["descendant_groups"] else self._projects_of([group, *below], query, known)
            case ["users", name, "projects"]:
                users = [one for one in self.groups if one["kind"] == "user" and one["full_path"] == name]
                return self._projects_of(users, query, known) if users else None
            case ["projects"]:
                return self._projects_of(self.groups, query, known)
        return None

    def _projects_of(self, owners: list[Json], query: dict[str, str], known: bool) -> list[Json]:
        paths = {one["full_path"] for one in owners}
        found = [one for one in self.projects if one["namespace"]["full_path"] in paths]
        found = [one for one in found if known or one["visibility"] == "public"]
        if "archived" in query:
            found = [one for one in found if one["archived"] is (query["archived"] == "true")]
        hidden = () if known else ("visibility", "archived", "open_issues_count", "forked_from_project")
        after = int(query.get("id_after", 0))
        return [{key: one[key] for key in one if key not in hidden} for one in found if one["id"] > after]

    def _page(self, asked: Asked, items: list[Json], gitlab: bool) -> Answer:
        size = min(100, int(asked.query.get("per_page", 20 if gitlab else 30)))
        keyset = asked.query.get("pagination") == "keyset"
        number = 1 if keyset else int(asked.query.get("page", 1))
        chosen = items[(number - 1) * size : number * size]
        headers = {"X-Total": str(len(items)), "X-Per-Page": str(size)} if gitlab and not keyset else {}
        if number * size < len(items):
            onward = {"id_after": chosen[-1]["id"]} if keyset else {"page": number + 1}
            if asked.path == "/users":
                onward = {"since": chosen[-1]["id"]}
            headers["Link"] = f'<{self.url}{asked.path}?{urlencode(asked.query | onward)}>; rel="next"'
        return Answer(200, chosen, headers)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, forge: ForgeSimulator) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.forge = forge


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    """Headers and body leave together: apart, each answer costs the 40 ms of a delayed acknowledgement."""

    @property
    def forge(self) -> ForgeSimulator:
        return cast(_Server, self.server).forge

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        query = {key: values[-1] for key, values in parse_qs(address.query).items()}
        asked = Asked(address.path, query, dict(self.headers.items()))
        self.forge.requests.append(asked)
        fault = next((one for one in self.forge.faults if one.strikes(self.path)), None)
        if fault is None:
            self._send(self.forge.answer(asked))
        elif isinstance(fault.answer, Answer):
            self._send(fault.answer)
        else:
            strike: dict[str, Callable[[Asked], None]] = {
                "stall": self._stall,
                "cut": self._cut,
                "drop": self._drop,
            }
            strike[fault.answer](asked)

    def _send(self, answer: Answer) -> None:
        text = answer.content if isinstance(answer.content, str) else json.dumps(answer.content)
        kind = "text/html" if isinstance(answer.content, str) else "application/json"
        self._write(answer, text.encode(), len(text.encode()), kind)

    def _write(self, answer: Answer, body: bytes, length: int, kind: str = "application/json") -> None:
        self.send_response(answer.status)
        for name, value in {"Content-Type": kind, "Content-Length": str(length), **answer.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _stall(self, _: Asked) -> None:
        self.forge.closing.wait()
        self.close_connection = True

    def _cut(self, asked: Asked) -> None:
        """Promise a whole answer and hang up in the middle."""
        answer = self.forge.answer(asked)
        body = json.dumps(answer.content).encode()
        self._write(answer, body[: len(body) // 2], len(body))
        self.close_connection = True

    def _drop(self, _: Asked) -> None:
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Stay silent."""
