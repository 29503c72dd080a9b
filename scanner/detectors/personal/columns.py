# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Names of columns that hold data about persons, and values that look like a real person's."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from scanner.detectors.personal.emails import plain_word

SENSITIVE = ("birth", "number", "mail", "phone", "home")
"""Groups of columns that say more of a person than a name."""
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")
_NAME = re.compile(r"[a-zà-öø-ÿœ][a-zà-öø-ÿœ' .()-]{1,60}", re.IGNORECASE)
_MADE_UP_MAIL = re.compile(
    r"@(?:[\w.-]+\.)?(?:ex[ae]mples?|tests?|fake|mail|localhost|invalid|yopmail|domain)\.", re.IGNORECASE
)
_SHAPES = {
    "birth": re.compile(r"(?:\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}|\d{8}|[^\W\d_][\w' -]{2,})"),
    "number": re.compile(r"[\w -]*\d{5}[\w -]*"),
    "mail": re.compile(r"[^\s@]+@[\w.-]+\.[a-z]{2,}", re.IGNORECASE),
    "phone": re.compile(r"\+?[\d .()-]{9,20}"),
    "home": re.compile(r".*(?:\d.*[^\W\d_]{3}|[^\W\d_]{3}.*\d).*", re.DOTALL),
}
_MAX_VALUE = 200
_MOST_SEEN = 10_000
"""Names of columns and keys that are remembered: files repeat them."""


class Columns:
    """The groups of a policy (given, family, birth, number…), its given names, and the words that name nobody."""

    def __init__(
        self, groups: Mapping[str, Sequence[str]], first_names: Collection[str], samples: Collection[str]
    ) -> None:
        self._samples = frozenset(samples)
        self._seen: dict[str, str | None] = {}
        self._group_of = {name: group for group, names in groups.items() for name in names}
        self._first_names = frozenset(first_names)

    def group(self, name: str) -> str | None:
        """Return the group of a column or key, however it is written: `datePremiereNaissance`, `Date de naissance`."""
        if name not in self._seen:
            if len(self._seen) >= _MOST_SEEN:
                self._seen.clear()
            words = _NOT_A_WORD.sub("_", plain_word(_CAMEL.sub("_", name.strip()[:80]))).strip("_")
            self._seen[name] = self._group_of.get(words)
        return self._seen[name]

    def groups(self, names: Iterable[str]) -> list[str | None]:
        """Return the group of each name."""
        return [self.group(name) for name in names]

    def is_name(self, value: str) -> bool:
        """Whether a value may be the name of a person who exists, and isn't the label of a field."""
        if _NAME.fullmatch(value.strip()) is None or self.group(value) is not None:
            return False
        return self._samples.isdisjoint(_NOT_A_WORD.split(plain_word(value)))

    def is_known(self, value: str) -> bool:
        """Whether one of the words of a value is a frequent given name."""
        return any(word in self._first_names for word in _NOT_A_WORD.split(plain_word(value))[:4])

    def is_real(self, group: str, value: str) -> bool:
        """Whether a value has the form of its group's, and isn't known as made up."""
        value = value.strip()[:_MAX_VALUE]
        if group == "mail" and _MADE_UP_MAIL.search(value):
            return False
        return _SHAPES[group].fullmatch(value) is not None and self.group(value) is None


def names_persons(groups: Collection[str | None]) -> bool:
    """Whether columns are those of persons: a given and a family name, or a name beside something of theirs."""
    has = set(groups)
    others = has.intersection(SENSITIVE)
    if {"given", "family"} <= has:
        return True
    if has & {"given", "whole"}:
        return bool(others)
    return "birth" in has and bool(has & {"family", "number"})


class Tally(NamedTuple):
    """What the rows of a table hold."""

    rows: int
    named: int
    """Rows with a person's name."""
    known: int
    """Of these, rows where a frequent given name stands."""
    personal: int
    """Rows with a name and something else of the person."""
    groups: tuple[str, ...]


def tally(columns: Columns, groups: Sequence[str | None], rows: Iterable[Sequence[str]]) -> Tally:
    """Count what rows hold under columns of these groups."""
    total = named = known = personal = 0
    for row in rows:
        total += 1
        cells = [(group, cell) for group, cell in zip(groups, row, strict=False) if group and cell.strip()]
        names = [cell for group, cell in cells if group not in SENSITIVE]
        names = names if all(map(columns.is_name, names)) else []
        others = any(group in SENSITIVE and columns.is_real(group, cell) for group, cell in cells)
        named += bool(names)
        known += any(map(columns.is_known, names))
        personal += bool(names) and others
    return Tally(total, named, known, personal, tuple(sorted({group for group in groups if group})))
