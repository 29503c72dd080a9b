# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The store's schema, one function a version, applied once each and in order.

Never change a migration that has been released: add one. Every table and view has a line in `about`, so that a
reader who opens the file in any SQLite tool knows what the rows mean.
"""

from sqlite_utils import Database, Migrations

migrations = Migrations("ouvrage")

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


@migrations()
def m001_first_store(db: Database) -> None:
    """Create everything the first release needs."""
    _create(db, _TABLES + _VIEWS, _ABOUT)


def _create(db: Database, statements: str, about: dict[str, str]) -> None:
    for statement in statements.split(";\n"):
        if statement.strip():
            db.execute(statement)
    db.table("about").insert_all({"name": name, "meaning": meaning} for name, meaning in about.items())


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

_ABOUT_CRAWLING = {
    "listings": "What a crawl asked of one owner (login '' = the whole forge), and where it goes on if it was killed.",
    "listed": "Repositories seen by the listings of crawls that are under way; emptied when a crawl ends.",
    "horizons": "How far each owner is known: the newest date the forge told, and the last listing in full.",
    "events": "What happened to repositories between crawls: renamed, transferred, archived, visibility, gone, back.",
    "repository_events": "Events with the repository's name of today.",
}


@migrations()
def m002_crawls_that_continue(db: Database) -> None:
    """Keep what a killed crawl had done, how far each owner is known, and what happened to repositories."""
    _create(db, _CRAWLING, _ABOUT_CRAWLING)


_DIRECTORY = """
ALTER TABLE owners ADD COLUMN declared_by TEXT NOT NULL DEFAULT '';
ALTER TABLE forges ADD COLUMN declared_by TEXT NOT NULL DEFAULT '';

