# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The opening file in one language: what to do first, then what it rests on, for who isn't a programmer."""

from collections.abc import Iterator

from catalog.dossiers import Dossier, changes_since
from catalog.from_git import language_name
from catalog.i18n import Translator
from catalog.pages.page import cut
from catalog.priorities import SECRETS
from catalog.registers.models import Request, RequestStatus
from catalog.reports.dossier import found, judged
from catalog.reports.dossier.document import Blanks, Block, Document, Items, Paragraph, Part, Table, Text, code
from catalog.reports.dossier.patch import drafts
from catalog.reports.wording import exemption_words, word
from catalog.subjects import ScanState
from catalog.verdict.models import LegalVerdict, Reply, Status

_SHORT = 300
_FEW = 3
_SEEN = 0.01
"""Smallest share of the files that makes a language worth a word."""


def dossier_document(dossier: Dossier, t: Translator) -> Document:
    """Write a dossier in the language of `t`."""
    parts = (
        Part("next", t("What to do next"), (Items(tuple(_steps(dossier, t)), numbered=True),)),
        *_changes(dossier, t),
        Part("identity", t("Which code this is"), tuple(_identity(dossier, t))),
        Part("criteria", t("Why open it: the two criteria"), tuple(found.criteria(dossier, t))),
        Part("law", t("What the law says"), tuple(judged.law(dossier, t))),
        Part("checklist", t("Checklist before opening"), tuple(judged.checklist(dossier, t))),
        Part("remove", t("Secrets and personal data to remove"), tuple(found.places(dossier, t))),
        Part("licence", t("Licence and rights of third parties"), tuple(judged.licence(dossier, t))),
        Part("modules", t("Parts that could be opened apart"), tuple(found.modules(dossier, t))),
        Part("algorithms", t("Algorithms"), tuple(found.algorithms(dossier, t))),
        Part("degree", t("Degree of openness"), tuple(judged.degree(dossier, t))),
        Part("effort", t("How much work"), tuple(judged.effort(dossier, t))),
        *judged.quality(dossier, t),
        Part("decision", t("Decision"), tuple(_decision(dossier, t))),
    )
    return Document(
        t.language, t("Opening file: {name}", name=dossier.item.subject.full_name), tuple(_lead(dossier, t)), parts
    )


def _lead(dossier: Dossier, t: Translator) -> Iterator[Paragraph]:
    scan = dossier.item.subject.scan
    yield Paragraph(
        t(
            "Made on {day} by an analysis of the code, for the one who decides to open it. It proposes; people decide.",
            day=t.day(dossier.day),
        )
    )
    if scan is None or not scan.commit:
        yield Paragraph(t("This code was not read: nothing below rests on its content."), strong=True)
        return
    yield Paragraph(t("Read on {day}, in its version {commit}.", day=t.day(scan.scanned_at), commit=scan.commit[:10]))
    if not scan.read_whole_history(SECRETS):
        yield Paragraph(
            t("Only a part of the history could be read: what was not found may still be there."), strong=True
        )
    if left := tuple(_left_aside(scan, t)):
        yield Paragraph(t("Not read: {what}.", what=" ; ".join(left)))


def _left_aside(scan: ScanState, t: Translator) -> Iterator[str]:
    """Yield what the scan couldn't read, a few words each."""
    if SECRETS not in scan.detectors:
        yield t("secrets, which were not looked for")
    if scan.shallow:
        yield t("the older history, which the copy hasn't")
    if scan.missing:
        yield t.ngettext(
            "{n} version of a file, missing from the copy", "{n} versions of files, missing from the copy", scan.missing
        )
    if scan.bounded:
        examples = ", ".join(dict.fromkeys(str(each.get("path", "")) for each in scan.bounded[:_FEW]))
        yield t.ngettext(
            "{n} file, in part: {examples}", "{n} files, in part: {examples}", len(scan.bounded), examples=examples
        )
    yield from (t.told(problem) for problem in scan.problems[:_FEW])


