# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The degree of openness (Etalab, code.gouv.fr): what is proposed, what to answer, and whether D is admissible."""

from catalog.i18n import noted
from catalog.priority_policy import NO_WORDS, DegreeRules, matches
from catalog.registers.models import RequestStatus
from catalog.verdict.case import MAX_SHOWN, Case, evidence_of_fact
from catalog.verdict.models import Degree, DegreeAnswer, Evidence, Reply


def propose(case: Case, policy: DegreeRules) -> Degree:
    """Propose A, B or C from the questions answered yes; D only where none is, and while nobody asks for the code."""
    questions = {question.id: question for question in policy.questions}
    answers = []
    for basis in case.item.degree_basis:
        question = questions[basis.question]
        seen = [] if basis.answer != "yes" else case.item.subject.facts.get(question.fact, [])
        facts = [fact for fact in seen if matches(question.when, fact.data)]
        evidence = tuple(evidence_of_fact(fact, case.commit) for fact in facts[:MAX_SHOWN])
        reply = Reply.YES if basis.answer == "yes" else Reply.TO_DECIDE
        answers.append(DegreeAnswer(id=question.id, question=question.title, answer=reply, evidence=evidence))
    asked = [request for request in case.registers.requests if request.status is not RequestStatus.REFUSED]
    yes = [answer for answer in answers if answer.answer is Reply.YES]
    proposed = case.item.degree
    return Degree(
        proposed=proposed,
        title=policy.titles[proposed] if proposed else NO_WORDS,
        told=_told(proposed),
        answers=tuple(answers),
        may_be_d=not yes and not asked,
        why_not_d=_why_not(bool(yes), [Evidence(text=each.id, path=each.file, line=each.line) for each in asked]),
    )


def _told(proposed: str) -> str:
    if not proposed:
        return noted("None can be proposed before a scan.")
    return noted("Each question that is still open and answered yes can only raise it.")


def _why_not(yes: bool, asked: list[Evidence]) -> str:
    if yes:
        return noted("D is not admissible: a question is answered yes.")
    if asked:
        return noted("D is not admissible: somebody asks for this code.")
    return noted("D is admissible only once the four questions are answered no, and while nobody asks for this code.")
