# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Forges, and how the sources of the last crawls were seen."""

from collections.abc import Collection, Iterable
from urllib.parse import urlsplit

from catalog.database import Store
from catalog.links import is_web
from catalog.view import Audience, CoverageEntry, ForgeEntry, OwnerEntry, RepositoryEntry
from catalog.viewing.places import web_only

_CRAWLS = """
    SELECT c.source, c.finished_at, c.expected, c.seen, c.outcome,
           (SELECT count(*) FROM skipped k WHERE k.crawl_id = c.id) AS skipped
    FROM crawls c WHERE c.id IN (SELECT max(id) FROM crawls WHERE finished_at IS NOT NULL GROUP BY source)
    ORDER BY c.source
"""


def read_forges(store: Store, repositories: Collection[RepositoryEntry], audience: Audience) -> tuple[ForgeEntry, ...]:
    """Return the forges; for the public, those that serve one of its `repositories`."""
    hosts = {entry.host for entry in repositories}
    return tuple(
        ForgeEntry(host=row["host"], kind=row["kind"], url=web_only(row["url"]))
        for row in store.rows("SELECT host, kind, url FROM forges ORDER BY host")
        if audience is Audience.INTERNAL or row["host"] in hosts
    )


def read_coverage(
    store: Store, owners: Iterable[OwnerEntry], forges: Iterable[ForgeEntry], audience: Audience
) -> tuple[CoverageEntry, ...]:
    """Return the last crawl of each source; for the public, sources that name nothing but what it sees."""
    known = {forge.host for forge in forges} | {f"{owner.host}/{owner.login}".casefold() for owner in owners}
    return tuple(
        CoverageEntry(**row)
        for row in store.rows(_CRAWLS)
        if audience is Audience.INTERNAL or _is_public_source(row["source"], known)
    )


def _is_public_source(source: str, known: Collection[str]) -> bool:
    """Tell whether a source names nothing but a forge or an owner of the public view: never a path of this machine."""
    if not is_web(source):
        return False
    parts = urlsplit(source)
    where = f"{parts.hostname}{parts.path}".rstrip("/").casefold().replace("/groups/", "/", 1)
    return where in known and not parts.query and not parts.fragment
