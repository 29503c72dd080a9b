# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What a line of code cites of the law, without the code around it."""

import re
from collections.abc import Iterator

LONGEST = 200
_LINE = 1_000
"""Characters of a line that are looked at, and of a citation that are kept."""

_ADDRESS = re.compile(
    r"https?://(?:[\w-]+\.)*legifrance\.gouv\.fr/[^\s\"'`<>{}$\\)\]|]*(?P<made>\$|\{)?", re.IGNORECASE
)
_COMMENT = re.compile(r"(?:/\*+|<!--|(?<!:)//+|(?:^|\s)(?:#+|--+|;+|%+|REM\b|')\s)(?P<text>[^*<]{3,})")
_STRING = re.compile(r"\"(?P<double>[^\"]{3,})\"|'(?P<single>[^']{3,})'|`(?P<back>[^`]{3,})`")
_LAW = re.compile(
    r"\bart(?:icles?|s?\.)|\blois?\b|\bd[ée]crets?\b|\bordonnances?\b|\barr[êe]t[ée]s?\b|\bcodes?\b|\b[LRD]\.? ?\d",
    re.IGNORECASE,
)
_MARKS = " \t*/#;%<>!-\"'`,:"
"""What opens and closes comments and texts, in one language or another."""


def citation(line: str) -> str:
    """Return what a line of code cites: an address of Légifrance, else the comment or the text that names a law.

    Args:
        line: a line that was seen to cite the law, in any language.

    Returns:
        The citation on one line, `LONGEST` characters at most; the whole line without its marks when nothing in it
        stands out, and "" when it holds nothing but an address made by the program.
    """
    kept = line[:_LINE]
    addresses = list(_ADDRESS.finditer(kept))
    if whole := [each[0] for each in addresses if not each["made"]]:
        return whole[0].rstrip(".,;:")[: 2 * LONGEST]
    if addresses:
        return ""
    told = next((part for part in _parts(kept) if _LAW.search(part)), kept)
    text = " ".join(told.split()).strip(_MARKS)
    return text if len(text) <= LONGEST else text[:LONGEST].rstrip() + "…"


def _parts(line: str) -> Iterator[str]:
    """Yield the comments of a line, then its texts between quotes."""
    yield from (match["text"] for match in _COMMENT.finditer(line))
    yield from (match["double"] or match["single"] or match["back"] for match in _STRING.finditer(line))
