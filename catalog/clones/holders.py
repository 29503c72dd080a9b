# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Who else holds the code of a repository, or of a part of it: asked of the index, in seconds over thousands."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from catalog.clones.catalog import Known, read_catalog
from catalog.clones.lineage import Lineage, Shares, lineage_of
from catalog.clones.search import Hits, Match, compare, search
from catalog.clones.units import Source, Unit, read_sources, thinned, unit_of
from catalog.database import Store
from scanner.detectors.shingles.sketch import Hashes
from scanner.models import Frozen, Visibility

_MOST_HASHES = 8192
_MOST_OF_WHOLE = 4096
"""A unit of more shingles is looked for by a thinner sample: its share is known to less than a hundredth then."""


class Holder(Frozen):
    """Another repository that holds the same code."""

    unit: str = ""
    """Path of ours that was looked for; "" for the whole repository."""
    repository: str
    """``host/owner/name``."""
    owner: str
    group: str
    """``host/group``: the subgroups of one group are one owner."""
    visibility: Visibility
    public: bool
    url: str = ""
    path: str
    """The folder or file there that holds most of it; "" for the root."""
    equal_files: int
    containment: float
    """Share of the unit's text that is found there, 0 to 1."""
    lineage: Lineage = Lineage.NONE
    files: tuple[tuple[str, str], ...] = ()
    """Some of the equal files: path here, path there."""

    @property
    def independent(self) -> bool:
        """Whether it is neither a fork, nor a copy, nor a descendant of the repository."""
        return self.lineage is Lineage.NONE


class Compared:
    """A repository looked up in the index once, for one unit of it or more."""

    def __init__(self, store: Store, repository_id: int, units: Sequence[str], catalog: Mapping[int, Known]) -> None:
        """Look up the whole and each of `units` (paths)."""
        self._catalog = catalog
        self._ours = catalog[repository_id]
        self.sources: Sequence[Source] = read_sources(store, repository_id)
        self.whole = unit_of(self.sources)
        self._units = {path: unit_of(self.sources, path) for path in units}
        samples = [self._sample(unit) for unit in self._units.values()]
        self._of_whole = thinned(self.whole.hashes, _MOST_OF_WHOLE)
        asked = np.unique(np.concatenate([self._of_whole, *samples]))
        self._hits: Hits = search(store, self.whole, asked, catalog, repository_id)
        self._weighing = set(self._of_whole.tolist()) - self._hits.common

    def matches(self, path: str) -> list[tuple[Match, Lineage]]:
        """Return who has what of a unit, independent ones and descendants first, then the most first."""
        unit = self._units[path]
        found = compare(unit, self._sample(unit), self._hits)
        told = [(match, self._lineage(unit, match, path)) for match in found]
        return sorted(told, key=lambda each: each[1] in {Lineage.FORK, Lineage.COPY})

    @staticmethod
    def _sample(unit: Unit) -> Hashes:
        return thinned(unit.hashes, _MOST_HASHES)

    def _lineage(self, unit: Unit, match: Match, path: str) -> Lineage:
        theirs = self._catalog[match.repository]
        common = len(self._weighing & self._hits.shingles.get(match.repository, {}).keys())
        ours = common / len(self._weighing) if self._weighing else match.containment
        shared = ours * len(self.whole.hashes)
        inside = match.containment * len(unit.hashes) / shared if shared and path not in {"", "."} else 0.0
        return lineage_of(self._ours, theirs, Shares(ours, min(1.0, shared / max(1, theirs.shingles)), inside))


def holders(store: Store, repository_id: int, path: str = "") -> list[Holder]:
    """Return the repositories that hold code of a unit: independent ones first, each kind by how much it holds.

    Args:
        store: the store, whose index is up to date (see `pairs.update_clones`).
        repository_id: row of the repository.
        path: a folder or file of it; "" for all of it.
    """
    catalog = read_catalog(store)
    if repository_id not in catalog:
        return []
    found = Compared(store, repository_id, [path], catalog).matches(path)
    return [_holder(catalog[match.repository], path, match, lineage) for match, lineage in found]


def _holder(known: Known, unit: str, match: Match, lineage: Lineage) -> Holder:
    return make_holder(known, unit, match.path, len(match.files), match.containment, lineage).model_copy(
        update={"files": match.files}
    )


def make_holder(known: Known, unit: str, path: str, equal: int, containment: float, lineage: Lineage) -> Holder:
    """Return a holder of a unit."""
    return Holder(
        unit=unit,
        repository=known.key,
        owner=known.owner,
        group=known.group,
        visibility=known.visibility,
        public=known.public,
        url=known.url,
        path=path,
        equal_files=equal,
        containment=round(containment, 4),
        lineage=lineage,
    )


def independent_owners(found: Iterable[Holder], own_group: str = "") -> list[str]:
    """Return the owners, other than one's own, that hold it without being of its lineage, in order."""
    return sorted({each.group for each in found if each.independent} - {own_group})
