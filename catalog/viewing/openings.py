# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Openings announced and effective, as an audience may read them.

In the public view an opening that names closed code is counted and not named, unless ``publication.yml`` publishes that
code. Once its code is open somewhere, it is named after the open repository, and nothing is said of the closed one. An
open copy of closed code that nobody declared is neither named nor counted: that the closed one exists isn't public.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from catalog.database import Row, Store
from catalog.links import is_web
from catalog.publication import Publication
from catalog.registers.due import Agenda, Due, DueKind, OpeningRow, OpeningState
from catalog.registers.models import all_names, plain_key, without_host
from catalog.registers.quarters import quarter_of
from catalog.view import Audience, OpeningEntry
from scanner.models import Visibility

_KEYS = """
    SELECT host || '/' || full_name AS key, name, visibility = :public AND gone_at IS NULL AS is_open FROM repositories
    ORDER BY key
"""
_WORD = re.compile(r"\w(?:[\w.~+-]*\w)?")
_CODE = re.compile(r"[\d_.+-]")
"""What a word of the language doesn't hold, and the name of a repository may."""


class Openings(NamedTuple):
    """What `View.openings` and `View.unnamed_openings` hold."""

    named: tuple[OpeningEntry, ...]
    unnamed: dict[str, tuple[int, int]]
    """Quarter ("" when unknown) → openings announced for it, and effective in it, that aren't named."""


def read_openings(store: Store, agenda: Agenda, audience: Audience, publication: Publication) -> Openings:
    """Return the openings that were declared, then those that the store shows, by quarter and by name.

    Args:
        store: the store that the agenda was read from.
        agenda: the quarterly table, and the openings that nobody declared.
        audience: who will read it.
        publication: which closed repositories the public may read about.

    Raises:
        StoreError: the store can't be read.
    """
    rows = [*agenda.openings, *_undeclared(agenda.due)]
    if not rows:
        return Openings((), {})
    known = _known(store, publication)
    entries = [_entry(row, known) for row in rows]
    if audience is Audience.PUBLIC:
        told = [(row, _public(entry, known)) for row, entry in zip(rows, entries, strict=True)]
    else:
        told = [*zip(rows, entries, strict=True)]
    named = (entry for _, entry in told if entry)
    unnamed = (row for row, entry in told if entry is None and row.place)
    return Openings(tuple(sorted(named, key=_order)), _counts(unnamed))


def _undeclared(due: Iterable[Due]) -> Iterator[OpeningRow]:
    for each in due:
        if each.kind is DueKind.OPENING_RECOGNISED:
            how, _, url = each.details
            yield OpeningRow(
                name=without_host(each.repository) or each.repository,
                repository=each.repository,
                effective=quarter_of(each.on) if each.on else "",
                effective_on=each.on.isoformat() if each.on else "",
                state=OpeningState.EFFECTIVE,
                recognised=how,
                public_repository=url,
            )


def _entry(row: OpeningRow, known: "_Known") -> OpeningEntry:
    done = row.state is OpeningState.EFFECTIVE
    return OpeningEntry(
        name=row.name,
        repository=known.keys.get(plain_key(row.repository), row.repository),
        quarter=row.announced,
        announced_on=row.announced_on,
        effective=done,
        effective_on=row.effective_on if done else "",
        effective_quarter=row.effective if done else "",
        source=row.source,
        public_repository=row.public_repository,
        late=row.state is OpeningState.LATE,
        recognised=not row.place,
    )


def _order(entry: OpeningEntry) -> tuple[str, str, str]:
    return (entry.quarter or entry.effective_quarter, entry.name.casefold(), entry.repository)


def _counts(rows: Iterable[OpeningRow]) -> dict[str, tuple[int, int]]:
    announced: Counter[str] = Counter()
    effective: Counter[str] = Counter()
    for row in rows:
        announced[row.announced] += bool(row.announced)
        effective[row.effective] += row.state is OpeningState.EFFECTIVE
    quarters = sorted({quarter for counts in (announced, effective) for quarter, number in counts.items() if number})
    return {quarter: (announced[quarter], effective[quarter]) for quarter in quarters}


