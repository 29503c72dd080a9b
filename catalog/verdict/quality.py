# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The quality of open code, by the criteria of remarkable software, and which of it is worth mending."""

import posixpath
from collections.abc import Callable
from datetime import datetime
from fnmatch import fnmatchcase

from catalog.database import Row, Store
from catalog.i18n import noted
from catalog.subjects import FactRow
from catalog.verdict.models import Evidence, Quality, QualityPoint, Value
from catalog.verdict.policy import PointRule, QualityPolicy, ValueRule

_OPEN = """
    SELECT r.*, r.host || '/' || r.full_name AS key, s.committed_at, s.head_commit, s.scanned_at
    FROM repositories r LEFT JOIN scans s ON s.repository_id = r.id
    WHERE r.gone_at IS NULL AND r.visibility = 'public' AND (:id IS NULL OR r.id = :id) ORDER BY r.host, r.full_name
"""
_FACTS = """
    SELECT f.repository_id, f.rule, f.path, f.line, f.end_line, f.message, f.data AS raw FROM facts f
    WHERE (:id IS NULL OR f.repository_id = :id) AND (f.rule GLOB 'community-*' OR f.rule IN
        ('licence-declared', 'module-candidate')) ORDER BY f.repository_id, f.rule, f.path
"""
_FILES = """
    SELECT repository_id, path FROM files WHERE (:id IS NULL OR repository_id = :id)
    AND path NOT GLOB '*/*/*' AND lower(path) GLOB '*logo.*'
"""
_HOLDERS = """
    WITH few AS (
        SELECT blob FROM files WHERE size >= 500 {of_one}
        GROUP BY blob HAVING count(DISTINCT repository_id) BETWEEN 2 AND 20)
    SELECT f.repository_id, count(DISTINCT o.owner_id) AS owners FROM files f
    JOIN files g ON g.blob = f.blob AND g.repository_id <> f.repository_id
    JOIN repositories r ON r.id = f.repository_id
    JOIN repositories o ON o.id = g.repository_id AND o.owner_id <> r.owner_id
    WHERE f.blob IN (SELECT blob FROM few) AND (:id IS NULL OR f.repository_id = :id) AND NOT r.fork AND NOT o.fork
    GROUP BY f.repository_id
"""
_OF_ONE = "AND blob IN (SELECT blob FROM files WHERE repository_id = :id)"
"""One repository looks its own contents up: grouping those of all would take as long as for all."""
_MONTH_DAYS = 30.44


class _Open:
    """One open repository with what its points rest on."""

    def __init__(self, row: Row, facts: dict[str, list[FactRow]], files: list[str], owners: int) -> None:
        self.row, self.facts, self.files, self.owners = row, facts, files, owners

    @property
    def months_silent(self) -> float | None:
        """Months between the last commit and when the repository was last seen; None when it isn't known."""
        last, seen = _time(self.row["committed_at"] or self.row["pushed_at"]), _time(self.row["seen_at"])
        return (seen - last).total_seconds() / 86400 / _MONTH_DAYS if last and seen else None


def assess_open(store: Store, policy: QualityPolicy, repository_id: int | None = None) -> list[Quality]:
    """Return the quality of open repositories, or of one: worth mending first, then of high value, poorest first."""
    asked = {"id": repository_id}
    facts: dict[int, dict[str, list[FactRow]]] = {}
    for row in store.rows(_FACTS, asked):
        facts.setdefault(row.pop("repository_id"), {}).setdefault(row["rule"], []).append(FactRow(**row))
    files: dict[int, list[str]] = {}
    for row in store.rows(_FILES, asked):
        files.setdefault(row["repository_id"], []).append(row["path"])
    owners = {
        row["repository_id"]: row["owners"]
        for row in store.rows(_HOLDERS.format(of_one="" if repository_id is None else _OF_ONE), asked)
    }
    judged = [
        _quality(_Open(row, facts.get(row["id"], {}), files.get(row["id"], []), owners.get(row["id"], 0)), policy)
        for row in store.rows(_OPEN, asked)
    ]
    return sorted(judged, key=lambda q: (not q.worth_mending, q.value is not Value.HIGH, q.met, q.repository))


def _quality(code: _Open, policy: QualityPolicy) -> Quality:
    points = tuple(_point(rule, code, policy.months) for rule in policy.points)
    value = tuple(_value(code, policy.value))
    met = sum(bool(point.met) for point in points)
    mend = bool(value) and met < policy.poor_below and not code.row["archived"]
    return Quality(
        repository=code.row["key"],
        preconditions=tuple(_point(rule, code, policy.months) for rule in policy.preconditions),
        points=points,
        met=met,
        value=Value.HIGH if value else Value.ORDINARY,
        value_evidence=value,
        worth_mending=mend,
        told=_told(code, mend, bool(value)),
    )


def _told(code: _Open, mend: bool, high: bool) -> str:
    if not code.row["head_commit"]:
        return noted("Not scanned: its files aren't known.")
    if mend:
        return noted("Of high value and hard to reuse as it is: worth mending first.")
    return noted("Of high value.") if high else noted("No sign of high value was seen; there may be one.")


def _point(rule: PointRule, code: _Open, months: int) -> QualityPoint:
    met, evidence = _met(rule, code, months)
    return QualityPoint(id=rule.id, title=rule.title, met=met, evidence=evidence)


def _met(rule: PointRule, code: _Open, months: int) -> tuple[bool | None, tuple[Evidence, ...]]:
    if rule.known:
        return _KNOWN[rule.known](code, months), ()
    if not code.row["head_commit"]:
        return None, ()
    if rule.fact:
        found = [Evidence(text=fact.message, path=fact.path) for fact in code.facts.get(rule.fact, ())]
    elif rule.files:
        names = [
            path
            for path in code.files
            if any(fnmatchcase(posixpath.basename(path).lower(), f"*{n}") for n in rule.files)
        ]
        found = [Evidence(text="", path=path) for path in names]
    else:
        return None, ()
    return bool(found), tuple(found[:1])


def _recent(code: _Open, months: int) -> bool | None:
    silent = code.months_silent
    return None if silent is None else silent <= months


def _licensed(code: _Open, _months: int) -> bool | None:
    if code.row["head_commit"]:
        return any(fact.data.get("expression") for fact in code.facts.get("licence-declared", ()))
    return True if code.row["license_key"] not in ("", "other") else None


def _maintained(code: _Open, months: int) -> bool | None:
    return False if code.row["archived"] else _recent(code, months)


_KNOWN: dict[str, Callable[[_Open, int], bool | None]] = {
    "homepage": lambda code, _: bool(code.row["homepage"]),
    "commit": _recent,
    "licence": _licensed,
    "maintained": _maintained,
    "funded": lambda _code, _months: None,
    "reused": lambda code, _: True if code.owners else None,
}


def _value(code: _Open, rule: ValueRule) -> list[Evidence]:
    modules = [fact for fact in code.facts.get("module-candidate", ()) if fact.data.get("gate") == "extractable"]
    signs = (
        (code.owners >= rule.holders, noted("Other owners hold some of its files.")),
        ((code.row["forks"] or 0) >= rule.forks, noted("It is often forked.")),
        ((code.row["stars"] or 0) >= rule.stars, noted("Many follow it.")),
        (len(modules) >= rule.modules, noted("It holds several generic modules.")),
    )
    return [Evidence(text=text) for holds, text in signs if holds]


def _time(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
