# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What points and blockers say, in sentences for a referent who isn't a programmer.

The rules of the shipped policy have their sentences here; a rule of an administration's own says its title and count.
"""

from collections.abc import Callable
from typing import Any

from catalog.i18n import Translator, counted, noted
from catalog.priorities import Point, Ranked
from catalog.priority_policy import AxisName, Rule
from catalog.registers.models import Exemption, Opening
from catalog.reports.algorithm_words import field_title, value_words
from catalog.reports.text import plain

_DECISIONS = "decisions_per_year"
_MAX_LINES = 3
"""Lines of code, cuts or areas shown for one place."""


_SENTENCES = {
    "rule-files": counted(
        "Holds {n} file of calculation or decision rules", "Holds {n} files of calculation or decision rules"
    ),
    "models": counted(
        "Holds {n} machine-learning model or training program",
        "Holds {n} machine-learning models or training programs",
    ),
    "legal-basis": counted(
        "Cites the law next to the code in {n} place", "Cites the law next to the code in {n} places"
    ),
    "modules": counted(
        "Holds {n} generic module that can be taken out as it is",
        "Holds {n} generic modules that can be taken out as they are",
    ),
    "modules-after-cutting": counted(
        "Holds {n} generic module that can be taken out after a few cuts",
        "Holds {n} generic modules that can be taken out after a few cuts",
    ),
    "held-elsewhere": counted(
        "{n} of its modules is held by other owners too", "{n} of its modules are held by other owners too"
    ),
    "declared-decisions": counted("Founds {n} decision a year", "Founds {n} decisions a year"),
    "declared-algorithms": counted(
        "Holds {n} algorithm declared in the inventory", "Holds {n} algorithms declared in the inventory"
    ),
    "declared-automatic": counted(
        "{n} declared algorithm decides with no agent", "{n} declared algorithms decide with no agent"
    ),
    "requests": counted("{n} request for this code was received", "{n} requests for this code were received"),
    "cada-opinions": counted(
        "The CADA gave {n} opinion in favour of its release", "The CADA gave {n} opinions in favour of its release"
    ),
    "controls": counted("{n} place seems to choose whom to control", "{n} places seem to choose whom to control"),
    "spreadsheets": counted("Holds {n} spreadsheet that computes", "Holds {n} spreadsheets that compute"),
    "shared-files": counted(
        "{n} file of its modules is held by another owner too", "{n} files of its modules are held by other owners too"
    ),
}
_STATES = {
    "high": noted("high confidence"),
    "medium": noted("medium confidence"),
    "low": noted("low confidence"),
    "private": noted("private repository"),
    "internal": noted("internal repository"),
    "public": noted("open repository"),
    "citizen": noted("a citizen"),
    "administration": noted("an administration"),
    "association": noted("an association"),
    "company": noted("a company"),
    "favourable": noted("favourable"),
    "partly-favourable": noted("favourable in part"),
    "unfavourable": noted("unfavourable"),
    "none": noted("no opinion on the substance"),
}


def word(name: str, t: Translator) -> str:
    """Return the words for a confidence, a visibility, a requester or an opinion."""
    return t(_STATES.get(name, name))


def reason(item: Ranked, axis: AxisName, rule: Rule, t: Translator) -> str:
    """Say in one sentence why a rule gave points; "" when it gave none."""
    points = item.of_rule(axis, rule.id)
    if not points:
        return ""
    if rule.id == "rule-share":
        return _rules_told(item, t)
    number = number_of(item, axis, rule)
    if rule.id in _SENTENCES:
        return t.ngettext(*_SENTENCES[rule.id], number)
    return t("{title}: {n}", title=rule.title.in_language(t.language), n=t.number(number))


def _rules_told(item: Ranked, t: Translator) -> str:
    share = max(
        (float(fact.data.get("share", 0)) for fact in item.subject.facts.get("algorithm-summary", ())), default=0
    )
    if not share:
        return t("No file is made of rules, but some lines come near to it, or a model is trained")
    return t("{share} of the code files hold calculation or decision rules", share=t.percent(share))


def exemption_words(exemption: Exemption, t: Translator) -> str:
    """Say what keeps a repository closed, until when, by which article, and where it is declared."""
    return t(
        "Exempted until {day} (CRPA, article {article}); {owner} answers for it ({place}).",
        day=t.day(exemption.expires_on.isoformat()),
        article=plain(exemption.article),
        owner=plain(exemption.owner),
        place=plain(exemption.place),
    )


def opening_words(opening: Opening, t: Translator) -> str:
    """Say that closed code is declared to be open, since when and where, and what to do if it isn't elsewhere."""
    day = t.day(opening.effective_on.isoformat()) if opening.effective_on else ""
    place, address = plain(opening.place), plain(opening.public_repository)
    if address:
        return t("Declared open since {day} ({place}), as {address}.", day=day, place=place, address=address)
    return t(
        "Declared open since {day} ({place}), but still seen closed: make it public, or correct the declaration.",
        day=day,
        place=place,
    )


