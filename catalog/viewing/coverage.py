# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Forges, and how the sources of the last crawls were seen."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from itertools import accumulate
from urllib.parse import urlsplit

from catalog.books import last_crawls
from catalog.database import Row, Store
from catalog.links import is_web
from catalog.view import Audience, CoverageEntry, ForgeEntry, OwnerEntry, RepositoryEntry
from catalog.viewing.places import web_only
from scanner.models import Visibility

_CRAWLS = """
    SELECT source, finished_at, expected, seen, outcome,
           (SELECT count(*) FROM skipped k WHERE k.crawl_id = crawls.id) AS skipped
    FROM crawls WHERE {} ORDER BY source
"""
_FINISHED = "finished_at IS NOT NULL"
_AT_AN_ADDRESS = "source LIKE 'http%://%'"
"""A crawl that the public doesn't hear of hides none of the same source that it does."""
_BEFORE_AN_OWNER = re.compile(r"^([^/]*)/(?:orgs|org|groups|users)/")
"""Words that forges put before an owner in the address of its page."""
_CLOSED = "SELECT host || '/' || full_name AS key FROM repositories WHERE visibility <> ? AND gone_at IS NULL"


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
    """Return the last crawl of each source; for the public, sources that name nothing but what it sees.

    For the public, closed repositories that a crawl saw with an account that may are neither seen nor expected.
    """
    if audience is Audience.INTERNAL:
        return tuple(CoverageEntry(**row) for row in store.rows(_CRAWLS.format(last_crawls(_FINISHED))))
    rows = store.rows(_CRAWLS.format(last_crawls(f"{_FINISHED} AND {_AT_AN_ADDRESS}")))
    known = {forge.host for forge in forges} | {f"{owner.host}/{owner.login}".casefold() for owner in owners}
    keys = (str(row["key"]).casefold() for row in store.rows(_CLOSED, [Visibility.PUBLIC]))
    closed = Counter(place for key in keys for place in accumulate(key.split("/"), "{}/{}".format))
    return tuple(_public(row, closed) for row in rows if _is_public_source(row["source"], known))


def _is_public_source(source: str, known: Collection[str]) -> bool:
    """Tell whether a source names nothing but a forge or an owner of the public view: never a path of this machine."""
    if not is_web(source):
        return False
    parts = urlsplit(source)
    return _place(source) in known and not parts.query and not parts.fragment


def _place(source: str) -> str:
    """Return the forge or the owner that the address of a source names."""
    parts = urlsplit(source)
    return _BEFORE_AN_OWNER.sub(r"\1/", f"{parts.hostname}{parts.path}".rstrip("/").casefold())


def _public(row: Row, closed: Mapping[str, int]) -> CoverageEntry:
    hidden = closed.get(_place(row["source"]), 0)
    expected = None if row["expected"] is None else max(0, row["expected"] - hidden)
    return CoverageEntry(**row | {"seen": max(0, row["seen"] - hidden), "expected": expected})
