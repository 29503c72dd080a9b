# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Clones: the same code in other repositories of the store, forks and copies told apart from independent reuse.

What searches loads numpy when it is first called; what reads the results of the last update doesn't.
"""

from catalog.clones.holder import Holder, independent_owners
from catalog.clones.kept import (
    ALREADY_PUBLIC,
    HELD_ELSEWHERE,
    Reuse,
    appeared_in_public,
    is_compared,
    module_reuse,
    open_elsewhere,
)
from catalog.clones.lineage import Lineage
from catalog.database import Store

__all__ = [
    "ALREADY_PUBLIC",
    "HELD_ELSEWHERE",
    "Holder",
    "Lineage",
    "Reuse",
    "appeared_in_public",
    "holders",
    "independent_owners",
    "is_compared",
    "module_reuse",
    "open_elsewhere",
    "update_clones",
]


def holders(store: Store, repository_id: int, path: str = "") -> list[Holder]:
    """Return the repositories that hold code of a unit: independent ones first, each kind by how much it holds.

    Args:
        store: the store, as `update_clones` left it.
        repository_id: row of the repository.
        path: a folder or file of it; "" for all of it.
    """
    from catalog.clones.compared import find_holders

    return find_holders(store, repository_id, path)


def update_clones(store: Store) -> None:
    """Bring what is known of clones up to date with the last scans; only what changed is compared again.

    Raises:
        StoreError: the store can't be written.
    """
    from catalog.clones.pairs import update

    update(store)
