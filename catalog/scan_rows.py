# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What a scan leaves, as rows: how it went, and what was found, by line."""

import json
from typing import Any

from scanner.models import Finding, Report

Row = dict[str, Any]


def scan_row(repository_id: int, report: Report, scanned_at: str) -> Row:
    """Return how the scan of a repository went, as columns."""
    return {
        "repository_id": repository_id,
        "head_commit": report.commit,
        "head_branch": report.branch,
        "committed_at": report.committed_at,
        "refs_digest": report.refs_digest,
        "detectors": json_text(report.detectors),
        "scanned_at": scanned_at,
        "outcome": report.outcome,
        "files": report.files,
        "history_blobs": report.history_blobs,
        "blobs_read": report.blobs_read,
        "blobs_cached": report.blobs_cached,
        "missing": report.missing,
        "shallow": report.shallow,
        "bounded": json_text([item.model_dump() for item in report.bounded]),
        "problems": json_text(report.problems),
    }


def finding_row(finding: Finding) -> tuple[Any, ...]:
    """Return a finding as the values of its columns, from the rule on."""
    place = (finding.line, finding.end_line)
    return (finding.rule, *place, finding.confidence, finding.message, finding.fingerprint, json_text(finding.data))


def finding_fields(row: Row) -> Row:
    """Return the fields of a finding from its row."""
    names = ("rule", "line", "end_line", "confidence", "message", "fingerprint")
    return {name: row[name] for name in names} | {"data": json.loads(row["data"])}


def json_text(value: object) -> str:
    """Return compact JSON, not ASCII-escaped."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
