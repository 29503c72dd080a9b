# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What the last scans found that somebody must look at before opening: findings, and facts that stand in the way.

Findings are those of `repository_findings`; facts are those that a blocker of the `priorities` policy looks at. What
the repository itself accepts (an allowlist) is counted when it isn't shown, never dropped in silence.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from catalog.database import Row, Store
from catalog.priority_policy import BlockerRule, Priorities, matches
from scanner.errors import UsageError
from scanner.models import Confidence

GROUP_DIGITS = 12
"""Of a fingerprint: enough to tell the groups of a store apart."""
INVENTORY = ("licenses", "modules", "algorithms", "community", "shingles", "software")
"""Detectors whose findings say what there is rather than what is wrong: listed when asked for by name."""
_LEVELS = (Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW)
_RANKS = {str(level): rank for rank, level in enumerate(_LEVELS)}


class Choice(NamedTuple):
    """Which findings are wanted; the defaults are all of them, but for the accepted ones."""

    repository: int | None = None
    """Id of the only repository, or None for all those that still exist."""
    detector: str = ""
    """One detector; "" = those that look for what is wrong (all but `INVENTORY`)."""
    rule: str = ""
    """A rule; * stands for anything."""
    min_confidence: Confidence = Confidence.LOW
    at_head: bool | None = None
    """True: what the default branch still holds; False: what only the history holds."""
    accepted: bool = False
    """Whether accepted findings are listed too."""


class Found(NamedTuple):
    """One finding at one place, or one fact (which has no group: `group` is "")."""

    repository: str
    """``host/owner/name``."""
    visibility: str
    detector: str
    rule: str
    confidence: str
    path: str
    line: int
    at_head: bool
    commit: str
    """The commit that brought it; for a fact, the one that was read."""
    date: str
    group: str
    """Beginning of the fingerprint: equal secrets share it, over all repositories."""
    occurrences: int
    """Places of the same group in the listing; 1 for what has none."""
    accepted_by: str
    """``path:line`` of what accepts it in the repository, or ""."""
    accepted_reason: str
    message: str


class Listing(NamedTuple):
    """What was asked for, worst first within each repository, and how much was left out."""

    found: tuple[Found, ...]
    accepted: int
    """Accepted places that were left out."""
    unread: int
    """Repositories asked for of which something wasn't read: never scanned, or in part."""


def read_findings(store: Store, policy: Priorities, choice: Choice) -> Listing:
    """Return the findings and facts of the store that match a choice.

    Raises:
        UsageError: no scan of the store used such a detector.
    """
    _check_detector(store, choice.detector)
    rows = _best_of_each_place(store.rows(*_query(choice)))
    left = [row for row in rows if choice.accepted or not row["accepted_by"]]
    places = Counter(row["fingerprint"] for row in left)
    found = [_found(row, places[row["fingerprint"]] if row["fingerprint"] else 1) for row in left]
    found += (_found(row, 1) for row in _facts(store, policy.blockers, choice))
    (unread,) = store.rows(_UNREAD, _parameters(choice))
    return Listing(tuple(sorted(found, key=_order)), len(rows) - len(left), unread["number"])


def in_groups(found: Iterable[Found]) -> list[list[Found]]:
    """Gather places of the same repository, rule and group, each group where its worst place stands."""
    groups: dict[tuple[str, ...], list[Found]] = {}
    for item in found:
        alone = () if item.group else (item.path, str(item.line))
        groups.setdefault((item.repository, item.rule, item.group, *alone), []).append(item)
    return list(groups.values())


def of_repositories(groups: Sequence[list[Found]]) -> Iterable[tuple[str, list[list[Found]]]]:
    """Yield each repository with its groups."""
    for name, of_one in groupby(groups, key=lambda group: group[0].repository):
        yield name, list(of_one)


# --- reading ---------------------------------------------------------------------------------------------------------

_FINDINGS = """
    SELECT f.host || '/' || f.full_name AS repository, f.visibility, f.detector, f.rule, f.confidence, f.path, f.line,
           f.message, f.at_head, f.commit_id, f.committed_at, f.blob, f.fingerprint, f.accepted_by, f.accepted_reason
    FROM repository_findings f JOIN repositories r ON r.id = f.repository_id AND r.gone_at IS NULL WHERE """
