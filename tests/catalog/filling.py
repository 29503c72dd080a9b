# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Fills a real store with what crawls and scans leave, facts made up, for the tests of what is read from it."""

import hashlib
from collections.abc import Iterable

from catalog.database import Store
from scanner.models import (
    Confidence,
    Fact,
    Finding,
    Forge,
    ForgeKind,
    Owner,
    Place,
    Reading,
    Report,
    Repository,
    TreeFile,
    Visibility,
)

HOST = "forge.exemple.gouv.fr"
COMMIT = "c0ffee" + "0" * 34
DETECTORS = {"community": "1", "licenses": "1", "secrets": "1", "modules": "1", "algorithms": "1"}


def repository(
    store: Store, full_name: str, visibility: Visibility = Visibility.PRIVATE, host: str = HOST, **fields: object
) -> int:
    """Save a repository with its owner and forge, as a crawl does, and return its id."""
    owner, _, name = full_name.rpartition("/")
    kind = {"github.com": ForgeKind.GITHUB, "folder": ForgeKind.FOLDER}.get(host, ForgeKind.GITLAB)
    store.save_forge(Forge(host=host, kind=kind, url=f"https://{host}"))
    owner_id = store.save_owner(Owner(host=host, login=owner, name=owner, html_url=f"https://{host}/{owner}"))
    known: dict[str, object] = {
        "forge_id": full_name.replace("/", "-"),
        "html_url": f"https://{host}/{full_name}",
        "clone_url": f"https://{host}/{full_name}.git",
    }
    given = {"host": host, "owner": owner, "name": name, "full_name": full_name, "visibility": visibility}
    return store.save_repository(Repository.model_validate(known | given | fields), owner_id)


def scan(
    store: Store,
    repository_id: int,
    facts: Iterable[Fact] = (),
    files: Iterable[TreeFile] = (),
    places: Iterable[Place] = (),
    **report: object,
) -> None:
    """Save what a scan says."""
    known: dict[str, object] = {"commit": COMMIT, "refs_digest": "1", "detectors": DETECTORS, "files": 10}
    store.save_scan(repository_id, Report.model_validate(known | report), files, places, facts)


def rule_file(path: str, line: int = 1, text: str = "if revenu > plafond:") -> Fact:
    """Return a file of rules."""
    data = {"terms": {"revenu": 3}, "lines": [{"line": line, "text": text}]}
    return Fact(detector="algorithms", rule="algorithm-rules", path=path, line=line, message="Rules", data=data)


def summary(rule_files: int, share: float) -> Fact:
    """Return how much of the code is rules."""
    code_files = round(rule_files / share) if share else 10
    data = {"rule_files": rule_files, "code_files": code_files, "share": share, "strength": share}
    return Fact(detector="algorithms", rule="algorithm-summary", message="Share", data=data)


def rules(*paths: str, share: float = 0.1) -> list[Fact]:
    """Return rule files and their summary."""
    return [*(rule_file(path, line) for line, path in enumerate(paths, 1)), summary(len(paths), share)]


def module(path: str, score: float = 0.8, gate: str = "extractable", **data: object) -> Fact:
    """Return a module candidate."""
    known: dict[str, object] = {"kind": "directory", "language": "Python", "files": 3, "lines": 400}
    fields = known | {"score": score, "gate": gate} | data
    return Fact(detector="modules", rule="module-candidate", path=path, message="A module", data=fields)


def blob(content: str) -> str:
    """Return an id for some content."""
    return hashlib.sha1(content.encode(), usedforsecurity=False).hexdigest()


def file(path: str, content: str = "", size: int = 5_000) -> TreeFile:
    """Return a file of the tree."""
    return TreeFile(path, blob(content or path), size, "100644")


def secret(
    store: Store,
    path: str,
    line: int = 3,
    *,
    fingerprint: str = "f1",
    confidence: Confidence = Confidence.HIGH,
    at_head: bool = True,
    commit: str = COMMIT,
    data: dict[str, object] | None = None,
) -> Place:
    """Save the reading of a blob that holds a secret, and return the place to give to the scan."""
    found = Finding(
        rule="secret-password",
        line=line,
        confidence=confidence,
        fingerprint=fingerprint,
        message="A password in clear",
        data=data or {},
    )
    identifier = blob(f"{path} {line} {commit}")
    store.save_readings([Reading(blob=identifier, path_class="", detector="secrets", version="1", findings=(found,))])
    return Place(identifier, path, commit, "2021-05-04T10:00:00+02:00", at_head)
