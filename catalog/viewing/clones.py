# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Who else holds the code of each repository, and of its modules, as far as an audience may know."""

from collections import defaultdict

from catalog.clones.kept import SAME_MODULE
from catalog.database import Row, Store
from catalog.links import is_web
from catalog.view import Audience, CloneEntry
from scanner.models import Visibility

_PAIRS = """
    SELECT p.repository, p.path AS unit, p.other_path, p.equal_files, p.containment, p.lineage,
           t.host, t.full_name, o.login, t.visibility, t.html_url
    FROM clone_pairs p
    JOIN repositories r ON r.id = p.repository
    JOIN repositories t ON t.id = p.other AND t.gone_at IS NULL
    JOIN owners o ON o.id = t.owner_id
    WHERE (p.path = '' OR p.containment >= :share)
      AND (:all OR (r.visibility = :public AND r.gone_at IS NULL AND t.visibility = :public))
    ORDER BY p.repository, p.path, p.lineage IN ('fork', 'copy'), p.containment DESC, t.host, t.full_name
"""


def read_clones(store: Store, audience: Audience) -> dict[int, tuple[CloneEntry, ...]]:
    """Return the holders of each repository's code by its row: of the whole (unit "") first, then module by module.

    The public is told of open repositories only, and of what open repositories hold. In each unit independent holders
    and descendants come first, then forks and copies; each kind by the share of the text that it holds.

    Args:
        store: the store, as the last update of clones left it.
        audience: who will read it.

    Raises:
        StoreError: the store can't be read.
    """
    asked = {"share": SAME_MODULE, "all": audience is Audience.INTERNAL, "public": Visibility.PUBLIC}
    found: dict[int, list[CloneEntry]] = defaultdict(list)
    for row in store.rows(_PAIRS, asked):
        found[row["repository"]].append(_entry(row))
    return {repository: tuple(entries) for repository, entries in found.items()}


def _entry(row: Row) -> CloneEntry:
    return CloneEntry(
        host=row["host"],
        full_name=row["full_name"],
        owner=row["login"],
        public=row["visibility"] == Visibility.PUBLIC,
        url=row["html_url"] if is_web(row["html_url"]) else "",
        unit=row["unit"],
        path=row["other_path"],
        equal_files=row["equal_files"],
        containment=row["containment"],
        lineage=row["lineage"],
    )
