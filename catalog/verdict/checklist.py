# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The checklist before opening, line by line; what wasn't read never passes."""

from collections.abc import Iterator

from catalog.i18n import noted
from catalog.verdict.case import MAX_SHOWN, Case, evidence_of, evidence_of_fact
from catalog.verdict.models import ChecklistLine, Effort, EffortItem, Evidence, Level, LicenceAdvice, Status
from catalog.verdict.policy import ChecklistPolicy, CheckRule, EffortPolicy

_Judged = tuple[Status, str, tuple[Evidence, ...]]
_UNREAD = noted("The repository was not scanned.")
_PART = noted("Nothing was found, but the history was read in part only.")


def fill_in(case: Case, policy: ChecklistPolicy, advice: LicenceAdvice) -> tuple[ChecklistLine, ...]:
    """Judge each line of the checklist."""
    return tuple(_line(rule, *_judge(rule, case, advice)) for rule in policy.lines)


def effort_of(case: Case, lines: tuple[ChecklistLine, ...], policy: EffortPolicy) -> Effort:
    """Say how much work the lines to mend make: one for each line, and one more for each further place."""
    if not case.commit:
        return Effort(level=Level.UNKNOWN, told=_UNREAD, items=())
    numbers = {blocker.rule: blocker.number for blocker in case.item.blockers}
    rules = {line.id: line for line in lines if line.status is Status.TO_MEND}
    items = tuple(
        EffortItem(title=line.title, count=numbers.get(line.id, max(1, len(line.evidence)))) for line in rules.values()
    )
    total = sum(item.count for item in items)
    level = Level.LARGE if total >= policy.large else Level.MEDIUM if total >= policy.medium else Level.SMALL
    told = noted("By the number of things to mend; what people must decide is not counted.")
    return Effort(level=level, told=told, items=items)


def _line(rule: CheckRule, status: Status, told: str, evidence: tuple[Evidence, ...]) -> ChecklistLine:
    return ChecklistLine(
        id=rule.id,
        section=rule.section,
        title=rule.title,
        why=rule.why,
        status=status,
        told=told,
        evidence=evidence,
        **({} if status is Status.PASS else {"mend": rule.mend}),
    )


def _judge(rule: CheckRule, case: Case, advice: LicenceAdvice) -> _Judged:
    if rule.human:
        return Status.NEEDS_HUMAN, noted("Only people can say."), ()
    if not case.commit:
        return Status.NEEDS_HUMAN, _UNREAD, ()
    if rule.blockers:
        return _blocked(rule, case)
    if rule.needs:
        return _needed(rule, case)
    if rule.review:
        return _reviewed(rule, case)
    return _licence(case, advice) if rule.judge == "licence" else _reuse(case)


def _blocked(rule: CheckRule, case: Case) -> _Judged:
    found = case.blockers(rule.blockers)
    if found:
        shown = tuple(each for blocker in found for each in evidence_of(blocker))
        return Status.TO_MEND, noted("Found at the places shown."), shown
    return _nothing_found(rule, case)


def _nothing_found(rule: CheckRule, case: Case) -> _Judged:
    if rule.history and not case.history_read:
        return Status.NEEDS_HUMAN, _PART, ()
    if not case.looked_for_by("licenses", "rights"):
        return Status.NEEDS_HUMAN, noted("Nothing was found, but not everything was looked for: scan again."), ()
    if rule.silence == "human":
        return Status.NEEDS_HUMAN, noted("Nothing was found, which proves nothing: people must say."), ()
    told = noted("Nothing was found in the whole history.") if rule.history else noted("Nothing was found.")
    return Status.PASS, told, ()


def _needed(rule: CheckRule, case: Case) -> _Judged:
    facts = case.of(rule.needs)
    faults = case.of(rule.faults) if facts else []
    if faults:
        shown = tuple(evidence_of_fact(fact, case.commit) for fact in faults[:MAX_SHOWN])
        return Status.TO_MEND, noted("There is one, with errors at the places shown."), shown
    if facts:
        return Status.PASS, noted("There is one."), (evidence_of_fact(facts[0], case.commit),)
    return Status.TO_MEND, noted("There is none."), ()


def _reviewed(rule: CheckRule, case: Case) -> _Judged:
    found = list(_to_review(rule, case))
    if found:
        return Status.NEEDS_HUMAN, noted("To be looked at, at the places shown."), tuple(found[:MAX_SHOWN])
    return _nothing_found(rule, case)


def _to_review(rule: CheckRule, case: Case) -> Iterator[Evidence]:
    for name in rule.review:
        yield from (evidence_of_fact(fact, case.commit) for fact in case.of(name))
    for row in case.findings:
        if any(row["rule"] == name or (name.endswith("-") and row["rule"].startswith(name)) for name in rule.review):
            yield Evidence(text=row["message"], path=row["path"], line=row["line"], commit=row["commit"] or "")


def _licence(case: Case, advice: LicenceAdvice) -> _Judged:
    shown = tuple(evidence_of_fact(fact, case.commit) for fact in case.of("licence-declared"))
    if not advice.declared:
        return Status.TO_MEND, noted("No licence is declared."), ()
    if not advice.declared_is_legal:
        return Status.TO_MEND, noted("The declared licence is not one that the law admits."), shown
    return Status.PASS, noted("The declared licence is one that the law admits."), shown


def _reuse(case: Case) -> _Judged:
    """REUSE wants the texts in LICENSES/: without this folder it can't be followed; with it, the tool must confirm."""
    texts = [fact for fact in case.of("community-license") if fact.path.startswith("LICENSES/")]
    if texts:
        told = noted("There is a LICENSES/ folder; run `reuse lint` to check each file.")
        return Status.NEEDS_HUMAN, told, (evidence_of_fact(texts[0], case.commit),)
    return Status.TO_MEND, noted("There is no LICENSES/ folder."), ()