# --- what the public may read ----------------------------------------------------------------------------------------


class _Known(NamedTuple):
    """The repositories of the store, as declarations may call them."""

    keys: dict[str, str]
    """Any name of a repository → ``host/owner/name``; an open one comes before a closed one of that name."""
    open: frozenset[str]
    """Any name of the open ones."""
    closed: frozenset[str]
    """Any name of the others, but for those that may be published."""
    closed_paths: frozenset[str]
    """``owner/name`` of these, in lower case, when no open repository bears it."""
    closed_names: frozenset[str]
    """Their own names, without owner, when no repository that may be named bears them."""
    publication: Publication


def _known(store: Store, publication: Publication) -> _Known:
    rows = store.rows(_KEYS, {"public": Visibility.PUBLIC})
    by_openness = sorted(rows, key=lambda row: row["is_open"])
    hidden = [row for row in rows if not row["is_open"] and not publication.allows(row["key"])]
    shown = [row for row in rows if row["is_open"] or publication.allows(row["key"])]
    return _Known(
        keys={name: row["key"] for row in by_openness for name in all_names([row["key"]])},
        open=all_names(row["key"] for row in rows if row["is_open"]),
        closed=all_names(row["key"] for row in hidden),
        closed_paths=frozenset(map(_path, hidden)) - frozenset(map(_path, shown)),
        closed_names=frozenset(map(_name, hidden)) - frozenset(map(_name, shown)),
        publication=publication,
    )


def _path(row: Row) -> str:
    return str(row["key"]).partition("/")[2].casefold()


def _name(row: Row) -> str:
    return str(row["name"]).casefold()


def _public(entry: OpeningEntry, known: _Known) -> OpeningEntry | None:
    """Return what the public may read of an opening; None when it can't be named."""
    if _may_be_named(entry, known):
        return entry.model_copy(update=_shown_links(entry, known))
    return _as_open_code(entry, known)


def _may_be_named(entry: OpeningEntry, known: _Known) -> bool:
    """Tell whether neither the name nor the repository is of code that is closed, or that may be."""
    if _mentions(entry.name, known):
        return False
    key = plain_key(entry.repository)
    if key:
        return key not in known.closed and (key in known.open or known.publication.allows(key))
    return not known.closed_names.intersection(_words(entry.name)) or bool(_shown(entry.source, known))


def _as_open_code(entry: OpeningEntry, known: _Known) -> OpeningEntry | None:
    """Return a declared opening under the name of the code that is open; None when it isn't known to be."""
    url = _shown(entry.public_repository, known)
    if entry.recognised or not (entry.effective and url):
        return None
    key = known.keys[plain_key(url)] if plain_key(url) in known.open else ""
    name = without_host(key) or urlsplit(url).path.strip("/")
    return entry.model_copy(update={"name": name, "repository": key} | _shown_links(entry, known))


def _shown_links(entry: OpeningEntry, known: _Known) -> dict[str, str]:
    return {field: _shown(getattr(entry, field), known) for field in ("source", "public_repository")}


def _shown(url: str, known: _Known) -> str:
    """Return an address of the web that leads to no closed code, else ""."""
    return url if is_web(url) and not _mentions(unquote(url), known) else ""


def _mentions(text: str, known: _Known) -> bool:
    """Tell whether a text holds the path ``owner/name`` of a closed repository, or its name if it is no plain word."""
    words = _words(text)
    if any(_CODE.search(word) for word in known.closed_names.intersection(words)):
        return True
    deepest = 1 + max((path.count("/") for path in known.closed_paths), default=0)
    runs = ("/".join(words[start : start + n]) for start in range(len(words)) for n in range(2, deepest + 1))
    return any(run in known.closed_paths for run in runs)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
