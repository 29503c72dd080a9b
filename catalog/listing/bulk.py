# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The inventory's bulk files (2018-2024): repositories and organizations of GitHub and GitLab, in CSV and JSON.

Columns, their order, types and quirks are those of the published Table Schemas: strict readers refuse any other key and
any other platform. Null is empty in CSV, where booleans are `True` and `False`; topics are never null. What can't be
there is counted, with its reason, by `left_out`; it stands in the other files of the listing.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import accumulate
from typing import Any

from catalog.i18n import noted
from catalog.links import is_web
from catalog.listing.bulk_fields import ORGANIZATION_FIELDS, REPOSITORY_FIELDS, organization_schema, repository_schema
from catalog.listing.codegouv import license_key, listed_owners, listed_repositories
from catalog.listing.dates import moment
from catalog.listing.licence_names import full_name
from catalog.listing.schemas import names
from catalog.listing.tables import Row, csv_lines, csv_rows, csv_text, json_text
from catalog.made import Joined, Text, whole
from catalog.view import OwnerEntry, RepositoryEntry, View
from scanner.models import ForgeKind, OwnerKind

PLATFORMS = {ForgeKind.GITHUB: "GitHub", ForgeKind.GITLAB: "GitLab"}
MAX_NAME, MAX_DESCRIPTION, MAX_TOPICS = 500, 2000, 1000
"""Lengths that strict readers take, in JavaScript's characters (UTF-16); beta.gouv.fr's refuses the whole file else."""
BRANCH = "main"
"""What the original said of the default branch where the forge doesn't; strict readers take no null there."""

OTHER_FORGE = noted("on a forge that is neither GitHub nor GitLab")
NO_ADDRESS = noted("without a web address")
NO_DATE = noted("without any known date")
ODD_NAME = noted("without a name, or with one of more than 500 characters")
A_PERSON = noted("account of one person")

_DERIVED_IDS, _MAX_ID = 2**31 - 1, 2**53
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")


def files(view: View) -> Iterable[tuple[str, str]]:
    """Yield the path, under ``data/``, and text of each file; an empty view gives headers and empty lists."""
    return whole(contents(view))


def contents(view: View) -> Iterable[tuple[str, Text]]:
    """Yield the path, under ``data/``, and content of each file."""
    listed, header = listed_repositories(view), names(REPOSITORY_FIELDS)
    yield "repositories/csv/all.csv", Joined(listed, partial(_csv, header), csv_lines([header]), "", "")
    yield "repositories/csv/all.schema.json", json_text(repository_schema())
    yield "repositories/json/all.json", Joined(listed, _json)
    kinds = {forge.host: forge.kind for forge in view.forges}
    owners = [owner for owner in listed_owners(view) if not organization_obstacle(owner, kinds.get(owner.host))]
    organizations = [organization_row(owner, kinds[owner.host]) for owner in owners]
    yield from _files("organizations", names(ORGANIZATION_FIELDS), organizations, organization_schema())


def left_out(view: View) -> tuple[Counter[str], Counter[str]]:
    """Return how many repositories, then how many owners, of the listing aren't in these files, by reason."""
    kinds = {forge.host: forge.kind for forge in view.forges}
    repositories = Counter(filter(None, map(repository_obstacle, listed_repositories(view))))
    owners = (organization_obstacle(owner, kinds.get(owner.host)) for owner in listed_owners(view))
    return repositories, Counter(filter(None, owners))


def repository_obstacle(entry: RepositoryEntry) -> str:
    """Return why a repository can't be in these files, or ""."""
    if entry.platform not in PLATFORMS:
        return OTHER_FORGE
    if not is_web(entry.html_url):
        return NO_ADDRESS
    if not (0 < _length(entry.name) <= MAX_NAME and 0 < _length(entry.owner) <= MAX_NAME):
        return ODD_NAME
    return "" if next(_dates(entry), None) else NO_DATE


def organization_obstacle(owner: OwnerEntry, kind: ForgeKind | None) -> str:
    """Return why an owner can't be in these files, or ""; `kind` is the software of its host."""
    if kind not in PLATFORMS:
        return OTHER_FORGE
    if owner.kind is OwnerKind.USER:
        return A_PERSON
    return "" if is_web(owner.html_url) else NO_ADDRESS


