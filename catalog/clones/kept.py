# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What the last update kept of who holds what: quick to read, for the ranking and the registers."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from catalog.clones.catalog import Known, read_catalog
from catalog.clones.holder import Holder, make_holder
from catalog.clones.lineage import Lineage
from catalog.database import Row, Store
from scanner.models import Visibility

HELD_ELSEWHERE = "module-held-elsewhere"
"""Rule of the facts that tell how many other owners hold a module."""
ALREADY_PUBLIC = "module-already-public"
"""Rule of the facts that tell where a module can be read by all."""
SAME_MODULE = 0.3
"""Share of a module's text that makes it the same module."""
_MOST = 0.5
"""Share of a repository's text that makes it the same work."""

STATE = "s.head_commit || ' ' || s.scanned_at || ' ' || r.visibility"
"""What comparing depends on, in SQL, of a scan `s` of a repository `r`."""

_PAIRS = "SELECT path, other, other_path, equal_files, containment, lineage FROM clone_pairs WHERE repository = ?"
_ORDER = " ORDER BY lineage IN ('fork', 'copy'), containment DESC, other"
_MODULES = """
    SELECT p.repository, p.path, p.other, p.containment, p.lineage FROM clone_pairs p
    JOIN repositories r ON r.id = p.repository
    WHERE p.path <> '' AND p.containment >= ? AND r.visibility <> ? ORDER BY p.repository, p.path, p.containment DESC
"""
_SAME_WORK = "SELECT repository, other FROM clone_pairs WHERE path = '' AND lineage <> ''"


class Reuse(NamedTuple):
    """What a closed repository's module is elsewhere, as the ranking reads it."""

    repository: int
    path: str
    owners: tuple[str, ...]
    """Independent owners that hold it, other than its own (``host/group``)."""
    public: tuple[str, ...]
    """Public repositories that hold it, best first (``host/owner/name``)."""
    containment: float
    """The largest share of its text found in one of them."""


def open_elsewhere(store: Store, repository_id: int) -> list[Holder]:
    """Return the public repositories that hold a repository (unit "") or one of its modules, best first."""
    found = _kept(store, repository_id)
    return [each for each in found if each.public and (not each.unit or each.containment >= SAME_MODULE)]


def appeared_in_public(store: Store, repository_id: int) -> list[Holder]:
    """Return the public repositories that hold most of a closed one: it has been opened there, best first."""
    own = store.rows("SELECT visibility FROM repositories WHERE id = ?", [repository_id])
    if not own or own[0]["visibility"] == Visibility.PUBLIC:
        return []
    opened = [
        each
        for each in _kept(store, repository_id)
        if each.public and not each.unit and (each.containment >= _MOST or each.lineage in {"fork", "copy"})
    ]
    return sorted(opened, key=lambda each: -each.containment)


def module_reuse(store: Store) -> Iterator[Reuse]:
    """Yield, for each module of closed code that is held elsewhere, who holds it."""
    found = store.rows(_MODULES, [SAME_MODULE, Visibility.PUBLIC])
    catalog = read_catalog(store, {row[side] for row in found for side in ("repository", "other")})
    works = _works(store) if found else {}
    modules: dict[tuple[int, str], list[Row]] = defaultdict(list)
    for row in found:
        if row["other"] in catalog and row["repository"] in catalog:
            modules[row["repository"], row["path"]].append(row)
    for (repository, path), rows in modules.items():
        others = [row["other"] for row in rows if row["lineage"] == Lineage.NONE]
        yield Reuse(
            repository,
            path,
            _independent(others, catalog, works, catalog[repository].group),
            tuple(catalog[row["other"]].key for row in rows if catalog[row["other"]].public),
            rows[0]["containment"],
        )


def is_compared(store: Store, repository_id: int) -> bool:
    """Return whether a repository has been compared with the others since its last scan."""
    return bool(
        store.rows(
            "SELECT 1 FROM clone_repositories c JOIN repositories r ON r.id = c.repository"  # noqa: S608 - ours
            f" JOIN scans s ON s.repository_id = r.id WHERE r.id = ? AND c.due <= 0 AND c.state = {STATE}",
            [repository_id],
        )
    )


def _kept(store: Store, repository_id: int) -> list[Holder]:
    rows = store.rows(_PAIRS + _ORDER, [repository_id])
    catalog = read_catalog(store, {row["other"] for row in rows})
    return [
        make_holder(
            catalog[row["other"]],
            row["path"],
            row["other_path"],
            row["equal_files"],
            row["containment"],
            Lineage(row["lineage"]),
        )
        for row in rows
        if row["other"] in catalog
    ]


def _works(store: Store) -> Mapping[int, int]:
    """Return a number for each repository that has forks or copies: the same for all that are one work."""
    first: dict[int, int] = {}
    for row in store.rows(_SAME_WORK):
        one, other = _root(first, row["repository"]), _root(first, row["other"])
        first[max(one, other)] = min(one, other)
    return {repository: _root(first, repository) for repository in first}


def _root(first: dict[int, int], repository: int) -> int:
    while first.setdefault(repository, repository) != repository:
        first[repository] = first[first[repository]]
        repository = first[repository]
    return repository


def _independent(
    others: list[int], catalog: Mapping[int, Known], works: Mapping[int, int], own: str
) -> tuple[str, ...]:
    """Return the owners of `others`, one for all that hold forks of one work."""
    owners: dict[int, str] = {}
    for other in others:
        if catalog[other].group != own:
            owners.setdefault(works.get(other, other), catalog[other].group)
    return tuple(dict.fromkeys(owners.values()))
