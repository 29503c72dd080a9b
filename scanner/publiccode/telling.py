# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Gathers what is said of a document, each with its place and its key."""

from typing import NamedTuple

from scanner.publiccode.models import FileReference, Problem, Severity
from scanner.publiccode.reading import Kind, Part, Place, dotted

_SHOWN = 80
"""Characters of a value of the document that a message repeats."""
_THEIRS = ("value", "name", "key")
"""Fields of messages that hold what the document says."""


class Spot(NamedTuple):
    """A value with the key that leads to it and the place where that key, or the item of a list, is written."""

    part: Part
    key: str
    place: Place

    def under(self, name: str) -> "Spot":
        """Return the spot of a key that the mapping holds."""
        return Spot(self.part.keys[name], self.name_of(name), self.part.key_places[name])

    def name_of(self, name: str) -> str:
        """Return the dotted name of a key of this mapping."""
        return dotted(self.key, name)

    def lacks(self, name: str) -> bool:
        """Tell whether a mapping has no such key, or nothing under it."""
        return name not in self.part.keys or self.part.keys[name].is_empty

    def where(self, name: str) -> Place:
        """Return the place of a key of this mapping, or of the mapping when it has no such key."""
        return self.part.key_places.get(name, self.part.place if self.part.kind is Kind.MAPPING else self.place)


class Telling:
    """Problems, and files that the document names, as they are met."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.files: list[FileReference] = []

    def error(self, place: Place, key: str, /, message: str, **fields: object) -> None:
        """Say that the document is invalid; the message may hold a `{field}` for each of the fields."""
        self._tell(Severity.ERROR, place, key, message, fields)

    def warning(self, place: Place, key: str, /, message: str, **fields: object) -> None:
        """Say that something is deprecated, or refused by other readers than the standard."""
        self._tell(Severity.WARNING, place, key, message, fields)

    def file(self, spot: Spot) -> None:
        """Keep the name of a file of the repository."""
        self.files.append(
            FileReference(path=spot.part.text, line=spot.place.line, column=spot.place.column, key=spot.key)
        )

    def _tell(self, severity: Severity, place: Place, key: str, message: str, fields: dict[str, object]) -> None:
        shown = {
            name: _cut(value) if isinstance(value, str) and name in _THEIRS else value for name, value in fields.items()
        }
        text = message.format(**shown) if shown else message
        problem = Problem(line=place.line, column=place.column, key=_cut(key, 300), message=text, severity=severity)
        self.problems.append(problem)


def _cut(text: str, limit: int = _SHOWN) -> str:
    line = " ".join(text[: 4 * limit].split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
