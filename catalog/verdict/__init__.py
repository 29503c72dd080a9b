# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The verdict on a repository: what the law, its content and its declarations say of opening it."""

from pathlib import Path

from catalog.database import Store
from catalog.priorities import Ranked
from catalog.priority_policy import load_priorities
from catalog.registers.models import RepositoryRegisters
from catalog.verdict.case import Case, evidence_of_fact, read_case
from catalog.verdict.checklist import effort_of, fill_in
from catalog.verdict.degree import propose
from catalog.verdict.legal import walk
from catalog.verdict.licence import advise, answer_seven
from catalog.verdict.models import Evidence, Verdict
from catalog.verdict.policy import load_verdict_policies
from catalog.verdict.quality import assess_open


def judge(store: Store, item: Ranked, registers: RepositoryRegisters, policies: Path | None = None) -> Verdict:
    """Judge one repository: the law, the licence, the degree, the checklist, the effort, and the quality of open code.

    Raises:
        UsageError: a policy breaks its schema.
    """
    by = load_verdict_policies(policies)
    case = read_case(store, item, registers)
    advice = advise(case, by.licences)
    lines = fill_in(case, by.checklist, advice)
    seventh = next(question for question in by.legal.questions if question.number == 7)
    is_open = item.subject.visibility == "public"
    return Verdict(
        repository=item.subject.key,
        legal=walk(case, by.legal, answer_seven(seventh, advice, case)),
        licence=advice,
        degree=propose(case, load_priorities(policies).degree),
        checklist=lines,
        effort=effort_of(case, lines, by.checklist.effort),
        quality=next(iter(assess_open(store, by.quality, item.subject.id)), None) if is_open else None,
        software=_named(case, "software-used"),
        apis=_named(case, "api-description"),
    )


def _named(case: Case, rule: str) -> tuple[Evidence, ...]:
    """Return the facts of a rule, each called by its name or title."""
    return tuple(
        evidence_of_fact(fact, case.commit).model_copy(
            update={"text": str(fact.data.get("name") or fact.data.get("title") or fact.message)}
        )
        for fact in case.of(rule)
    )