def number_of(item: Ranked, axis: AxisName, rule: Rule) -> int:
    """Return how many things a rule counted: the number that a summary gives, else that of the places."""
    counts = rule.values and rule.full_at > 1 and (rule.places or _DECISIONS in rule.values)
    return round(_sum(item, rule, rule.values[0])) if counts else len(item.of_rule(axis, rule.id))


def place(path: str, line: int, t: Translator) -> str:
    """Say where: a path with its line, or the whole repository."""
    if not path:
        return t("the whole repository")
    return t("{path}, line {line}", path=plain(path), line=str(line)) if line else plain(path)


def details(point: Point, t: Translator) -> list[str]:
    """Say what is at one place, a line each; what no one has words for is the detector's own message."""
    tell = _DETAILS.get(point.fact.rule, _code_lines)
    return tell(point.fact.data, t) or [plain(t(point.fact.message))]


def _sum(item: Ranked, rule: Rule, name: str) -> float:
    facts = item.subject.facts.get(rule.fact, ())
    return sum(float(fact.data.get(name, 0)) for fact in facts)


def _code_lines(data: dict[str, Any], t: Translator) -> list[str]:
    lines = data.get("lines")
    shown = [each for each in lines if isinstance(each, dict)] if isinstance(lines, list) else []
    return [
        t("line {line}: {text}", line=str(each.get("line", "")), text=plain(str(each.get("text", "")).strip()))
        for each in shown[:_MAX_LINES]
    ]


def _module(data: dict[str, Any], t: Translator) -> list[str]:
    files, lines = int(data.get("files", 1)), int(data.get("lines", 0))
    size = (t.ngettext("{n} file", "{n} files", files), t.ngettext("{n} line", "{n} lines", lines))
    told = [", ".join((*size, plain(str(data.get("language", "")))))]
    used_by = [plain(str(area)) for area in data.get("used_by") or []]
    if used_by:
        told.append(t("used by {areas}", areas=", ".join(used_by[:_MAX_LINES]) + ("…" if used_by[_MAX_LINES:] else "")))
    cuts = data.get("cuts") or []
    told += [
        t("to cut at {place}: {target}", place=place(cut.get("path", ""), cut.get("line", 0), t), target=_target(cut))
        for cut in cuts[:_MAX_LINES]
    ]
    if left := len(cuts) - _MAX_LINES:
        told += [t.ngettext("and {n} other cut", "and {n} other cuts", left)] if left > 0 else []
    return told


def _target(cut: dict[str, Any]) -> str:
    return plain(str(cut.get("target", "")))


def _shared(data: dict[str, Any], t: Translator) -> list[str]:
    return [t.ngettext("held by {n} owner", "held by {n} owners", int(data.get("owners", 1)))]


def _algorithm(data: dict[str, Any], t: Translator) -> list[str]:
    """Tell a declared algorithm: its name, then what its sheet says of the decisions."""
    told = [plain(str(data.get("name", "")))]
    for field in ("purpose", "automation", "legal_basis", "persons"):
        if value := data.get(field):
            text = ", ".join(map(str, value)) if isinstance(value, list) else value_words(field, str(value), t)
            told.append(t("{title}: {n}", title=field_title(field, t), n=plain(text)))
    if other := data.get("disagrees"):
        fields = ", ".join(field_title(each, t) for each in other["fields"])
        where = place(other["path"], other["line"], t)
        told.append(t("the repository says otherwise ({fields}) in {where}", fields=fields, where=where))
    return told


def _request(data: dict[str, Any], t: Translator) -> list[str]:
    who = word(str(data.get("requester", "")), t)
    told = [t("received on {day} from {who}", day=t.day(str(data.get("received_on", ""))), who=who)]
    if data.get("cada"):
        opinion = word(str(data.get("cada_opinion", "")), t)
        told.append(t("CADA opinion {number}: {opinion}", number=plain(str(data["cada"])), opinion=opinion))
    return told


def _held(data: dict[str, Any], t: Translator) -> list[str]:
    owners = [plain(str(each)) for each in data.get("held_by") or ()]
    named = ", ".join(owners[:_MAX_LINES]) + ("…" if owners[_MAX_LINES:] else "")
    return [t("also held by {owners}", owners=named)]


_DETAILS: dict[str, Callable[[dict[str, Any], Translator], list[str]]] = {
    "algorithm-declared": _algorithm,
    "request-received": _request,
    "module-candidate": _module,
    "module-shared-file": _shared,
    "module-held-elsewhere": _held,
}
