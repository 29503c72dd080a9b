# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The files for machines that stand beside a repository's page."""

from typing import NamedTuple

from catalog.listing.badges import badge_path
from catalog.listing.codemeta import codemeta_path
from catalog.pages.index import Index
from catalog.view import RepositoryEntry


class Siblings(NamedTuple):
    """Addresses from the root of the site; "" = there is no such file."""

    api: str = ""
    """The answer of the static API."""
    codemeta: str = ""
    badge: str = ""
    """The image of the degree of openness."""


def siblings_of(index: Index, entry: RepositoryEntry) -> Siblings:
    """Return where the files of a repository are."""
    return Siblings(index.api.repository_address(entry), codemeta_path(entry, index), badge_path(entry, index))
