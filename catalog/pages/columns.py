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

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from catalog.listing.tables import json_text
from catalog.made import Compressed, Content

Coded = dict[str, Any]
"""A column that isn't a plain list."""

FIRST_DAY = date(2000, 1, 1)
"""Days are counted from here: three or four digits for any day of a forge's life."""

_PLACE = re.compile(r"\{(\w+)\}")
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")


def packed(path: str, content: Mapping[str, Any]) -> Iterable[tuple[str, Content]]:
    """Yield the path and content of the JSON file at `path` (no ending), plain and compressed."""
    text = json_text(content)
    yield f"{path}.json", text
    yield f"{path}.json.gz", Compressed(text)


def turned(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> dict[str, Sequence[Any]]:
    """Return rows as columns; `names` are those of the values of a row, in their order."""
    return dict(zip(names, zip(*rows, strict=True), strict=False)) or dict.fromkeys(names, ())


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
    made = zip(texts, _made(pattern, columns), strict=True)
    return {"pattern": pattern, "except": {place: text for place, (text, told) in enumerate(made) if told != text}}


def day(time: str) -> int | None:
    """Return an ISO 8601 time as days since `FIRST_DAY`, None for what isn't one."""
    return _day(time[:10])


def shown(text: str, length: int) -> str:
    """Return `text` on one line, at most `length` characters, without what turns or hides the text around it."""
    if text.isprintable() and "  " not in text and len(text) <= length:  # most are: quicker
        return text.strip()
    line = " ".join(_UNSEEN.sub(" ", text[: 4 * length]).split())
    return line[:length].rstrip() + "…" if len(line) > length else line


def _made(pattern: str, columns: Mapping[str, Sequence[str]]) -> Iterator[str]:
    bare = pattern.removeprefix("lower:")
    made = map(_PLACE.sub("{}", bare).format, *(columns[name] for name in _PLACE.findall(bare)))
    return made if bare == pattern else map(str.lower, made)


@lru_cache(10_000)
def _day(text: str) -> int | None:
    try:
        return (date.fromisoformat(text) - FIRST_DAY).days
    except ValueError:
        return None
