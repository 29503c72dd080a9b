# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Keep what a killed crawl had done, how far each owner is known, and what happened to repositories."""

from typing import TYPE_CHECKING

from catalog.migrations.making import create

if TYPE_CHECKING:
    from sqlite_utils import Database

_CRAWLING = """
ALTER TABLE repositories ADD COLUMN languages TEXT NOT NULL DEFAULT '[]';
ALTER TABLE repositories ADD COLUMN community TEXT;
ALTER TABLE repositories ADD COLUMN clone_path TEXT NOT NULL DEFAULT '';
CREATE INDEX owners_forge_id ON owners(host, forge_id);
ALTER TABLE forges ADD COLUMN guarded INTEGER NOT NULL DEFAULT 0;
ALTER TABLE crawls ADD COLUMN host TEXT NOT NULL DEFAULT '';
ALTER TABLE crawls ADD COLUMN unchanged INTEGER NOT NULL DEFAULT 0;
ALTER TABLE crawls ADD COLUMN notes TEXT NOT NULL DEFAULT '[]';
ALTER TABLE crawls ADD COLUMN scope TEXT NOT NULL DEFAULT '';
ALTER TABLE crawls ADD COLUMN progress_at TEXT NOT NULL DEFAULT '';
CREATE INDEX crawls_source ON crawls(source, id);

CREATE TABLE listings (
    id INTEGER PRIMARY KEY,
    crawl_id INTEGER NOT NULL REFERENCES crawls(id) ON DELETE CASCADE,
    login TEXT NOT NULL COLLATE NOCASE,
    state TEXT NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'complete', 'failed')),
    cursor TEXT NOT NULL DEFAULT '',
    expected INTEGER,
    seen INTEGER NOT NULL DEFAULT 0,
    set_aside INTEGER NOT NULL DEFAULT 0,
    unchanged INTEGER NOT NULL DEFAULT 0,
    newest TEXT,
    UNIQUE (crawl_id, login)
);

ALTER TABLE skipped ADD COLUMN listing_id INTEGER REFERENCES listings(id) ON DELETE CASCADE;
CREATE UNIQUE INDEX skipped_once ON skipped(listing_id, what, reason) WHERE listing_id IS NOT NULL;

CREATE TABLE listed (
    listing_id INTEGER NOT NULL REFERENCES listings(id) ON DELETE CASCADE,
    repository_id INTEGER NOT NULL REFERENCES repositories(id) ON DELETE CASCADE,
    PRIMARY KEY (listing_id, repository_id)
) WITHOUT ROWID;

CREATE TABLE horizons (
    host TEXT NOT NULL REFERENCES forges(host),
    login TEXT NOT NULL COLLATE NOCASE,
    anonymous INTEGER NOT NULL,
    newest TEXT NOT NULL,
    set_aside INTEGER NOT NULL,
    full_at TEXT NOT NULL,
    PRIMARY KEY (host, login)
) WITHOUT ROWID;

CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    repository_id INTEGER NOT NULL REFERENCES repositories(id) ON DELETE CASCADE,
    at TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN
        ('renamed', 'transferred', 'archived', 'unarchived', 'visibility', 'gone', 'back')),
    before TEXT NOT NULL,
    after TEXT NOT NULL
);
CREATE INDEX events_repository ON events(repository_id);

CREATE VIEW repository_events AS
    SELECT e.at, r.host, r.full_name, e.kind, e.before, e.after, e.repository_id
    FROM events e JOIN repositories r ON r.id = e.repository_id;
"""

_ABOUT = {
    "listings": "What a crawl asked of one owner (login '' = the whole forge), and where it goes on if it was killed.",
    "listed": "Repositories seen by the listings of crawls that are under way; emptied when a crawl ends.",
    "horizons": "How far each owner is known: the newest date the forge told, and the last listing in full.",
    "events": "What happened to repositories between crawls: renamed, transferred, archived, visibility, gone, back.",
    "repository_events": "Events with the repository's name of today.",
}


def m002_crawls_that_continue(db: "Database") -> None:
    """Keep what a killed crawl had done, how far each owner is known, and what happened to repositories."""
    create(db, _CRAWLING, _ABOUT)
