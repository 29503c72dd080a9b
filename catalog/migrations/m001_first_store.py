# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Create everything the first release needs."""

from typing import TYPE_CHECKING

from catalog.migrations.making import create

if TYPE_CHECKING:
    from sqlite_utils import Database

_TABLES = """
CREATE TABLE about (
    name TEXT PRIMARY KEY,
    meaning TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE forges (
    host TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    url TEXT NOT NULL,
    pso_id TEXT NOT NULL DEFAULT '',
    floss_policy TEXT NOT NULL DEFAULT '',
    ospo_url TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;

CREATE TABLE owners (
    id INTEGER PRIMARY KEY,
    host TEXT NOT NULL REFERENCES forges(host),
    login TEXT NOT NULL COLLATE NOCASE,
    kind TEXT NOT NULL,
    forge_id TEXT NOT NULL,
    name TEXT NOT NULL,
    html_url TEXT NOT NULL,
    description TEXT NOT NULL,
    website TEXT NOT NULL,
    email TEXT NOT NULL,
    location TEXT NOT NULL,
    icon_url TEXT NOT NULL,
    followers INTEGER,
    is_verified INTEGER,
    created_at TEXT,
    pso_id TEXT NOT NULL,
    floss_policy TEXT NOT NULL,
    ospo_url TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    UNIQUE (host, login)
);

CREATE TABLE repositories (
    id INTEGER PRIMARY KEY,
    owner_id INTEGER NOT NULL REFERENCES owners(id),
    host TEXT NOT NULL REFERENCES forges(host),
    full_name TEXT NOT NULL COLLATE NOCASE,
    name TEXT NOT NULL,
    forge_id TEXT NOT NULL,
    html_url TEXT NOT NULL,
    clone_url TEXT NOT NULL,
    visibility TEXT NOT NULL CHECK (visibility IN ('public', 'internal', 'private')),
    description TEXT NOT NULL,
    homepage TEXT NOT NULL,
    default_branch TEXT NOT NULL,
    language TEXT NOT NULL,
    license_key TEXT NOT NULL,
    topics TEXT NOT NULL,
    fork INTEGER NOT NULL,
    template INTEGER NOT NULL,
    archived INTEGER NOT NULL,
    stars INTEGER,
    forks INTEGER,
    subscribers INTEGER,
    open_issues INTEGER,
    size_kb INTEGER,
    created_at TEXT,
    updated_at TEXT,
    pushed_at TEXT,
    first_seen_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    gone_at TEXT,
    UNIQUE (host, full_name)
);
CREATE INDEX repositories_owner ON repositories(owner_id);
CREATE UNIQUE INDEX repositories_forge_id ON repositories(host, forge_id) WHERE forge_id <> '';

CREATE TABLE crawls (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    expected INTEGER,
    seen INTEGER NOT NULL DEFAULT 0,
    requests INTEGER NOT NULL DEFAULT 0,
    outcome TEXT NOT NULL DEFAULT 'running'
        CHECK (outcome IN ('running', 'complete', 'partial', 'unreached'))
);

CREATE TABLE skipped (
    id INTEGER PRIMARY KEY,
    crawl_id INTEGER NOT NULL REFERENCES crawls(id) ON DELETE CASCADE,
    what TEXT NOT NULL,
    reason TEXT NOT NULL
);
CREATE INDEX skipped_crawl ON skipped(crawl_id);

CREATE TABLE detectors (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    version TEXT NOT NULL,
    UNIQUE (name, version)
);

CREATE TABLE readings (
    id INTEGER PRIMARY KEY,
    blob BLOB NOT NULL,
    path_class TEXT NOT NULL,
    detector_id INTEGER NOT NULL REFERENCES detectors(id) ON DELETE CASCADE,
    outcome TEXT NOT NULL CHECK (outcome IN ('read', 'bounded', 'failed')),
    reason TEXT NOT NULL DEFAULT '',
    summary TEXT,
    UNIQUE (detector_id, blob, path_class)
);

CREATE TABLE findings (
    id INTEGER PRIMARY KEY,
    reading_id INTEGER NOT NULL REFERENCES readings(id) ON DELETE CASCADE,
    rule TEXT NOT NULL,
    line INTEGER NOT NULL,
    end_line INTEGER NOT NULL,
    confidence TEXT NOT NULL,
    message TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    data TEXT NOT NULL
);
CREATE INDEX findings_reading ON findings(reading_id);
CREATE INDEX findings_fingerprint ON findings(fingerprint) WHERE fingerprint <> '';

CREATE TABLE scans (
    repository_id INTEGER PRIMARY KEY REFERENCES repositories(id) ON DELETE CASCADE,
    head_commit TEXT NOT NULL,
    head_branch TEXT NOT NULL,
    committed_at TEXT NOT NULL,
    refs_digest TEXT NOT NULL,
    detectors TEXT NOT NULL,
    scanned_at TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('read', 'bounded', 'failed')),
    files INTEGER NOT NULL,
    history_blobs INTEGER NOT NULL,
    blobs_read INTEGER NOT NULL,
    blobs_cached INTEGER NOT NULL,
    missing INTEGER NOT NULL,
    shallow INTEGER NOT NULL,
    bounded TEXT NOT NULL,
    problems TEXT NOT NULL
);

CREATE TABLE files (
    repository_id INTEGER NOT NULL REFERENCES repositories(id) ON DELETE CASCADE,
    path TEXT NOT NULL,
    blob BLOB NOT NULL,
    size INTEGER NOT NULL,
    mode TEXT NOT NULL,
    PRIMARY KEY (repository_id, path)
) WITHOUT ROWID;
CREATE INDEX files_blob ON files(blob);

CREATE TABLE places (
    repository_id INTEGER NOT NULL REFERENCES repositories(id) ON DELETE CASCADE,
    blob BLOB NOT NULL,
    path TEXT NOT NULL,
    commit_id TEXT NOT NULL,
    committed_at TEXT NOT NULL,
    at_head INTEGER NOT NULL,
    PRIMARY KEY (repository_id, blob, path)
) WITHOUT ROWID;
CREATE INDEX places_blob ON places(blob);

CREATE TABLE facts (
    id INTEGER PRIMARY KEY,
    repository_id INTEGER NOT NULL REFERENCES repositories(id) ON DELETE CASCADE,
    detector_id INTEGER NOT NULL REFERENCES detectors(id),
    rule TEXT NOT NULL,
    path TEXT NOT NULL,
    line INTEGER NOT NULL,
    end_line INTEGER NOT NULL,
    confidence TEXT NOT NULL,
    message TEXT NOT NULL,
    data TEXT NOT NULL
);
CREATE INDEX facts_repository ON facts(repository_id, rule);
"""

