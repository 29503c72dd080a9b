# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The books of a crawl: what each listing announced and gave, kept page by page, so that a killed crawl continues.

A crawl of a source is made of listings, one an owner or one for a whole forge. A listing is `running` until it is
proven complete or has failed; one that is still running when its crawl ends (killed, Ctrl-C, disk full, a forge that
asks to wait too long) is taken up at its cursor by the next crawl of the same source.
"""

import json
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from catalog.database import Row, Store, now
from scanner.models import Frozen, Skipped

RESUME_WITHIN = timedelta(hours=24)
"""Since its last page: a crawl that was cut longer ago is begun again rather than continued, what it saw is old."""
KEPT_CRAWLS = 30
"""Crawls of one source whose books are kept."""

_LISTED_BY_FORGES = (
    " AND (:all OR r.visibility = 'public')"
    # neither a clone in a folder of this machine nor an address in a list: other sources answer for them
    " AND r.forge_id <> '' AND substr(r.forge_id, 1, 1) <> '/'"
)
_ITS_OWNERS = (
    "(SELECT id FROM owners WHERE host = :host"
    " AND (login = :login OR substr(lower(login), 1, length(:below)) = lower(:below)))"
)
_OF_HOST = "FROM repositories r WHERE r.gone_at IS NULL AND r.host = :host" + _LISTED_BY_FORGES
_OF_OWNER = "FROM repositories r WHERE r.gone_at IS NULL AND r.owner_id IN " + _ITS_OWNERS + _LISTED_BY_FORGES
_OF_FOLDER = (
    "FROM repositories r WHERE r.gone_at IS NULL AND (r.forge_id = :path OR substr(r.forge_id, 1, length(:top)) = :top)"
)


class ListingState(StrEnum):
    """How a listing stands."""

    RUNNING = "running"
    COMPLETE = "complete"
    FAILED = "failed"


class Reach(Frozen):
    """The repositories that one listing answers for: a folder's, a whole host's, or those of an owner."""

    host: str
    login: str = ""
    folder: str = ""
    closed_too: bool = True
    """Whether closed repositories are shown to this reader."""

    def query(self) -> tuple[str, Row]:
        """Return the end of a query from `FROM`, with its parameters."""
        if self.folder:
            return _OF_FOLDER, {"path": self.folder, "top": self.folder.rstrip("/") + "/"}
        given = {"host": self.host, "all": self.closed_too}
        return (
            (_OF_OWNER, given | {"login": self.login, "below": f"{self.login}/"}) if self.login else (_OF_HOST, given)
        )


class Listing(Frozen):
    """A listing as the store keeps it."""

    id: int
    state: ListingState
    cursor: str
    expected: int | None
    newest: datetime | None


class Totals(Frozen):
    """What the listings of a crawl add up to."""

    expected: int | None
    seen: int
    unchanged: int


def open_crawl(store: Store, source: str, host: str, scope: str, *, resume: bool) -> tuple[int, list[str]]:
    """Open the crawl of a source: one that was cut and continues, or a new one.

    Args:
        store: open for writing.
        source: as the user named it.
        host: that of its forge.
        scope: what it asks and as whom; a crawl of another scope isn't continued.
        resume: whether one that was cut may continue.

    Returns:
        Its id, and the notes that it has so far: none for a new one.
    """
    with store.writing() as connection:
        last = store.rows(_CUT, (source,))
        if resume and last and last[0]["scope"] == scope and age(last[0]["progress_at"]) < RESUME_WITHIN:
            crawl_id = int(last[0]["id"])
            connection.execute("UPDATE crawls SET outcome = 'running', finished_at = NULL WHERE id = ?", (crawl_id,))
            connection.execute("DELETE FROM skipped WHERE crawl_id = ? AND listing_id IS NULL", (crawl_id,))
            notes = [note for note in json.loads(last[0]["notes"]) if note != CONTINUED]
            return crawl_id, [CONTINUED, *notes]
        connection.execute(_FORGET_LISTED, (source,))
        connection.execute(_FORGET_OLD, (source, source, KEPT_CRAWLS - 1))
        cursor = connection.execute(
            "INSERT INTO crawls (source, host, scope, started_at, progress_at) VALUES (?, ?, ?, ?, ?)",
            (source, host, scope, now(), now()),
        )
        return int(cursor.lastrowid or 0), []


CONTINUED = "the crawl that was cut before its end continued"
_CUT = """
SELECT c.id, c.scope, c.progress_at, c.notes FROM crawls c WHERE c.id = (SELECT max(id) FROM crawls WHERE source = ?)
AND (c.outcome = 'running' OR EXISTS (SELECT 1 FROM listings l WHERE l.crawl_id = c.id AND l.state = 'running'))
"""
_FORGET_LISTED = """
DELETE FROM listed WHERE listing_id IN
(SELECT l.id FROM listings l JOIN crawls c ON c.id = l.crawl_id WHERE c.source = ?)
"""
_FORGET_OLD = """
DELETE FROM crawls WHERE source = ? AND id NOT IN (SELECT id FROM crawls WHERE source = ? ORDER BY id DESC LIMIT ?)
"""


def open_listing(store: Store, crawl_id: int, login: str) -> Listing:
    """Return the listing of an owner ("" = whole forge) in a crawl, begun or taken up; a failed one begins again."""
    with store.writing() as connection:
        key = (crawl_id, login)
        connection.execute("DELETE FROM listings WHERE crawl_id = ? AND login = ? AND state = 'failed'", key)
        connection.execute("INSERT OR IGNORE INTO listings (crawl_id, login) VALUES (?, ?)", key)
        rows = store.rows("SELECT * FROM listings WHERE crawl_id = ? AND login = ?", key)
    return Listing(**{name: rows[0][name] for name in Listing.model_fields})


def begin_again(store: Store, listing_id: int, *, keep_listed: bool) -> None:
    """Have a listing start anew; what it gave is forgotten, or kept to be added to."""
    with store.writing() as connection:
        if not keep_listed:
            connection.execute("DELETE FROM listed WHERE listing_id = ?", (listing_id,))
        connection.execute("DELETE FROM skipped WHERE listing_id = ?", (listing_id,))
        connection.execute(
            "UPDATE listings SET cursor = '', expected = NULL, seen = 0, unchanged = 0 WHERE id = ?", (listing_id,)
        )


def mark_listed(store: Store, listing_id: int, repository_ids: list[int]) -> None:
    """Keep that a listing gave these repositories."""
    with store.writing() as connection:
        rows = [(listing_id, one) for one in repository_ids]
        connection.executemany("INSERT OR IGNORE INTO listed VALUES (?, ?)", rows)


def set_aside(store: Store, crawl_id: int, listing_id: int | None, skipped: list[Skipped]) -> None:
    """Keep what was left and why; the same thing told again by one listing is kept once."""
    with store.writing() as connection:
        connection.executemany(
            "INSERT OR IGNORE INTO skipped (crawl_id, listing_id, what, reason) VALUES (?, ?, ?, ?)",
            [(crawl_id, listing_id, one.what, one.reason) for one in skipped],
        )


def aside_count(store: Store, listing_id: int) -> int:
    """Return how many repositories a listing set aside so far."""
    return int(store.rows("SELECT count(*) AS n FROM skipped WHERE listing_id = ?", (listing_id,))[0]["n"])


def save_progress(store: Store, listing_id: int, cursor: str, expected: int | None, newest: datetime | None) -> None:
    """Keep where a listing goes on, with what was told up to there."""
    with store.writing() as connection:
        connection.execute(
            "UPDATE listings SET cursor = ?, expected = ?, newest = ? WHERE id = ?",
            (cursor, expected, newest.isoformat() if newest else None, listing_id),
        )
        connection.execute(_MOVE_ON, (now(), listing_id))


_MOVE_ON = "UPDATE crawls SET progress_at = ? WHERE id = (SELECT crawl_id FROM listings WHERE id = ?)"


def close_listing(store: Store, listing_id: int, state: ListingState, expected: int | None) -> None:
    """Keep how a listing ended."""
    with store.writing() as connection:
        connection.execute(
            "UPDATE listings SET state = ?, expected = ?,"
            " set_aside = (SELECT count(*) FROM skipped WHERE listing_id = listings.id),"
            " seen = (SELECT count(*) FROM listed WHERE listing_id = listings.id) WHERE id = ?",
            (state, expected, listing_id),
        )
        connection.execute(_MOVE_ON, (now(), listing_id))


def listed_count(store: Store, listing_id: int) -> int:
    """Return how many repositories a listing gave so far."""
    return int(store.rows("SELECT count(*) AS n FROM listed WHERE listing_id = ?", (listing_id,))[0]["n"])


def known_count(store: Store, reach: Reach) -> int:
    """Return how many repositories the store knows within a reach, gone ones left out."""
    end, given = reach.query()
    return int(store.rows(f"SELECT count(*) AS n {end}", given)[0]["n"])


def unlisted(store: Store, reach: Reach, listing_id: int) -> list[Row]:
    """Return what is known within a reach and was not listed: id, host, forge_id, full_name."""
    end, given = reach.query()
    sql = f"SELECT r.id, r.host, r.forge_id, r.full_name {end} AND r.id NOT IN"
    listed = " (SELECT repository_id FROM listed WHERE listing_id = :listing)"
    return store.rows(sql + listed, given | {"listing": listing_id})


def confirm(store: Store, reach: Reach, listing_id: int) -> int:
    """Keep that all within a reach was seen, the forge's count proves it; return how many it didn't list."""
    rows = unlisted(store, reach, listing_id)
    ids = [row["id"] for row in rows]
    mark_listed(store, listing_id, ids)
    with store.writing() as connection:
        at = now()
        seen = "UPDATE repositories SET seen_at = ?, clone_path = '' WHERE id = ?"
        connection.executemany(seen, [(at, one) for one in ids])
        connection.execute("UPDATE listings SET unchanged = ? WHERE id = ?", (len(ids), listing_id))
    return len(ids)


def close_crawl(store: Store, crawl_id: int, outcome: str, requests: int, notes: list[str]) -> Totals:
    """Add up the listings of a crawl, keep how it ended, and forget what only a crawl under way needs."""
    with store.writing() as connection:
        sums = store.rows(
            "SELECT sum(expected) AS expected, coalesce(sum(unchanged), 0) AS unchanged,"
            " coalesce(sum((SELECT count(*) FROM listed d WHERE d.listing_id = l.id)), 0) AS seen"
            " FROM listings l WHERE crawl_id = ?",
            (crawl_id,),
        )[0]
        connection.execute(
            "UPDATE crawls SET finished_at = ?, expected = ?, seen = ?, unchanged = ?, requests = requests + ?,"
            " outcome = ?, notes = ? WHERE id = ?",
            (now(), sums["expected"], sums["seen"], sums["unchanged"], requests, outcome, json.dumps(notes), crawl_id),
        )
        connection.execute(
            "DELETE FROM listed WHERE listing_id IN (SELECT l.id FROM listings l WHERE l.crawl_id = ?"
            " AND NOT EXISTS (SELECT 1 FROM listings k WHERE k.crawl_id = l.crawl_id AND k.state = 'running'))",
            (crawl_id,),
        )
    return Totals(**sums)


def left_aside(store: Store, crawl_id: int) -> tuple[Skipped, ...]:
    """Return what a crawl left, in the order in which it was met."""
    rows = store.rows(
        "SELECT what, reason FROM skipped WHERE crawl_id = ? GROUP BY what, reason ORDER BY min(id)", (crawl_id,)
    )
    return tuple(Skipped(**row) for row in rows)


def last_crawls(among: str = "true") -> str:
    """Return the SQL condition that a row of `crawls` is the last one of its source.

    A source may have been named in several ways (a path and a link to it, an address with a slash at its end): crawls
    of one scope are of one source, whatever its name.

    Args:
        among: the SQL condition of the crawls that count.
    """
    last = f"id IN (SELECT max(id) FROM crawls WHERE {among} GROUP BY "  # noqa: S608 - ours
    return f"{last}source) AND {last}coalesce(nullif(scope, ''), source))"


def forget_clones(store: Store, reach: Reach, listing_id: int) -> None:
    """Forget the clones of a folder that are no longer there: their forges still have these repositories."""
    _, given = reach.query()
    with store.writing() as connection:
        connection.execute(
            "UPDATE repositories SET clone_path = ''"
            " WHERE clone_path <> '' AND substr(clone_path, 1, length(:top)) = :top"
            " AND id NOT IN (SELECT repository_id FROM listed WHERE listing_id = :listing)",
            given | {"listing": listing_id},
        )


def answers_for(store: Store, host: str, login: str) -> bool:
    """Tell whether some source lists an owner: by its name, by a group above it, or with the whole forge."""
    covering = (
        "SELECT 1 FROM listings l JOIN crawls c ON c.id = l.crawl_id WHERE c.host = :host AND"
        " (l.login = '' OR l.login = :login OR substr(lower(:login), 1, length(l.login) + 1) = lower(l.login) || '/')"
    )
    return bool(store.rows(covering + " LIMIT 1", {"host": host, "login": login}))


def was_listed(store: Store, host: str, login: str) -> bool:
    """Tell whether an owner ("" = the whole forge) was listed to the end by a crawl whose books are kept."""
    sql = (
        "SELECT 1 FROM listings l JOIN crawls c ON c.id = l.crawl_id"
        " WHERE c.host = ? AND l.login = ? AND l.state = 'complete' LIMIT 1"
    )
    return bool(store.rows(sql, (host, login)))


def age(moment: str) -> timedelta:
    """Return how long ago a time of the store is."""
    return datetime.now(UTC) - datetime.fromisoformat(moment)
