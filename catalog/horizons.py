# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""How far each owner is known: the newest change that its forge told, from which moves alone are asked for."""

from datetime import UTC, datetime, timedelta

from catalog.books import age
from catalog.database import Store, now
from scanner.models import Frozen

FULL_EVERY = timedelta(days=7)
"""Age of the last listing in full after which moves aren't enough: not all that changes is told as a move."""


class Horizon(Frozen):
    """How far an owner is known: from `newest` on, moves are asked for; what was unusable then counts as known."""

    newest: datetime
    set_aside: int


def horizon(store: Store, host: str, login: str, anonymous: bool) -> Horizon | None:
    """Return how far an owner is known to this kind of reader; None where a full listing is due."""
    rows = store.rows("SELECT * FROM horizons WHERE host = ? AND login = ?", (host, login))
    if not rows or bool(rows[0]["anonymous"]) is not anonymous or age(rows[0]["full_at"]) >= FULL_EVERY:
        return None
    return Horizon(newest=rows[0]["newest"], set_aside=rows[0]["set_aside"])


def save_horizon(store: Store, listing_id: int, host: str, anonymous: bool, newest: datetime | None) -> None:
    """Keep how far an owner is known after a listing in full."""
    if newest is None:
        return
    until = _text(newest)
    with store.writing() as connection:
        connection.execute(
            "INSERT OR REPLACE INTO horizons (host, login, anonymous, newest, set_aside, full_at)"
            " SELECT ?, l.login, ?, ?, (SELECT count(*) FROM skipped WHERE listing_id = l.id), ?"
            " FROM listings l WHERE l.id = ?",
            (host, anonymous, until, now(), listing_id),
        )


def move_horizon(store: Store, host: str, login: str, newest: datetime | None) -> None:
    """Keep how far an owner is known after its moves; the horizon never goes back."""
    if newest is not None:
        until = _text(newest)
        with store.writing() as connection:
            connection.execute(
                "UPDATE horizons SET newest = max(newest, ?) WHERE host = ? AND login = ?", (until, host, login)
            )


def _text(newest: datetime) -> str:
    """Write a date as the store does; one in the future is no date to go on from."""
    return min(newest, datetime.now(UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