_FACTS = """
    SELECT f.host || '/' || f.full_name AS repository, f.visibility, f.detector, f.rule, f.confidence, f.path, f.line,
           f.message, f.data, 1 AS at_head, s.head_commit AS commit_id, s.committed_at, '' AS fingerprint,
           '' AS accepted_by, '' AS accepted_reason
    FROM repository_facts f JOIN repositories r ON r.id = f.repository_id AND r.gone_at IS NULL
    JOIN scans s ON s.repository_id = r.id WHERE """

_UNREAD = f"""
    SELECT count(*) AS number FROM repositories r LEFT JOIN scans s ON s.repository_id = r.id
    WHERE r.gone_at IS NULL AND (:repository IS NULL OR r.id = :repository) AND (
        s.outcome IS NULL OR s.outcome = 'failed' OR s.missing OR s.shallow OR s.problems <> '[]' OR EXISTS (
            SELECT 1 FROM json_each(s.bounded) b WHERE json_extract(b.value, '$.detector') NOT IN {INVENTORY}))
"""  # noqa: S608 - names of ours


def _query(choice: Choice) -> tuple[str, dict[str, object]]:
    conditions = [_conditions(choice)]
    if not choice.detector and not choice.rule:
        conditions.append(f"f.detector NOT IN {INVENTORY}")
    if choice.at_head is not None:
        conditions.append("f.at_head = :at_head")
    return _FINDINGS + " AND ".join(conditions), _parameters(choice)


def _conditions(choice: Choice) -> str:
    enough = ", ".join(f"'{level}'" for level in _LEVELS[: _LEVELS.index(choice.min_confidence) + 1])
    conditions = [f"f.confidence IN ({enough})"]
    conditions += ["f.repository_id = :repository"] if choice.repository is not None else []
    conditions += ["f.detector = :detector"] if choice.detector else []
    conditions += ["f.rule GLOB :rule"] if choice.rule else []
    return " AND ".join(conditions)


def _parameters(choice: Choice) -> dict[str, object]:
    names = ("repository", "detector", "rule", "at_head")
    return {name: getattr(choice, name) for name in names}


def _check_detector(store: Store, name: str) -> None:
    known = [row["name"] for row in store.rows("SELECT DISTINCT name FROM detectors ORDER BY name")] if name else []
    if name and name not in known:
        names = ", ".join(known) or "-"
        raise UsageError("no scan used a detector {name}", mend="those known: {names}", name=name, names=names)


def _best_of_each_place(rows: Iterable[Row]) -> list[Row]:
    """A file read under two classes of paths is told once a place, with the higher confidence."""
    best: dict[tuple[object, ...], Row] = {}
    for row in rows:
        key = tuple(row[name] for name in ("repository", "blob", "path", "rule", "line", "fingerprint"))
        if key not in best or _level(row["confidence"]) < _level(best[key]["confidence"]):
            best[key] = row
    return list(best.values())


def _facts(store: Store, blockers: Sequence[BlockerRule], choice: Choice) -> Iterable[Row]:
    """Yield the facts that a blocker looks at; they are all of the current version, none of the history."""
    rules = {rule for blocker in blockers for rule in blocker.facts}
    if choice.at_head is False or not rules:
        return
    names = {f"fact{number}": rule for number, rule in enumerate(sorted(rules))}
    wanted = f"f.rule IN ({', '.join(f':{name}' for name in names)})"
    for row in store.rows(f"{_FACTS}{_conditions(choice)} AND {wanted}", _parameters(choice) | names):
        data = json.loads(row.pop("data"))
        if any(row["rule"] in blocker.facts and matches(blocker.when, data) for blocker in blockers):
            yield row


def _found(row: Row, occurrences: int) -> Found:
    return Found(
        repository=row["repository"],
        visibility=row["visibility"],
        detector=row["detector"],
        rule=row["rule"],
        confidence=row["confidence"],
        path=row["path"],
        line=row["line"],
        at_head=bool(row["at_head"]),
        commit=row["commit_id"],
        date=row["committed_at"],
        group=row["fingerprint"][:GROUP_DIGITS],
        occurrences=occurrences,
        accepted_by=row["accepted_by"],
        accepted_reason=row["accepted_reason"],
        message=row["message"],
    )


def _level(confidence: str) -> int:
    return _RANKS[confidence]


def _order(item: Found) -> tuple[object, ...]:
    return (
        item.repository.casefold(),
        bool(item.accepted_by),
        _level(item.confidence),
        not item.at_head,
        item.rule,
        item.group,
        item.path,
        item.line,
        item.commit,
    )
