# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What the ranking knows of repositories, read from the store in a handful of queries."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from catalog.clones.kept import ALREADY_PUBLIC, HELD_ELSEWHERE, module_reuse
from catalog.database import Row, Store
from catalog.registers.models import RepositoryRegisters
from catalog.shared import shared_contents
from scanner.models import ForgeKind, Outcome, Visibility

SHARED_FILE = "module-shared-file"
"""Rule of the facts that only the whole store can tell: a file of a module that another owner holds too."""
_MODULE = "module-candidate"
_FEW = 500
"""Repositories whose findings are asked for by name."""


class Scope(StrEnum):
    """Which of the repositories that still exist are read."""

    CLOSED = "closed"
    KNOWN = "known"
    """Closed ones, and those of the open ones that were scanned or that are named: of others there is no fact."""
    ALL = "all"


@dataclass(slots=True)
class FactRow:
    """A fact of a repository; `raw` is its data as JSON text, parsed when first asked for."""

    rule: str
    path: str
    line: int
    end_line: int
    message: str
    raw: str
    declared: bool = False
    """Whether `path` and `line` are those of a declaration of the administration, outside the repository."""
    _data: dict[str, Any] | None = None

    @property
    def data(self) -> dict[str, Any]:
        """The data, parsed."""
        if self._data is None:
            parsed = json.loads(self.raw)
            self._data = parsed if isinstance(parsed, dict) else {}
        return self._data


class FindingRow(NamedTuple):
    """A finding at one of its places."""

    rule: str
    path: str
    line: int
    commit: str
    date: str
    at_head: bool
    confidence: str
    message: str
    fingerprint: str
    accepted_by: str = ""
    """`path:line` of what the repository accepts it by; "" when nothing does."""

    @property
    def group(self) -> tuple[str, ...]:
        """What makes two findings the same one."""
        return (self.fingerprint,) if self.fingerprint else (self.rule, self.path, str(self.line))


class ScanState(NamedTuple):
    """How the last scan of a repository went."""

    scanned_at: str
    commit: str
    outcome: Outcome
    detectors: tuple[str, ...]
    files: int
    history_blobs: int
    missing: int
    shallow: bool
    bounded: tuple[dict[str, str], ...]
    problems: tuple[str, ...]

    def read_whole_history(self, detector: str) -> bool:
        """Tell whether this detector ran over the whole history, whatever it found."""
        left = any(item.get("detector", detector) == detector for item in self.bounded)
        return detector in self.detectors and not (self.shallow or self.missing or self.problems or left)


@dataclass(slots=True)
class Subject:
    """A repository with everything that a policy may look at."""

    id: int
    host: str
    platform: ForgeKind
    owner: str
    full_name: str
    name: str
    visibility: Visibility
    html_url: str
    scan: ScanState | None = None
    facts: dict[str, list[FactRow]] = field(default_factory=dict)
    findings: list[FindingRow] = field(default_factory=list)
    registers: RepositoryRegisters | None = None
    """What the administration declares of it; None when no declaration was read."""

    @property
    def key(self) -> str:
        """``host/owner/name``, as commands accept it."""
        return f"{self.host}/{self.full_name}"

    @property
    def commit(self) -> str:
        """The commit that was read, or ""."""
        return self.scan.commit if self.scan else ""


def read_subjects(
    store: Store,
    facts: Collection[str],
    findings: Collection[str],
    scope: Scope = Scope.CLOSED,
    named: Collection[int] = (),
    *,
    sealed: bool = False,
) -> list[Subject]:
    """Return the repositories of `scope` in order of host and name.

    Args:
        store: the store.
        facts: rules of the facts to bring along.
        findings: beginnings of the rules of the findings to bring along.
        scope: which repositories; those that a complete crawl no longer saw are left out.
        named: rows of open ones that are brought along though they weren't scanned.
        sealed: leave out of open code what tells of other repositories, which may be closed.
    """
    rows = store.rows(f"{_REPOSITORIES} {_IN_SCOPE[scope]}", {"named": json.dumps([*named])})
    subjects = {row["id"]: _subject(row) for row in rows}
    wanted = set(facts) | ({_MODULE} if SHARED_FILE in facts else set())
    found = store.tuples(f"{_FACTS} WHERE rule IN ({_marks(wanted)}) ORDER BY path, line, id", sorted(wanted))
    for repository, *fact in found:
        if subject := subjects.get(repository):
            subject.facts.setdefault(fact[0], []).append(FactRow(*fact))
    if findings:
        add_findings(store, subjects, findings)
    if SHARED_FILE in facts:
        _add_shared_files(store, subjects, sealed)
    if HELD_ELSEWHERE in facts:
        _add_reuse(store, subjects)
    return sorted(subjects.values(), key=lambda subject: (subject.host, subject.full_name.casefold()))


