# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What a policy would say of all the repositories of an owner, counted: no repository is named.

How many are open, closed on a ground, told of, warned, failed, today and on each day when that changes; and, of those
that were scanned, how many have a problem of each rule of `ouvrage check`.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from catalog.books import last_crawls
from catalog.check.age import first_commit
from catalog.check.models import Note, Rule
from catalog.check.standing import Case, Ground, NewRepositories, Stage, standing_of
from catalog.database import Row, Store
from catalog.i18n import noted
from catalog.last_scan import place_of
from catalog.policy_preview.rule_counts import RuleCount, RuleCounts
from catalog.policy_preview.stored import stored_side
from catalog.registers.models import Registers
from catalog.visit import mirror_place
from scanner.blob_reader import BlobReader
from scanner.errors import UsageError
from scanner.git import Mirror
from scanner.models import Frozen

SCHEMA_VERSION = 1
DETECTORS = frozenset({"community", "licenses", "secrets", "personal", "rights", "archives", "lfs", "publiccode"})
"""Those of the check: what a scan without one of them left isn't all that the judges look at."""


class Stages(Frozen):
    """How many repositories stand where (`catalog.check.standing.Stage`)."""

    open: int = 0
    grounded: int = 0
    earlier: int = 0
    waiting: int = 0
    told: int = 0
    warned: int = 0
    failed: int = 0
    unknown: int = 0


class OnDay(Frozen):
    """What it will be from a day on, if nobody does anything."""

    on: date
    stages: Stages


class Preview(Frozen):
    """What a policy would say of an owner."""

    schema_version: int = SCHEMA_VERSION
    owner: str
    """`host/owner`."""
    today: date
    in_force_on: date
    """Of the policy on new repositories."""
    repositories: int
    scanned: int
    stages: Stages
    coming: tuple[OnDay, ...]
    """The days to come on which something changes, in order."""
    rules: tuple[RuleCount, ...]
    partial: tuple[Note, ...]


class Asked(NamedTuple):
    """By what the owner is judged."""

    policies: Path | None
    """The administration's own folder."""
    policy: NewRepositories
    rules: Sequence[Rule]
    registers: Registers
    """As of today."""
    mirrors: Path
    """Folder of the mirrors: without its mirror, a repository isn't judged by the rules that read files."""


def preview(store: Store, word: str, asked: Asked) -> Preview:
    """Count what the policy would say of the owner that `word` names, and of the groups under it.

    Raises:
        UsageError: the store has no such owner, or several.
    """
    owner = find_owner(store, word)
    rows = list(_repositories(store, owner))
    today = asked.registers.today
    cases = [_case(row, asked) for row in rows]
    counts = RuleCounts(asked.rules)
    for row in rows:
        with _blobs(_mirror(row, asked.mirrors)) as blobs:
            counts.add(stored_side(store, row, blobs, asked.policies), with_comments=blobs is not None)
    return Preview(
        owner=owner,
        today=today,
        in_force_on=asked.policy.in_force_on,
        repositories=len(rows),
        scanned=counts.scanned,
        stages=_stages(asked.policy, cases, today),
        coming=tuple(_coming(asked.policy, cases, today)),
        rules=counts.told(),
        partial=tuple(_partial(store, rows, cases, counts, asked.registers)),
    )


# --- whose repositories ----------------------------------------------------------------------------------------------

_OWNERS = """
    SELECT host || '/' || login AS owner FROM owners
    WHERE host || '/' || login = :word COLLATE NOCASE OR login = :word COLLATE NOCASE
"""
_GROUPS = """
    SELECT host || '/' || substr(login, 1, length(:word)) AS owner FROM owners
    WHERE substr(login, 1, length(:word) + 1) = :word || '/' COLLATE NOCASE
    UNION SELECT substr(host || '/' || login, 1, length(:word)) FROM owners
    WHERE length(:word) > length(host)
        AND substr(host || '/' || login, 1, length(:word) + 1) = :word || '/' COLLATE NOCASE
"""
"""Groups that have no repository of their own, but groups that do."""
_REPOSITORIES = """
    SELECT r.*, s.shallow, s.head_commit, s.detectors,
        (SELECT min(p.committed_at) FROM places p WHERE p.repository_id = r.id) AS first,
        s.missing OR s.shallow OR s.problems <> '[]' OR EXISTS (SELECT 1 FROM json_each(s.bounded) b
            WHERE json_extract(b.value, '$.detector') IN ('secrets', 'personal')) AS in_part
    FROM repositories r JOIN owners o ON o.id = r.owner_id LEFT JOIN scans s ON s.repository_id = r.id
    WHERE r.gone_at IS NULL AND (o.host || '/' || o.login = :owner
        OR substr(o.host || '/' || o.login, 1, length(:owner) + 1) = :owner || '/')
    ORDER BY r.id
"""


def find_owner(store: Store, word: str) -> str:
    """Return the `host/owner` that a name, `host/name` or address names; raises `UsageError` for none or several."""
    plain = word.strip().split("://", 1)[-1].rstrip("/")
    rows = store.rows(_OWNERS, {"word": plain}) or store.rows(_GROUPS, {"word": plain})
    found = [row["owner"] for row in rows]
    if len(found) == 1:
        return str(found[0])
    if found:
        names = ", ".join(found)
        raise UsageError("{word} names several owners", mend="say which: {names}", word=word, names=names)
    mend = "see the owners with `ouvrage status --owners`, or crawl this one first"
    raise UsageError("the store has no owner {word}", mend=mend, word=word)


