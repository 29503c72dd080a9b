# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What the store already knows of a carved subset: licences, third parties' parts, findings, what wasn't read."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence

from catalog.database import Store
from catalog.extract.history import Version
from catalog.extract.models import CarvedFile, Standing
from scanner.git import Refs, path_text

_LICENCES = """
    SELECT f.path, json_extract(n.data, '$.expression') AS expression FROM files f
    JOIN readings g ON g.blob = f.blob JOIN findings n ON n.reading_id = g.id JOIN detectors d ON d.id = g.detector_id
    JOIN scans s ON s.repository_id = f.repository_id AND json_extract(s.detectors, '$."' || d.name || '"') = d.version
    WHERE f.repository_id = ? AND n.rule = 'licence-detection' AND n.confidence <> 'low'"""
_DECLARED = "SELECT data FROM facts WHERE repository_id = ? AND rule = 'licence-declared'"
_PARTS = """
    SELECT rule, path, line, confidence, message FROM facts
    WHERE repository_id = ? AND rule GLOB 'rights-*' AND path <> '' ORDER BY path, rule"""
_FINDINGS = """
    SELECT DISTINCT rule, line, confidence, message, blob, accepted_by <> '' AS accepted FROM repository_findings
    WHERE repository_id = ? AND confidence <> 'low'
      AND (rule GLOB 'secret-*' OR rule GLOB 'personal-*' OR rule GLOB 'internal-*')"""
_SCAN = "SELECT outcome, refs_digest, shallow, problems, detectors, bounded FROM scans WHERE repository_id = ?"
_LOOKED_FOR = ("secrets", "personal")
_READ = (*_LOOKED_FOR, "archives", "lfs")


def licences(store: Store, repository: int, files: Sequence[str]) -> tuple[CarvedFile, ...]:
    """Return each file with the licence that was read in it, else the one that its repository declares."""
    read = defaultdict(set)
    for row in store.rows(_LICENCES, (repository,)):
        read[row["path"]].add(row["expression"])
    declared = next((json.loads(row["data"]).get("expression", "") for row in store.rows(_DECLARED, (repository,))), "")
    basis = "repository" if declared else "unknown"
    return tuple(
        CarvedFile(path=path, licence=" AND ".join(sorted(filter(None, read[path]))), licence_basis="file")
        if path in read
        else CarvedFile(path=path, licence=declared, licence_basis=basis)
        for path in files
    )


def third_party(store: Store, repository: int, files: Sequence[str]) -> tuple[Standing, ...]:
    """Return the facts on third parties' rights whose file or folder is in the subset."""
    known = set(files)
    for file in files:
        folder = file
        while folder := folder.rpartition("/")[0]:
            known.add(folder)
    rows = store.rows(_PARTS, (repository,))
    return tuple(Standing(**dict(row)) for row in rows if row["path"] in known)


def findings(store: Store, repository: int, versions: Iterable[Version]) -> tuple[tuple[Standing, ...], int]:
    """Return what was found, of medium confidence or more, in file versions, and how many more are accepted."""
    paths = _by_blob(versions)
    rows = [row for row in store.rows(_FINDINGS, (repository,)) if row["blob"] in paths]
    standing = [
        Standing(
            rule=row["rule"],
            path=paths[row["blob"]],
            line=row["line"],
            confidence=row["confidence"],
            message=row["message"],
            blob=row["blob"],
            at_head=_at_head(store, repository, paths[row["blob"]], row["blob"]),
        )
        for row in rows
        if not row["accepted"]
    ]
    kept = {(row["rule"], row["blob"], row["line"]) for row in rows if not row["accepted"]}
    accepted = {(row["rule"], row["blob"], row["line"]) for row in rows} - kept
    standing.sort(key=lambda each: (each.confidence, each.path, each.line, each.rule))
    return tuple(standing), len(accepted)


def _at_head(store: Store, repository: int, path: str, blob: str) -> bool:
    held = store.rows(
        "SELECT 1 FROM files WHERE repository_id = ? AND path = ? AND blob = ?", (repository, path, bytes.fromhex(blob))
    )
    return bool(held)


def unread(store: Store, repository: int, refs: Refs, versions: Iterable[Version]) -> tuple[str, ...]:
    """Return what prevents from saying that all of the file versions were read: English sentences."""
    scans = store.rows(_SCAN, (repository,))
    if not scans or scans[0]["outcome"] == "failed":
        return ("it was not scanned",)
    (scan,) = scans
    missed = [name for name in _LOOKED_FOR if name not in json.loads(scan["detectors"])]
    told = [f"the scan did not use the detector {name}" for name in missed]
    told += ["the mirror holds commits that were not scanned"] if scan["refs_digest"] != refs.digest else []
    told += ["the history was cut short (shallow clone)"] if scan["shallow"] else []
    told += [str(problem) for problem in json.loads(scan["problems"])]
    paths = _by_blob(versions)
    # What a detector failed on is no reading of the store: the scan alone remembers it.
    left = [each for each in json.loads(scan["bounded"]) if each["blob"] in paths and each["detector"] in _READ]
    told += [f"{paths[each['blob']]} ({each['detector']}): {each['reason']}" for each in left]
    return tuple(dict.fromkeys(told))


def _by_blob(versions: Iterable[Version]) -> dict[str, str]:
    return {each.blob: path_text(each.path) for each in sorted(versions)}
