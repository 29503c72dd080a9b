# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Evidence and addresses as an audience may see them: never a path of this machine in the public view."""

from dataclasses import replace
from urllib.parse import urlsplit

from catalog.clones import HELD_ELSEWHERE
from catalog.links import line_url
from catalog.priorities import Point, Ranked
from catalog.subjects import SHARED_FILE, FactRow, Subject
from catalog.view import PointEntry


def seen_by_all(subject: Subject) -> Subject:
    """Return open code as the public may judge it: each of its points would tell of the facts that share them out.

    That another owner has the same file isn't public: it may be closed code. Nor is what the administration declares.
    """
    kept = ((rule, [fact for fact in facts if _is_public(fact)]) for rule, facts in subject.facts.items())
    return replace(subject, facts={rule: facts for rule, facts in kept if facts})


def _is_public(fact: FactRow) -> bool:
    return fact.rule not in (SHARED_FILE, HELD_ELSEWHERE) and not fact.declared


def points_of(item: Ranked) -> tuple[PointEntry, ...]:
    """Return one reason a place."""
    return tuple(_point(item.subject, point) for point in item.evidence)


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


def not_a_path(forge_id: str) -> str:
    """Leave out the identifier of a folder's repository, which is a path of this machine."""
    return "" if "/" in forge_id or "\\" in forge_id else forge_id


def web_only(url: str) -> str:
    """Return a web address without credentials, else ""."""
    told = url.startswith(("http://", "https://")) and ("@" not in url or "@" not in urlsplit(url).netloc)
    return url if told else ""
