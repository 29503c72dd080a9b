# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What is told of a repository that holds the same code."""

from collections.abc import Iterable

from catalog.clones.catalog import Known
from catalog.clones.lineage import Lineage
from scanner.models import Frozen, Visibility


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