def _repositories(store: Store, owner: str) -> Iterable[Row]:
    return store.rows(_REPOSITORIES, {"owner": owner})


# --- the policy on new repositories ----------------------------------------------------------------------------------


def _case(row: Row, asked: Asked) -> Case:
    """Return what is known of a repository; without its forge's word, its first commit dates it."""
    declared = asked.registers.of(f"{row['host']}/{row['full_name']}").exemptions
    grounds = [Ground(article=each.article, place=each.place, expires_on=each.expires_on) for each in declared]
    return Case(row["visibility"] != "public", _born(row, asked.mirrors), grounds)


def _born(row: Row, mirrors: Path) -> date | None:
    """Return the day of creation, else of the first commit or, without a mirror, of the first finding."""
    if row["created_at"]:
        return date.fromisoformat(row["created_at"][:10])
    mirror = _mirror(row, mirrors)
    if mirror and row["head_commit"]:
        return first_commit(mirror, row["head_commit"])
    return date.fromisoformat(row["first"][:10]) if row["first"] and not row["shallow"] else None


def _stages(policy: NewRepositories, cases: Iterable[Case], day: date) -> Stages:
    return _told(Counter(standing_of(policy, case, day).stage for case in cases))


def _told(counts: Mapping[Stage, int]) -> Stages:
    return Stages.model_validate({stage.value: number for stage, number in counts.items()})


def _coming(policy: NewRepositories, cases: Sequence[Case], today: date) -> Iterator[OnDay]:
    """Yield the days to come on which some repository changes, each with what will then be."""
    counts = Counter(standing_of(policy, case, today).stage for case in cases)
    changes = sorted(change for case in cases for change in _changes(policy, case, today))
    for day, of_day in groupby(changes, key=lambda change: change.on):
        for change in of_day:
            counts[change.before] -= 1
            counts[change.after] += 1
        yield OnDay(on=day, stages=_told(counts))


class _Change(NamedTuple):
    on: date
    before: Stage
    after: Stage


def _changes(policy: NewRepositories, case: Case, today: date) -> Iterator[_Change]:
    before = standing_of(policy, case, today).stage
    for day in _turns(policy, case, today):
        after = standing_of(policy, case, day).stage
        if after is not before:
            yield _Change(day, before, after)
        before = after


def _turns(policy: NewRepositories, case: Case, today: date) -> list[date]:
    """Return the days to come on which a closed repository may change: its delays, and the end of its ground."""
    if case.closed is False or case.created_on is None:
        return []
    lapsed = [each.expires_on + timedelta(days=1) for each in case.grounds]
    since = max(min(today, case.created_on), *lapsed) if lapsed else min(today, case.created_on)
    return sorted({day for day in (since, *(day for day, _ in policy.turns(since))) if day > today})


# --- mirrors ---------------------------------------------------------------------------------------------------------


def _mirror(row: Row, mirrors: Path) -> Mirror | None:
    mirror = Mirror(mirror_place(row["host"], place_of(row), mirrors))
    return mirror if (mirror.git_dir / "HEAD").is_file() else None


@contextmanager
def _blobs(mirror: Mirror | None) -> Iterator[BlobReader | None]:
    if mirror is None:
        yield None
        return
    with BlobReader(mirror) as blobs:
        yield blobs


# --- what isn't known ------------------------------------------------------------------------------------------------

_UNFINISHED = f"SELECT count(*) AS number FROM crawls WHERE {last_crawls()} AND outcome <> 'complete'"  # noqa: S608 - ours
_CRAWLS = noted("Sources whose last crawl isn't complete, so that repositories may be missing: {count}.")
_UNSCANNED = noted("Repositories that were never scanned, which the rules don't count: {count}.")
_IN_PART = noted("Repositories that were scanned in part: {count}.")
_OTHERWISE = noted(
    "Repositories whose last scan lacks a detector of the check: `ouvrage scan` reads them again: {count}."
)
_BROKEN = noted("Times that a rule could not be applied to a repository: {count}.")
_AGELESS = noted("Closed repositories whose age isn't known: {count}.")
_DECLARATIONS = noted("Declarations that can't be used: {count}.")


def _partial(
    store: Store, rows: Sequence[Row], cases: Sequence[Case], counts: RuleCounts, registers: Registers
) -> Iterator[Note]:
    (crawls,) = store.rows(_UNFINISHED)
    reasons = (
        (_CRAWLS, crawls["number"]),
        (_UNSCANNED, len(rows) - counts.scanned),
        (_IN_PART, sum(bool(row["in_part"]) for row in rows)),
        (_OTHERWISE, sum(map(_lacks_detectors, rows))),
        (_BROKEN, counts.broken),
        (_AGELESS, sum(case.closed is not False and case.created_on is None for case in cases)),
        (_DECLARATIONS, len(registers.problems)),
    )
    yield from (Note(message=message, fields={"count": count}) for message, count in reasons if count)


def _lacks_detectors(row: Row) -> bool:
    return row["detectors"] is not None and not DETECTORS.issubset(json.loads(row["detectors"]))
