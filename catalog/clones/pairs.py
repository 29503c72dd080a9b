# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Who holds what, kept for each repository and its modules, so that ranking and reports need no search.

Only what changed since its last comparison is compared again, and those that share code with it. A change of closed
code never has open code compared with open code again: the public would see that something changed. Each repository is
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
from scanner.models import Visibility

_DONE, _UP_TO_DATE, _NEIGHBOUR, _CHANGED, _CLOSED_NEIGHBOUR = -1, 0, 1, 2, 3
"""What `due` says: compared in this round; nothing to do; one that shares code with it changed; it changed itself; it
is open, and only closed ones changed."""
_LEAST_OF_WHOLE = 0.05
_LEAST_OF_MODULE = 0.1
_MOST_MODULES = 50
_MOST_PAIRS = 50
"""Others kept for one unit: as many open ones, and as many closed ones."""

_STATES = f"""
    SELECT r.id, {STATE} AS state, c.state AS before FROM scans s JOIN repositories r ON r.id = s.repository_id
    LEFT JOIN clone_repositories c ON c.repository = r.id WHERE c.state IS NULL OR c.state <> {STATE}
"""  # noqa: S608 - ours
_DUE = f"""
    SELECT c.repository AS id, c.due, r.visibility FROM clone_repositories c JOIN repositories r ON r.id = c.repository
    WHERE c.due > 0 AND r.gone_at IS NULL ORDER BY c.due = {_CHANGED} DESC, c.repository LIMIT 1
"""  # noqa: S608 - ours
_TOUCH = f"""
    UPDATE clone_repositories SET due = CASE
        WHEN :public OR (SELECT visibility FROM repositories r WHERE r.id = repository) <> '{Visibility.PUBLIC}'
        THEN {_NEIGHBOUR} ELSE {_CLOSED_NEIGHBOUR} END
    WHERE due IN ({_UP_TO_DATE}, {_CLOSED_NEIGHBOUR}) AND repository IN
"""  # noqa: S608 - ours
_BEFORE = "(SELECT repository FROM clone_pairs WHERE other = :id)"
_WITH_CLOSED = f"AND other IN (SELECT id FROM repositories WHERE visibility <> '{Visibility.PUBLIC}')"  # noqa: S608
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
        public = any(str(state).endswith(f" {Visibility.PUBLIC}") for state in (row["before"], row["state"]))
        connection.execute(f"{_TOUCH} {_BEFORE}", {"id": row["id"], "public": public})


def _keep(store: Store, due: Row, found: dict[str, Told]) -> None:
    only_closed = due["due"] == _CLOSED_NEIGHBOUR
    rows = list(_rows(due["id"], found, only_closed))
    with store.writing() as connection:
        kept = _WITH_CLOSED if only_closed else ""
        connection.execute(f"DELETE FROM clone_pairs WHERE repository = ? {kept}", (due["id"],))  # noqa: S608 - ours
        connection.executemany("INSERT INTO clone_pairs VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        connection.execute("UPDATE clone_repositories SET due = ? WHERE repository = ?", (_DONE, due["id"]))
        if due["due"] == _CHANGED:
            others = {match.repository for each in found.values() for match, _ in each.everyone}
            public = due["visibility"] == Visibility.PUBLIC
            connection.executemany(f"{_TOUCH} (:id)", [{"id": other, "public": public} for other in others])


def _rows(repository: int, found: dict[str, Told], only_closed: bool) -> Iterator[tuple[object, ...]]:
    for unit, told in found.items():
        least = _LEAST_OF_MODULE if unit else _LEAST_OF_WHOLE
        among_open = [] if only_closed else _best(told.among_open, least)
        for match, lineage in (*among_open, *_best(told.closed, least)):
            place = (repository, unit, match.repository, match.path)
            yield (*place, len(match.files), round(match.containment, 4), lineage.value)


def _best(found: list[tuple[Match, Lineage]], least: float) -> list[tuple[Match, Lineage]]:
    return [(match, lineage) for match, lineage in found if lineage or match.containment >= least][:_MOST_PAIRS]
