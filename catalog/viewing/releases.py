# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The newest versions of each repository, with their addresses on its forge."""

from collections import defaultdict

from catalog.database import Row, Store
from catalog.links import release_url
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
    ) WHERE place <= :shown ORDER BY repository_id, place
"""


def read_releases(store: Store, audience: Audience) -> dict[int, tuple[ReleaseEntry, ...]]:
    """Return the newest versions of each repository that an audience may see, by its row; the last first.

    Raises:
        StoreError: the store can't be read.
    """
    asked = {"all": audience is Audience.INTERNAL, "public": Visibility.PUBLIC, "shown": SHOWN}
    found: dict[int, list[ReleaseEntry]] = defaultdict(list)
    for row in store.rows(_NEWEST, asked):
        found[row["repository_id"]].append(_entry(row))
    return {repository: tuple(entries) for repository, entries in found.items()}


def _entry(row: Row) -> ReleaseEntry:
    return ReleaseEntry(
        tag=row["tag"],
        name=row["name"],
        published_at=row["published_at"],
        url=release_url(ForgeKind(row["kind"]), row["html_url"], row["tag"]),
    )
