# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Whose code is it: the State's directory, its top organizations, offices and referents, joined to owners.

The store keeps what owners need (the bodies they belong to and those above), and the records of the whole directory
packed, for the listing alone. A crawl without these files keeps what an earlier one learnt; a file that is given again
wins over what was known.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from catalog.annuaire import Annuaire, read_annuaire
from catalog.bodies import chain
from catalog.crawl_choices import DirectoryFiles
from catalog.database import Store, now
from catalog.declarations import read_declared
from catalog.i18n import noted
from catalog.ospos import read_ospos, read_referents, save_ospos, save_referents
from catalog.services import Above, Records, put_under_tops, save_services
from scanner.models import UNKNOWN_PSO, Problem


class _Body(NamedTuple):
    """A body of the directory; `parent` is the one right above or "", `seen_at` when a file last spoke of it."""

    name: str
    parent: str
    is_top: bool
    seen_at: str


def join(store: Store, files: DirectoryFiles) -> list[Problem]:
    """Learn from the files whose the owners of the store are; to be called after a crawl, with or without files.

    Args:
        store: open for writing, with the owners already in it.
        files: those that were given.

    Returns:
        What wasn't understood. A file that can't be read changes nothing of what was known from it.

    Raises:
        StoreError: the store can't be written.
    """
    problems: list[Problem] = []
    tops = _read_tops(files.top_organizations, problems)
    _learn_ospos(store, files.ospos, problems)
    _learn_referents(store, files.referents, problems)
    records = Records()
    annuaire = read_annuaire(files.annuaire, records.keep) if files.annuaire else None
    problems += annuaire.problems if annuaire else []
    if annuaire and not records.whole:
        problems.append(Problem(file=str(files.annuaire), reason=noted("its records are too large to be published")))
    _save_bodies(store, annuaire if annuaire and annuaire.complete else None, tops, records)
    return problems


def _read_tops(path: Path | None, problems: list[Problem]) -> dict[str, str] | None:
    if path is None:
        return None
    declared = read_declared(path, "top-organizations")
    problems += declared.problems
    return {key.lower(): name for key, name in declared.records.items()} if declared.readable else None


def _learn_ospos(store: Store, path: Path | None, problems: list[Problem]) -> None:
    if path is not None:
        offices = read_ospos(path)
        problems += offices.problems
        if offices.readable:
            save_ospos(store, offices.ospos)


def _learn_referents(store: Store, path: Path | None, problems: list[Problem]) -> None:
    if path is not None:
        named = read_referents(path)
        problems += named.problems
        if named.readable:
            save_referents(store, named.referents)


def _save_bodies(store: Store, annuaire: Annuaire | None, tops: Mapping[str, str] | None, records: Records) -> None:
    """Keep the bodies that owners need, with the top organization of each, and the records of the directory."""
    with store.writing() as connection:
        bodies = _known(store)
        known_tops = set(tops) if tops is not None else {key for key, body in bodies.items() if body.is_top}
        if annuaire:
            bodies |= _needed(annuaire, known_tops, {*_owned(store), *bodies, *known_tops})
        for key, name in (tops or {}).items():
            body = bodies.get(key, _Body("", "", True, now()))
            bodies[key] = body._replace(name=body.name or name)
        parents = {key: body.parent for key, body in bodies.items()}
        rows = [
            (key, body.name, body.parent, key in known_tops, _top(key, parents, known_tops), body.seen_at)
            for key, body in bodies.items()
        ]
        connection.execute("DELETE FROM organizations")
        connection.executemany("INSERT INTO organizations VALUES (?, ?, ?, ?, ?, ?)", rows)
        if annuaire:
            save_services(connection, records, Above(annuaire.parents, annuaire.names, known_tops))
        elif tops is not None:
            put_under_tops(store, connection, known_tops)


def _known(store: Store) -> dict[str, _Body]:
    rows = store.rows("SELECT pso_id, name, parent, is_top, seen_at FROM organizations")
    return {row["pso_id"]: _Body(row["name"], row["parent"], bool(row["is_top"]), row["seen_at"]) for row in rows}


def _owned(store: Store) -> Iterator[str]:
    """Yield the bodies that something in the store belongs to."""
    sql = "SELECT pso_id FROM owners UNION SELECT pso_id FROM forges UNION SELECT pso_id FROM ospos"
    for row in store.rows(sql):
        if row["pso_id"] not in ("", UNKNOWN_PSO):
            yield row["pso_id"]


def _needed(annuaire: Annuaire, tops: set[str], wanted: Iterable[str]) -> dict[str, _Body]:
    """Return what the directory says of the bodies `wanted` and of those above them, up to a top organization."""
    found: dict[str, _Body] = {}
    at = now()
    for start in wanted:
        for key in chain(start, annuaire.parents, tops):
            if key in annuaire.names:
                found[key] = _Body(annuaire.names[key], annuaire.parents.get(key, ""), key in tops, at)
    return found


def _top(start: str, parents: Mapping[str, str], tops: set[str]) -> str:
    return next((key for key in chain(start, parents, tops) if key in tops), "")
