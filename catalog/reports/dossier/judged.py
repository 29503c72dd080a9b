# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The parts of a dossier that judge: the law by its questions, the checklist, the licence, the degree, the effort."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from catalog.dossiers import Dossier
from catalog.i18n import Translator, noted
from catalog.reports.dossier.document import Block, Items, Paragraph, Part, Span, Table, Text
from catalog.reports.wording import exemption_words, place
from catalog.verdict.models import Basis, Evidence, Level, LicenceAnswer, LicenceChoice, Reply, Status, TreeAnswer

_FEW = 3
_REPLIES = {Reply.YES: noted("yes"), Reply.NO: noted("no"), Reply.TO_DECIDE: noted("to be decided")}
_BASES = {
    Basis.DETECTED: noted("detected by the machine"),
    Basis.DECLARED: noted("declared by the administration"),
    Basis.HUMAN: noted("for people to decide"),
}
_STATUSES = {
    Status.PASS: noted("✓ done"),
    Status.TO_MEND: noted("✗ to mend"),
    Status.NEEDS_HUMAN: noted("? for people to check"),
    Status.NOT_APPLICABLE: noted("– not applicable"),
}
_LEVELS = {
    Level.SMALL: noted("Little work"),
    Level.MEDIUM: noted("Some work"),
    Level.LARGE: noted("Much work"),
    Level.UNKNOWN: noted("Not known"),
}
_LICENCES = {
    LicenceAnswer.ALLOWED: noted("allowed"),
    LicenceAnswer.CONDITIONAL: noted("under conditions"),
    LicenceAnswer.UNKNOWN: noted("to be checked"),
    LicenceAnswer.REFUSED: noted("excluded"),
}


def where(evidence: Sequence[Evidence], t: Translator) -> tuple[Span, ...]:
    """Return the first places of an answer, and how many more there are, as a sentence without its full stop."""
    spots = list(dict.fromkeys(Span(place(each.path, each.line, t), code=bool(each.path)) for each in evidence))
    if spots and not spots[0].code:
        spots[0] = Span(spots[0].text.capitalize())
    pieces: list[Span] = []
    for number, spot in enumerate(spots[:_FEW]):
        pieces += [Span(", " if number else ""), spot]
    if left := len(spots) - _FEW:
        pieces += [Span(" " + t.ngettext("and {n} other place", "and {n} other places", left))] if left > 0 else []
    return tuple(pieces)


def law(dossier: Dossier, t: Translator) -> Iterator[Block]:
    """Yield the legal tree, and where it ends."""
    tree = dossier.verdict.legal
    told = t("{verdict} (CRPA, article {article}).", verdict=tree.title.in_language(t.language), article=tree.article)
    yield Paragraph(told, strong=True)
    if tree.assumed:
        yield Paragraph(t("This supposes that the service confirms the answers that are for people to decide."))
    if exemption := dossier.registers.exemption:
        yield Paragraph(exemption_words(exemption, t))
    rows = tuple(_question(answer, t) for answer in tree.answers)
    yield Table(t("The questions of the legal guide"), (t("Question"), t("Answer"), t("Why")), rows)
    yield Paragraph(f"{tree.unasked.question.in_language(t.language)} {tree.unasked.to_decide.in_language(t.language)}")


def _question(answer: TreeAnswer, t: Translator) -> tuple[Text, ...]:
    articles = ", ".join(answer.articles)
    title = f"{answer.number}. {answer.question.in_language(t.language)} ({articles})"
    why: list[Span] = [Span(t.told(answer.told))]
    if answer.evidence:
        why += [Span(" "), *where(answer.evidence, t), Span(".")]
    if answer.answer is Reply.TO_DECIDE:
        why.append(Span(" " + answer.to_decide.in_language(t.language)))
    return title, f"{t(_REPLIES[answer.answer])} ({t(_BASES[answer.basis])})", tuple(why)