# --- what to do ------------------------------------------------------------------------------------------------------


def _steps(dossier: Dossier, t: Translator) -> Iterator[Text]:
    """Yield what to do, in order: revoke first, for a secret that leaked stays leaked once the code is cleaned."""
    if exemption := dossier.registers.exemption:
        yield exemption_words(exemption, t)
    if not dossier.item.subject.commit:
        yield t("Have this code read: run ouvrage scan, then make this file again.")
        return
    yield from _cleaning(dossier, t)
    yield from _deciding(dossier, t)
    if files := drafts(dossier, t):
        yield t("Have the drafts that come with this file completed: {files}.", files=", ".join(sorted(files)))
    yield t("Choose the degree of openness and who maintains the code, then have the last page signed.")


def _cleaning(dossier: Dossier, t: Translator) -> Iterator[Text]:
    secrets = [group for group in dossier.groups if group[0].rule.startswith("secret-")]
    persons = [group for group in dossier.groups if group[0].rule.startswith("personal-")]
    if secrets:
        yield t.ngettext(
            "First revoke {n} secret that was found: removing it from the code is not enough.",
            "First revoke the {n} secrets that were found: removing them from the code is not enough.",
            len(secrets),
        )
    if persons:
        yield t.ngettext(
            "Have {n} place that may hold personal data looked at, and what is about real persons removed.",
            "Have {n} places that may hold personal data looked at, and what is about real persons removed.",
            len(persons),
        )
    if secrets or persons:
        yield t("Then have the history cleaned, or publish the current version without its history.")
    if not dossier.item.subject.scan or not dossier.item.subject.scan.read_whole_history(SECRETS):
        yield t("Have the whole history read again from a complete copy.")


def _deciding(dossier: Dossier, t: Translator) -> Iterator[Text]:
    open_questions = [
        str(answer.number) for answer in dossier.verdict.legal.answers if answer.answer is Reply.TO_DECIDE
    ]
    if open_questions:
        yield t("Answer the questions of law that are still open: {numbers}.", numbers=", ".join(open_questions))
    mend = sum(line.status is Status.TO_MEND for line in dossier.verdict.checklist)
    if mend:
        yield t.ngettext("Have {n} line of the checklist mended.", "Have {n} lines of the checklist mended.", mend)
    advice = dossier.verdict.licence
    if not advice.declared_is_legal and advice.proposed:
        yield t("Choose the licence: {licence} is proposed.", licence=advice.proposed[0])


def _changes(dossier: Dossier, t: Translator) -> Iterator[Part]:
    changes = changes_since(dossier)
    if changes is None or dossier.previous is None:
        return
    titles = {line.id: line.title.in_language(t.language) for line in dossier.verdict.checklist}
    lines = [t("Mended: {title}", title=titles[name]) for name in changes.mended]
    lines += [t("New, to mend: {title}", title=titles[name]) for name in changes.new]
    if changes.verdict_before:
        ending = dossier.policies.legal.verdicts[LegalVerdict(changes.verdict_before)].title.in_language(t.language)
        lines.append(t("The answer of the law was: {verdict}", verdict=ending))
    before = t.day(dossier.previous.day)
    blocks: tuple[Block, ...] = (Items(tuple(lines)),) if lines else (Paragraph(t("Nothing changed.")),)
    yield Part("changes", t("What changed since {day}", day=before), blocks)


# --- which code ------------------------------------------------------------------------------------------------------


