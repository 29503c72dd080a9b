# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What a dossier is made of, before it becomes Markdown or HTML: titles, paragraphs, lists and tables of plain text."""

from typing import NamedTuple


class Span(NamedTuple):
    """A piece of a line: plain words, or a name or command set as code."""

    text: str
    code: bool = False


Text = str | tuple[Span, ...]
"""A line of words, or of pieces."""


class Paragraph(NamedTuple):
    """One paragraph; `strong` for what must not be missed."""

    text: Text
    strong: bool = False


class Items(NamedTuple):
    """A list, numbered or not."""

    lines: tuple[Text, ...]
    numbered: bool = False


class Table(NamedTuple):
    """A table; the first cell of a row names it."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Text, ...], ...]


class Code(NamedTuple):
    """Lines to type, as they are."""

    text: str


class Blanks(NamedTuple):
    """Lines to be written on by hand, each with its label."""

    labels: tuple[str, ...]


Block = Paragraph | Items | Table | Code | Blanks


class Part(NamedTuple):
    """A section of the dossier."""

    id: str
    title: str
    blocks: tuple[Block, ...]


class Document(NamedTuple):
    """A dossier in one language."""

    language: str
    title: str
    lead: tuple[Paragraph, ...]
    parts: tuple[Part, ...]


def spans(text: Text) -> tuple[Span, ...]:
    """Return a line as pieces."""
    return (Span(text),) if isinstance(text, str) else text


def code(text: str) -> Span:
    """Return a name or command as a piece."""
    return Span(text, code=True)
