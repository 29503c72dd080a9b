# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Answers that real forges gave to other people, given again over HTTP to our clients.

swh.lister's wheel holds some of GitLab, Gitea, Forgejo, Gogs and Bitbucket; npm's @octokit/fixtures some of GitHub.
None is in this repository: `.ci/run` fetches them by version and hash. Bodies go out as they were recorded; of the
requests that were not recorded, only those without which no client begins are answered (empty lists, a count).
"""

import contextlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from scanner.forges import open_forge
from scanner.forges.access import variable_of
from scanner.forges.interface import ForgeClient, Limits, Settings
from scanner.models import Forge, ForgeKind, Owner, SourceEntry
from tests.fault_proxy import Exchange, FaultProxy, Reply, Rule

ANSWERS = Path(__file__).resolve().parents[2] / ".ci" / "answers"
Json = dict[str, Any]
Route = Callable[[str, dict[str, str]], tuple[bytes, dict[str, str]] | None]
"""(path, query) → body and headers, or None: nothing was recorded there."""


def recorded(folder: str, *names: str) -> list[bytes]:
    """Return recorded bodies of swh.lister's tests, or skip the test, by name."""
    paths = [ANSWERS / "swh" / "lister" / folder / name for name in names]
    missing = [path for path in paths if not path.is_file()]
    if missing:
        pytest.skip(f"{missing[0].name} of swh.lister isn't in {ANSWERS}: .ci/run fetches it")
    return [path.read_bytes() for path in paths]


@contextlib.contextmanager
def replaying(kind: ForgeKind, host: str, route: Route, owner: str = "") -> Iterator[ForgeClient]:
    """Serve a route, and return our client of that kind of forge, sent there."""

    def strike(exchange: Exchange) -> None:
        parts = urlsplit(exchange.request.address)
        query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        found = route(parts.path, query)
        headers = {"Content-Type": "application/json"}
        if found is None:
            exchange.send(Reply(404, headers, b'{"message":"Not Found"}'))
        else:
            exchange.send(Reply(200, headers | found[1], found[0]))

    forge = Forge(host=host, kind=kind, url=f"https://{host}")
    owners = (Owner(host=host, login=owner),) if owner else ()
    entry = SourceEntry(source=forge.url, forge=forge, owners=owners)
    with FaultProxy("http://127.0.0.1:9", Rule(strike)) as proxy:
        environ = {variable_of("API", host): proxy.url, "NO_PROXY": "127.0.0.1"}
        limits = Limits(connect=5, read=5, answer=20, attempts=1, max_wait=1)
        with contextlib.closing(open_forge(entry, Settings(environ=environ, limits=limits))) as client:
            yield client


def gitlab(pages: list[bytes]) -> Route:
    """Give pages of the projects of a user named `tous`, by number."""

    def route(path: str, query: dict[str, str]) -> tuple[bytes, dict[str, str]] | None:
        if path != "/api/v4/users/tous/projects":
            return None
        return (b"[]", {}) if "archived" in query else _numbered(pages, query, {"X-Total": str(len(items(pages)))})

    return route


def gitea(pages: list[bytes], *, counts: bool = True) -> Route:
    """Give pages of the search by number; Gogs doesn't count."""

    def route(path: str, query: dict[str, str]) -> tuple[bytes, dict[str, str]] | None:
        if path == "/api/v1/orgs":
            return b"[]", {}
        if path != "/api/v1/repos/search":
            return None
        return _numbered(pages, query, {"X-Total-Count": str(len(items(pages)))} if counts else {})

    return route


def _numbered(
    pages: list[bytes], query: dict[str, str], headers: dict[str, str]
) -> tuple[bytes, dict[str, str]] | None:
    number = int(query.get("page", 1))
    if number > len(pages):
        return None
    onward = {"Link": f'<https://forge.invalid/?page={number + 1}>; rel="next"'} if number < len(pages) else {}
    return pages[number - 1], headers | onward


def bitbucket_server(pages: list[bytes]) -> Route:
    """Give pages by where they begin."""
    by_start = {str(json.loads(page)["start"]): page for page in pages}

    def route(path: str, query: dict[str, str]) -> tuple[bytes, dict[str, str]] | None:
        page = by_start.get(query.get("start", "0")) if path == "/rest/api/1.0/repos" else None
        return None if page is None else (page, {})

    return route


def items(pages: list[bytes]) -> list[Json]:
    """Return what the pages hold."""
    found: list[Json] = []
    for page in pages:
        content = json.loads(page)
        found += content if isinstance(content, list) else content.get("data") or content.get("values") or []
    return found
