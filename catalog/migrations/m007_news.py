# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Tell new repositories and changes of licence, and keep releases; the next scan looks for them everywhere."""

from typing import TYPE_CHECKING

from catalog.migrations.making import create

if TYPE_CHECKING:
    from sqlite_utils import Database

_NEWS = """
DROP VIEW repository_events;

CREATE TABLE events_with_licences (
    id INTEGER PRIMARY KEY,
    repository_id INTEGER NOT NULL REFERENCES repositories(id) ON DELETE CASCADE,
    at TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN
        ('appeared', 'renamed', 'transferred', 'archived', 'unarchived', 'visibility', 'relicensed', 'gone', 'back')),
    before TEXT NOT NULL,
    after TEXT NOT NULL
);
INSERT INTO events_with_licences SELECT id, repository_id, at, kind, before, after FROM events;
DROP TABLE events;
ALTER TABLE events_with_licences RENAME TO events;
CREATE INDEX events_repository ON events(repository_id);

CREATE VIEW repository_events AS
    SELECT e.at, r.host, r.full_name, e.kind, e.before, e.after, e.repository_id
    FROM events e JOIN repositories r ON r.id = e.repository_id;

UPDATE about SET meaning =
    'What happened to repositories: appeared (in a listing made before), renamed, transferred, archived, unarchived,'
    || ' visibility, relicensed, gone, back.'
    WHERE name = 'events';

CREATE TABLE releases (
    repository_id INTEGER NOT NULL REFERENCES repositories(id) ON DELETE CASCADE,
    tag TEXT NOT NULL,
    name TEXT NOT NULL,
    published_at TEXT NOT NULL,
    commit_id TEXT NOT NULL,
    PRIMARY KEY (repository_id, tag)
) WITHOUT ROWID;

UPDATE scans SET stamp = '';
"""

_ABOUT = {
    "releases": "The newest versions of each repository, from its Git tags: name is the first line of the tag's own"
    " message, published_at (UTC) the date of the tag, else of its commit.",
}


def m007_news(db: "Database") -> None:
    """Tell new repositories and changes of licence, and keep releases; the next scan looks for them everywhere."""
    create(db, _NEWS, _ABOUT)
