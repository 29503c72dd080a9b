# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The State's real listing of 15 November 2021: 9 157 repositories, where it is beside this checkout."""

import csv
from pathlib import Path
from typing import Any

from catalog.listing.licence_names import NAMES
from catalog.view import ForgeEntry, OwnerEntry, RepositoryEntry, View
from scanner.models import ForgeKind
from tests.catalog.views import owner, repository, view

LISTING_2021 = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "listing-2021"
_KEYS = {name: key for key, name in NAMES.items()}


def listing_2021() -> View:
    """Return the real listing of 15 November 2021 as a view; two rows of one address count once."""
    repositories: dict[tuple[str, str], RepositoryEntry] = {}
    for row in rows(LISTING_2021 / "repositories.csv"):
        host, full_name = place(row["repository_url"])
        repositories[host, full_name] = repository(full_name, host, platform=_kind(host), **fields(row))
    owners: dict[tuple[str, str], OwnerEntry] = {}
    for row in rows(LISTING_2021 / "organizations.csv"):
        host, login = place(row["organization_url"])
        owners[host, login] = owner(
            login,
            host,
            name=row["name"],
            html_url=row["organization_url"],
            description=row["description"],
            website=row["website"],
            location=row["location"],
            repositories_count=int(row["repositories_count"] or 0),
        )
    hosts = sorted({host for host, _ in repositories} | {host for host, _ in owners})
    return view(
        date="2021-11-15",
        forges=tuple(ForgeEntry(host=host, kind=_kind(host), url=f"https://{host}") for host in hosts),
        owners=tuple(owners[key] for key in sorted(owners)),
        repositories=tuple(repositories[key] for key in sorted(repositories)),
    )


def rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of one of its two files."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def place(url: str) -> tuple[str, str]:
    """Return the host and the full name, or the login, of an address."""
    host, _, path = url.removeprefix("https://").partition("/")
    return host, path.removeprefix("groups/").strip("/")


def fields(row: dict[str, str]) -> dict[str, Any]:
    """Return what a row says of a repository, beside its place."""
    return {
        "description": row["description"],
        "homepage": row["homepage"],
        "language": row["language"],
        "license_key": _KEYS[row["license"]] if row["license"] else "",
        "topics": tuple(filter(None, row["topics"].split(","))),
        "fork": row["is_fork"] == "True",
        "archived": row["is_archived"] == "True",
        "stars": int(row["stars_count"] or 0),
        "forks": int(row["forks_count"] or 0),
        "open_issues": int(row["open_issues_count"] or 0),
        "created_at": row["creation_date"],
        "updated_at": row["last_update"],
        "pushed_at": row["last_modification"],
    }


def _kind(host: str) -> ForgeKind:
    return ForgeKind.GITHUB if host == "github.com" else ForgeKind.GITLAB
