# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What happened to repositories, as each audience may be told.

The public is told of repositories that everybody may see, or could when their forge last showed them, and only of what
happened since they became public: neither what they were called, nor what licence they had, while they were closed.
What became closed is never named.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from catalog.database import Row, Store
from catalog.events import EventKind
from catalog.licence_keys import forge_key
from catalog.view import Audience, NewsEntry, NewsKind
from scanner.models import Visibility

_EVENTS = """
    SELECT e.id, e.repository_id, e.at, e.kind, e.before, e.after, r.host, r.full_name, r.name, r.visibility, r.fork,
           r.forge_id, o.login AS owner
    FROM events e JOIN repositories r ON r.id = e.repository_id JOIN owners o ON o.id = r.owner_id ORDER BY e.id
"""
_KINDS = {
    EventKind.RENAMED: NewsKind.MOVED,
    EventKind.TRANSFERRED: NewsKind.MOVED,
    EventKind.RELICENSED: NewsKind.RELICENSED,
    EventKind.ARCHIVED: NewsKind.ARCHIVED,
    EventKind.UNARCHIVED: NewsKind.UNARCHIVED,
    EventKind.GONE: NewsKind.GONE,
    EventKind.BACK: NewsKind.BACK,
}
_SAID = (NewsKind.MOVED, NewsKind.RELICENSED)
"""Kinds of news that say what was before and after."""


class Past(NamedTuple):
    """What one repository was, as far as an audience may know."""

    previous_names: tuple[str, ...] = ()
    """The last first; none is its name of today."""
    opened_on: str = ""
    """ISO day; "" when it wasn't seen to become public."""


class Told(NamedTuple):
    """What an audience may be told of the past."""

    news: tuple[NewsEntry, ...]
    """The last first."""
    past: Mapping[int, Past]
    """By row of `repositories`; those that have none are left out."""


def read_news(store: Store, audience: Audience) -> Told:
    """Return what happened to the repositories of the store, for an audience.

    Raises:
        StoreError: the store can't be read.
    """
    by_repository: dict[int, list[Row]] = defaultdict(list)
    for row in store.rows(_EVENTS):
        by_repository[row["repository_id"]].append(row)
    _mark(row for rows in by_repository.values() for row in rows)
    told = {key: rows for key, all_of_it in by_repository.items() if (rows := _may_be_told(all_of_it, audience))}
    news = [(row["at"], row["id"], entry) for rows in told.values() for row, entry in _news(rows)]
    news.sort(key=lambda each: each[:2], reverse=True)
    return Told(tuple(entry for *_, entry in news), {key: _past(rows) for key, rows in told.items()})


def _mark(rows: Iterable[Row]) -> None:
    """Give each event what names it for ever: its repository, whatever it is called by now, what happened and when."""
    times: Counter[str] = Counter()
    for row in rows:
        what = f"{row['host']}\n{row['forge_id'] or row['full_name']}\n{row['kind']}\n{row['at']}"
        times[what] += 1
        row["key"] = hashlib.sha256(f"{what}\n{times[what]}".encode("utf-8", "surrogatepass")).hexdigest()[:20]


def _may_be_told(rows: list[Row], audience: Audience) -> list[Row]:
    """Return the events of one repository, in order, that an audience may know."""
    if audience is Audience.INTERNAL:
        return rows
    if rows[0]["visibility"] != Visibility.PUBLIC:
        return []
    changes = [number for number, row in enumerate(rows) if row["kind"] == EventKind.VISIBILITY]
    return rows[changes[-1] :] if changes else rows


def _news(rows: Iterable[Row]) -> Iterator[tuple[Row, NewsEntry]]:
    for row in _told_once(rows):
        kind = _kind(row)
        if kind:
            yield row, _entry(row, kind)


def _kind(row: Row) -> NewsKind | None:
    """Return what an event is to readers; None when it is no news: what closes, new forks, a name's capital letters."""
    if row["kind"] in (EventKind.VISIBILITY, EventKind.APPEARED):
        opened = row["after"] == Visibility.PUBLIC and not (row["kind"] == EventKind.APPEARED and row["fork"])
        return NewsKind.OPENED if opened else None
    kind = _KINDS[EventKind(row["kind"])]
    return None if kind is NewsKind.MOVED and row["before"].casefold() == row["after"].casefold() else kind


def _told_once(rows: Iterable[Row]) -> list[Row]:
    """Leave out a change of licence that was told before, by the forge in its words or by the files in SPDX's.

    The first of the two stays, in SPDX's words.
    """
    kept: list[Row] = []
    last: Row | None = None
    for row in rows:
        if row["kind"] == EventKind.RELICENSED:
            if last and _is_same_licence(row["after"], last["after"]):
                last |= {side: max(row[side], last[side], key=_is_spdx) for side in ("before", "after")}
                continue
            last = row
        kept.append(row)
    return kept


def _is_same_licence(one: str, other: str) -> bool:
    """Tell whether two licences are the same, or one is the forge's word for the other."""
    return one in (other, forge_key(other)) or forge_key(one) == other


def _is_spdx(licence: str) -> bool:
    return licence != licence.lower()


def _entry(row: Row, kind: NewsKind) -> NewsEntry:
    said = kind in _SAID
    return NewsEntry(
        at=row["at"],
        kind=kind,
        host=row["host"],
        full_name=_name(row["full_name"]),
        name=row["name"],
        owner=row["owner"],
        before=row["before"] if said else "",
        after=row["after"] if said else "",
        key=row["key"],
    )


def _past(rows: list[Row]) -> Past:
    moved = [row for row in rows if row["kind"] in (EventKind.RENAMED, EventKind.TRANSFERRED)]
    today = _name(rows[0]["full_name"]).casefold()  # capital letters change no address
    names = {row["before"]: None for row in reversed(moved) if row["before"].casefold() != today}
    opened = [row for row in rows if row["kind"] == EventKind.VISIBILITY and row["after"] == Visibility.PUBLIC]
    is_open = rows[0]["visibility"] == Visibility.PUBLIC
    return Past(tuple(names), opened[-1]["at"][:10] if opened and is_open else "")


def _name(full_name: str) -> str:
    """Return a full name without the mark that tells it from the repository which bears it now."""
    return full_name.partition("#")[0]
