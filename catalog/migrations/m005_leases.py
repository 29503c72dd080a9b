# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Let several scans share a store, recognise an unchanged repository at once, and a store with the same key."""

from typing import TYPE_CHECKING

from catalog.migrations.making import create

if TYPE_CHECKING:
    from sqlite_utils import Database

_LEASES = """
ALTER TABLE scans ADD COLUMN stamp TEXT NOT NULL DEFAULT '';
ALTER TABLE scans ADD COLUMN checked_at TEXT NOT NULL DEFAULT '';

CREATE TABLE leases (
    repository_id INTEGER PRIMARY KEY REFERENCES repositories(id) ON DELETE CASCADE,
    stamp TEXT NOT NULL,
    holder TEXT NOT NULL,
    taken_at TEXT NOT NULL,
    expires_at REAL NOT NULL
);
CREATE INDEX leases_holder ON leases(holder);

CREATE TABLE marks (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
"""

_ABOUT = {
    "leases": "Which running scan works on which repository, at which state of it (stamp); a lease that its holder"
    " no longer renews expires (seconds since 1970), and another scan takes it.",
    "marks": "Marks that tell whether two stores can be merged: 'key' = the mark of the key of the fingerprints.",
}


def m005_leases(db: "Database") -> None:
    """Let several scans share a store, recognise an unchanged repository at once, and a store with the same key."""
    create(db, _LEASES, _ABOUT)
