# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Keep which findings their repository accepts, and show it beside each finding."""

from typing import TYPE_CHECKING

from catalog.migrations.making import create

if TYPE_CHECKING:
    from sqlite_utils import Database

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

_ABOUT = {
    "accepted_findings": "Findings that the repository itself says it accepts: accepted_by is the path:line that says"
    " so (an allowlist, a baseline, a comment), reason what it says. They stay findings.",
}


def m004_accepted_findings(db: "Database") -> None:
    """Keep which findings their repository accepts, and show it beside each finding."""
    create(db, _ACCEPTING, _ABOUT)
