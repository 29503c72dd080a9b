# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The degree of openness of open code in sentences: what it means, who says it, and what would raise it.

The degrees and their four questions are those of Etalab's guide (`policies/priorities.yml`); a README may declare one
by code.gouv.fr's badge.
"""

from typing import NamedTuple
from urllib.parse import quote

from catalog.i18n import noted
from catalog.pages.edition import Edition
from catalog.pages.index import licence_name
from catalog.view import RepositoryEntry
from scanner.models import Visibility

_MEANINGS = {
    "A": noted("The code is published; contributions from outside are sought and handled."),
    "B": noted("The code is published; contributions from outside are handled, though not sought."),
    "C": noted("The code is published; contributions from outside are not handled."),
}
_NEVER_OPEN = noted("The code isn’t communicable: a legal decision, which this catalogue never proposes.")
_UNTOLD = noted("Their files haven’t been read yet, or nothing in them tells the degree.")
BADGES = {"A": ("contributif", "blue"), "B": ("ouvert", "mediumseagreen"), "C": ("publié", "orange")}
"""Word and colour of code.gouv.fr's badge of each degree."""
_HIGHEST = "A"


def meaning(edition: Edition, letter: str) -> str:
    """Return what a degree means; for "", why none is told."""
    return edition.translate(({"": _UNTOLD} | _MEANINGS)[letter]) if letter in {"", *_MEANINGS} else ""


def scale(edition: Edition) -> list[tuple[str, str]]:
    """Return the name and the meaning of the four degrees, the most open first."""
    _ = edition.translate
    open_ones = [(edition.words.degree(letter), _(told)) for letter, told in _MEANINGS.items()]
    return [*open_ones, (_("D – Not communicable"), _(_NEVER_OPEN))]


class Degree(NamedTuple):
    """What a page says of a degree."""

    letter: str
    title: str
    meaning: str
    told: str
    """Who says it."""
    questions: tuple[str, ...]
    """Questions whose yes would raise it."""
    steps: tuple[str, ...]
    """What the repository could do."""


def degree_of(edition: Edition, entry: RepositoryEntry) -> Degree | None:
    """Return what to say of the degree of a repository; None when it isn't known."""
    if entry.degree not in _MEANINGS:
        return None
    _, declared, is_open = edition.translate, entry.degree_declared, entry.visibility is Visibility.PUBLIC
    return Degree(
        letter=entry.degree,
        title=edition.labels.degree(entry.degree),
        meaning=_(_MEANINGS[entry.degree]) if is_open else _("Proposed for the day when it is opened."),
        told=_("Declared by its administration: the README shows the badge of this degree.")
        if declared
        else _("Proposed by the answers that the code gives to the four questions of Etalab’s guide."),
        questions=() if declared or entry.degree == _HIGHEST else tuple(edition.labels.open_questions()),
        steps=tuple(_steps(edition, entry)) if is_open else (),
    )


def _steps(edition: Edition, entry: RepositoryEntry) -> list[str]:
    """Return what would raise the degree, or make it known."""
    _ = edition.translate
    if entry.archived:
        return [_("The repository is archived: it takes no contribution any more.")]
    steps = [] if entry.degree_declared else [_("Show the badge of its degree in the README, which declares it.")]
    if entry.degree == _HIGHEST:
        return steps
    if entry.degree_declared and entry.degree == "C":
        steps.append(_("Handle contributions from outside, which makes it an open one."))
    if licence_name(entry) == "" and entry.scanned_at:
        steps.append(_("Declare a licence: without one, nobody may reuse this code."))
    if not entry.community.get("contributing"):
        steps.append(_("Say in a CONTRIBUTING file how to propose a change: it shows that contributions are sought."))
    return steps


class Badge(NamedTuple):
    """A badge to paste into a README."""

    title: str
    markdown: str


def badges_of(edition: Edition, entry: RepositoryEntry, page: str, image: str) -> list[Badge]:
    """Return the badges of a repository's degree, in Markdown: the one that declares it, then the one that follows it.

    Only the first declares a degree: it is the one that code.gouv.fr's documentation gives, as shields.io draws it.

    Args:
        edition: the site in one language.
        entry: the repository.
        page: absolute address of its page, or "".
        image: absolute address of our own image, which changes with what the catalog reads, or "".
    """
    if entry.degree not in BADGES or entry.visibility is not Visibility.PUBLIC:
        return []
    _, (word, colour) = edition.translate, BADGES[entry.degree]
    declaring = f"https://img.shields.io/badge/code.gouv.fr-{quote(word)}-{colour}"
    badges = [Badge(_("Badge that declares this degree, to paste into its README"), _markdown(word, declaring, page))]
    if image:
        badges.append(Badge(_("Badge that follows this catalogue"), _markdown(word, image, page)))
    return badges


def _markdown(word: str, image: str, page: str) -> str:
    shown = f"![code.gouv.fr : {word}]({image})"
    return f"[{shown}]({page})" if page else shown
