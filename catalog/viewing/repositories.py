# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Repositories as the listing and their pages need them."""

import json
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from catalog.database import Row, Store
from catalog.from_git import filled
from catalog.priorities import Ranked
from catalog.subjects import FactRow, FindingRow
from catalog.view import (
    Audience,
    CloneEntry,
    FindingGroup,
    LicenceEntry,
    ModuleEntry,
    PubliccodeEntry,
    RepositoryEntry,
)
from catalog.viewing.clones import read_clones
from catalog.viewing.news import Past
from catalog.viewing.places import not_a_path, points_of, web_only
from catalog.viewing.publiccode import read_publiccode
from catalog.viewing.releases import Releases, read_releases
from scanner.models import Outcome, Visibility
from scanner.policies import load_policy

IsLegal = Callable[[str], bool]
_CONFIDENCES = ("high", "medium", "low")
_COMMUNITY = "community-"
_REPOSITORY_TEXTS = (
    *("host", "platform", "owner", "name", "full_name", "forge_id", "html_url", "visibility", "description"),
    *("homepage", "default_branch", "language", "license_key", "created_at", "updated_at", "pushed_at", "ministry"),
)
_REPOSITORY_VALUES = ("fork", "template", "archived", "stars", "forks", "subscribers", "open_issues")

_REPOSITORIES = """
    SELECT r.id, r.host, r.name, r.full_name, r.forge_id, r.html_url, r.visibility, r.description, r.homepage,
           r.default_branch, r.language, r.license_key, r.topics, r.community, r.created_at, r.updated_at, r.pushed_at,
           r.gone_at, r.fork, r.template, r.archived, r.stars, r.forks, r.subscribers, r.open_issues,
           o.login AS owner, k.kind AS platform, s.scanned_at, s.head_commit, s.head_branch, s.committed_at, s.outcome,
           w.ministry
    FROM repositories r JOIN owners o ON o.id = r.owner_id JOIN forges k ON k.host = r.host
    JOIN owner_organizations w ON w.owner_id = o.id
    LEFT JOIN scans s ON s.repository_id = r.id ORDER BY r.host, lower(r.full_name)
"""
_FACTS = """
    SELECT repository_id, rule, path, line, end_line, message, data AS raw FROM facts
    WHERE rule IN ('licence-declared', 'module-candidate', 'module-graph') OR substr(rule, 1, 10) = 'community-'
    ORDER BY repository_id, rule, path, id
"""


def read_repositories(
    store: Store, judged: dict[int, Ranked], past: Mapping[int, Past], audience: Audience, policies: Path | None
) -> tuple[RepositoryEntry, ...]:
    """Return the repositories that an audience may see.

    Args:
        store: the store, read only.
        judged: what the priorities say of them, by row.
        past: what they were, as far as the audience may know, by row.
        audience: who will read it.
        policies: the administration's folder of policies, or None for the shipped ones.

    Raises:
        UsageError: ``licenses.yml`` can't be read or breaks its schema.
    """
    facts: dict[int, dict[str, list[FactRow]]] = {}
    for row in store.rows(_FACTS):
        facts.setdefault(row.pop("repository_id"), {}).setdefault(row["rule"], []).append(FactRow(**row))
    clones, releases, legal = read_clones(store, audience), read_releases(store, audience), _legal(policies)
    publiccode = read_publiccode(store)
    rows = (row for row in store.rows(_REPOSITORIES) if audience is Audience.INTERNAL or _is_open(row))
    return tuple(
        _repository(
            row,
            _Known(
                facts=facts.get(row["id"], {}),
                judged=judged.get(row["id"]),
                clones=clones.get(row["id"], ()),
                releases=releases.get(row["id"], Releases()),
                past=past.get(row["id"], Past()),
                publiccode=publiccode.get(row["id"]),
            ),
            audience,
            legal,
        )
        for row in rows
    )


def _is_open(row: Row) -> bool:
    """Tell whether everybody may see a repository: public on its forge, and still there."""
    return row["visibility"] == Visibility.PUBLIC and row["gone_at"] is None


def _legal(policies: Path | None) -> IsLegal:
    from scanner.detectors.licenses.expressions import is_legal  # its parser of expressions is slow to load

    licences = load_policy("licenses", policies).data
    return cache(lambda expression: bool(expression) and is_legal(expression, licences))