_VIEWS = """
CREATE VIEW repository_facts AS
    SELECT r.full_name, r.host, r.visibility, d.name AS detector, f.rule, f.path, f.line, f.confidence, f.message,
           f.data, f.repository_id, f.id AS fact_id
    FROM facts f JOIN repositories r ON r.id = f.repository_id JOIN detectors d ON d.id = f.detector_id;

CREATE VIEW repository_findings AS
    SELECT r.full_name, r.host, r.visibility, d.name AS detector, n.rule, p.path, n.line, n.confidence, n.message,
           n.fingerprint, p.commit_id, p.committed_at, p.at_head, lower(hex(g.blob)) AS blob, n.data, p.repository_id
    FROM findings n JOIN readings g ON g.id = n.reading_id JOIN detectors d ON d.id = g.detector_id
    JOIN places p ON p.blob = g.blob JOIN repositories r ON r.id = p.repository_id
    JOIN scans s ON s.repository_id = r.id AND json_extract(s.detectors, '$."' || d.name || '"') = d.version;

CREATE VIEW shared_blobs AS
    SELECT lower(hex(f.blob)) AS blob, count(DISTINCT f.repository_id) AS repositories,
           count(DISTINCT r.owner_id) AS owners, min(f.path) AS example_path, max(f.size) AS size
    FROM files f JOIN repositories r ON r.id = f.repository_id WHERE f.size > 0
    GROUP BY f.blob HAVING count(DISTINCT f.repository_id) > 1;
"""

_ABOUT = {
    "about": "What each table and view means. This file is written by ouvrage; read it with any SQLite tool.",
    "forges": "Hosts that serve repositories; 'folder' stands for folders of the machine that ran the scan.",
    "owners": "Accounts and groups of a forge; pso_id is their identifier in the State's directory (annuaire).",
    "repositories": "One row a repository, open or closed; gone_at is set when a complete crawl no longer sees it.",
    "crawls": "One row a source and crawl: what the forge announced (expected), what was seen, how it ended.",
    "skipped": "What a crawl left aside, and why.",
    "detectors": "The detectors and their versions; a new version reads again for itself only.",
    "readings": "What one detector version said of one blob (20-byte Git id), once for all repositories.",
    "findings": "What was found in a blob, by line. A secret's value is never stored: fingerprint groups equal ones.",
    "scans": "The last scan of each repository: commit read, blobs read or already known, what was left (bounded).",
    "files": "The tree of each repository at its default branch.",
    "places": "Where blobs with findings are: first commit and path, and whether the default branch still has them.",
    "facts": "What detectors conclude on a repository: declared licence, community files, modules, algorithms.",
    "repository_facts": "Facts with the repository's name.",
    "repository_findings": "Findings with repository, path and commit, of the detector versions last used.",
    "shared_blobs": "Equal files held by several repositories: reuse that costs nothing to see.",
}


def m001_first_store(db: "Database") -> None:
    """Create everything the first release needs."""
    create(db, _TABLES + _VIEWS, _ABOUT)