def add_findings(store: Store, subjects: Mapping[int, Subject], findings: Collection[str]) -> None:
    """Bring along the findings whose rules begin so; they are many, and only what is shown needs them."""
    prefixes = {f"prefix{number}": prefix for number, prefix in enumerate(sorted(set(findings)))}
    begins = " OR ".join(f"substr(rule, 1, length(:{name})) = :{name}" for name in prefixes) or "0"
    few = len(subjects) <= _FEW
    only = f"repository_id IN ({','.join(map(str, subjects))})" if few else "(:public OR visibility <> 'public')"
    public = any(subject.visibility is Visibility.PUBLIC for subject in subjects.values())
    found = store.tuples(f"{_FINDINGS} {only} AND ({begins}) {_IN_ORDER}", prefixes | {"public": public})
    for repository, rule, path, line, commit, date, at_head, *told in found:
        if subject := subjects.get(repository):
            subject.findings.append(FindingRow(rule, path, line, commit, date, bool(at_head), *told))


_REPOSITORIES = """
    SELECT r.id, r.host, k.kind AS platform, o.login AS owner, r.full_name, r.name, r.visibility, r.html_url,
           s.scanned_at, s.head_commit, s.outcome, s.detectors, s.files, s.history_blobs, s.missing, s.shallow,
           s.bounded, s.problems
    FROM repositories r JOIN owners o ON o.id = r.owner_id JOIN forges k ON k.host = r.host
    LEFT JOIN scans s ON s.repository_id = r.id WHERE r.gone_at IS NULL
"""
_IN_SCOPE = {
    Scope.CLOSED: "AND r.visibility <> 'public'",
    Scope.KNOWN: """
        AND (r.visibility <> 'public' OR s.repository_id IS NOT NULL OR r.id IN (SELECT value FROM json_each(:named)))
    """,
    Scope.ALL: "",
}
_FACTS = "SELECT repository_id, rule, path, line, end_line, message, data FROM facts"
_FINDINGS = """
    SELECT repository_id, rule, path, line, commit_id AS "commit", committed_at, at_head, confidence, message,
           fingerprint, accepted_by
    FROM repository_findings WHERE
"""
_IN_ORDER = 'ORDER BY path, line, "commit", rule'
# Who holds equal files: the owner at the root, since subgroups of one group are one owner; a declared fork is no new
# need.
_ROOTS = """
    SELECT r.id, r.host || '/' || lower(substr(o.login, 1, instr(o.login || '/', '/') - 1)) AS root
    FROM repositories r JOIN owners o ON o.id = r.owner_id WHERE r.gone_at IS NULL AND NOT r.fork
"""


def _marks(values: Collection[object]) -> str:
    return ",".join("?" * len(values))


def _subject(row: Row) -> Subject:
    names = ("id", "host", "owner", "full_name", "name", "html_url")
    return Subject(
        **{name: row[name] for name in names},
        platform=ForgeKind(row["platform"]),
        visibility=Visibility(row["visibility"]),
        scan=_scan(row) if row["scanned_at"] else None,
    )


def _scan(row: Row) -> ScanState:
    return ScanState(
        scanned_at=row["scanned_at"],
        commit=row["head_commit"],
        outcome=Outcome(row["outcome"]),
        detectors=tuple(json.loads(row["detectors"])),
        files=row["files"],
        history_blobs=row["history_blobs"],
        missing=row["missing"],
        shallow=bool(row["shallow"]),
        bounded=tuple(json.loads(row["bounded"])),
        problems=tuple(json.loads(row["problems"])),
    )


def _add_shared_files(store: Store, subjects: dict[int, Subject], sealed: bool) -> None:
    modules = {
        key: {fact.path for fact in subject.facts.get(_MODULE, ())}
        for key, subject in subjects.items()
        if _MODULE in subject.facts and not (sealed and subject.visibility is Visibility.PUBLIC)
    }
    for repository_id, path, owners in _shared_files(store, modules):
        if repository_id in modules and _is_inside(path, modules[repository_id]):
            message = "The very same file is held by another owner"
            _add(subjects[repository_id], SHARED_FILE, path, message, {"owners": owners})


def _add_reuse(store: Store, subjects: dict[int, Subject]) -> None:
    """Add where the modules of closed code are held elsewhere, near copies included."""
    for reuse in module_reuse(store):
        if subject := subjects.get(reuse.repository):
            told = {"owners": len(reuse.owners), "held_by": reuse.owners, "containment": round(reuse.containment, 2)}
            _add(subject, HELD_ELSEWHERE, reuse.path, "Other owners hold this module", told if reuse.owners else {})
            public = {"public": reuse.public} if reuse.public else {}
            _add(subject, ALREADY_PUBLIC, reuse.path, "This module is already public elsewhere", public)


def _add(subject: Subject, rule: str, path: str, message: str, data: dict[str, Any]) -> None:
    """Add a fact that only the whole store can tell, if it says anything."""
    if data:
        subject.facts.setdefault(rule, []).append(FactRow(rule, path, 0, 0, message, json.dumps(data)))


def _shared_files(store: Store, of: Collection[int]) -> Iterator[tuple[int, str, int]]:
    shared = list(shared_contents(store, of))
    roots = dict(store.tuples(_ROOTS)) if shared else {}
    for content in shared:
        holders = [(repository, path) for repository, path in content if repository in roots]
        owners = len({roots[repository] for repository, _ in holders})
        if owners > 1:
            yield from ((repository, path, owners) for repository, path in holders)


def _is_inside(path: str, folders: set[str]) -> bool:
    while path and path not in folders:
        path = path.rpartition("/")[0]
    return bool(path) or "." in folders
