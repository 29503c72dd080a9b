# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""All that a verdict rests on, read from the store once: what the ranking knows, and more facts."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from catalog.database import Row, Store
from catalog.priorities import SECRETS, Blocker, Ranked
from catalog.registers.models import RepositoryRegisters
from catalog.subjects import FactRow
from catalog.verdict.models import Evidence

_PERSONAL = "personal"
"""Name of the detector of personal data."""
MAX_SHOWN = 5
"""Places shown for one answer."""

_FACTS = """
    SELECT rule, path, line, end_line, message, data AS raw FROM facts WHERE repository_id = ? ORDER BY rule, path, line
"""
_FINDINGS = """
    SELECT rule, path, line, commit_id AS "commit", message, at_head, confidence FROM repository_findings
    WHERE repository_id = ? AND accepted_by = '' AND confidence IN ('high', 'medium')
    AND (rule GLOB 'internal-*' OR rule GLOB 'personal-*') ORDER BY at_head DESC, rule, path, line
"""


class Case(NamedTuple):
    """A repository as it is judged."""

    item: Ranked
    registers: RepositoryRegisters
    row: Row
    """Of `repositories`."""
    facts: Mapping[str, list[FactRow]]
    findings: list[Row]
    """Of medium confidence or more that nothing accepts, internal and personal."""

    @property
    def commit(self) -> str:
        """The commit that was read, or ""."""
        return self.item.subject.commit

    @property
    def history_read(self) -> bool:
        """Whether the whole history was looked through, for secrets and for personal data."""
        scan = self.item.subject.scan
        return scan is not None and all(scan.read_whole_history(each) for each in (SECRETS, _PERSONAL))

    def looked_for_by(self, *detectors: str) -> bool:
        """Tell whether the last scan ran these detectors: what nobody looked for is never said to be absent."""
        scan = self.item.subject.scan
        return scan is not None and bool(scan.commit) and set(detectors) <= set(scan.detectors)

    def blockers(self, names: Iterable[str]) -> list[Blocker]:
        """Return those of the named blockers that stand."""
        wanted = set(names)
        return [blocker for blocker in self.item.blockers if blocker.rule in wanted]

    def of(self, rule: str) -> list[FactRow]:
        """Return the facts of a rule."""
        return self.facts.get(rule, [])


def read_case(store: Store, item: Ranked, registers: RepositoryRegisters) -> Case:
    """Read what the verdict on a repository rests on."""
    identity = item.subject.id
    facts: dict[str, list[FactRow]] = {}
    for row in store.rows(_FACTS, [identity]):
        facts.setdefault(row["rule"], []).append(FactRow(**row))
    (row,) = store.rows("SELECT * FROM repositories WHERE id = ?", [identity])
    return Case(item, registers, row, facts, store.rows(_FINDINGS, [identity]))


def evidence_of(blocker: Blocker, most: int = MAX_SHOWN) -> tuple[Evidence, ...]:
    """Return the places of a blocker, the first ones."""
    return tuple(
        Evidence(text=spot.message, path=spot.path, line=spot.line, commit=spot.commit)
        for spot in [spot for spot in blocker.places if not spot.accepted_by][:most]
    )


def evidence_of_fact(fact: FactRow, commit: str) -> Evidence:
    """Return the place of a fact."""
    return Evidence(text=fact.message, path=fact.path, line=fact.line, commit=commit)
