# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Whether two repositories are one work under two names, before either is told to reuse the other."""

from enum import StrEnum
from typing import NamedTuple

from catalog.clones.catalog import Known

_MOST = 0.5
"""Share of the sources that makes a whole."""
_GROWN = 0.25
"""What is left of a copy's share after it has grown fourfold."""
_MORE_THAN_A_PART = 0.4
"""Share of ours that a repository made mostly of our text must have: less of it is a part that was taken out."""
_DECLARED = 0.1


class Lineage(StrEnum):
    """How another repository comes from the same work; empty when it doesn't."""

    NONE = ""
    FORK = "fork"
    """The same history, gone on apart; or declared so by its forge."""
    COPY = "copy"
    """Most of the repository, without its history."""
    DESCENDANT = "descendant"
    """A part taken out, history included."""


class Shares(NamedTuple):
    """How much two repositories have in common."""

    ours: float
    """Of our repository, found there."""
    theirs: float
    """Of theirs, found in ours."""
    inside: float
    """Of what is common, in the unit that is looked for."""


def lineage_of(ours: Known, theirs: Known, shares: Shares) -> Lineage:
    """Return how `theirs` descends from the same work as `ours`, or the other way round."""
    if ours.roots & theirs.roots:
        taken_out = shares.ours < _MOST and max(shares.theirs, shares.inside) >= _MOST
        return Lineage.DESCENDANT if taken_out else Lineage.FORK
    if (ours.fork or theirs.fork) and min(shares.ours, shares.theirs) >= _DECLARED:
        return Lineage.FORK
    if shares.ours >= _MOST and shares.theirs >= _GROWN:
        return Lineage.COPY
    return Lineage.COPY if shares.theirs >= _MOST and shares.ours >= _MORE_THAN_A_PART else Lineage.NONE