def repository_row(entry: RepositoryEntry) -> Row:
    """Return one repository, in the order of the columns; it has no `repository_obstacle`.

    Counts that aren't known are 0, as in the original. A creation date that isn't known, of a clone in a folder, is the
    earliest date that is.
    """
    known = sorted(_dates(entry))
    return {
        "id": identifier(entry),
        "name": entry.name,
        "organization_name": entry.owner,
        "platform": PLATFORMS[entry.platform],
        "repository_url": entry.html_url,
        "description": _cut(entry.description) or None,
        "default_branch": entry.default_branch or BRANCH,
        "is_fork": entry.fork,
        "is_archived": entry.archived,
        "creation_date": moment(entry.created_at) or known[0],
        "last_update": moment(entry.updated_at) or moment(entry.pushed_at) or known[-1],
        "last_modification": moment(entry.pushed_at) or moment(entry.updated_at) or known[-1],
        "homepage": entry.homepage or None,
        "stars_count": entry.stars or 0,
        "forks_count": entry.forks or 0,
        "license": full_name(license_key(entry)),
        "open_issues_count": entry.open_issues or 0,
        "language": entry.language or None,
        "topics": _topics(entry.topics),
        "software_heritage_exists": None,
        "software_heritage_url": None,
    }


def organization_row(owner: OwnerEntry, kind: ForgeKind) -> Row:
    """Return one organization, in the order of the columns; it has no `organization_obstacle`."""
    return {
        "login": owner.login,
        "description": owner.description or None,
        "name": owner.name or None,
        "organization_url": group_url(owner.html_url) if kind is ForgeKind.GITLAB else owner.html_url,
        "avatar_url": _web(owner.icon_url),
        "website": _web(owner.website),
        "location": owner.location or None,
        "email": owner.email if _EMAIL.fullmatch(owner.email) else None,
        "is_verified": owner.is_verified,
        "repositories_count": owner.repositories_count,
        "creation_date": moment(owner.created_at),
        "platform": PLATFORMS[kind],
    }


def identifier(entry: RepositoryEntry) -> int:
    """Return the forge's own number, else one from 1 to 2³¹-1 made from the name: the same name always gives the same.

    A clone in a folder has none of its own; the number made for it may, by chance, be another repository's.
    """
    given = entry.forge_id
    if given.isascii() and given.isdigit() and int(given[:20]) in range(1, _MAX_ID):
        return int(given)
    digest = hashlib.sha256(f"{entry.host}/{entry.full_name}".lower().encode()).digest()
    return int.from_bytes(digest[:8], "big") % _DERIVED_IDS + 1


def group_url(url: str) -> str:
    """Return the address of a GitLab group with ``/groups/``, as the inventory writes it."""
    scheme, _, rest = url.partition("://")
    host, _, path = rest.partition("/")
    return url if path.startswith("groups/") else f"{scheme}://{host}/groups/{path}"


def _dates(entry: RepositoryEntry) -> Iterator[str]:
    told = (entry.created_at, entry.updated_at, entry.pushed_at, *(each.published_at for each in entry.releases))
    return filter(None, map(moment, told))


def _length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _cut(text: str) -> str:
    if _length(text) <= MAX_DESCRIPTION:
        return text
    kept = text.encode("utf-16-le", "surrogatepass")[: 2 * (MAX_DESCRIPTION - 1)]
    return kept.decode("utf-16-le", "ignore") + "…"


def _topics(topics: Sequence[str]) -> str:
    """Return as many topics as readers take, the first ones."""
    joined = accumulate(topics, "{},{}".format)
    return max(("", *(text for text in joined if _length(text) <= MAX_TOPICS)), key=len)


def _web(url: str) -> str | None:
    return url if is_web(url) else None


def _csv(header: Sequence[str], entry: RepositoryEntry) -> str:
    """Return a repository as a line; "" when it can't be in the files."""
    return "" if repository_obstacle(entry) else csv_rows(header, [_python_booleans(repository_row(entry))])


def _json(entry: RepositoryEntry) -> str:
    return "" if repository_obstacle(entry) else json_text(repository_row(entry)).rstrip("\n")


def _files(folder: str, header: list[str], rows: list[Row], schema: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield f"{folder}/csv/all.csv", csv_text(header, map(_python_booleans, rows))
    yield f"{folder}/csv/all.schema.json", json_text(schema)
    yield f"{folder}/json/all.json", json_text(rows)


def _python_booleans(row: Row) -> Row:
    return {key: str(value) if isinstance(value, bool) else value for key, value in row.items()}
