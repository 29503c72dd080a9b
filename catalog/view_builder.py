# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Store × policies → what one audience may see. The only place where something closed is let through or left out.

The public view names a closed repository only when ``publication.yml`` does, and says of it nothing but its name, its
purpose, its scores and the rules that gave points: no path, no commit, no finding, and nothing of its history except
the day when all of it was read. Whether something was found there can't be told from the view: for the public, findings
aren't even read.
"""

from collections.abc import Collection
from pathlib import Path

from catalog.algorithms import INVENTORIED, Sheet, public_sheets, read_inventory
from catalog.database import Store
from catalog.ospos import load_ospos
from catalog.priorities import assess, in_order, read, uncollected
from catalog.priority_policy import load_priorities
from catalog.publication import load_publication
from catalog.registers.due import read_agenda
from catalog.registers.models import Registers
from catalog.services import read_services
from catalog.subjects import Scope, Subject, add_findings
from catalog.view import Audience, OspoEntry, View
from catalog.viewing.closed import ranked_entries
from catalog.viewing.coverage import read_coverage, read_forges
from catalog.viewing.due import due_entries
from catalog.viewing.news import read_news
from catalog.viewing.openings import read_openings
from catalog.viewing.owners import read_owners
from catalog.viewing.places import seen_by_all
from catalog.viewing.repositories import LISTED, read_repositories
from scanner.models import Visibility

_DATE = """
    SELECT max(day) AS date FROM
        (SELECT max(finished_at) AS day FROM crawls UNION ALL SELECT max(scanned_at) FROM scans)
"""


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
    with uncollected():
        return _view(store, audience, policies, registers)


def _view(store: Store, audience: Audience, policies: Path | None, registers: Registers | None) -> View:
    priorities, publication = load_priorities(policies), load_publication(policies)
    sealed = audience is Audience.PUBLIC
    known = read(store, priorities, Scope.KNOWN, registers, INVENTORIED | LISTED, sealed=sealed)
    subjects = {subject.id: subject for subject in known}
    if not sealed:
        add_findings(store, subjects, priorities.findings())
    seen = ((key, _seen(subject, audience)) for key, subject in subjects.items() if _is_judged(subject))
    judged = {key: assess(subject, priorities) for key, subject in seen}
    closed = [item for item in judged.values() if item.subject.visibility is not Visibility.PUBLIC]
    ranked = in_order(closed, priorities)
    shown = ranked_entries(store, ranked, audience, priorities, publication)
    told = read_news(store, audience)
    repositories = read_repositories(store, judged, told.past, audience, policies)
    owners, forges = read_owners(store, repositories, audience), read_forges(store, repositories, audience)
    agenda = read_agenda(store, registers or Registers.empty(), policies)
    openings = read_openings(store, agenda, audience, publication)
    return View(
        audience=audience,
        date=store.rows(_DATE)[0]["date"] or "",
        forges=forges,
        owners=owners,
        repositories=repositories,
        to_open=shown,
        withheld=len(ranked) - len(shown),
        coverage=read_coverage(store, owners, forges, audience),
        ospos=tuple(OspoEntry(**ospo.model_dump()) for ospo in load_ospos(store)),
        algorithms=_algorithms(store, audience, registers, subjects.values()),
        news=told.news,
        openings=openings.named,
        unnamed_openings=openings.unnamed,
        services=read_services(store),
        due=due_entries(agenda.due, owners) if audience is Audience.INTERNAL else (),
    )


def _is_judged(subject: Subject) -> bool:
    """Tell whether there is something to say of a repository: open code that nobody read has no point and no degree."""
    return bool(subject.visibility is not Visibility.PUBLIC or subject.scan or subject.facts)


def _seen(subject: Subject, audience: Audience) -> Subject:
    sealed = audience is Audience.PUBLIC and subject.visibility is Visibility.PUBLIC
    return seen_by_all(subject) if sealed else subject


def _algorithms(
    store: Store, audience: Audience, registers: Registers | None, subjects: Collection[Subject]
) -> tuple[Sheet, ...]:
    sheets = read_inventory(store, registers, subjects)
    if audience is Audience.INTERNAL:
        return sheets
    return public_sheets(sheets, {each.key for each in subjects if each.visibility is not Visibility.PUBLIC})
