# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What the lists of the site are searched in: for each, what answers at once, then the long texts.

Columns bear the long names of code.gouv.fr's own files where it had one, and those that are facets the name of the
facet's parameter in addresses. Rows are in the order in which the list shows them.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from typing import Any

from catalog.from_git import language_name
from catalog.listing.codegouv import license_key, platform
from catalog.made import Bundle, Content
from catalog.pages.columns import Coded, coded, day, derived, packed, shared, shown, turned
from catalog.pages.edition import Edition
from catalog.pages.holders import holders_of
from catalog.pages.index import OTHER, Index, Part, licence_name, owner_key, repository_key, state
from catalog.pages.page import MAX_NAME, MAX_SUMMARY
from catalog.view import OwnerEntry, RankedEntry, RepositoryEntry

FOLDER = "data/search"

FLAGS = ("fork", "template", "floss", "with-contributing", "with-publiccode")
"""Yes-or-no parameters, as code.gouv.fr named them, in the order of the bits of the column ``flags``."""

Table = dict[str, Any]
"""Name of a column → the column."""


def search_files(index: Index) -> Iterator[tuple[str, Content] | Bundle]:
    """Yield the search data that every language shares, in a bundle a list."""
    for name, rows, make in (
        ("repositories", index.best_first, _repositories),
        ("owners", index.owners, _owners),
        ("modules", [part.repository for part in index.modules], _modules),
    ):
        made_from = (rows, index.view.owners, index.odd_slugs)
        yield Bundle(f"{FOLDER}/{name}", made_from, partial(_files, name, partial(make, index)))


def ranked_files(edition: Edition) -> Iterator[tuple[str, Content] | Bundle]:
    """Yield those of the code to open next, whose reasons are told in one language."""
    name = f"to-open.{edition.translate.language}"
    made_from = (edition.index.view.to_open, edition.index.odd_slugs, edition.labels.priorities)
    yield Bundle(f"{FOLDER}/{name}", made_from, partial(_files, name, partial(_ranked, edition)))


def owner_address(host: str, login: str) -> str:
    """Return the address of an account, which names it in code.gouv.fr's parameter `group`."""
    return f"https://{platform(host)}/{login}"


def flags(entry: RepositoryEntry) -> int:
    """Return which of `FLAGS` are true of a repository, as bits."""
    floss = licence_name(entry) not in ("", OTHER) and license_key(entry) != OTHER
    files = entry.community
    return entry.fork + 2 * entry.template + 4 * floss + 8 * ("contributing" in files) + 16 * ("publiccode" in files)


def _files(name: str, make: Callable[[], tuple[Table, Table]]) -> Iterator[tuple[str, Content]]:
    first, texts = make()
    size = len(first["group"]["codes"])
    yield from packed(f"{FOLDER}/{name}", {"size": size, "columns": first})
    yield from packed(f"{FOLDER}/{name}-texts", {"size": size, "columns": texts})


def _repositories(index: Index) -> tuple[Table, Table]:
    rows = index.best_first
    told = turned(_TOLD, map(_told, rows))
    first, owners = _places(rows, [index.repository_slugs[repository_key(row)] for row in rows])
    first |= {name: coded(told[name]) for name in ("language", "license", "degree", "state")}
    return first | {name: told[name] for name in ("flags", "updated_at")}, {
        "description": told["description"],
        "topics": told["topics"],
        "owner_name": _of_owners(index, owners, "name"),
        "forks_count": told["forks_count"],
        "stars": told["stars"],
    }


_TOLD = (
    *("language", "license", "degree", "state", "flags", "updated_at"),
    *("description", "topics", "forks_count", "stars"),
)


def _told(row: RepositoryEntry) -> tuple[str | int | None, ...]:
    """Return what is told of a repository, in the order of `_TOLD`: in one go, since each look at it costs."""
    return (
        _shown_name(row.language),
        _shown_name(licence_name(row)),
        row.degree,
        state(row),
        flags(row),
        day(row.updated_at),
        shown(row.description, MAX_SUMMARY),
        shown(" ".join(row.topics), MAX_SUMMARY),
        row.forks,
        row.stars,
    )


def _owners(index: Index) -> tuple[Table, Table]:
    rows = index.owners
    names = {"login": [row.login for row in rows], "forge": [platform(row.host) for row in rows]}
    slugs = [index.owner_slugs[owner_key(row.host, row.login)] for row in rows]
    first = {
        "group": coded([owner_address(row.host, row.login) for row in rows]),
        "name": [shown(row.name or row.login, MAX_NAME) for row in rows],
        "login": [shown(row.login, MAX_NAME) for row in rows],
        "forge": coded(names["forge"]),
        "ministry": coded([shown(row.ministry, MAX_NAME) for row in rows]),
        "organization": coded([_organization(row) for row in rows]),
        "vouched": coded(["yes" if row.vouched else "no" for row in rows]),
        "repositories_count": [row.repositories_count for row in rows],
        "followers": [row.followers for row in rows],
        "slug": derived("lower:{forge}/{login}", slugs, names),
    }
    return first, {"description": [shown(row.description, MAX_SUMMARY) for row in rows]}


