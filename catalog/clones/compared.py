# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Who else holds the code of a repository, or of a part of it: asked of the index, in seconds over thousands."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from catalog.clones.catalog import Known, read_catalog
from catalog.clones.holder import Holder, make_holder
from catalog.clones.lineage import Lineage, Shares, lineage_of
from catalog.clones.search import Hits, Match, compare, search
from catalog.clones.units import Source, Unit, read_sources, thinned, unit_of
from catalog.database import Store
from scanner.detectors.shingles.sketch import Hashes

_MOST_ALONE, _MOST_TOGETHER = 8192, 2048
"""A unit of more shingles is looked for by a thinner sample, thinner still where many units are: its share is known
to a hundredth or two then."""
_MOST_OF_WHOLE = 4096


class Compared:
    """A repository looked up in the index once, for one unit of it or more."""

    def __init__(
        self,
        store: Store,
        repository_id: int,
        units: Sequence[str],
        catalog: Mapping[int, Known],
        *,
        open_only: bool = False,
    ) -> None:
        """Look up the whole and each of `units` (paths), in the open repositories alone if asked so."""
        self._catalog = catalog
        self._ours = catalog[repository_id]
        self.sources: Sequence[Source] = read_sources(store, repository_id)
        self.whole = unit_of(self.sources)
        self._most = _MOST_ALONE if len(units) == 1 else _MOST_TOGETHER
        self._units = {path: unit_of(self.sources, path) for path in units}
        samples = [self._sample(unit) for unit in self._units.values()]
        self._of_whole = thinned(self.whole.hashes, _MOST_OF_WHOLE)
        asked = np.unique(np.concatenate([self._of_whole, *samples]))
        self._hits: Hits = search(store, self.whole, asked, catalog, repository_id, open_only=open_only)
        self._weighing = set(self._of_whole.tolist()) - self._hits.common

    def matches(self, path: str) -> list[tuple[Match, Lineage]]:
        """Return who has what of a unit, independent ones and descendants first, then the most first."""
        unit = self._units[path]
        found = compare(unit, self._sample(unit), self._hits)
        return _in_order((match, self._lineage(unit, match, path)) for match in found)

    def _sample(self, unit: Unit) -> Hashes:
        return thinned(unit.hashes, self._most)

    def _lineage(self, unit: Unit, match: Match, path: str) -> Lineage:
        theirs = self._catalog[match.repository]
        common = len(self._weighing & self._hits.shingles.get(match.repository, {}).keys())
        ours = common / len(self._weighing) if self._weighing else match.containment
        shared = ours * len(self.whole.hashes)
        inside = match.containment * len(unit.hashes) / shared if shared and path not in {"", "."} else 0.0
        return lineage_of(self._ours, theirs, Shares(ours, min(1.0, shared / max(1, theirs.shingles)), inside))


class Told(NamedTuple):
    """Who has what of a unit, independent ones and descendants first, then the most first."""

    among_open: list[tuple[Match, Lineage]]
    """Open repositories. Where the unit is open too, nothing closed counts in what is told of them."""
    closed: list[tuple[Match, Lineage]]

    @property
    def everyone(self) -> list[tuple[Match, Lineage]]:
        """Return both."""
        return _in_order([*self.among_open, *self.closed])


def find_all(store: Store, repository_id: int, units: Sequence[str], catalog: Mapping[int, Known]) -> dict[str, Told]:
    """Return who has what of each of `units` (paths) of a repository.

    What open code has in common with open code is public: it is compared as if nothing closed were there, so that no
    count of holders, beyond which a text weighs nothing, tells of closed ones.
    """
    everywhere = Compared(store, repository_id, units, catalog)
    mixed = catalog[repository_id].public and not all(each.public for each in catalog.values())
    among_open = Compared(store, repository_id, units, catalog, open_only=True) if mixed else everywhere
    return {
        path: Told(
            [each for each in among_open.matches(path) if catalog[each[0].repository].public],
            [each for each in everywhere.matches(path) if not catalog[each[0].repository].public],
        )
        for path in units
    }


def _in_order(told: Iterable[tuple[Match, Lineage]]) -> list[tuple[Match, Lineage]]:
    return sorted(
        told, key=lambda each: (each[1] in {Lineage.FORK, Lineage.COPY}, -each[0].containment, -len(each[0].files))
    )


def find_holders(store: Store, repository_id: int, path: str) -> list[Holder]:
    """Return who holds a unit; see `catalog.clones.holders`."""
    catalog = read_catalog(store)
    if repository_id not in catalog:
        return []
    found = find_all(store, repository_id, [path], catalog)[path].everyone
    return [_holder(catalog[match.repository], path, match, lineage) for match, lineage in found]


def _holder(known: Known, unit: str, match: Match, lineage: Lineage) -> Holder:
    return make_holder(known, unit, match.path, len(match.files), match.containment, lineage).model_copy(
        update={"files": match.files}
    )
