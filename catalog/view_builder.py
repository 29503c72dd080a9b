# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Store × policies → what one audience may see. The only place where something closed is let through or left out.

The public view names a closed repository only when ``publication.yml`` does, and says of it nothing but its name, its
purpose, its scores and the rules that gave points: no path, no commit, no finding, and nothing of its history except
the day when all of it was read. Whether something was found there can't be told from the view.
"""

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from catalog.algorithms import Sheet, public_sheets, read_inventory
from catalog.attachment import Attachment, read_attachments
from catalog.clones import HELD_ELSEWHERE
from catalog.database import Row, Store
from catalog.from_git import filled
from catalog.links import is_web, line_url
from catalog.ospos import load_ospos
from catalog.priorities import SECRETS, Point, Ranked, assess, in_order, read
from catalog.priority_policy import AXES, Priorities, load_priorities
from catalog.publication import Publication, load_publication
from catalog.registers.models import Registers
from catalog.subjects import SHARED_FILE, FactRow, FindingRow, Scope, Subject
from catalog.view import (
    Audience,
    CoverageEntry,
    FindingGroup,
    ForgeEntry,
    LicenceEntry,
    ModuleEntry,
    OspoEntry,
    OwnerEntry,
    PointEntry,
    RankedEntry,
    ReferentEntry,
    RepositoryEntry,
    View,
)
from scanner.models import Outcome, Visibility
from scanner.policies import load_policy

IsLegal = Callable[[str], bool]
_CONFIDENCES = ("high", "medium", "low")
_COMMUNITY = "community-"
_OWNER_TEXTS = (
    *("host", "login", "kind", "name", "html_url", "description", "website", "email", "location", "icon_url"),
    *("created_at", "pso_id"),
)
_REPOSITORY_TEXTS = (
    *("host", "platform", "owner", "name", "full_name", "forge_id", "html_url", "visibility", "description"),
    *("homepage", "default_branch", "language", "license_key", "created_at", "updated_at", "pushed_at", "ministry"),
)
_REPOSITORY_VALUES = ("fork", "template", "archived", "stars", "forks", "subscribers", "open_issues")


def build_view(
    store: Store, audience: Audience, policies: Path | None = None, registers: Registers | None = None
) -> View:
    """Return everything that `audience` may see of the store, sorted; the same store gives the same view.

    Args:
        store: the store, read only.
        audience: public or internal.
        policies: the administration's folder of policies, or None for the shipped ones.
        registers: what the administration declares, or None.

    Raises:
        UsageError: a policy can't be read or breaks its schema.
        StoreError: the store can't be read.
    """
    priorities, publication = load_priorities(policies), load_publication(policies)
    subjects = {subject.id: subject for subject in read(store, priorities, Scope.ALL, registers)}
    judged = {key: assess(subject, priorities) for key, subject in subjects.items()}
    closed = [item for item in judged.values() if item.subject.visibility is not Visibility.PUBLIC]
    ranked = in_order(closed, priorities)
    shown = _ranked_entries(ranked, audience, priorities, publication)
    rows = [row for row in store.rows(_REPOSITORIES) if audience is Audience.INTERNAL or _is_open(row)]
    repositories = _repositories(store, rows, judged, audience, _legal(policies))
    owners, forges = _owners(store, repositories, audience), _forges(store, repositories, audience)
    return View(
        audience=audience,
        date=store.rows(_DATE)[0]["date"] or "",
        forges=forges,
        owners=owners,
        repositories=repositories,
        to_open=shown,
        withheld=len(ranked) - len(shown),
        coverage=_coverage(store, owners, forges, audience),
        ospos=tuple(OspoEntry(**ospo.model_dump()) for ospo in load_ospos(store)),
        algorithms=_algorithms(store, audience, registers, subjects.values()),
    )


def _algorithms(
    store: Store, audience: Audience, registers: Registers | None, subjects: Iterable[Subject]
) -> tuple[Sheet, ...]:
    sheets = read_inventory(store, registers)
    if audience is Audience.INTERNAL:
        return sheets
    return public_sheets(sheets, {each.key for each in subjects if each.visibility is not Visibility.PUBLIC})


_REPOSITORIES = """
    SELECT r.*, o.login AS owner, k.kind AS platform, s.scanned_at, s.head_commit, s.head_branch, s.committed_at,
           s.outcome, w.ministry
    FROM repositories r JOIN owners o ON o.id = r.owner_id JOIN forges k ON k.host = r.host
    JOIN owner_organizations w ON w.owner_id = o.id
    LEFT JOIN scans s ON s.repository_id = r.id ORDER BY r.host, lower(r.full_name)
"""
_FACTS = """
    SELECT repository_id, rule, path, line, end_line, message, data AS raw FROM facts
    WHERE rule IN ('licence-declared', 'module-candidate', 'module-graph') OR substr(rule, 1, 10) = 'community-'
    ORDER BY repository_id, rule, path, id
