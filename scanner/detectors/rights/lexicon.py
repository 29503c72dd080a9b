# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The words and patterns of policies/rights.yml, compiled once."""

import fnmatch
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from scanner.models import Confidence
from scanner.policies import Policy, compiling

_NOTHING = re.compile(rb"(?!)")


class Notice(NamedTuple):
    """A notice to look for; patterns are bytes, for folded lines."""

    id: str
    kind: str
    label: Mapping[str, str]
    source: str
    confidence: Confidence
    words: tuple[bytes, ...]
    pattern: re.Pattern[bytes]
    unless: re.Pattern[bytes]
    alone: bool
    granted: bool
    contexts: frozenset[str]


class Product(NamedTuple):
    """Software sold by its publisher, told by the top of its files."""

    name: str
    words: tuple[bytes, ...]
    pattern: re.Pattern[bytes]
    licence: Mapping[str, str]
    url: str


class NamedFile(NamedTuple):
    """A file whose path alone says that others hold rights in it."""

    name: str
    pattern: re.Pattern[str]
    label: Mapping[str, str]
    source: str


class HolderNames(NamedTuple):
    """The names of one class of holders, for folded text."""

    kind: str
    within: re.Pattern[str]
    exact: frozenset[str]


class Lexicon(NamedTuple):
    """Everything that reading and concluding need of the policy."""

    notices: tuple[Notice, ...]
    words: tuple[bytes, ...]
    """Those of all notices, each once."""
    products: tuple[Product, ...]
    files: tuple[NamedFile, ...]
    free_fonts: re.Pattern[str]
    grant_words: tuple[bytes, ...]
    grants: re.Pattern[bytes]
    references: re.Pattern[bytes]
    holders: tuple[HolderNames, ...]
    organisations: re.Pattern[str]
    domains: Mapping[str, re.Pattern[str]]
    bots: re.Pattern[str]

    def words_in(self, folded: bytes) -> frozenset[bytes]:
        """Return the words of notices that a folded text holds."""
        return frozenset(word for word in self.words if word in folded)

    def grants_in(self, folded: bytes, start: int = 0, end: int | None = None, *, refers: bool = True) -> bool:
        """Return whether a folded text grants a licence between two offsets, or refers to one."""
        part = folded[start:end]
        if not any(word in part for word in self.grant_words):
            return False
        return bool(self.grants.search(part) or (refers and self.references.search(part)))


def compile_lexicon(policy: Policy) -> Lexicon:
    """Compile the policy.

    Raises:
        UsageError: a pattern isn't a regular expression.
    """
    data = policy.data
    with compiling(policy):
        notices = tuple(_notice(row) for row in data["notices"])
        return Lexicon(
            notices=notices,
            words=tuple(dict.fromkeys(word for notice in notices for word in notice.words)),
            products=tuple(_product(row) for row in data["products"]),
            files=tuple(_file(row) for row in data["files"]),
            free_fonts=re.compile(_joined(row["family"] for row in data["free_fonts"]), re.IGNORECASE),
            grant_words=tuple(word.encode("latin-1") for word in data["grants"]["words"]),
            grants=_bytes(_joined(data["grants"]["patterns"])),
            references=_bytes(_joined(data["grants"]["references"])),
            holders=tuple(_holders(kind, rows) for kind, rows in data["holders"].items()),
            organisations=_whole_words(data["organisations"]),
            domains={kind: _domains(rows) for kind, rows in data["domains"].items()},
            bots=re.compile(data["bots"]),
        )


def _notice(row: Mapping[str, Any]) -> Notice:
    return Notice(
        id=row["id"],
        kind=row["kind"],
        label=row["label"],
        source=row["source"],
        confidence=Confidence(row["confidence"]),
        words=tuple(word.encode("latin-1") for word in row["words"]),
        pattern=_bytes(_joined(row["patterns"])),
        unless=_bytes(row["unless"]) if "unless" in row else _NOTHING,
        alone=row.get("alone", False),
        granted=row.get("granted", False),
        contexts=frozenset(row["in"]),
    )


def _product(row: Mapping[str, Any]) -> Product:
    words = tuple(word.encode("latin-1") for word in row["words"])
    return Product(row["name"], words, _bytes(row["pattern"], re.DOTALL), row["licence"], row["url"])


def _file(row: Mapping[str, Any]) -> NamedFile:
    return NamedFile(row["name"], re.compile(row["pattern"], re.IGNORECASE), row["label"], row["source"])


def _holders(kind: str, rows: Mapping[str, Any]) -> HolderNames:
    return HolderNames(kind, _whole_words(rows["names"]), frozenset(rows["exact"]))


def _whole_words(words: Iterable[str]) -> re.Pattern[str]:
    """Match any of the words, longest first; a word ends where no letter or digit follows (d' ends by itself)."""
    ordered = sorted(words, key=len, reverse=True)
    return (
        re.compile(rf"(?<![a-z0-9])(?:{'|'.join(ordered)})(?:(?<=')|(?![a-z0-9]))") if ordered else re.compile(r"(?!)")
    )


def _domains(rows: Iterable[str]) -> re.Pattern[str]:
    """Match a domain of the list, or one below it."""
    shapes = "|".join(fnmatch.translate(row).removesuffix(r"\Z") for row in rows)
    return re.compile(rf"(?:.*\.)?(?:{shapes})") if shapes else re.compile(r"(?!)")


def _joined(patterns: Iterable[str]) -> str:
    return "|".join(f"(?:{pattern})" for pattern in patterns) or "(?!)"


def _bytes(pattern: str, flags: int = 0) -> re.Pattern[bytes]:
    try:
        return re.compile(pattern.encode("latin-1"), flags)
    except UnicodeEncodeError as error:
        raise re.error("it holds a character outside Latin-1", pattern) from error
