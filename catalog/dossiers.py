# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The opening file of one repository: everything that the one who signs must know, gathered once.

`catalog.reports.dossier` writes it. The summary is kept beside it, so that the next one tells what changed.
"""

import json
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from catalog.clones import Holder, is_compared, open_elsewhere
from catalog.database import Row, Store
from catalog.findings import Choice, Found, in_groups, read_findings
from catalog.priorities import SECRETS, Ranked, explain
from catalog.priority_policy import Priorities, load_priorities
from catalog.publiccode.known import read_known
from catalog.publiccode.models import Known
from catalog.registers.models import Registers, RepositoryRegisters
from catalog.verdict import judge
from catalog.verdict.models import Status, Verdict
from catalog.verdict.policy import VerdictPolicies, load_verdict_policies
from scanner.errors import UsageError
from scanner.models import Confidence, Frozen

SCHEMA_VERSION = 1
_PURPOSE = """
    SELECT json_extract(data, '$.sentence') FROM facts WHERE rule = 'community-readme' AND repository_id = ?
"""


class Summary(Frozen):
    """What is compared from one dossier to the next."""

    schema_version: int = SCHEMA_VERSION
    repository: str
    day: str
    """ISO 8601."""
    commit: str
    verdict: str
    degree: str
    checklist: dict[str, str]
    """Line → status."""
    places: dict[str, int]
    """Rule of findings → number of groups."""


class Dossier(NamedTuple):
    """An opening file, before it is written in a language and a form."""

    day: str
    """The day it is made, ISO 8601."""
    row: Row
    """Of `repositories`."""
    item: Ranked
    verdict: Verdict
    policies: VerdictPolicies
    priorities: Priorities
    registers: RepositoryRegisters
    groups: tuple[tuple[Found, ...], ...]
    """Secrets and personal data of medium confidence or more: equal ones together, worst first."""
    ministry: str
    paths: frozenset[str]
    """Of the current version, in lower case."""
    known: Known
    """What its publiccode.yml could say."""
    committed_at: str = ""
    """When the version that was read was made."""
    purpose: str = ""
    """The first sentence of its README, in its author's words."""
    elsewhere: tuple[Holder, ...] = ()
    """Public repositories that hold it, or most of it."""
    compared: bool = True
    """Whether the last scan was compared with the other repositories."""
    previous: Summary | None = None

    @property
    def complete(self) -> bool:
        """Whether the whole history was read: else what it doesn't tell may still be there."""
        scan = self.item.subject.scan
        return scan is not None and scan.read_whole_history(SECRETS)

    @property
    def summary(self) -> Summary:
        """What the next dossier is compared to."""
        numbers: dict[str, int] = {}
        for group in self.groups:
            numbers[group[0].rule] = numbers.get(group[0].rule, 0) + 1
        return Summary(
            repository=self.verdict.repository,
            day=self.day,
            commit=self.item.subject.commit,
            verdict=self.verdict.legal.verdict,
            degree=self.verdict.degree.proposed,
            checklist={line.id: line.status.value for line in self.verdict.checklist},
            places=dict(sorted(numbers.items())),
        )


class Changes(NamedTuple):
    """What changed since an earlier dossier: ids of lines of the checklist."""

    mended: tuple[str, ...]
    new: tuple[str, ...]
    verdict_before: str
    """"" when the verdict is the same."""


def build_dossier(
    store: Store,
    repository_id: int,
    registers: Registers,
    policies: Path | None,
    day: str,
    previous: Path | None = None,
) -> Dossier:
    """Gather the opening file of a repository.

    Args:
        store: the store.
        repository_id: id of the repository.
        registers: what the administration declares.
        policies: folder of the administration's own policies.
        day: the day it is made, ISO 8601.
        previous: the summary of an earlier dossier, if any.

    Raises:
        UsageError: a policy, or the earlier summary, can't be used.
    """
    priorities = load_priorities(policies)
    item = explain(store, priorities, repository_id, registers)
    declared = registers.of(item.subject.key)
    (row,) = store.rows("SELECT * FROM repositories WHERE id = ?", [repository_id])
    files = store.rows("SELECT path FROM files WHERE repository_id = ?", [repository_id])
    return Dossier(
        day=day,
        row=row,
        item=item,
        verdict=judge(store, item, declared, policies),
        policies=load_verdict_policies(policies),
        priorities=priorities,
        registers=declared,
        groups=_groups(store, priorities, repository_id),
        ministry=_ministry(store, row["owner_id"]),
        paths=frozenset(each["path"].lower() for each in files),
        known=read_known(store, repository_id),
        committed_at=_first(store, "SELECT committed_at FROM scans WHERE repository_id = ?", repository_id),
        purpose=_first(store, _PURPOSE, repository_id),
        elsewhere=tuple(each for each in open_elsewhere(store, repository_id) if not each.unit),
        compared=is_compared(store, repository_id),
        previous=read_summary(previous, item.subject.key) if previous else None,
    )


def changes_since(dossier: Dossier) -> Changes | None:
    """Return what changed since the earlier dossier; None without one."""
    before, now = dossier.previous, dossier.summary
    if before is None:
        return None
    lines = [(name, before.checklist.get(name, ""), status) for name, status in now.checklist.items()]
    return Changes(
        mended=tuple(name for name, was, status in lines if was == Status.TO_MEND and status != Status.TO_MEND),
        new=tuple(name for name, was, status in lines if was and was != Status.TO_MEND and status == Status.TO_MEND),
        verdict_before=before.verdict if before.verdict != now.verdict else "",
    )


def read_summary(path: Path, repository: str) -> Summary:
    """Read the summary of an earlier dossier of the same repository.

    Raises:
        UsageError: it can't be read, or is of another repository.
    """
    try:
        summary = Summary.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, ValidationError) as error:
        raise UsageError(
            "the earlier dossier can't be read",
            source=str(path),
            mend="give the dossier.json that `ouvrage dossier --output` wrote, or none",
        ) from error
    if summary.repository != repository:
        raise UsageError(
            "the earlier dossier is of {other}",
            source=str(path),
            mend="use one folder for each repository",
            other=summary.repository,
        )
    return summary


def _groups(store: Store, priorities: Priorities, repository_id: int) -> tuple[tuple[Found, ...], ...]:
    wanted = [
        found
        for rule in ("secret-*", "personal-*")
        for found in read_findings(
            store, priorities, Choice(repository_id, rule=rule, min_confidence=Confidence.MEDIUM)
        ).found
        if found.rule.startswith(rule[:-1])
    ]
    groups = in_groups(wanted)
    return tuple(
        tuple(group)
        for group in sorted(groups, key=lambda group: (not any(f.at_head for f in group), group[0].rule, group[0].path))
    )


def _first(store: Store, query: str, repository_id: int) -> str:
    """Return the only text that a query gives of a repository; "" for none."""
    return next((text for row in store.rows(query, [repository_id]) for text in row.values() if text), "")


def _ministry(store: Store, owner_id: int) -> str:
    from catalog.attachment import read_attachments

    return read_attachments(store)[owner_id].ministry