"""
_DATE = """
    SELECT max(day) AS date FROM
        (SELECT max(finished_at) AS day FROM crawls UNION ALL SELECT max(scanned_at) FROM scans)
"""
_CRAWLS = """
    SELECT c.source, c.finished_at, c.expected, c.seen, c.outcome,
           (SELECT count(*) FROM skipped k WHERE k.crawl_id = c.id) AS skipped
    FROM crawls c WHERE c.id IN (SELECT max(id) FROM crawls WHERE finished_at IS NOT NULL GROUP BY source)
    ORDER BY c.source
"""


def _is_open(row: Row) -> bool:
    """Tell whether everybody may see a repository: public on its forge, and still there."""
    return row["visibility"] == Visibility.PUBLIC and row["gone_at"] is None


def _legal(policies: Path | None) -> IsLegal:
    from scanner.detectors.licenses.expressions import is_legal  # its parser of expressions is slow to load

    licences = load_policy("licenses", policies).data
    return lambda expression: bool(expression) and is_legal(expression, licences)


# --- closed code: what to open next ----------------------------------------------------------------------------------


def _ranked_entries(
    ranked: Iterable[Ranked], audience: Audience, priorities: Priorities, publication: Publication
) -> tuple[RankedEntry, ...]:
    if audience is Audience.INTERNAL:
        return tuple(_internal_entry(item, publication) for item in ranked)
    return tuple(_public_entry(i, priorities, publication) for i in ranked if publication.allows(i.subject.key))


def _public_entry(item: Ranked, priorities: Priorities, publication: Publication) -> RankedEntry:
    return RankedEntry(**_common(item, publication), points=_public_points(item, priorities))


def _internal_entry(item: Ranked, publication: Publication) -> RankedEntry:
    return RankedEntry(
        **_common(item, publication),
        points=_points(item, Audience.INTERNAL),
        blockers=tuple(blocker.rule for blocker in item.blockers),
    )


def _common(item: Ranked, publication: Publication) -> dict[str, Any]:
    """Return what both audiences may read: each field is chosen here, one by one."""
    subject, purpose = item.subject, publication.purpose(item.subject.key)
    checked = subject.scan is not None and subject.scan.read_whole_history(SECRETS)
    return {
        "rank": item.rank,
        "front": item.front,
        "host": subject.host,
        "full_name": subject.full_name,
        "name": subject.name,
        "owner": subject.owner,
        "visibility": subject.visibility,
        "purpose": purpose.fr,
        "purpose_en": purpose.en,
        "transparency": item.transparency,
        "reusability": item.reusability,
        "degree": item.degree,
        "exempted_until": item.exemption.expires_on.isoformat() if item.exemption else "",
        "exempted_by": item.exemption.article if item.exemption else "",
        "secrets_checked": subject.scan.scanned_at[:10] if subject.scan and checked else "",
    }


def _public_points(item: Ranked, priorities: Priorities) -> tuple[PointEntry, ...]:
    """Return one reason a rule, in the policy's own words: nothing of the code itself."""
    entries = []
    for axis in AXES:
        for rule in priorities.axes[axis].every_rule:
            total = round(sum(point.points for point in item.of_rule(axis, rule.id)), 2)
            if total:
                entries.append(PointEntry(axis=axis, rule=rule.id, points=total, message=rule.title.en))
    return tuple(entries)


def _points(item: Ranked, audience: Audience) -> tuple[PointEntry, ...]:
    """Return one reason a place. That another owner has the same file isn't public: it may be closed code.

    Nor are the administration's own files of declarations.
    """
    shown = (point for point in item.evidence if audience is Audience.INTERNAL or _is_public(point.fact))
    return tuple(_point(item.subject, point) for point in shown)


def _is_public(fact: FactRow) -> bool:
    return fact.rule not in (SHARED_FILE, HELD_ELSEWHERE) and not fact.declared


def _point(subject: Subject, point: Point) -> PointEntry:
    return PointEntry(
        axis=point.axis,
        rule=point.rule,
        points=point.points,
        message=point.fact.message,
        path=point.path,
        line=point.line,
        commit=point.commit,
        url=""
        if point.fact.declared
        else line_url(subject.platform, subject.html_url, point.commit, point.path, point.line),
    )


# --- repositories ----------------------------------------------------------------------------------------------------


class _Known(NamedTuple):
    facts: dict[str, list[FactRow]]
    judged: Ranked | None


