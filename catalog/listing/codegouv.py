# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The files of the State's inventory (code.gouv.fr, 2024-2025), so that its clients read ours unchanged.

Keys, their order, types and quirks are those of the published files: null is "", long files carry long keys and whole
descriptions, short files short keys and cut descriptions. The original promised no order; ours is sorted.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, partial
from itertools import groupby
from typing import NamedTuple

from catalog.licence_keys import OTHER, forge_key
from catalog.listing.codegouv_fields import schemas
from catalog.listing.dates import as_received
from catalog.listing.tables import Row, csv_lines, csv_rows, csv_text, json_text
from catalog.made import Joined, Text, whole
from catalog.view import OspoEntry, OwnerEntry, RepositoryEntry, View
from scanner.models import ForgeKind

SHORT_DESCRIPTION = 120
"""Characters of a description that the short files keep, before an ellipsis."""

FOLDER_FQDN = "folder.invalid"

HIGH, MEDIUM, LOW = 1000, 100, 10
"""The three weights of the score."""


class Column(NamedTuple):
    """One field: its key in the short files ("" = absent from them) and in the long ones."""

    short: str
    long: str


REPOSITORY_COLUMNS = (
    Column("d", "description"),
    Column("a?", "archived"),
    Column("f", "forks_count"),
    Column("n", "repo_name"),
    Column("p?", "publiccode"),
    Column("li", "license"),
    Column("t?", "template"),
    Column("a", "awesome-score"),
    Column("u", "updated_at"),
    Column("l", "language"),
    Column("", "id"),
    Column("fn", "full_name"),
    Column("f?", "fork"),
    Column("o", "owner"),
    Column("p", "platform"),
    Column("c?", "contributing"),
)
"""In the order of the CSV."""

OWNER_COLUMNS = (
    Column("d", "description"),
    Column("", "email"),
    Column("os", "ospo_url"),
    Column("n", "name"),
    Column("ps", "organization"),
    Column("l", "login"),
    Column("id", "id"),
    Column("h", "website"),
    Column("au", "icon_url"),
    Column("", "location"),
    Column("s", "followers"),
    Column("", "forge"),
    Column("f", "floss_policy"),
    Column("", "created_at"),
    Column("r", "repositories_count"),
    Column("m", "ministry"),
)
"""In the order of the CSV."""


def files(view: View) -> Iterable[tuple[str, str]]:
    """Yield the name and text of each file, for the folder ``data/``; an empty view gives headers and empty lists."""
    return whole(contents(view))


def contents(view: View) -> Iterable[tuple[str, Text]]:
    """Yield the name and content of each file."""
    listed, header = listed_repositories(view), [column.long for column in REPOSITORY_COLUMNS]
    kinds = {forge.host: forge.kind for forge in view.forges}
    owners = [owner_row(entry, kinds.get(entry.host, "")) for entry in listed_owners(view)]
    yield "codegouvfr-repositories.csv", Joined(listed, partial(_csv, header), csv_lines([header]), "", "")
    yield "codegouvfr-repositories.json", Joined(listed, _json)
    yield "repos_preprod.json", Joined(listed, _short_json)
    yield "codegouvfr-organizations.csv", csv_text([column.long for column in OWNER_COLUMNS], owners)
    yield "codegouvfr-organizations.json", json_text(owners)
    yield "owners.json", json_text([_short(row, OWNER_COLUMNS) for row in owners])
    yield "codegouvfr-forges.csv", csv_lines(forge_lines(view))
    yield "fr-ospos.json", json_text([ospo_row(ospo) for ospo in sorted(view.ospos, key=lambda ospo: ospo.url)])
    yield from schemas()


_last: list[tuple[View, tuple[RepositoryEntry, ...]]] = []


def listed_repositories(view: View) -> Sequence[RepositoryEntry]:
    """Return the repositories that their forge still serves, by platform then full name.

    A dozen formats ask for them: those of the last view are kept.
    """
    if not _last or _last[0][0] is not view:
        kept = (entry for entry in view.repositories if not entry.gone)
        _last[:] = [(view, tuple(sorted(kept, key=lambda entry: (platform(entry.host), entry.full_name))))]
    return _last[0][1]


def listed_by_owner(view: View) -> Iterator[tuple[RepositoryEntry, ...]]:
    """Yield the listed repositories, those of one owner that follow one another together."""
    runs = groupby(listed_repositories(view), key=lambda entry: (entry.host, entry.owner))
    return (tuple(run) for _, run in runs)


def listed_owners(view: View) -> list[OwnerEntry]:
    """Return the owners with an address and at least one repository, by host then login."""
    kept = (owner for owner in view.owners if owner.html_url and owner.repositories_count > 0)
    return sorted(kept, key=lambda owner: (owner.host, owner.login))


