# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The repositories that code may be found in, as far as comparing needs to know them."""

import json
from collections.abc import Collection
from typing import NamedTuple

from catalog.database import Row, Store
from scanner.models import Visibility

_ROOTS = "lineage-roots"
"""Rule of the facts that hold the first commits of a history."""


class Known(NamedTuple):
    """A repository that still exists."""

    id: int
    key: str
    """``host/owner/name``."""
    owner: str
    group: str
    """``host/group``: the subgroups of one group are one owner."""
    visibility: Visibility
    url: str
    fork: bool
    shingles: int
    """How many sampled shingles it has."""
    roots: frozenset[str]
    """Its history's first commits."""

    @property
    def public(self) -> bool:
        """Whether everyone may read it."""
        return self.visibility is Visibility.PUBLIC


_REPOSITORIES = """
    SELECT r.id, r.host, r.full_name, o.login, r.visibility, r.html_url, r.fork, coalesce(c.shingles, 0) AS shingles,
           (SELECT data FROM facts f WHERE f.repository_id = r.id AND f.rule = :roots LIMIT 1) AS roots
    FROM repositories r JOIN owners o ON o.id = r.owner_id LEFT JOIN clone_repositories c ON c.repository = r.id
    WHERE r.gone_at IS NULL
"""
_ONLY = " AND r.id IN (SELECT value FROM json_each(:only))"


def read_catalog(store: Store, only: Collection[int] | None = None) -> dict[int, Known]:
    """Return the repositories that still exist, by their row; those of `only`, or all of them."""
    if only is None:
        rows = store.rows(_REPOSITORIES, {"roots": _ROOTS})
    else:
        rows = store.rows(_REPOSITORIES + _ONLY, {"roots": _ROOTS, "only": json.dumps([*only])})
    return {row["id"]: _known(row) for row in rows}


def _known(row: Row) -> Known:
    return Known(
        id=row["id"],
        key=f"{row['host']}/{row['full_name']}",
        owner=row["login"],
        group=f"{row['host']}/{row['login'].partition('/')[0].lower()}",
        visibility=Visibility(row["visibility"]),
        url=row["html_url"],
        fork=bool(row["fork"]),
        shingles=row["shingles"],
        roots=frozenset(json.loads(row["roots"])["roots"]) if row["roots"] else frozenset(),
    )