CREATE TABLE organizations (
    pso_id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    parent TEXT NOT NULL DEFAULT '',
    is_top INTEGER NOT NULL DEFAULT 0,
    top TEXT NOT NULL DEFAULT '',
    seen_at TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE ospos (
    url TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    country TEXT NOT NULL,
    description_fr TEXT NOT NULL,
    description_en TEXT NOT NULL,
    email TEXT NOT NULL,
    created TEXT NOT NULL,
    pso_id TEXT NOT NULL,
    floss_policy TEXT NOT NULL,
    code TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE referents (
    scope TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    email TEXT NOT NULL,
    url TEXT NOT NULL,
    declared_by TEXT NOT NULL
) WITHOUT ROWID;

CREATE VIEW owner_organizations AS
    SELECT o.host, o.login, o.pso_id, coalesce(g.name, '') AS organization, coalesce(t.name, '') AS ministry,
           o.declared_by, o.id AS owner_id
    FROM owners o LEFT JOIN organizations g ON g.pso_id = o.pso_id LEFT JOIN organizations t ON t.pso_id = g.top;
"""

_ABOUT_DIRECTORY = {
    "organizations": "What the State's directory says of the bodies that owners belong to, and of those above them:"
    " parent is the body above, top the ministry or other top organization ('' = none is known).",
    "ospos": "Open source programme offices; code is a JSON list of the addresses of their accounts.",
    "referents": "Who answers for source code: scope is a pso_id, a host or host/owner; declared to be published.",
    "owner_organizations": "Owners with their body and its ministry; declared_by is the line that says so.",
}


@migrations()
def m003_whose_is_it(db: Database) -> None:
    """Keep the State's directory, its open source offices and its referents, as far as owners need them."""
    _create(db, _DIRECTORY, _ABOUT_DIRECTORY)


_ACCEPTING = """
CREATE TABLE accepted_findings (
    repository_id INTEGER NOT NULL REFERENCES repositories(id) ON DELETE CASCADE,
    blob BLOB NOT NULL,
    path TEXT NOT NULL,
    rule TEXT NOT NULL,
    line INTEGER NOT NULL,
    fingerprint TEXT NOT NULL,
    accepted_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (repository_id, blob, path, rule, line, fingerprint)
) WITHOUT ROWID;

DROP VIEW repository_findings;

CREATE VIEW repository_findings AS
    SELECT r.full_name, r.host, r.visibility, d.name AS detector, n.rule, p.path, n.line, n.confidence, n.message,
           n.fingerprint, p.commit_id, p.committed_at, p.at_head, lower(hex(g.blob)) AS blob, n.data, p.repository_id,
           coalesce(a.accepted_by, '') AS accepted_by, coalesce(a.reason, '') AS accepted_reason
    FROM findings n JOIN readings g ON g.id = n.reading_id JOIN detectors d ON d.id = g.detector_id
    JOIN places p ON p.blob = g.blob JOIN repositories r ON r.id = p.repository_id
    JOIN scans s ON s.repository_id = r.id AND json_extract(s.detectors, '$."' || d.name || '"') = d.version
    LEFT JOIN accepted_findings a ON a.repository_id = p.repository_id AND a.blob = p.blob AND a.path = p.path
        AND a.rule = n.rule AND a.line = n.line AND a.fingerprint = n.fingerprint;
"""

_ABOUT_ACCEPTING = {
    "accepted_findings": "Findings that the repository itself says it accepts: accepted_by is the path:line that says"
    " so (an allowlist, a baseline, a comment), reason what it says. They stay findings.",
}


@migrations()
def m004_accepted_findings(db: Database) -> None:
    """Keep which findings their repository accepts, and show it beside each finding."""
    _create(db, _ACCEPTING, _ABOUT_ACCEPTING)


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

_ABOUT_LEASES = {
    "leases": "Which running scan works on which repository, at which state of it (stamp); a lease that its holder"
    " no longer renews expires (seconds since 1970), and another scan takes it.",
    "marks": "Marks that tell whether two stores can be merged: 'key' = the mark of the key of the fingerprints.",
}


@migrations()
def m005_leases(db: Database) -> None:
    """Let several scans share a store, recognise an unchanged repository at once, and a store with the same key."""
    _create(db, _LEASES, _ABOUT_LEASES)


_CLONES = """
CREATE TABLE clone_shingles (
    shingle INTEGER NOT NULL,
    reading INTEGER NOT NULL,
    PRIMARY KEY (shingle, reading)
) WITHOUT ROWID;

CREATE TABLE clone_repositories (
    repository INTEGER PRIMARY KEY REFERENCES repositories(id) ON DELETE CASCADE,
    state TEXT NOT NULL,
    shingles INTEGER NOT NULL,
    due INTEGER NOT NULL
);

CREATE TABLE clone_pairs (
    repository INTEGER NOT NULL REFERENCES repositories(id) ON DELETE CASCADE,
    path TEXT NOT NULL,
    other INTEGER NOT NULL REFERENCES repositories(id) ON DELETE CASCADE,
    other_path TEXT NOT NULL,
    equal_files INTEGER NOT NULL,
    containment REAL NOT NULL,
    lineage TEXT NOT NULL CHECK (lineage IN ('', 'fork', 'copy', 'descendant')),
    PRIMARY KEY (repository, path, other)
) WITHOUT ROWID;
CREATE INDEX clone_pairs_other ON clone_pairs(other);
"""

_ABOUT_CLONES = {
    "clone_shingles": "Where each sampled run of 12 tokens is: a number made from it, and the reading that has it.",
    "clone_repositories": "Repositories as they were last compared with the others (state); shingles counts their"
    " sampled runs; due is above 0 until they are compared again.",
    "clone_pairs": "Who else holds the code of a repository (path '') or of one of its modules: containment is the"
    " share of its text found there; lineage tells forks, copies and descendants from independent reuse.",
}


@migrations()
def m006_clones(db: Database) -> None:
    """Index the text of sources, so that code which is open or held elsewhere is found at once."""
    _create(db, _CLONES, _ABOUT_CLONES)


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

_ABOUT_NEWS = {
    "releases": "The newest versions of each repository, from its Git tags: name is the first line of the tag's own"
    " message, published_at (UTC) the date of the tag, else of its commit.",
}


@migrations()
def m007_news(db: Database) -> None:
    """Tell new repositories and changes of licence, and keep releases; the next scan looks for them everywhere."""
    _create(db, _NEWS, _ABOUT_NEWS)


_SERVICES = """
CREATE TABLE services (
    part INTEGER PRIMARY KEY,
    records BLOB NOT NULL
);
"""

_ABOUT_SERVICES = {
    "services": "The records of the State's directory, by identifier, with the body above each (service_sup) and the"
    " topmost (service_top): JSON lines packed by zlib, in parts.",
}


@migrations()
def m008_services(db: Database) -> None:
    """Keep the records of the State's directory, which the listing publishes."""
    _create(db, _SERVICES, _ABOUT_SERVICES)
