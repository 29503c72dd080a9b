# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What reports are made of, before they are written as text or Markdown."""

from typing import NamedTuple

from catalog.i18n import Translator
from catalog.priority_policy import Words


class Line(NamedTuple):
    """One line, more or less to the right."""

    depth: int
    text: str


class Section(NamedTuple):
    """A title and its lines."""

    title: str
    lines: tuple[Line, ...]


def with_source(why: Words, source: Words, t: Translator) -> str:
    """Return why something counts, with the text that says so."""
    told = source.in_language(t.language)
    return why.in_language(t.language) + (f" ({told})" if told else "")
