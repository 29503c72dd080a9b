# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Open source programme offices and code referents: read from the files that declare them, kept in the store.

Offices come in the layout of code.gouv.fr's `fr-public-sector-ospo.yml`. Referents, whom DINUM's note of 23 September
2021 asks to name in application of the circular 6264/SG of 27 April 2021, come in a file of ours that is declared to
be published.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from catalog.database import Row, Store
from catalog.declarations import read_declared
from scanner.hosts import FOLDER_HOST, SHARED_HOSTS, is_host, is_login
from scanner.models import Frozen, Problem

_GITHUB_PAGE = ("orgs", "users")
"""First segments of GitHub's pages on an account: `https://github.com/orgs/ACCOUNT/repositories`."""
_GITLAB_PAGE = "groups"


class Ospo(Frozen):
    """An open source programme office; "" is what its file doesn't say."""

    url: str
    name: str = ""
    country: str = ""
    description_fr: str = ""
    description_en: str = ""
    email: str = ""
    created: str = ""
    pso_id: str = ""
    floss_policy: str = ""
    code: tuple[str, ...] = ()
    """Addresses of its forges, accounts and groups."""


class Referent(Frozen):
    """Who answers for the source code of a body, a forge or an account."""

    scope: str
    """A pso_id, a host, or host/owner, in lower case."""
    name: str
    role: str = ""
    email: str = ""
    url: str = ""
    declared_by: str = ""
    """File and line."""


class Offices(NamedTuple):
    """The offices of a file. `readable` is False when nothing of it could be read."""

    ospos: list[Ospo]
    problems: list[Problem]
    readable: bool


class Referents(NamedTuple):
    """The referents of a file. `readable` is False when nothing of it could be read."""

    referents: list[Referent]
    problems: list[Problem]
    readable: bool


def read_ospos(path: Path) -> Offices:
    """Read a file of offices; what isn't understood is a problem with its line."""
    declared = read_declared(path, "ospos")
    ospos = [_ospo(url, about) for url, about in declared.records.items()]
    problems = [
        Problem(
            file=str(path), line=declared.lines[ospo.url], reason=f"{address} is open to everybody: name an account"
        )
        for ospo in ospos
        for address in ospo.code
        if (place := place_of(address)) is not None and place in SHARED_HOSTS
    ]
    return Offices(ospos, declared.problems + problems, declared.readable)


def _ospo(url: str, about: dict[str, Any]) -> Ospo:
    texts = {key: about.get(key, "") for key in ("name", "country", "email", "created", "floss_policy")}
    description = about.get("description", {})
    return Ospo(
        url=url,
        **texts,
        description_fr=description.get("fr", ""),
        description_en=description.get("en", ""),
        pso_id=about.get("pso_id", "").lower(),
        code=tuple(about.get("code", ())),
    )


def read_referents(path: Path) -> Referents:
    """Read a file of referents; what isn't understood is a problem with its line."""
    declared = read_declared(path, "referents")
    referents, problems = [], list(declared.problems)
    for key, about in declared.records.items():
        line = declared.lines[key]
        if reason := _unfit(key):
            problems.append(Problem(file=str(path), line=line, reason=f"{key!r} {reason}"))
        elif about.get("name") and (about.get("email") or about.get("url")):
            referents.append(Referent(scope=key.lower(), **about, declared_by=f"{path}:{line}"))
    return Referents(referents, problems, declared.readable)


def _unfit(key: str) -> str:
    """Return why a key can't say what a referent answers for, or ""."""
    host, slash, login = key.lower().partition("/")
    if "." not in host and ":" not in host and host not in (FOLDER_HOST, "localhost"):
        return "" if not slash and len(host) == 36 else "isn't a UUID of the State's directory, a host, or host/owner"
    if host != FOLDER_HOST and not is_host(host):
        return "isn't the name of a host"
    if slash and not is_login(login):
        return "isn't the name of an owner"
    return "is open to everybody: name an owner" if not slash and host in SHARED_HOSTS else ""


# --- addresses -------------------------------------------------------------------------------------------------------


def place_of(address: str) -> str | None:
    """Return what a web address of a forge names: `host` or `host/owner`, in lower case; None when it names neither.

    `https://github.com/orgs/Etalab/repositories` and `https://github.com/etalab/` are one place.
    """
    try:
        parts = urlsplit(address.lower())
    except ValueError:
        return None
    host = parts.netloc.removesuffix(":443")
    segments = [segment for segment in parts.path.split("/") if segment]
    if not is_host(host):
        return None
    if host == "github.com":
        segments = segments[1:2] if segments[:1] and segments[0] in _GITHUB_PAGE else segments[:1]
    elif segments[:1] == [_GITLAB_PAGE]:
        segments = segments[1:]
    segments = segments[: segments.index("-")] if "-" in segments else segments
    login = "/".join(segments)
    if login and not is_login(login):
        return None
    return f"{host}/{login}" if login else host


def places_of(host: str, login: str) -> Iterator[str]:
    """Yield the places that hold an account, nearest first: itself, the groups above it, its forge."""
    parts = login.lower().split("/")
    for length in range(len(parts), 0, -1):
        yield "/".join([host.lower(), *parts[:length]])
    if host not in SHARED_HOSTS:
        yield host.lower()


# --- in the store ----------------------------------------------------------------------------------------------------


def save_ospos(store: Store, ospos: Iterable[Ospo]) -> None:
    """Replace the offices that the store knows, within a transaction of the caller."""
    rows = [ospo.model_dump() | {"code": json.dumps(ospo.code, ensure_ascii=False)} for ospo in ospos]
    _replace(store, "ospos", rows)


def save_referents(store: Store, referents: Iterable[Referent]) -> None:
    """Replace the referents that the store knows, within a transaction of the caller."""
    by_scope = {referent.scope: referent.model_dump() for referent in referents}
    _replace(store, "referents", list(by_scope.values()))


def _replace(store: Store, table: str, rows: list[Row]) -> None:
    with store.writing() as connection:
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 - ours
        store.db.table(table).insert_all(rows)


def load_ospos(store: Store) -> list[Ospo]:
    """Return the offices that the store knows, by address."""
    rows = store.rows("SELECT * FROM ospos ORDER BY url")
    return [Ospo.model_validate(row | {"code": tuple(json.loads(row["code"]))}) for row in rows]


def load_referents(store: Store) -> dict[str, Referent]:
    """Return the referents that the store knows, by what they answer for."""
    return {row["scope"]: Referent(**row) for row in store.rows("SELECT * FROM referents ORDER BY scope")}