def _organization(owner: OwnerEntry) -> str:
    return shown(owner.organization, MAX_NAME) if owner.organization != owner.ministry else ""


def _modules(index: Index) -> tuple[Table, Table]:
    parts = index.modules
    rows = [part.repository for part in parts]
    slugs = [index.module_slugs[part.key] for part in parts]
    paths = [shown(part.module.path, MAX_SUMMARY) for part in parts]
    first, owners = _places(rows, slugs, paths)
    return first | {
        "path": paths,
        "language": coded([_language(part) for part in parts]),
        "license": coded([shown(licence_name(row), MAX_NAME) for row in rows]),
        "degree": coded([row.degree for row in rows]),
        "state": coded([str(part.module.data.get("gate") or "") for part in parts]),
        "lines": [part.module.data.get("lines") for part in parts],
        "score": [round(100 * part.module.score) for part in parts],
        "held": [len(holders_of(part.repository, part.module.path)) for part in parts],
        "repository": _pages_of(index, rows),
        "updated_at": [day(row.updated_at) for row in rows],
    }, {
        "description": [shown(row.description, MAX_SUMMARY) for row in rows],
        "owner_name": _of_owners(index, owners, "name"),
    }


def _ranked(edition: Edition) -> tuple[Table, Table]:
    index, rows = edition.index, edition.index.view.to_open
    told = [edition.ranked_row(row) for row in rows]
    slugs = [index.ranked_slugs[repository_key(row)] for row in rows]
    first, _ = _places(rows, slugs)
    return first | {
        "rank": [row.rank for row in rows],
        "degree": coded([row.degree for row in rows]),
        "state": coded([_ranked_state(row) for row in rows]),
        "transparency": [round(row.transparency) for row in rows],
        "reusability": [round(row.reusability) for row in rows],
        "purpose": [shown(row["purpose"], MAX_SUMMARY) for row in told],
    }, {
        "sentences": [row["sentences"] for row in told],
        "blockers": [row["blockers"] for row in told],
    }


def _ranked_state(row: RankedEntry) -> str:
    return "exempted" if row.exempted_until else "declared" if row.declared_open_on else "open"


def _pages_of(index: Index, rows: Sequence[RepositoryEntry]) -> Coded:
    names = {"forge": [platform(row.host) for row in rows], "full_name": [row.full_name for row in rows]}
    return derived("lower:{forge}/{full_name}", [index.repository_slugs[repository_key(row)] for row in rows], names)


def _language(part: Part) -> str:
    return shown(language_name(str(part.module.data.get("language") or "")), MAX_NAME)


def _places(
    rows: Sequence[RepositoryEntry | RankedEntry], slugs: Sequence[str], paths: Sequence[str] = ()
) -> tuple[Table, list[str]]:
    """Return the columns that say which repository a row is of, and its owners as ``host/login``, by their code."""
    names = turned(_PLACE, map(_place, rows)) | {"path": paths}
    places, ministries = coded(names["place"]), dict(zip(names["place"], names["ministry"], strict=True))
    split = [place.partition("/") for place in places["values"]]
    page = "lower:{forge}/{full_name}/{path}" if paths else "lower:{forge}/{full_name}"
    return {
        "name": names["name"],
        "group": {"made": "https://{forge}/{login}", "codes": places["codes"]},
        "login": {"of": "group", "values": [shown(login, MAX_NAME) for _, _, login in split]},
        "forge": shared("group", [host for host, _, _ in split]),
        "ministry": shared("group", [shown(ministries[place], MAX_NAME) for place in places["values"]]),
        "full_name": derived("{login}/{name}", names["full_name"], names),
        "slug": derived(page, slugs, names),
    }, places["values"]


@lru_cache(10_000)
def _shown_name(text: str) -> str:
    """Return a name that many rows have."""
    return shown(text, MAX_NAME)


_PLACE = ("place", "name", "login", "forge", "full_name", "ministry")


def _place(row: RepositoryEntry | RankedEntry) -> tuple[str, ...]:
    """Return where a repository is, in the order of `_PLACE`."""
    forge = platform(row.host)
    name = shown(row.name or row.full_name or row.host, MAX_NAME)
    return f"{forge}/{row.owner}", name, _shown_name(row.owner), forge, row.full_name, row.ministry


def _of_owners(index: Index, places: Sequence[str], field: str) -> Coded:
    owners = {f"{platform(owner.host)}/{owner.login}": owner for owner in index.view.owners}
    told = (getattr(owners[place], field) if place in owners else "" for place in places)
    return shared("group", [shown(text, MAX_NAME) for text in told])
