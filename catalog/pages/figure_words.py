# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What each figure is called, how it is computed in a sentence, and the names of its classes."""

from typing import NamedTuple

from catalog.pages.edition import Edition

OWN = ("creation", "activity", "publiccode")
"""Figures of repositories whose rows are in the section of figures itself."""


class FigureWords(NamedTuple):
    """How a figure is told."""

    title: str
    formula: str
    heading: str
    """What the rows of its table are."""
    every: str = ""
    """The link to all its values."""


def figure_words(edition: Edition, figure: str) -> FigureWords:
    """Return the words of a figure."""
    return _facet_words(edition)[figure] if figure not in (*OWN, "sizes") else _own_words(edition)[figure]


def _facet_words(edition: Edition) -> dict[str, FigureWords]:
    _ = edition.translate
    return {
        "states": FigureWords(
            _("State of the repositories"),
            _("Each repository counts once: as closed, else archived, else a template, else a fork, else active.")
            if edition.index.internal
            else _("Each repository counts once: as archived, else a template, else a fork, else active."),
            _("State"),
            _("All states"),
        ),
        "ministries": FigureWords(
            _("Ministries"),
            _("Repositories by the ministry that their owner belongs to, in the State’s directory or as declared."),
            _("Ministry"),
            _("All ministries"),
        ),
        "forges": FigureWords(
            _("Forges"), _("Repositories by the server that publishes them."), _("Forge"), _("All forges")
        ),
        "licences": FigureWords(
            _("Licences"),
            _(
                "Repositories by the licence that their files declare, or that their forge recognises as long as their "
                "files haven’t been read."
            ),
            _("Licence"),
            _("All licences"),
        ),
        "languages": FigureWords(
            _("Languages"),
            _(
                "Repositories by their main language, as their forge measures it or, when it doesn’t, the one that "
                "most of their files are in."
            ),
            _("Language"),
            _("All languages"),
        ),
        "degrees": FigureWords(
            _("Degrees of openness"),
            _("Repositories by the degree that they declare, or else that the four questions of Etalab’s guide give."),
            _("Degree of openness"),
            _("All degrees"),
        ),
    }


def _own_words(edition: Edition) -> dict[str, FigureWords]:
    _ = edition.translate
    day = edition.day_of(edition.index.view.date)
    return {
        "sizes": FigureWords(
            _("Size of the owners"),
            _("Owners by how many repositories of this catalogue they hold."),
            _("Repositories"),
        ),
        "creation": FigureWords(
            _("Year of creation"),
            _("Repositories by the year of the date of creation that their forge gives, forks included."),
            _("Year"),
        ),
        "activity": FigureWords(
            _("Activity"),
            _(
                "Repositories by the time between their last update, as their forge gives it, and the date of the "
                "data, {day}. The first two lines are the last 12 months.",
                day=day or "–",
            ),
            _("Last update"),
        ),
        "publiccode": FigureWords(
            "publiccode.yml",
            _("Repositories whose files are known, by whether they hold a publiccode.yml and whether it is valid."),
            _("File"),
        ),
    }


def class_label(edition: Edition, key: str) -> str:
    """Return the name of one class of a figure that is no facet; a year is its own name."""
    _ = edition.translate
    if not key:
        return _("unknown")
    return {
        "months-0-3": _("less than 3 months before"),
        "months-4-12": _("3 to 12 months before"),
        "months-13-24": _("1 to 2 years before"),
        "months-25-60": _("2 to 5 years before"),
        "months-61": _("more than 5 years before"),
        "valid": _("present and valid"),
        "invalid": _("present, with errors"),
        "unread": _("present, not checked yet"),
        "absent": _("absent"),
        "1": _("1 repository"),
        "2-5": _("2 to 5 repositories"),
        "6-20": _("6 to 20 repositories"),
        "21-100": _("21 to 100 repositories"),
        "101": _("more than 100 repositories"),
    }.get(key, key)
