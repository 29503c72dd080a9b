# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Who holds what, kept for each repository and its modules, so that ranking and reports need no search.

Only what changed since its last comparison is compared again, and those that share code with it. Each repository is
one transaction: killed anywhere, the next update goes on.
"""

from collections.abc import Iterator

from catalog.clones.catalog import read_catalog
from catalog.clones.compared import Told, find_all
from catalog.clones.index import index_readings
from catalog.clones.kept import STATE
from catalog.clones.lineage import Lineage
from catalog.clones.search import Match
from catalog.clones.units import read_sources, unit_of
from catalog.database import Row, Store

_DONE, _UP_TO_DATE, _NEIGHBOUR, _CHANGED = -1, 0, 1, 2
"""What `due` says: compared in this round; nothing to do; one that shares code with it changed; it changed."""
_LEAST_OF_WHOLE = 0.05
_LEAST_OF_MODULE = 0.1
_MOST_MODULES = 50
_MOST_PAIRS = 50
"""Others kept for one unit: as many open ones, and as many closed ones."""

_STATES = f"""
    SELECT s.repository_id AS id, {STATE} AS state FROM scans s JOIN repositories r ON r.id = s.repository_id
    LEFT JOIN clone_repositories c ON c.repository = r.id WHERE c.state IS NULL OR c.state <> {STATE}
"""  # noqa: S608 - ours
_DUE = """
    SELECT c.repository AS id, c.due FROM clone_repositories c JOIN repositories r ON r.id = c.repository
    WHERE c.due > 0 AND r.gone_at IS NULL ORDER BY c.due DESC, c.repository LIMIT 1
"""
_TOUCH = "UPDATE clone_repositories SET due = 1 WHERE due = 0 AND repository IN ({})"
_MODULES = """
    SELECT DISTINCT path FROM facts WHERE repository_id = ? AND rule = 'module-candidate' AND path NOT IN ('', '.')
    ORDER BY id LIMIT ?
"""


def update(store: Store) -> None:
    """Bring the index and the pairs up to date with the last scans.

    Raises:
        StoreError: the store can't be written.
    """
    index_readings(store)
    with store.writing() as connection:
        connection.execute("UPDATE clone_repositories SET due = ? WHERE due = ?", (_UP_TO_DATE, _DONE))
    for row in store.rows(_STATES):
        _note(store, row)
    catalog = None
    while due := store.rows(_DUE):
        catalog = catalog or read_catalog(store)
        units = ["", *(row["path"] for row in store.rows(_MODULES, [due[0]["id"], _MOST_MODULES]))]
        _keep(store, due[0], find_all(store, due[0]["id"], units, catalog))


def _note(store: Store, row: Row) -> None:
    """Note that a repository has changed, and how much text it has now; what shared with it before is due too."""
    count = len(unit_of(read_sources(store, row["id"])).hashes)
    with store.writing() as connection:
        connection.execute(
            "INSERT INTO clone_repositories VALUES (?, ?, ?, ?) ON CONFLICT (repository)"
            " DO UPDATE SET state = excluded.state, shingles = excluded.shingles, due = excluded.due",
            (row["id"], row["state"], count, _CHANGED),
        )
        before = "SELECT repository FROM clone_pairs WHERE other = ?"
        connection.execute(_TOUCH.format(before), (row["id"],))


def _keep(store: Store, due: Row, found: dict[str, Told]) -> None:
    rows = list(_rows(due["id"], found))
    with store.writing() as connection:
        connection.execute("DELETE FROM clone_pairs WHERE repository = ?", (due["id"],))
        connection.executemany("INSERT INTO clone_pairs VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        connection.execute("UPDATE clone_repositories SET due = ? WHERE repository = ?", (_DONE, due["id"]))
        if due["due"] == _CHANGED:
            others = {match.repository for each in found.values() for match, _ in each.everyone}
            connection.executemany(_TOUCH.format("?"), [(other,) for other in others])


def _rows(repository: int, found: dict[str, Told]) -> Iterator[tuple[object, ...]]:
    for unit, told in found.items():
        least = _LEAST_OF_MODULE if unit else _LEAST_OF_WHOLE
        for match, lineage in (*_best(told.among_open, least), *_best(told.closed, least)):
            place = (repository, unit, match.repository, match.path)
            yield (*place, len(match.files), round(match.containment, 4), lineage.value)


def _best(found: list[tuple[Match, Lineage]], least: float) -> list[tuple[Match, Lineage]]:
    return [(match, lineage) for match, lineage in found if lineage or match.containment >= least][:_MOST_PAIRS]
