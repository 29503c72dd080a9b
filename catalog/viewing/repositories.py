# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Repositories as the listing and their pages need them."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import TypeAdapter

from catalog.database import Store
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
from scanner.models import Outcome
from scanner.policies import load_policy

IsLegal = Callable[[str], bool]
Facts = Mapping[str, list[FactRow]]
"""Facts of a repository by their rule."""
_LICENCE, _MODULE, _GRAPH = "licence-declared", "module-candidate", "module-graph"
LISTED = frozenset({_LICENCE, _MODULE, _GRAPH})
"""Rules of the facts that entries are made from."""
_ENTRIES = TypeAdapter(tuple[RepositoryEntry, ...])
"""Makes all entries in one call, a third faster than one by one."""
_CONFIDENCES = ("high", "medium", "low")
_PLAIN = (
    *("host", "name", "full_name", "forge_id", "html_url", "visibility", "description", "homepage", "default_branch"),
    *("language", "license_key", "fork", "template", "archived", "stars", "forks", "subscribers", "open_issues"),
    *("created_at", "updated_at", "pushed_at"),
)
_COLUMNS = ", ".join(f"coalesce({name}, '')" if name.endswith("_at") else name for name in _PLAIN)

# As there may be very many, what hundreds share (owners, forges) isn't joined to each of them; no column is for nobody.
_REPOSITORIES = f"""
    SELECT id, owner_id, topics, community, gone_at IS NOT NULL, {_COLUMNS}
    FROM repositories
"""  # noqa: S608 - ours
_OPEN = "WHERE visibility = 'public' AND gone_at IS NULL"
_IN_ORDER = "ORDER BY host, full_name"
_OWNERS = "SELECT o.id, o.login, w.ministry FROM owners o JOIN owner_organizations w ON w.owner_id = o.id"
_FORGES = "SELECT host, kind FROM forges"
_SCANS = "SELECT repository_id, scanned_at, head_commit, head_branch, committed_at, outcome FROM scans"
_COMMUNITY = """
    SELECT repository_id, substr(rule, 11), min(path), json_extract(data, '$.degree') FROM facts
    WHERE substr(rule, 1, 10) = 'community-' GROUP BY repository_id, rule
"""
_OF_GONE = """
    SELECT f.repository_id, f.rule, f.path, f.line, f.end_line, f.message, f.data
    FROM facts f JOIN repositories r ON r.id = f.repository_id
    WHERE r.gone_at IS NOT NULL AND f.rule IN (SELECT value FROM json_each(?))
    ORDER BY f.repository_id, f.rule, f.path, f.line, f.id
"""


def read_repositories(
    store: Store, judged: Mapping[int, Ranked], past: Mapping[int, Past], audience: Audience, policies: Path | None
) -> tuple[RepositoryEntry, ...]:
    """Return the repositories that an audience may see.

    Args:
        store: the store, read only.
        judged: what the priorities say of them, by row, with their facts of the rules `LISTED`.
        past: what they were, as far as the audience may know, by row.
        audience: who will read it.
        policies: the administration's folder of policies, or None for the shipped ones.

    Raises:
        UsageError: ``licenses.yml`` can't be read or breaks its schema.
    """
    sides = _Sides(
        owners={row: (login, ministry) for row, login, ministry in store.tuples(_OWNERS)},
        forges=dict(store.tuples(_FORGES)),
        scans={row: _Scan(*told) for row, *told in store.tuples(_SCANS)},
        community=_read_community(store),
        facts=_facts(store, judged, audience),
        judged=judged,
        clones=read_clones(store, audience),
        releases=read_releases(store, audience),
        past=past,
        publiccode=read_publiccode(store),
        legal=_legal(policies),
    )
    rows = store.tuples(f"{_REPOSITORIES} {_OPEN if audience is Audience.PUBLIC else ''} {_IN_ORDER}")
    return _ENTRIES.validate_python([_fields(row, sides, audience) for row in rows])


class _Scan(NamedTuple):
    """How the last scan went, with what Git said."""

    scanned_at: str
    head_commit: str
    head_branch: str
    committed_at: str
    outcome: str


class _Community(NamedTuple):
    """The files of a repository that are for its community."""

    paths: dict[str, str]
    """By kind."""
    degree: str
    """Of openness, whose badge the README shows; ""."""


class _Sides(NamedTuple):
    """What is known of repositories, by their row but for the first two, and which licences are legal."""

    owners: Mapping[int, tuple[str, str]]
    """Login and ministry."""
    forges: Mapping[str, str]
    """Kind by host."""
    scans: Mapping[int, _Scan]
    community: Mapping[int, _Community]
    facts: Mapping[int, Facts]
    judged: Mapping[int, Ranked]
    clones: Mapping[int, tuple[CloneEntry, ...]]
    releases: Mapping[int, Releases]
    past: Mapping[int, Past]
    publiccode: Mapping[int, PubliccodeEntry]
    legal: IsLegal


