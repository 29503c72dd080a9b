# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Rows packed by columns for a script of the site to search: small once compressed, and the same for the same rows.

Six shapes of column, which ``site/assets/rows.js`` unpacks:

- a list: one text or number a row, null where it isn't known;
- ``{"values", "codes"}``: few different texts, the place of its own for each row;
- ``{"of", "values"}``: what the values of another column have each, such as the forge of an account;
- ``{"of", "values", "codes"}``: the same, few different texts again;
- ``{"made", "codes"}``: texts made from those columns, such as the address of an account from its forge and its name;
- ``{"pattern", "except"}``: made from other columns (``"{login}/{name}"``), but for the rows that are told apart.
"""

import gzip
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from catalog.listing.tables import json_text

Coded = dict[str, Any]
"""A column that isn't a plain list."""

FIRST_DAY = date(2000, 1, 1)
"""Days are counted from here: three or four digits for any day of a forge's life."""

_PLACE = re.compile(r"\{(\w+)\}")
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")


def packed(path: str, content: Mapping[str, Any]) -> Iterable[tuple[str, str | bytes]]:
    """Yield the path and bytes of the JSON file at `path` (no ending), plain and compressed."""
    text = json_text(content)
    yield f"{path}.json", text
    yield f"{path}.json.gz", gzip.compress(text.encode(), 9, mtime=0)


def coded(texts: Sequence[str]) -> Coded:
    """Return a column of few different texts, the most frequent first."""
    counts = Counter(texts)
    values = sorted(counts, key=lambda value: (-counts[value], value))
    places = {value: place for place, value in enumerate(values)}
    return {"values": values, "codes": [places[text] for text in texts]}


def shared(of: str, texts: Sequence[str]) -> Coded:
    """Return a column of few different texts that the values of the column `of` have each."""
    return {"of": of, **coded(texts)}


def derived(pattern: str, texts: Sequence[str], columns: Mapping[str, Sequence[str]]) -> Coded:
    """Return the column `texts`, said by how its rows are made from others and by those that aren't.

    Args:
        pattern: other columns between braces; ``lower:`` in front puts the whole in lower case.
        texts: one text a row.
        columns: the other columns, one text a row.
    """
    made = _made(pattern, columns)
    return {"pattern": pattern, "except": {place: text for place, text in enumerate(texts) if made(place) != text}}


def days(times: Iterable[str]) -> list[int | None]:
    """Return ISO 8601 times as days since `FIRST_DAY`, None for what isn't one."""
    return [_day(time) for time in times]


def shown(text: str, length: int) -> str:
    """Return `text` on one line, at most `length` characters, without what turns or hides the text around it."""
    line = " ".join(_UNSEEN.sub(" ", text[: 4 * length]).split())
    return line[:length].rstrip() + "…" if len(line) > length else line


def _made(pattern: str, columns: Mapping[str, Sequence[str]]) -> Callable[[int], str]:
    lower, bare = pattern.startswith("lower:"), pattern.removeprefix("lower:")

    def make(row: int) -> str:
        text = _PLACE.sub(lambda place: columns[place[1]][row], bare)
        return text.lower() if lower else text

    return make


def _day(time: str) -> int | None:
    try:
        return (date.fromisoformat(time[:10]) - FIRST_DAY).days
    except ValueError:
        return None
