# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A repository of the store as judges see it: what its last scan left, and its files where it has a mirror."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from catalog.check.side import Placed, Side, contents, links
from catalog.check.surroundings import Surroundings
from catalog.database import Row, Store
from scanner.blob_reader import BlobReader
from scanner.models import Accepted, Confidence, Fact, Finding, TreeFile

_FACTS = "SELECT detector, rule, path, line, confidence, message, data FROM repository_facts WHERE repository_id = ?"
_FILES = "SELECT path, lower(hex(blob)) AS blob, size, mode FROM files WHERE repository_id = ?"
_FINDINGS = """
    SELECT detector, rule, path, line, confidence, message, fingerprint, commit_id, at_head, blob, data, accepted_by,
           accepted_reason FROM repository_findings WHERE repository_id = ?
    AND detector NOT IN ('modules', 'algorithms', 'shingles', 'software')
"""
_LEVELS = {str(level): rank for rank, level in enumerate((Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW))}


class NotKeptError(Exception):
    """A judge asked for the content of a file, and there is no mirror."""


def stored_side(store: Store, row: Row, blobs: BlobReader | None, policies: Path | None) -> Side | None:
    """Return the side that the last scan of a row of `repositories` left; None when there was none.

    Args:
        store: where scans are kept.
        row: of `repositories`.
        blobs: reads its mirror; without it, the side's `content` raises `NotKeptError`.
        policies: the administration's own folder.
    """
    scan = next(iter(store.rows("SELECT * FROM scans WHERE repository_id = ?", [row["id"]])), None)
    if scan is None or scan["outcome"] == "failed":
        return None
    files = {file.path: file for file in (TreeFile(**each) for each in store.rows(_FILES, [row["id"]]))}
    return Side(
        commit=scan["head_commit"] or "",
        files=files,
        changed=None,
        facts=tuple(_fact(fact) for fact in store.rows(_FACTS, [row["id"]])),
        findings=tuple(_findings(store, row["id"])),
        surroundings=Surroundings(host=row["host"], repository=row["full_name"], closed=row["visibility"] != "public"),
        content=contents(files, blobs) if blobs else _not_kept,
        leads_to=links(files, blobs) if blobs else _not_kept,
        policies=policies,
    )


def _not_kept(path: str) -> NoReturn:
    raise NotKeptError(path)


def _fact(row: Row) -> Fact:
    return Fact.model_validate(row | {"data": json.loads(row["data"])})


def _findings(store: Store, repository_id: int) -> Iterator[Placed]:
    """Yield findings at their places; of a file read under two classes of paths, the surer ones."""
    best: dict[tuple[object, ...], Row] = {}
    for row in store.rows(_FINDINGS, [repository_id]):
        key = tuple(row[name] for name in ("detector", "blob", "path", "rule", "line", "fingerprint"))
        if key not in best or _LEVELS[row["confidence"]] < _LEVELS[best[key]["confidence"]]:
            best[key] = row
    return (_placed(row) for row in best.values())


def _placed(row: Row) -> Placed:
    finding = Finding(
        rule=row["rule"],
        line=row["line"],
        confidence=row["confidence"],
        message=row["message"],
        fingerprint=row["fingerprint"],
        data=json.loads(row["data"]),
    )
    said = (row["blob"], row["path"], row["rule"], row["line"], row["fingerprint"], row["accepted_by"])
    accepted = Accepted(*said, row["accepted_reason"]) if row["accepted_by"] else None
    return Placed(row["detector"], finding, row["blob"], row["path"], bool(row["at_head"]), row["commit_id"], accepted)
