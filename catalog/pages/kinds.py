# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Every kind of page, in the order in which they are made: those that look for the same things are together."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from catalog.pages import (
    about,
    algorithms,
    closed,
    facets,
    figures,
    home,
    legal,
    ministries,
    modules,
    moved,
    news,
    owners,
    releases,
    repositories,
    repository,
    to_open,
    tracking,
)
from catalog.pages.edition import Edition
from catalog.pages.page import Page, Pages


class Kind(Protocol):
    """A module that makes the pages of one kind."""

    def pages(self, edition: Edition) -> Iterator[Page | Pages]:
        """Yield them, alone or by groups."""


LISTS: tuple[Kind, ...] = (home, repositories, facets, figures)
"""Those that count all the repositories by what they have in common."""
OTHERS: tuple[Kind, ...] = (
    about,
    legal,
    owners,
    ministries,
    modules,
    to_open,
    tracking,
    algorithms,
    news,
    releases,
    moved,
    closed,
)
MANY: tuple[Kind, ...] = (repository,)
"""Those that most pages are of."""
KINDS = (*LISTS, *OTHERS, *MANY)


def pages_of(edition: Edition, kinds: Sequence[Kind] = KINDS) -> Iterator[Page | Pages]:
    """Yield the pages of an edition that are of some kinds, alone or by groups; none is the 404."""
    for kind in kinds:
        yield from kind.pages(edition)


def every_page(edition: Edition) -> Iterator[Page]:
    """Yield every page of an edition but the 404, each alone."""
    for each in pages_of(edition):
        if isinstance(each, Pages):
            yield from each.pages()
        else:
            yield each
