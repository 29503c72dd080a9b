# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A badge a repository: its degree of openness as an image of ours, and as an endpoint of shields.io.

Words and colours are those of code.gouv.fr's badges; a degree that the repository doesn't declare is said to be
proposed. There are six images in all, each made once.
"""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from catalog.listing.tables import json_text
from catalog.pages.degrees import BADGES
from catalog.pages.index import Index, repository_key
from catalog.view import RepositoryEntry

LABEL = "code.gouv.fr"
_PAINT = {"blue": ("#0a5fa8", "#fff"), "mediumseagreen": ("#3cb371", "#111"), "orange": ("#ffa500", "#111")}
"""The badges' colours as the image paints them, and a colour of text that can be read on each (WCAG, 4.5 to 1)."""
_LABEL_PAINT = ("#444", "#fff")
_SIZE, _HEIGHT, _MARGIN = 11, 20, 6
_WIDTHS = dict(
    zip(
        " ().abcdefghijklmnopqrstuvwxyzé",
        (
            *(651, 799, 799, 651, 1255, 1300, 1126, 1300, 1260, 721, 1300, 1298, 569, 569, 1186, 569),
            *(1995, 1298, 1253, 1300, 1300, 842, 1067, 803, 1298, 1212, 1675, 1212, 1212, 1075, 1260),
        ),
        strict=True,
    )
)
"""Widths of characters in DejaVu Sans, which has those of Verdana, in 2048ths of the size."""


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


def files(index: Index) -> Iterator[tuple[str, str]]:
    """Yield the image, and beside it the JSON for shields.io, of each repository whose degree is known."""
    for entry in index.repositories:
        if badge := badge_of(entry):
            path = badge_path(entry, index)
            yield path, image(badge)
            yield f"{path.removesuffix('.svg')}.json", endpoint(badge)


@cache
def endpoint(badge: Badge) -> str:
    """Return the answer that shields.io asks for (https://shields.io/badges/endpoint-badge)."""
    return json_text({"schemaVersion": 1, "label": LABEL, "message": badge.message, "color": badge.colour})


@cache
def image(badge: Badge) -> str:
    """Return the SVG: no script, no style, no font but those of the reader, whose widths it doesn't depend on."""
    left, right = text_width(LABEL) + 2 * _MARGIN, text_width(badge.message) + 2 * _MARGIN
    told = f"{LABEL}\u00a0: {badge.message}"
    ground, ink = _PAINT[badge.colour]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="{_HEIGHT}" role="img"'
        f' aria-label="{told}">\n<title>{told}</title>\n'
        f'<rect width="{left + right}" height="{_HEIGHT}" rx="3" fill="{ground}"/>\n'
        f'<path d="M3 0h{left - 3}v{_HEIGHT}H3a3 3 0 0 1-3-3V3a3 3 0 0 1 3-3z" fill="{_LABEL_PAINT[0]}"/>\n'
        f'<g font-family="DejaVu Sans,Verdana,Geneva,sans-serif" font-size="{_SIZE}" aria-hidden="true">\n'
        f"{_text(LABEL, _MARGIN, _LABEL_PAINT[1])}{_text(badge.message, left + _MARGIN, ink)}</g>\n</svg>\n"
    )


def text_width(text: str) -> int:
    """Return the width of a text of a badge, in pixels."""
    return round(sum(_WIDTHS[character] for character in text) * _SIZE / 2048)


def _text(text: str, start: int, ink: str) -> str:
    return f'<text x="{start}" y="14" textLength="{text_width(text)}" fill="{ink}">{text}</text>\n'