def _identity(dossier: Dossier, t: Translator) -> Iterator[Block]:
    row, subject, scan = dossier.row, dossier.item.subject, dossier.item.subject.scan
    changed = row["pushed_at"] or dossier.committed_at or row["updated_at"] or ""
    rows: list[tuple[Text, Text]] = [
        (t("Name"), (code(subject.full_name),)),
        (t("Owner"), subject.owner),
        (t("Ministry"), dossier.ministry),
        (t("Forge"), subject.host if subject.host != "folder" else t("a folder of this machine")),
        (t("Address"), "" if ".invalid/" in row["html_url"] else row["html_url"]),
        (t("Visibility"), word(subject.visibility, t)),
        (t("Languages"), _languages(dossier, t)),
        (t("Files in the current version"), t.number(scan.files) if scan and scan.commit else ""),
        (t("Declared licence"), dossier.verdict.licence.declared),
        (t("Last change"), t.day(changed)),
    ]
    known = tuple((label, value) for label, value in rows if value)
    yield Table(t("Identity"), (t("What"), t("Value")), known)
    yield from _purpose(dossier, t)
    yield from _elsewhere(dossier, t)
    software = [evidence.text for evidence in dossier.verdict.software]
    if software:
        yield Paragraph(t("Free software of the SILL that it uses: {names}.", names=", ".join(dict.fromkeys(software))))
    for api in dossier.verdict.apis:
        yield Paragraph(t("It describes an API: {title} ({path}).", title=api.text, path=api.path))
    if requests := tuple(_request(request, t) for request in dossier.registers.requests):
        yield Table(t("Requests received"), (t("Received on"), t("From"), t("Answer"), t("Declared in")), requests)


def _purpose(dossier: Dossier, t: Translator) -> Iterator[Block]:
    description, sentence = dossier.row["description"], dossier.purpose
    if description:
        yield Paragraph(t("Its description says: “{text}”", text=cut(description, _SHORT)))
    if sentence:
        yield Paragraph(t("Its README starts with: “{text}”", text=cut(sentence, _SHORT)))
    if not description and not sentence:
        yield Paragraph(t("It has no description: the service must say what it is for."))


def _elsewhere(dossier: Dossier, t: Translator) -> Iterator[Block]:
    """Yield where the same code can be read by all already."""
    for holder in dossier.elsewhere[:_FEW]:
        share = t.percent(holder.containment)
        yield Paragraph(t("Already public: {share} of this code is in {where}.", share=share, where=holder.repository))
    if dossier.item.subject.commit and not dossier.compared:
        yield Paragraph(t("This code was not compared with the other repositories since it was read."))


def _request(request: Request, t: Translator) -> tuple[Text, ...]:
    answer = {
        RequestStatus.OPEN: t("to be answered"),
        RequestStatus.ANSWERED: t("answered"),
        RequestStatus.REFUSED: t("refused"),
    }[request.status]
    opinion = t("CADA: {opinion}", opinion=word(request.cada_opinion.value, t)) if request.cada else ""
    told = ", ".join(text for text in (answer, opinion) if text)
    return t.day(request.received_on.isoformat()), word(request.requester.value, t), told, (code(request.place),)


def _languages(dossier: Dossier, t: Translator) -> str:
    """Return the languages of the code, most files first; what the forge says when nothing was read."""
    graph = dossier.item.subject.facts.get("module-graph", [])
    found = graph[0].data.get("languages") if graph else None
    if not isinstance(found, dict) or not found:
        return str(dossier.row["language"])
    shares = {name: files / sum(found.values()) for name, files in found.items()}
    most = sorted(shares, key=lambda name: (-shares[name], name))[:_FEW]
    return ", ".join(f"{language_name(name)} ({t.percent(shares[name])})" for name in most if shares[name] >= _SEEN)


# --- the last page ---------------------------------------------------------------------------------------------------


def _decision(dossier: Dossier, t: Translator) -> Iterator[Block]:
    yield Paragraph(t("Tick one:"))
    yield Items(
        (
            "☐ " + t("open this code as it is"),
            "☐ " + t("open it once what is listed is mended"),
            "☐ " + t("open only these parts: ……………………"),
            "☐ " + t("do not open it, on this legal ground (article): ……………………"),
        )
    )
    yield Blanks((t("Name and function"), t("Date"), t("Signature")))
    if dossier.verdict.degree.proposed:
        yield Paragraph(
            t("If it is not opened, declare the exemption with its ground, its owner and its end in exemptions.yml.")
        )