def repository_row(entry: RepositoryEntry) -> Row:
    """Return one repository under its long keys, in the order of the CSV."""
    host = platform(entry.host)
    return {
        "description": entry.description,
        "archived": entry.archived,
        "forks_count": entry.forks or 0,
        "repo_name": entry.full_name.rstrip("/").rpartition("/")[2] or entry.full_name,
        "publiccode": "publiccode" in entry.community,
        "license": license_key(entry),
        "template": entry.template,
        "awesome-score": score(entry),
        "updated_at": as_received(entry.updated_at),
        "language": entry.language,
        "id": entry.html_url,
        "full_name": entry.full_name,
        "fork": entry.fork,
        "owner": f"https://{host}/{entry.owner}" if entry.owner else "",
        "platform": host,
        "contributing": "contributing" in entry.community,
    }


def owner_row(owner: OwnerEntry, forge: str) -> Row:
    """Return one owner under its long keys, in the order of the CSV; `forge` is the software of its host."""
    return {
        "description": owner.description,
        "email": owner.email,
        "ospo_url": owner.ospo_url,
        "name": owner.name,
        "organization": owner.organization,
        "login": owner.login,
        "id": owner_address(owner),
        "website": owner.website,
        "icon_url": owner.icon_url,
        "location": owner.location,
        "followers": owner.followers or 0,
        "forge": str(forge),
        "floss_policy": owner.floss_policy,
        "created_at": owner.created_at,
        "repositories_count": owner.repositories_count,
        "ministry": owner.ministry,
    }


def owner_address(owner: OwnerEntry) -> str:
    """Return the address of an owner as its repositories name it: clients join the two, and know no ``/groups/``."""
    head, groups, path = owner.html_url.partition("/groups/")
    return f"{head}/{path}" if groups and head.count("/") == 2 else owner.html_url


def ospo_row(ospo: OspoEntry) -> Row:
    """Return one open source programme office with the keys of its file, those that say nothing left out."""
    description = {"fr": ospo.description_fr, "en": ospo.description_en}
    known = {
        "name": ospo.name,
        "country": ospo.country,
        "description": {language: text for language, text in description.items() if text},
        "email": ospo.email,
        "created": ospo.created,
        "pso_id": ospo.pso_id,
        "floss_policy": ospo.floss_policy,
        "code": list(ospo.code),
        "url": ospo.url,
    }
    return {key: value for key, value in known.items() if value}


def forge_lines(view: View) -> list[tuple[str, str]]:
    """Return host and software of each forge."""
    return sorted((platform(forge.host), forge.kind.value) for forge in view.forges)


def score(entry: RepositoryEntry) -> int:
    """Return the inventory's `awesome-score`: files that help reuse and signs of use, less what hampers; not stars."""
    has = entry.community
    return (
        HIGH * ("license" in has and license_key(entry) != OTHER)
        + HIGH * entry.template
        + HIGH * ("publiccode" in has)
        + MEDIUM * ("readme" in has)
        + MEDIUM * ("contributing" in has)
        + LOW * ("changelog" in has)
        - MEDIUM * (not entry.description)
        - HIGH * entry.archived
        - HIGH * entry.fork
        + _scale(entry.forks)
        + _scale(entry.subscribers)
    )


def license_key(entry: RepositoryEntry) -> str:
    """Return the forge's lower-case licence key, or what our own reading gives in the same words where it is silent.

    Forges name `gpl-3.0` what SPDX calls `GPL-3.0-or-later`, and `other` what isn't one licence of their list.
    """
    if entry.license_key or entry.licence is None:
        return entry.license_key
    return forge_key(entry.licence.expression)


@cache
def platform(host: str) -> str:
    """Return the FQDN to show for `host`: folders, which have none, are listed under that of their addresses."""
    return FOLDER_FQDN if host == ForgeKind.FOLDER else host


def _scale(count: int | None) -> int:
    if not count or count < 2:
        return 0
    return LOW if count <= 10 else MEDIUM if count <= 100 else HIGH


def _csv(header: Sequence[str], entry: RepositoryEntry) -> str:
    return csv_rows(header, [repository_row(entry)])


def _json(entry: RepositoryEntry) -> str:
    return json_text(repository_row(entry)).rstrip("\n")


def _short_json(entry: RepositoryEntry) -> str:
    """Return a repository for the short file; "" when its score keeps it out."""
    row = repository_row(entry)
    return json_text(_short(row, REPOSITORY_COLUMNS)).rstrip("\n") if row["awesome-score"] >= 0 else ""


def _short(row: Row, columns: Iterable[Column]) -> Row:
    pairs = sorted((column.short, row[column.long]) for column in columns if column.short)
    return {key: _cut(value) if key == "d" else value for key, value in pairs}


def _cut(text: str) -> str:
    return text[:SHORT_DESCRIPTION] + "…" if len(text) > SHORT_DESCRIPTION else text
