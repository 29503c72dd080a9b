# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Every kind of page, in the order in which they are made."""

from collections.abc import Iterator

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
from catalog.pages.page import Page

KINDS = (
    home,
    about,
    legal,
    repositories,
    facets,
    owners,
    ministries,
    modules,
    to_open,
    tracking,
    algorithms,
    figures,
    news,
    releases,
    repository,
    moved,
    closed,
)


def every_page(edition: Edition) -> Iterator[Page]:
    """Yield every page of an edition but the 404."""
    for kind in KINDS:
        yield from kind.pages(edition)
