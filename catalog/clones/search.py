# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Where the sources of a unit, or parts of them, are found again in the other repositories of the store."""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from catalog.clones.catalog import Known
from catalog.clones.index import look_up
from catalog.clones.units import Unit
from catalog.database import Store
from scanner.detectors.shingles.sketch import Hashes

_MOST_READINGS = 128
"""A shingle of as many different files is boilerplate."""
_MOST_OWNERS = 12
"""So is what as many owners have: a framework's first files, a licence's header."""
_ASKED_AT_ONCE = 10_000
_LEAST_SHINGLES = 2
_LEAST_SHARE = 0.01
_LEAST_FILES = 3
_MOST_OF = 0.8
"""Share of what was found that the folder told must hold."""

_PLACES = """
    SELECT r.id AS reading, f.repository_id AS repository, f.path FROM json_each(?) w
    JOIN readings r ON r.id = w.value JOIN files f ON f.blob = r.blob
"""


class Hits(NamedTuple):
    """What was found of some shingles and files, by repository."""

    shingles: Mapping[int, Mapping[int, str]]
    """Repository → shingle → a path there."""
    files: Mapping[int, Mapping[int, str]]
    """Repository → reading of ours → path of the equal file there."""
    common: frozenset[int]
    """Shingles that weigh nothing: too many have them."""


class Match(NamedTuple):
    """What one other repository has of a unit."""

    repository: int
    shared: int
    """Shingles that both have."""
    containment: float
    """Share of the unit's text found there."""
    path: str
    """The folder or file there that holds most of it."""
    files: tuple[tuple[str, str], ...]
    """Equal files: path here, path there."""


def search(
    store: Store, unit: Unit, hashes: Hashes, catalog: Mapping[int, Known], but: int, *, open_only: bool = False
) -> Hits:
    """Look `hashes` and the files of a unit up in all repositories of `catalog` but one, or in the open ones alone."""
    found = look_up(store, hashes, _MOST_READINGS, open_only=open_only)
    known = {shingle for shingle, _ in found}
    ours = set(unit.paths)
    places = _places(store, {reading for _, reading in found} | ours, catalog, open_only)
    shingles = _first_paths(found, places)
    files = _first_paths([(reading, reading) for reading in ours], places)
    everywhere = _held_by_many(files, catalog)
    common = _held_by_many(shingles, catalog) | set(hashes.tolist()) - known
    kept = {key: {r: path for r, path in each.items() if r not in everywhere} for key, each in files.items()}
    shingles.pop(but, None)
    kept.pop(but, None)
    return Hits(shingles, kept, frozenset(common))


def _first_paths(
    found: Iterable[tuple[int, int]], places: Mapping[int, list[tuple[int, str]]]
) -> dict[int, dict[int, str]]:
    """Return repository → key → the first path there of the readings that have it, whatever was read before what."""
    first: dict[int, dict[int, str]] = defaultdict(dict)
    for key, reading in found:
        for repository, path in places.get(reading, ()):
            first[repository][key] = min(path, first[repository].get(key, path))
    return first


def compare(unit: Unit, hashes: Hashes, hits: Hits) -> list[Match]:
    """Return what each repository has of a unit, the most first, chance left out.

    Args:
        unit: the unit.
        hashes: those of its hashes that were looked up.
        hits: what was found.
    """
    wanted = set(hashes.tolist()) - hits.common
    paths = unit.paths
    matches = [_match(repository, wanted, paths, hits) for repository in {*hits.shingles, *hits.files}]
    told = [match for match in matches if _is_told(match)]
    return sorted(told, key=lambda match: (-match.containment, -len(match.files), match.repository))


def _match(repository: int, wanted: Collection[int], paths: Mapping[int, str], hits: Hits) -> Match:
    found = [path for shingle, path in hits.shingles.get(repository, {}).items() if shingle in wanted]
    equal = {paths[r]: path for r, path in hits.files.get(repository, {}).items() if r in paths}
    return Match(
        repository=repository,
        shared=len(found),
        containment=len(found) / len(wanted) if wanted else float(bool(equal)),
        path=common_folder(found or equal.values()),
        files=tuple(sorted(equal.items())),
    )


def _is_told(match: Match) -> bool:
    alike = match.shared >= _LEAST_SHINGLES and match.containment >= _LEAST_SHARE
    return alike or len(match.files) >= _LEAST_FILES or bool(match.files and not match.shared and match.containment)


def _places(
    store: Store, readings: Collection[int], catalog: Mapping[int, Known], open_only: bool
) -> dict[int, list[tuple[int, str]]]:
    places: dict[int, list[tuple[int, str]]] = defaultdict(list)
    ordered = sorted(readings)
    for start in range(0, len(ordered), _ASKED_AT_ONCE):
        for row in store.rows(_PLACES, [json.dumps(ordered[start : start + _ASKED_AT_ONCE])]):
            known = catalog.get(row["repository"])
            if known and (known.public or not open_only):
                places[row["reading"]].append((row["repository"], row["path"]))
    return places


def _held_by_many(held: Mapping[int, Mapping[int, str]], catalog: Mapping[int, Known]) -> set[int]:
    """Return the keys that the repositories of too many owners have."""
    by_group: dict[str, set[int]] = defaultdict(set)
    for repository, keys in held.items():
        by_group[catalog[repository].group].update(keys)
    owners: Counter[int] = Counter()
    for each in by_group.values():
        owners.update(each)
    return {key for key, count in owners.items() if count > _MOST_OWNERS}


def common_folder(paths: Iterable[str]) -> str:
    """Return the deepest folder, or the file, that has most of `paths`; "" when only the root does."""
    counts: Counter[str] = Counter()
    total = 0
    for path, times in Counter(paths).items():
        total += times
        parts = path.split("/")
        for depth in range(1, len(parts) + 1):
            counts["/".join(parts[:depth])] += times
    holding = [path for path, count in counts.items() if count >= _MOST_OF * total]
    return max(holding, key=lambda path: path.count("/"), default="")
