# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The nouns of a mend: what may be changed, in which file, and what could not be proposed."""

from datetime import date
from typing import NamedTuple

from catalog.check.models import Note, Problem
from catalog.check.side import Side
from catalog.i18n import Translator


class Wishes(NamedTuple):
    """What the user decides of the mends."""

    licence: str = ""
    """SPDX id; "" = the one that the repository declares."""
    holder: str = ""
    """Who holds the rights; "" = as the repository says."""
    rules: tuple[str, ...] = ()
    """Rules to mend; none = all that can be."""


class Case(NamedTuple):
    """What a mender looks at."""

    side: Side
    problems: tuple[Problem, ...]
    """Those of its rule."""
    name: str
    url: str
    """Of the repository's page, or ""."""
    licence: str
    """Of the repository, as it is or is to be; "" = not known."""
    holder: str
    """Who holds the rights; "" = not known."""
    day: date
    t: Translator


class Edit(NamedTuple):
    """A file as it is to be."""

    path: str
    before: bytes | None
    """None = it isn't there."""
    after: bytes


class Proposal(NamedTuple):
    """All that is proposed, and why some of it can't be."""

    edits: tuple[Edit, ...]
    notes: tuple[Note, ...]
