# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Licence advice: what the embedded code allows among the legal licences (CRPA, article L323-2), and why.

The compatibility of embedded code was concluded at the scan (`licence-compatibility`); nothing is judged again here.
"""

from collections.abc import Sequence

from catalog.i18n import noted
from catalog.verdict.case import MAX_SHOWN, Case, evidence_of_fact
from catalog.verdict.models import Basis, Evidence, LicenceAdvice, LicenceAnswer, LicenceChoice, Reply, TreeAnswer
from catalog.verdict.policy import LegalLicence, LegalQuestion

_ANSWERS = {
    "yes": LicenceAnswer.ALLOWED,
    "depends": LicenceAnswer.CONDITIONAL,
    "unknown": LicenceAnswer.UNKNOWN,
}
_PREFERRED = ("MIT", "Apache-2.0", "EUPL-1.2", "AGPL-3.0-or-later")
"""Proposed first where several do: those that open public code uses most."""
_USABLE = (LicenceAnswer.ALLOWED, LicenceAnswer.CONDITIONAL)


def advise(case: Case, licences: Sequence[LegalLicence]) -> LicenceAdvice:
    """Say which of the legal licences the embedded code allows, and which to take."""
    choices = tuple(_choice(licence, case) for licence in licences)
    declared = next((str(fact.data.get("expression", "")) for fact in case.of("licence-declared")), "")
    legal = _legal(declared, licences)
    proposed = (legal.spdx,) if legal and _may(choices, legal.spdx) else _proposed(choices)
    return LicenceAdvice(
        declared=declared,
        declared_is_legal=legal is not None,
        choices=choices,
        proposed=proposed if case.looked_for_by("licenses") else (),
        told=_told(case, declared, legal, choices, proposed),
    )


def answer_seven(question: LegalQuestion, advice: LicenceAdvice, case: Case) -> TreeAnswer:
    """Answer question 7 of the tree: is the licence constrained by embedded free software?"""
    left_out = [choice for choice in advice.choices if choice.answer is LicenceAnswer.REFUSED]
    unknown = [choice for choice in advice.choices if choice.answer is LicenceAnswer.UNKNOWN]
    if not case.looked_for_by("licenses"):
        reply, told = Reply.TO_DECIDE, noted("Nothing was read.")
    elif left_out:
        reply, told = Reply.YES, noted("The embedded code rules some of the legal licences out.")
    elif unknown:
        reply, told = Reply.TO_DECIDE, noted("The licence of some embedded code isn't in the table.")
    else:
        reply, told = Reply.NO, noted("Nothing that was found in the code rules a legal licence out.")
    return TreeAnswer(
        number=question.number,
        question=question.title,
        answer=reply,
        basis=Basis.HUMAN if reply is Reply.TO_DECIDE else Basis.DETECTED,
        told=told,
        to_decide=question.to_decide,
        articles=question.articles,
        evidence=tuple(_embedded(case)),
    )


def _choice(licence: LegalLicence, case: Case) -> LicenceChoice:
    summed = case.of("licence-compatibility")
    answer = LicenceAnswer.ALLOWED
    reasons: tuple[Evidence, ...] = ()
    if not case.looked_for_by("licenses"):
        answer = LicenceAnswer.UNKNOWN
    elif summed:
        rows = summed[0].data.get("possible")
        known = {str(row.get("expression")): str(row.get("answer")) for row in rows} if isinstance(rows, list) else {}
        answer = _ANSWERS.get(known.get(licence.spdx, "no"), LicenceAnswer.REFUSED)
        reasons = tuple(_embedded(case)) if answer is not LicenceAnswer.ALLOWED else ()
    return LicenceChoice(spdx=licence.spdx, name=licence.name, effect=licence.effect, answer=answer, reasons=reasons)


def _embedded(case: Case) -> list[Evidence]:
    return [
        evidence_of_fact(fact, case.commit).model_copy(update={"source": str(fact.data.get("expression", ""))})
        for fact in case.of("licence-embedded")[:MAX_SHOWN]
    ]


def _legal(declared: str, licences: Sequence[LegalLicence]) -> LegalLicence | None:
    return next((each for each in licences if declared in (each.spdx, *each.same_text)), None) if declared else None


def _may(choices: Sequence[LicenceChoice], spdx: str) -> bool:
    """Tell whether a licence stays: what is only unknown doesn't make a declared one change."""
    return any(choice.spdx == spdx and choice.answer is not LicenceAnswer.REFUSED for choice in choices)


def _proposed(choices: Sequence[LicenceChoice]) -> tuple[str, ...]:
    """Return what to take: surely allowed before unknown, permissive before reciprocal."""
    for answer in (*_USABLE, LicenceAnswer.UNKNOWN):
        for effect in ("permissive", "reciprocal"):
            left = [each.spdx for each in choices if each.answer is answer and each.effect == effect]
            if left:
                return tuple([each for each in _PREFERRED if each in left] or left)
    return ()


def _told(
    case: Case,
    declared: str,
    legal: LegalLicence | None,
    choices: Sequence[LicenceChoice],
    proposed: Sequence[str],
) -> str:
    if not case.looked_for_by("licenses"):
        return noted("Nothing was read: no licence can be advised.")
    if not proposed:
        return noted("The embedded code rules all the legal licences out: take parts out, or replace them.")
    if not any(choice.answer in _USABLE for choice in choices):
        return noted("The licence of some embedded code isn't in the table: have it checked before choosing.")
    return _told_of_declared(declared, legal, proposed) or _told_of_none(choices)


def _told_of_declared(declared: str, legal: LegalLicence | None, proposed: Sequence[str]) -> str:
    if legal and legal.spdx in proposed:
        return noted("The declared licence is one that the law admits, and the embedded code allows it: keep it.")
    if legal:
        return noted("The declared licence is admitted by law, but the embedded code doesn't surely allow it.")
    if declared:
        return noted("The declared licence is not one that the law admits: choose among those proposed.")
    return ""


def _told_of_none(choices: Sequence[LicenceChoice]) -> str:
    if any(choice.answer is LicenceAnswer.REFUSED for choice in choices):
        return noted("No licence is declared; the embedded code leaves those that are proposed.")
    return noted("No licence is declared and nothing constrains it: take a permissive one, unless question 8 is yes.")
