# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Clones: the same code in other repositories of the store, forks and copies told apart from independent reuse."""

from catalog.clones.holders import Holder, holders, independent_owners
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
from catalog.clones.pairs import update_clones

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