def checklist(dossier: Dossier, t: Translator) -> Iterator[Block]:
    """Yield the checklist, a table a section."""
    counts = {status: sum(line.status is status for line in dossier.verdict.checklist) for status in Status}
    yield Paragraph(
        t(
            "{done} lines are done, {mend} are to mend, {human} are for people to check.",
            done=t.number(counts[Status.PASS]),
            mend=t.number(counts[Status.TO_MEND]),
            human=t.number(counts[Status.NEEDS_HUMAN]),
        )
    )
    sections = dossier.policies.checklist.sections
    for section, lines in groupby(dossier.verdict.checklist, key=lambda line: line.section):
        rows = tuple(
            (
                line.title.in_language(t.language),
                t(_STATUSES[line.status]),
                (
                    Span(t.told(line.told) + " "),
                    *where(line.evidence, t),
                    Span((". " if line.evidence else "") + line.mend.in_language(t.language)),
                ),
            )
            for line in lines
        )
        yield Table(
            sections[section].in_language(t.language), (t("To check"), t("State"), t("Why, and what to do")), rows
        )


def licence(dossier: Dossier, t: Translator) -> Iterator[Block]:
    """Yield the advice on the licence, and the parts whose rights are not free."""
    advice = dossier.verdict.licence
    yield Paragraph(t.told(advice.told), strong=True)
    if advice.proposed and not advice.declared_is_legal:
        yield Paragraph(t("Proposed: {names}.", names=", ".join(advice.proposed)))
    limited = [choice for choice in advice.choices if choice.answer is not LicenceAnswer.ALLOWED]
    rows = tuple(
        (", ".join(choice.spdx for choice in alike), t(_LICENCES[alike[0].answer]), where(alike[0].reasons, t))
        for _, group in groupby(sorted(limited, key=_alike), key=_alike)
        if (alike := list(group))
    )
    if rows:
        yield Table(t("Licences that the embedded code limits"), (t("Licence"), t("Answer"), t("Because of")), rows)
    elif dossier.item.subject.commit:
        yield Paragraph(t("Nothing that was found in the code rules a legal licence out."))
    yield Paragraph(t("Data and documentation are published under {licence}.", licence=advice.documents))
    rights = dict.fromkeys(
        name for question in dossier.policies.legal.questions if question.number == 5 for name in question.judgement
    )
    titles = {rule.id: rule for rule in dossier.priorities.blockers}
    for blocker in dossier.item.blockers:
        if blocker.rule in rights:
            rule = titles[blocker.rule]
            shown = where([Evidence(text="", path=spot.path, line=spot.line) for spot in blocker.places], t)
            told = f"{rule.title.in_language(t.language)} – {rule.why.in_language(t.language)} "
            yield Items(((Span(told), *shown),))


def _alike(choice: LicenceChoice) -> tuple[str, str]:
    return choice.answer.value, repr(choice.reasons)


def degree(dossier: Dossier, t: Translator) -> Iterator[Block]:
    """Yield the degree that is proposed, and the questions that remain."""
    proposal = dossier.verdict.degree
    if proposal.proposed:
        name = proposal.title.in_language(t.language)
        yield Paragraph(t("Proposed: {degree} ({name}).", degree=proposal.proposed, name=name), strong=True)
    yield Paragraph(t.told(proposal.told))
    rows = tuple(
        (answer.question.in_language(t.language), t(_REPLIES[answer.answer]), where(answer.evidence, t))
        for answer in proposal.answers
    )
    yield Table(t("The four questions"), (t("Question"), t("Answer"), t("Places")), rows)
    if proposal.why_not_d:
        yield Paragraph(t.told(proposal.why_not_d))


def effort(dossier: Dossier, t: Translator) -> Iterator[Block]:
    """Yield how much work opening is."""
    work = dossier.verdict.effort
    yield Paragraph(t(_LEVELS[work.level]) + ".", strong=True)
    yield Paragraph(t.told(work.told))
    items = tuple(f"{item.title.in_language(t.language)} × {t.number(item.count)}" for item in work.items)
    if items:
        yield Items(items)


def quality(dossier: Dossier, t: Translator) -> Iterator[Part]:
    """Yield what open code lacks to be reused easily; nothing for closed code."""
    judged = dossier.verdict.quality
    if judged is None:
        return
    met = t("{met} of {total} points of remarkable software.", met=str(judged.met), total=str(len(judged.points)))
    every = (*judged.preconditions, *judged.points)
    lacking = tuple(point.title.in_language(t.language) for point in every if point.met is False)
    blocks: list[Block] = [Paragraph(met, strong=True), *([Paragraph(t.told(judged.told))] if judged.told else [])]
    if lacking:
        blocks += [Paragraph(t("What it lacks:")), Items(lacking)]
    yield Part("quality", t("Quality of the open code"), tuple(blocks))
