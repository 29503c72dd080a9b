# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Openings that the store shows by itself: a repository that became public, or whose content a public one holds."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from catalog.clones import appeared_in_public
from catalog.database import Row, Store
from catalog.registers.models import is_called
from catalog.registers.policy import OpeningRules
from catalog.shared import SMALLEST, shared_contents
from scanner.models import Frozen

BECAME_PUBLIC = "visibility"
HELD_IN_PUBLIC = "content"
FOUND_OPEN = "open"


class Recognised(Frozen):
    """A repository that is open though it was closed, and how that is known."""

    repository: str
    """``host/owner/name`` of the repository that was, or still is, closed."""
    public: str
    """``host/owner/name`` of the public one: the same when it became public."""
    url: str
    on: str
    """ISO day: when it became public, or when the public one was made as far as its forge says; "" if unknown."""
    how: str
    share: float = 1.0
    """Of its own files, those that the public one holds."""


def recognised(store: Store, rules: OpeningRules) -> list[Recognised]:
    """Return the openings that the store shows, by repository."""
    found = [*_became_public(store), *_held_in_public(store, rules)]
    return sorted(found, key=lambda each: (each.repository, each.public))


def already_open(store: Store, names: Collection[str]) -> list[Recognised]:
    """Return the public repositories that `names` call, as `is_called` takes them.

    What is declared of one of them is open, since a day that isn't known.
    """
    return [
        Recognised(repository=key, public=key, url=url, on="", how=FOUND_OPEN)
        for key, url in store.tuples(_PUBLIC)
        if is_called(key, names)
    ]


_EVENTS = """
    SELECT r.host || '/' || r.full_name AS key, r.html_url, substr(max(e.at), 1, 10) AS day
    FROM events e JOIN repositories r ON r.id = e.repository_id
    WHERE e.kind = 'visibility' AND e.after = 'public' AND r.visibility = 'public' AND r.gone_at IS NULL GROUP BY r.id
"""
_PUBLIC = """
    SELECT host || '/' || full_name, html_url FROM repositories
    WHERE visibility = 'public' AND gone_at IS NULL ORDER BY id
"""
_REPOSITORIES = """
    SELECT id, host || '/' || full_name AS key, html_url, visibility = 'public' AS is_open, fork,
           substr(coalesce(created_at, ''), 1, 10) AS created FROM repositories WHERE gone_at IS NULL
"""
_CLOSED = "SELECT id FROM repositories WHERE visibility <> 'public' AND gone_at IS NULL AND NOT fork"
_RESEMBLING = """
    SELECT DISTINCT p.repository FROM clone_pairs p JOIN repositories r ON r.id = p.repository
    JOIN repositories o ON o.id = p.other
    WHERE p.path = '' AND r.visibility <> 'public' AND o.visibility = 'public'
"""
_OWN = """
    SELECT repository_id, count(DISTINCT blob) FROM files
    WHERE size >= ? AND repository_id IN (SELECT value FROM json_each(?)) GROUP BY repository_id
"""


def _became_public(store: Store) -> Iterator[Recognised]:
    for row in store.rows(_EVENTS):
        key, url = row["key"], row["html_url"]
        yield Recognised(repository=key, public=key, url=url, on=row["day"], how=BECAME_PUBLIC)


class _Pair(NamedTuple):
    closed: int
    open: int


def _held_in_public(store: Store, rules: OpeningRules) -> Iterator[Recognised]:
    """Yield, for each closed repository, the public one that holds most of it, if it holds enough."""
    shared = list(shared_contents(store, [row for (row,) in store.tuples(_CLOSED)]))
    resembling = _near_copied(store)
    if not (shared or resembling):
        return
    rows = {row["id"]: row for row in store.rows(_REPOSITORIES)}
    ids = {row["key"]: key for key, row in rows.items()}
    common: Counter[int] = Counter()
    held: Counter[_Pair] = Counter()
    for content in shared:
        holders = [repository for repository in dict(content) if repository in rows]
        if len(holders) > rules.common:
            common.update(holders)
        else:
            held.update(_pairs(holders, rows))
    own = dict(store.tuples(_OWN, [SMALLEST, json.dumps([*{pair.closed for pair in held}])]))
    best: dict[int, tuple[float, str, int]] = {}
    for pair, number in held.items():
        share = number / max(1, own[pair.closed] - common[pair.closed])
        if number >= rules.files and share >= rules.share and not _is_older(rows[pair.open], rows[pair.closed]):
            best[pair.closed] = max(best.get(pair.closed, (0.0, "", 0)), (share, rows[pair.open]["key"], pair.open))
    for closed in resembling & rows.keys() - best.keys():
        held_in = [each for each in appeared_in_public(store, closed) if not rows[closed]["fork"]]
        known = [(each.containment, each.repository, ids[each.repository]) for each in held_in]
        newer = [each for each in known if not _is_older(rows[each[2]], rows[closed])]
        best |= {closed: newer[0]} if newer else {}
    for closed, (share, _, public) in best.items():
        yield _recognised(rows[closed], rows[public], min(1.0, share))


def _near_copied(store: Store) -> set[int]:
    """Return the closed repositories that a public one resembles, as the last search of clones kept it."""
    return {row["repository"] for row in store.rows(_RESEMBLING)}


def _pairs(holders: Iterable[int], rows: dict[int, Row]) -> Iterator[_Pair]:
    """Yield the closed and the open repositories of a content; a declared fork of open code isn't an opening."""
    known = list(holders)
    closed = [each for each in known if not rows[each]["is_open"] and not rows[each]["fork"]]
    opened = [each for each in known if rows[each]["is_open"]] if closed else []
    return (_Pair(one, other) for one in closed for other in opened)


def _is_older(public: Row, closed: Row) -> bool:
    """Tell whether the public repository was made before the closed one, which is then a copy of open code."""
    return bool(public["created"] and closed["created"] and public["created"] < closed["created"])


def _recognised(closed: Row, public: Row, share: float) -> Recognised:
    return Recognised(
        repository=closed["key"],
        public=public["key"],
        url=public["html_url"],
        on=public["created"],
        how=HELD_IN_PUBLIC,
        share=round(share, 2),
    )
