# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The newest versions of each repository, with their addresses on its forge."""

from itertools import groupby
from typing import NamedTuple

from catalog.database import Row, Store
from catalog.links import release_urls
from catalog.view import Audience, ReleaseEntry
from scanner.models import ForgeKind, Visibility

SHOWN = 10
"""Versions of one repository: the newest."""

_NEWEST = """
    SELECT * FROM (
        SELECT v.repository_id, v.tag, v.name, v.published_at, r.html_url, k.kind,
               row_number() OVER (PARTITION BY v.repository_id ORDER BY v.published_at DESC, v.tag DESC) AS place
        FROM releases v JOIN repositories r ON r.id = v.repository_id JOIN forges k ON k.host = r.host
        WHERE :all OR (r.visibility = :public AND r.gone_at IS NULL)
    ) WHERE place <= :shown + 1 ORDER BY repository_id, place
"""


class Releases(NamedTuple):
    """The versions of one repository."""

    newest: tuple[ReleaseEntry, ...] = ()
    """The last first."""
    earlier: bool = False
    """Whether it has others."""


def read_releases(store: Store, audience: Audience) -> dict[int, Releases]:
    """Return the newest versions of each repository that an audience may see, by its row.

    Raises:
        StoreError: the store can't be read.
    """
    asked = {"all": audience is Audience.INTERNAL, "public": Visibility.PUBLIC, "shown": SHOWN}
    by_repository = groupby(store.rows(_NEWEST, asked), key=lambda row: int(row["repository_id"]))
    return {repository: _releases(list(rows)) for repository, rows in by_repository}


def _releases(rows: list[Row]) -> Releases:
    url_of = release_urls(ForgeKind(rows[0]["kind"]), rows[0]["html_url"])
    newest = tuple(
        ReleaseEntry(tag=row["tag"], name=row["name"], published_at=row["published_at"], url=url_of(row["tag"]))
        for row in rows[:SHOWN]
    )
    return Releases(newest, len(rows) > SHOWN)