def _repositories(
    store: Store, rows: Iterable[Row], judged: dict[int, Ranked], audience: Audience, legal: IsLegal
) -> tuple[RepositoryEntry, ...]:
    facts: dict[int, dict[str, list[FactRow]]] = {}
    for row in store.rows(_FACTS):
        facts.setdefault(row.pop("repository_id"), {}).setdefault(row["rule"], []).append(FactRow(**row))
    known = ((row, _Known(facts.get(row["id"], {}), judged.get(row["id"]))) for row in rows)
    return tuple(_repository(row, each, audience, legal) for row, each in known)


def _repository(row: Row, known: _Known, audience: Audience, legal: IsLegal) -> RepositoryEntry:
    judged = known.judged
    fields = {name: row[name] or "" for name in _REPOSITORY_TEXTS} | {name: row[name] for name in _REPOSITORY_VALUES}
    fields |= filled(row, _languages(known.facts))
    if audience is Audience.PUBLIC:
        fields |= {"forge_id": _no_path(row["forge_id"]), "html_url": _no_path_url(row["html_url"])}
    return RepositoryEntry(
        **fields,
        topics=tuple(json.loads(row["topics"])),
        gone=row["gone_at"] is not None,
        community=_community(known.facts) or json.loads(row["community"] or "{}"),
        licence=_licence(known.facts, legal),
        modules=_modules(known.facts),
        points=_points(judged, audience) if judged else (),
        scanned_at=row["scanned_at"] or "",
        commit=row["head_commit"] or "",
        partial=row["outcome"] not in (None, Outcome.READ),
        findings=_groups(judged.subject.findings) if judged and audience is Audience.INTERNAL else (),
    )


def _community(facts: dict[str, list[FactRow]]) -> dict[str, str]:
    return {rule.removeprefix(_COMMUNITY): rows[0].path for rule, rows in facts.items() if rule.startswith(_COMMUNITY)}


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


def _no_path(forge_id: str) -> str:
    """Leave out the identifier of a folder's repository, which is a path of this machine."""
    return "" if "/" in forge_id or "\\" in forge_id else forge_id


def _no_path_url(url: str) -> str:
    return url if url.startswith(("http://", "https://")) and "@" not in urlsplit(url).netloc else ""


# --- who owns them, and how they were seen ---------------------------------------------------------------------------


def _owners(store: Store, repositories: Iterable[RepositoryEntry], audience: Audience) -> tuple[OwnerEntry, ...]:
    counts = Counter((entry.host, entry.owner) for entry in repositories if not entry.gone)
    rows = store.rows("SELECT * FROM owners ORDER BY host, lower(login)")
    attachments = read_attachments(store)
    return tuple(
        _owner(row, counts[row["host"], row["login"]], attachments[row["id"]], audience)
        for row in rows
        if audience is Audience.INTERNAL or counts[row["host"], row["login"]]
    )


def _owner(row: Row, count: int, attachment: Attachment, audience: Audience) -> OwnerEntry:
    verified = None if row["is_verified"] is None else bool(row["is_verified"])
    texts = {name: row[name] or "" for name in _OWNER_TEXTS}
    texts |= {name: getattr(attachment, name) for name in ("organization", "ministry", "floss_policy", "ospo_url")}
    referent = attachment.referent
    vouchers = attachment.vouchers if audience is Audience.INTERNAL else ()  # their files are paths of this machine
    return OwnerEntry(
        **texts,
        followers=row["followers"],
        is_verified=verified,
        referent=ReferentEntry(**referent.model_dump(exclude={"scope", "declared_by"})) if referent else None,
        vouched=attachment.vouched,
        vouched_by=tuple(voucher.where for voucher in vouchers if voucher.where),
        repositories_count=count,
    )


def _forges(store: Store, repositories: Collection[RepositoryEntry], audience: Audience) -> tuple[ForgeEntry, ...]:
    hosts = {entry.host for entry in repositories}
    return tuple(
        ForgeEntry(host=row["host"], kind=row["kind"], url=_no_path_url(row["url"]))
        for row in store.rows("SELECT host, kind, url FROM forges ORDER BY host")
        if audience is Audience.INTERNAL or row["host"] in hosts
    )


def _coverage(
    store: Store, owners: Iterable[OwnerEntry], forges: Iterable[ForgeEntry], audience: Audience
) -> tuple[CoverageEntry, ...]:
    known = {forge.host for forge in forges} | {f"{owner.host}/{owner.login}".casefold() for owner in owners}
    return tuple(
        CoverageEntry(**row)
        for row in store.rows(_CRAWLS)
        if audience is Audience.INTERNAL or _is_public_source(row["source"], known)
    )


def _is_public_source(source: str, known: Collection[str]) -> bool:
    """Tell whether a source names nothing but a forge or an owner of the public view: never a path of this machine."""
    if not is_web(source):
        return False
    parts = urlsplit(source)
    where = f"{parts.hostname}{parts.path}".rstrip("/").casefold().replace("/groups/", "/", 1)
    return where in known and not parts.query and not parts.fragment