class _Known(NamedTuple):
    facts: dict[str, list[FactRow]]
    judged: Ranked | None
    clones: tuple[CloneEntry, ...]
    releases: Releases
    past: Past
    publiccode: PubliccodeEntry | None


def _repository(row: Row, known: _Known, audience: Audience, legal: IsLegal) -> RepositoryEntry:
    judged, declared = known.judged, _declared_degree(known.facts)
    fields = {name: row[name] or "" for name in _REPOSITORY_TEXTS} | {name: row[name] for name in _REPOSITORY_VALUES}
    fields |= filled(row, _languages(known.facts))
    if audience is Audience.PUBLIC:
        fields |= {"forge_id": not_a_path(row["forge_id"]), "html_url": web_only(row["html_url"])}
    return RepositoryEntry(
        **fields,
        topics=tuple(json.loads(row["topics"])) if row["topics"] != "[]" else (),
        gone=row["gone_at"] is not None,
        community=_community(known.facts) or (json.loads(row["community"]) if row["community"] else {}),
        licence=_licence(known.facts, legal),
        modules=_modules(known.facts),
        points=points_of(judged) if judged else (),
        scanned_at=row["scanned_at"] or "",
        commit=row["head_commit"] or "",
        clones=known.clones,
        publiccode=known.publiccode,
        releases=known.releases.newest,
        earlier_releases=known.releases.earlier,
        previous_names=known.past.previous_names,
        opened_on=known.past.opened_on,
        degree=declared or (judged.degree if judged else ""),
        degree_declared=bool(declared),
        partial=row["outcome"] not in (None, Outcome.READ),
        findings=_groups(judged.subject.findings) if judged and audience is Audience.INTERNAL else (),
    )


def _community(facts: dict[str, list[FactRow]]) -> dict[str, str]:
    return {rule.removeprefix(_COMMUNITY): rows[0].path for rule, rows in facts.items() if rule.startswith(_COMMUNITY)}


def _declared_degree(facts: dict[str, list[FactRow]]) -> str:
    """Return the degree whose badge the README shows, or ""."""
    return next((str(fact.data.get("degree") or "") for fact in facts.get("community-readme", ())), "")


def _licence(facts: dict[str, list[FactRow]], legal: IsLegal) -> LicenceEntry | None:
    for fact in facts.get("licence-declared", ()):
        data = fact.data
        expression = str(data.get("expression") or "")
        agreement, sources = str(data.get("agreement") or "none"), tuple(data.get("sources") or ())
        return LicenceEntry(expression=expression, agreement=agreement, legal=legal(expression), sources=sources)
    return None


def _languages(facts: dict[str, list[FactRow]]) -> dict[str, int]:
    graphs = [fact.data.get("languages") for fact in facts.get("module-graph", ())]
    return next((graph for graph in graphs if isinstance(graph, dict)), {})


def _modules(facts: dict[str, list[FactRow]]) -> tuple[ModuleEntry, ...]:
    found = [(fact.path, fact.data) for fact in facts.get("module-candidate", ())]
    entries = [
        ModuleEntry(path=path, kind=str(data.get("kind", "")), score=float(data.get("score", 0)), data=data)
        for path, data in found
    ]
    return tuple(sorted(entries, key=lambda entry: (-entry.score, entry.path)))


def _groups(findings: Iterable[FindingRow]) -> tuple[FindingGroup, ...]:
    by_group = sorted(findings, key=lambda f: (f.group, not f.at_head, f.path, f.line, f.commit))
    groups = [list(group) for _, group in groupby(by_group, key=lambda f: f.group)]
    groups.sort(key=lambda group: (group[0].rule, group[0].path, group[0].line, group[0].group))
    return tuple(_group(group) for group in groups)


def _group(findings: list[FindingRow]) -> FindingGroup:
    first = findings[0]
    confidence = min((finding.confidence for finding in findings), key=_CONFIDENCES.index)
    names = ("path", "line", "commit", "date", "at_head")
    places = tuple({name: getattr(finding, name) for name in names} for finding in findings)
    return FindingGroup(rule=first.rule, confidence=confidence, message=first.message, places=places)
