# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A badge a repository: its degree of openness as an image of ours, and as an endpoint of shields.io.

Words and colours are those of code.gouv.fr's badges; a degree that the repository doesn't declare is said to be
proposed. There are six images in all, each made once.
"""

from collections.abc import Iterable, Iterator
from functools import cache, partial
from typing import NamedTuple
from urllib.parse import quote

from catalog import badge_image
from catalog.badge_image import Paint
from catalog.listing.codegouv import listed_by_owner
from catalog.made import Bundle
from catalog.pages.degrees import BADGES
from catalog.pages.index import Index, repository_key
from catalog.view import RepositoryEntry

LABEL = "code.gouv.fr"
_PAINT = {
    "blue": Paint("#0a5fa8", "#fff"),
    "mediumseagreen": Paint("#3cb371", "#111"),
    "orange": Paint("#ffa500", "#111"),
}
"""The badges' colours as the image paints them."""


class Badge(NamedTuple):
    """What a badge says."""

    message: str
    colour: str


def badge_of(entry: RepositoryEntry) -> Badge | None:
    """Return what the badge of a repository says; None when its degree isn't known, or it is gone."""
    if entry.gone or entry.degree not in BADGES:
        return None
    word, colour = BADGES[entry.degree]
    return Badge(word if entry.degree_declared else f"{word} (proposé)", colour)


def badge_path(entry: RepositoryEntry, index: Index) -> str:
    """Return the path of the image from the root of the site, "" when there is none."""
    return f"badges/{index.repository_slugs[repository_key(entry)]}.svg" if badge_of(entry) else ""


def contents(index: Index) -> Iterator[Bundle]:
    """Yield the images and the JSON for shields.io, those of an owner's repositories in one bundle."""
    for entries in listed_by_owner(index.view):
        if any(map(badge_of, entries)):
            name = f"badges {quote(repository_key(entries[0]))}"
            yield Bundle(name, (index.odd_slugs, entries), partial(_files, index, entries))


def _files(index: Index, entries: Iterable[RepositoryEntry]) -> Iterator[tuple[str, str]]:
    """Yield the image, and beside it the JSON for shields.io, of each repository whose degree is known."""
    for entry in entries:
        if badge := badge_of(entry):
            path = badge_path(entry, index)
            yield path, image(badge)
            yield f"{path.removesuffix('.svg')}.json", endpoint(badge)


@cache
def endpoint(badge: Badge) -> str:
    """Return the answer that shields.io asks for."""
    return badge_image.endpoint(LABEL, badge.message, badge.colour)


@cache
def image(badge: Badge) -> str:
    """Return the image, as SVG."""
    return badge_image.image(LABEL, badge.message, _PAINT[badge.colour])
