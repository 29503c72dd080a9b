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
"""Age after which a crawl that was cut is begun again rather than continued: what it saw is old."""
FULL_EVERY = timedelta(days=30)
"""Age of the last listing in full after which moves aren't enough: counts of stars and forks are told by no move."""
_FORMAT = "%Y-%m-%dT%H:%M:%SZ"

_OF_HOST = (
    "FROM repositories r JOIN owners o ON o.id = r.owner_id"
    " WHERE r.gone_at IS NULL AND r.host = :host AND (:all OR r.visibility = 'public')"
    " AND substr(r.forge_id, 1, 1) <> '/'"  # a clone in a folder of this machine: another source's
)
_OF_OWNER = _OF_HOST + " AND (o.login = :login OR substr(lower(o.login), 1, length(:below)) = lower(:below))"
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
    set_aside: int
    newest: datetime | None


class Totals(Frozen):
    """What the listings of a crawl add up to."""

    expected: int | None
    seen: int
    unchanged: int
    set_aside: int


def open_crawl(store: Store, source: str, host: str) -> tuple[int, bool]:
    """Return the id of the crawl of `source` to work on, and whether it is one that was cut and continues."""
    with store.writing() as connection:
        last = store.rows(
            "SELECT c.id, c.started_at FROM crawls c WHERE c.id = (SELECT max(id) FROM crawls WHERE source = ?)"
            " AND (c.outcome = 'running'"
            "  OR EXISTS (SELECT 1 FROM listings l WHERE l.crawl_id = c.id AND l.state = 'running'))",
            (source,),
        )
        if last and _age(last[0]["started_at"]) < RESUME_WITHIN:
            connection.execute(
                "UPDATE crawls SET outcome = 'running', finished_at = NULL WHERE id = ?", (last[0]["id"],)
            )
            connection.execute("DELETE FROM skipped WHERE crawl_id = ? AND listing_id IS NULL", (last[0]["id"],))
            return int(last[0]["id"]), True
        cursor = connection.execute(
            "INSERT INTO crawls (source, host, started_at) VALUES (?, ?, ?)", (source, host, now())
        )
        return int(cursor.lastrowid or 0), False


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
            "UPDATE listings SET cursor = '', expected = NULL, seen = 0, set_aside = 0, unchanged = 0 WHERE id = ?",
            (listing_id,),
        )


def mark_listed(store: Store, listing_id: int, repository_ids: list[int]) -> None:
    """Keep that a listing gave these repositories."""
    with store.writing() as connection:
        rows = [(listing_id, one) for one in repository_ids]
        connection.executemany("INSERT OR IGNORE INTO listed VALUES (?, ?)", rows)


def set_aside(store: Store, crawl_id: int, listing_id: int | None, skipped: list[Skipped]) -> None:
    """Keep what was left and why; the same thing told again is kept once."""
    with store.writing() as connection:
        connection.executemany(
            "INSERT OR IGNORE INTO skipped (crawl_id, listing_id, what, reason) VALUES (?, ?, ?, ?)",
            [(crawl_id, listing_id, one.what, one.reason) for one in skipped],
        )


def save_progress(
    store: Store, listing_id: int, cursor: str, expected: int | None, aside: int, newest: datetime | None
) -> None:
    """Keep where a listing goes on, with what was told up to there."""
    with store.writing() as connection:
        connection.execute(
            "UPDATE listings SET cursor = ?, expected = ?, set_aside = ?, newest = ? WHERE id = ?",
            (cursor, expected, aside, newest.isoformat() if newest else None, listing_id),
        )


def close_listing(store: Store, listing_id: int, state: ListingState, expected: int | None, aside: int) -> None:
    """Keep how a listing ended."""
    with store.writing() as connection:
        connection.execute(
            "UPDATE listings SET state = ?, expected = ?, set_aside = ?,"
            " seen = (SELECT count(*) FROM listed WHERE listing_id = listings.id) WHERE id = ?",
            (state, expected, aside, listing_id),
        )


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
        connection.executemany("UPDATE repositories SET seen_at = ? WHERE id = ?", [(at, one) for one in ids])
        connection.execute("UPDATE listings SET unchanged = ? WHERE id = ?", (len(ids), listing_id))
    return len(ids)


def close_crawl(store: Store, crawl_id: int, outcome: str, requests: int, notes: list[str]) -> Totals:
    """Add up the listings of a crawl, keep how it ended, and forget what only a crawl under way needs."""
    with store.writing() as connection:
        sums = store.rows(
            "SELECT sum(expected) AS expected, coalesce(sum(unchanged), 0) AS unchanged,"
            " coalesce(sum(set_aside), 0) AS set_aside FROM listings WHERE crawl_id = ?",
            (crawl_id,),
        )[0]
        seen = store.rows(
            "SELECT count(DISTINCT d.repository_id) AS n FROM listed d JOIN listings l ON l.id = d.listing_id"
            " WHERE l.crawl_id = ?",
            (crawl_id,),
        )[0]["n"]
        connection.execute(
            "UPDATE crawls SET finished_at = ?, expected = ?, seen = ?, unchanged = ?, requests = requests + ?,"
            " outcome = ?, notes = ? WHERE id = ?",
            (now(), sums["expected"], seen, sums["unchanged"], requests, outcome, json.dumps(notes), crawl_id),
        )
        connection.execute(
            "DELETE FROM listed WHERE listing_id IN (SELECT l.id FROM listings l WHERE l.crawl_id = ?"
            " AND NOT EXISTS (SELECT 1 FROM listings k WHERE k.crawl_id = l.crawl_id AND k.state = 'running'))",
            (crawl_id,),
        )
    return Totals(seen=seen, **sums)


def left_aside(store: Store, crawl_id: int) -> tuple[Skipped, ...]:
    """Return what a crawl left, in the order in which it was met."""
    rows = store.rows("SELECT what, reason FROM skipped WHERE crawl_id = ? ORDER BY id", (crawl_id,))
    return tuple(Skipped(**row) for row in rows)


# --- how far owners are known ----------------------------------------------------------------------------------------


def horizon(store: Store, host: str, login: str, anonymous: bool) -> datetime | None:
    """Return the newest change known of an owner, from which moves can be asked; None where a full listing is due."""
    rows = store.rows("SELECT * FROM horizons WHERE host = ? AND login = ?", (host, login))
    if not rows or bool(rows[0]["anonymous"]) is not anonymous or _age(rows[0]["full_at"]) >= FULL_EVERY:
        return None
    return datetime.fromisoformat(rows[0]["newest"])


def save_horizon(store: Store, reach: Reach, anonymous: bool, newest: datetime | None, full: bool) -> None:
    """Keep how far an owner is known after a complete listing; the horizon never goes back."""
    if newest is None:
        return
    with store.writing() as connection:
        if full:
            connection.execute("DELETE FROM horizons WHERE host = ? AND login = ?", (reach.host, reach.login))
        connection.execute(
            "INSERT INTO horizons (host, login, anonymous, newest, full_at) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET newest = max(newest, excluded.newest)",
            (reach.host, reach.login, anonymous, newest.astimezone(UTC).strftime(_FORMAT), now()),
        )


def _age(moment: str) -> timedelta:
    return datetime.now(UTC) - datetime.fromisoformat(moment)
