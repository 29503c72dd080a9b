# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The legal guide's tree (code.gouv.fr), walked as far as what is detected and declared leads.

Questions that only people can answer are asked, and the walk goes on from the answer that lets it: the verdict then
says that it supposes them. Nothing that was left unread is a "no".
"""

from collections.abc import Iterator

from catalog.i18n import noted
from catalog.priorities import Blocker
from catalog.verdict.case import Case, evidence_of
from catalog.verdict.models import Basis, Evidence, LegalTree, LegalVerdict, Reply, TreeAnswer
from catalog.verdict.policy import GroundRule, LegalPolicy, LegalQuestion


def walk(case: Case, policy: LegalPolicy, licence: TreeAnswer) -> LegalTree:
    """Walk the tree for one repository; `licence` answers question 7 (see `licence.answer_seven`)."""
    asked = {question.number: question for question in policy.questions}
    ground = _ground(case, policy)
    answers = [_mission(asked[1], case, ground), _finished(asked[2], case, ground)]
    if ground and ground.verdict in (LegalVerdict.NOT_CONCERNED, LegalVerdict.NO_DUTY):
        return _ending(
            ground.verdict, answers[: 1 if ground.verdict is LegalVerdict.NOT_CONCERNED else 2], case, policy
        )
    answers.append(_secrets(asked[3], case, ground))
    if answers[-1].answer is not Reply.NO:
        answers.append(_removable(asked[4], asked[3], case, ground))
    if _is_no(answers[-1], 4):
        return _ending(LegalVerdict.NOT_COMMUNICABLE, answers, case, policy)
    answers.append(_rights(asked[5], case, ground))
    if answers[-1].answer is Reply.YES:
        answers.append(_without_them(asked[6], ground))
    if _is_no(answers[-1], 6):
        return _ending(LegalVerdict.NOT_COMMUNICABLE, answers, case, policy)
    answers += [licence, _human(asked[8], noted("Nothing can detect it."))]
    return _ending(_verdict(answers), answers, case, policy)


def _is_no(answer: TreeAnswer, number: int) -> bool:
    return answer.number == number and answer.answer is Reply.NO


def _verdict(answers: list[TreeAnswer]) -> LegalVerdict:
    """Return where answers lead when none of them says no: what is unknown of secrets or rights must be decided."""
    by_number = {answer.number: answer.answer for answer in answers}
    if Reply.TO_DECIDE in (by_number[3], by_number.get(4), by_number[5], by_number.get(6)):
        return LegalVerdict.TO_DECIDE
    return LegalVerdict.AFTER_CLEANING if by_number[3] is Reply.YES else LegalVerdict.COMMUNICABLE


def _ending(verdict: LegalVerdict, answers: list[TreeAnswer], case: Case, policy: LegalPolicy) -> LegalTree:
    exemption = case.registers.exemption
    ground = _ground(case, policy)
    ending = policy.verdicts[verdict]
    kept = ground is not None and ground.verdict is verdict
    evidence = None
    if exemption and ground:
        text = exemption.reason or ground.title.fr
        evidence = Evidence(text=text, path=exemption.file, line=exemption.line, source=ground.article)
    supposed = verdict in (LegalVerdict.COMMUNICABLE, LegalVerdict.AFTER_CLEANING)
    return LegalTree(
        answers=tuple(answers),
        verdict=verdict,
        title=ending.title,
        article=ground.article if kept and ground else ending.article,
        assumed=supposed and any(answer.answer is Reply.TO_DECIDE for answer in answers),
        unasked=_human(policy.unasked, noted("The size of the body isn't known to the machine.")),
        exemption=evidence,
        exemption_expires=exemption.expires_on if exemption else None,
    )


def _ground(case: Case, policy: LegalPolicy) -> GroundRule | None:
    exemption = case.registers.exemption
    return next((each for each in policy.grounds if exemption and each.id == exemption.ground), None)


# --- the questions ---------------------------------------------------------------------------------------------------


def _mission(question: LegalQuestion, case: Case, ground: GroundRule | None) -> TreeAnswer:
    if ground and ground.verdict is LegalVerdict.NOT_CONCERNED:
        return _declared(question, Reply.NO, case)
    told = noted("The administration lists this code as its own; that its mission is a public service is supposed.")
    return _human(question, told)


def _finished(question: LegalQuestion, case: Case, ground: GroundRule | None) -> TreeAnswer:
    if ground and ground.verdict is LegalVerdict.NO_DUTY:
        return _declared(question, Reply.NO, case)
    return _human(question, noted("Nothing in a repository proves that it is used; that it is finished is supposed."))


def _secrets(question: LegalQuestion, case: Case, ground: GroundRule | None) -> TreeAnswer:
    found = case.blockers((*question.removable, *question.judgement))
    if ground and ground.kind in ("absolute", "relative"):
        return _declared(question, Reply.YES, case)
    if certain := [blocker for blocker in found if blocker.rule in question.removable]:
        return _detected(question, Reply.YES, noted("Something that the law protects was found."), certain)
    if found:
        told = noted("Parts of the code say, or suggest, that the law protects them.")
        return _human(question, told, tuple(_places(found)))
    if not case.history_read:
        told = noted("The whole history was not read: that nothing was found proves nothing.")
        return _human(question, told)
    told = noted("Nothing was found in the whole history; the service must confirm it.")
    return _detected(question, Reply.NO, told, [])


def _removable(question: LegalQuestion, secrets: LegalQuestion, case: Case, ground: GroundRule | None) -> TreeAnswer:
    if ground and ground.kind in ("absolute", "relative"):
        return _declared(question, Reply.NO, case)
    weighed = case.blockers(secrets.judgement)
    if weighed or not case.blockers(secrets.removable):
        return _human(question, noted("What is protected must be weighed first."), tuple(_places(weighed)))
    told = noted("What was found can be removed by ordinary means, from the history too.")
    return _detected(question, Reply.YES, told, [])


def _rights(question: LegalQuestion, case: Case, ground: GroundRule | None) -> TreeAnswer:
    if ground and ground.article == "L311-4":
        return _declared(question, Reply.YES, case)
    found = case.blockers(question.judgement)
    if found:
        return _detected(question, Reply.YES, noted("Parts were found whose rights are not free, or not known."), found)
    if not case.looked_for_by("licenses", "rights"):
        return _human(question, noted("Rights were not looked for: scan again."))
    told = noted("None was found in the current version; contracts must be checked.")
    return _detected(question, Reply.NO, told, [])


def _without_them(question: LegalQuestion, ground: GroundRule | None) -> TreeAnswer:
    told = noted("Each of these parts must be looked at.")
    answer = _human(question, told)
    if ground and ground.article == "L311-4":
        return answer.model_copy(update={"answer": Reply.NO, "basis": Basis.DECLARED})
    return answer


def _places(found: list[Blocker]) -> Iterator[Evidence]:
    for blocker in found:
        yield from evidence_of(blocker)


def _answer(question: LegalQuestion, answer: Reply, basis: Basis, told: str, shown: tuple[Evidence, ...]) -> TreeAnswer:
    return TreeAnswer(
        number=question.number,
        question=question.title,
        answer=answer,
        basis=basis,
        told=told,
        to_decide=question.to_decide,
        articles=question.articles,
        evidence=shown,
    )


def _human(question: LegalQuestion, told: str, shown: tuple[Evidence, ...] = ()) -> TreeAnswer:
    return _answer(question, Reply.TO_DECIDE, Basis.HUMAN, told, shown)


def _detected(question: LegalQuestion, answer: Reply, told: str, found: list[Blocker]) -> TreeAnswer:
    return _answer(question, answer, Basis.DETECTED, told, tuple(_places(found)))


def _declared(question: LegalQuestion, answer: Reply, case: Case) -> TreeAnswer:
    exemption = case.registers.exemption
    shown = (Evidence(text=exemption.reason, path=exemption.file, line=exemption.line),) if exemption else ()
    return _answer(question, answer, Basis.DECLARED, noted("An exemption in force says so."), shown)
