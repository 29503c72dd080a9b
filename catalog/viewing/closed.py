# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Closed code: what to open next, as an audience may read it."""

import re
from collections.abc import Iterable
from typing import Any

from catalog.database import Store
from catalog.priorities import SECRETS, Ranked
from catalog.priority_policy import AXES, Priorities
from catalog.publication import Publication
from catalog.subjects import ScanState
from catalog.view import Audience, PointEntry, RankedEntry
from catalog.viewing.places import points_of

_MINISTRIES = "SELECT host, login, ministry FROM owner_organizations WHERE ministry <> ''"
_MUCH_WAS_FOUND = re.compile(r"more than \d+ (?:findings|places to look at) in one file")
"""Why the detector of secrets leaves the rest of a file."""
_OF_ALLOWLISTS = re.compile(r" as an allowlist: | with the allowlists\b")
"""What scans say of allowlists, which are read where something was found."""


def ranked_entries(
    store: Store, ranked: Iterable[Ranked], audience: Audience, priorities: Priorities, publication: Publication
) -> tuple[RankedEntry, ...]:
    """Return the entries of ranked closed code: all of it inside, what ``publication.yml`` names for the public."""
    ministries = {(row["host"], row["login"]): row["ministry"] for row in store.rows(_MINISTRIES)}
    if audience is Audience.INTERNAL:
        told = (_internal_entry(item, publication) for item in ranked)
    else:
        told = (_public_entry(i, priorities, publication) for i in ranked if publication.allows(i.subject.key))
    return tuple(entry.model_copy(update={"ministry": ministries.get((entry.host, entry.owner), "")}) for entry in told)


def _public_entry(item: Ranked, priorities: Priorities, publication: Publication) -> RankedEntry:
    return RankedEntry(**_common(item, publication), points=_public_points(item, priorities))


def _internal_entry(item: Ranked, publication: Publication) -> RankedEntry:
    return RankedEntry(
        **_common(item, publication),
        points=points_of(item),
        blockers=tuple(blocker.rule for blocker in item.blockers),
    )


def _common(item: Ranked, publication: Publication) -> dict[str, Any]:
    """Return what both audiences may read: each field is chosen here, one by one."""
    subject, purpose = item.subject, publication.purpose(item.subject.key)
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
        "declared_open_on": item.declared_open_on,
        "declared_elsewhere": bool(item.opened and item.opened.public_repository),
        "secrets_checked": _checked_on(subject.scan) if subject.scan else "",
    }


def _checked_on(scan: ScanState) -> str:
    """Return the day when all of the history was looked through, or "", whatever was found there.

    So neither a file left because of all that it holds nor a problem of allowlists changes the answer: "not checked"
    would tell that something was found.
    """
    bounded = tuple(each for each in scan.bounded if not _MUCH_WAS_FOUND.fullmatch(each.get("reason", "")))
    problems = tuple(problem for problem in scan.problems if not _OF_ALLOWLISTS.search(problem))
    read = scan._replace(bounded=bounded, problems=problems).read_whole_history(SECRETS)
    return scan.scanned_at[:10] if read else ""


def _public_points(item: Ranked, priorities: Priorities) -> tuple[PointEntry, ...]:
    """Return one reason a rule, in the policy's own words: nothing of the code itself."""
    entries = []
    for axis in AXES:
        for rule in priorities.axes[axis].every_rule:
            total = round(sum(point.points for point in item.of_rule(axis, rule.id)), 2)
            if total:
                entries.append(PointEntry(axis=axis, rule=rule.id, points=total, message=rule.title.en))
    return tuple(entries)