def _read_community(store: Store) -> dict[int, _Community]:
    by_repository = groupby(store.tuples(_COMMUNITY), key=lambda row: int(row[0]))
    return {repository: _community(list(rows)) for repository, rows in by_repository}


def _community(rows: Sequence[tuple[Any, ...]]) -> _Community:
    degree = next((degree for _, kind, _, degree in rows if kind == "readme"), None)
    return _Community({kind: path for _, kind, path, _ in rows}, str(degree or ""))


def _facts(store: Store, judged: Mapping[int, Ranked], audience: Audience) -> dict[int, Facts]:
    """Return the facts of what is judged, and inside those of what is gone, which nothing judges any more."""
    facts: dict[int, Facts] = {key: item.subject.facts for key, item in judged.items()}
    rows = store.tuples(_OF_GONE, [json.dumps([*LISTED])]) if audience is Audience.INTERNAL else []
    for repository, group in groupby(rows, key=lambda row: int(row[0])):
        by_rule = groupby((FactRow(*row[1:]) for row in group), key=lambda fact: fact.rule)
        facts[repository] = {rule: list(of_rule) for rule, of_rule in by_rule}
    return facts


def _legal(policies: Path | None) -> IsLegal:
    licences = load_policy("licenses", policies).data

    @cache
    def legal(expression: str) -> bool:
        from scanner.detectors.licenses.expressions import is_legal  # its parser of expressions is slow to load

        return bool(expression) and is_legal(expression, licences)

    return legal


# --- the fields of one -----------------------------------------------------------------------------------------------


def _fields(row: tuple[Any, ...], sides: _Sides, audience: Audience) -> dict[str, Any]:
    """Return what there is to say of one repository; what isn't known is left out."""
    repository, owner, topics, community, gone, *plain = row
    fields: dict[str, Any] = dict(zip(_PLAIN, plain, strict=True))
    fields["owner"], fields["ministry"] = sides.owners[owner]
    fields["platform"], fields["gone"] = sides.forges[fields["host"]], gone
    if audience is Audience.PUBLIC:
        fields |= {"forge_id": not_a_path(fields["forge_id"]), "html_url": web_only(fields["html_url"])}
    if topics != "[]":
        fields["topics"] = json.loads(topics)
    if community:
        fields["community"] = json.loads(community)
    if repository in sides.scans:
        fields |= _of_scan(fields, repository, sides)
    if judged := sides.judged.get(repository):
        fields |= _of_judgement(judged, fields, audience)
    if releases := sides.releases.get(repository):
        fields |= {"releases": releases.newest, "earlier_releases": releases.earlier}
    if past := sides.past.get(repository):
        fields |= past._asdict()
    if clones := sides.clones.get(repository):
        fields["clones"] = clones
    if publiccode := sides.publiccode.get(repository):
        fields["publiccode"] = publiccode
    return fields


def _of_scan(fields: Mapping[str, Any], repository: int, sides: _Sides) -> dict[str, Any]:
    """Return what a scan tells, and what the forge left unsaid that it knows."""
    scan, facts = sides.scans[repository], sides.facts.get(repository, {})
    community = sides.community.get(repository, _Community({}, ""))
    told = {"community": community.paths} if community.paths else {}
    return (
        told
        | filled({**fields, **scan._asdict()}, _languages(facts))
        | {
            "licence": _licence(facts, sides.legal),
            "modules": _modules(facts),
            "scanned_at": scan.scanned_at,
            "commit": scan.head_commit,
            "partial": scan.outcome != Outcome.READ,
            "degree": community.degree,
            "degree_declared": bool(community.degree),
        }
    )


def _of_judgement(judged: Ranked, fields: Mapping[str, Any], audience: Audience) -> dict[str, Any]:
    findings = _groups(judged.subject.findings) if audience is Audience.INTERNAL else ()
    return {"points": points_of(judged), "degree": fields.get("degree") or judged.degree, "findings": findings}


def _licence(facts: Facts, legal: IsLegal) -> LicenceEntry | None:
    for fact in facts.get(_LICENCE, ()):
        data = fact.data
        expression = str(data.get("expression") or "")
        agreement, sources = str(data.get("agreement") or "none"), tuple(data.get("sources") or ())
        return LicenceEntry(expression=expression, agreement=agreement, legal=legal(expression), sources=sources)
    return None


def _languages(facts: Facts) -> dict[str, int]:
    graphs = [fact.data.get("languages") for fact in facts.get(_GRAPH, ())]
    return next((graph for graph in graphs if isinstance(graph, dict)), {})


def _modules(facts: Facts) -> tuple[ModuleEntry, ...]:
    found = [(fact.path, fact.data) for fact in facts.get(_MODULE, ())]
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
