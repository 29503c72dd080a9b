# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The parts of a dossier that tell what was found in the code: why open it, what to remove, what to open apart."""

import shlex
from collections.abc import Iterator, Sequence

from catalog.clones import ALREADY_PUBLIC
from catalog.dossiers import Dossier
from catalog.findings import Found
from catalog.i18n import Translator, noted
from catalog.pages.page import cut
from catalog.priorities import Point
from catalog.priority_policy import AXES, AxisName
from catalog.reports.algorithm_words import FIELDS, field_title
from catalog.reports.axes import axis_title
from catalog.reports.dossier.document import Block, Code, Items, Paragraph, Span, Table, Text, code
from catalog.reports.wording import details, place, reason, word
from catalog.subjects import FactRow

_PLACES = 3
_ROWS = 40
"""Rows of a table on paper; `ouvrage findings` lists all."""
_PATHS = 20
_LINE = 120
"""Characters of a line of code that is shown."""
_ASKED = tuple(field for field in FIELDS if field not in ("repository", "paths", "status"))
_MODULE = "module-candidate"
_GATES = {
    "extractable": noted("can be taken out as it is"),
    "after-cutting": noted("can be taken out after a few cuts"),
}

_NOTHING: dict[AxisName, str] = {
    "transparency": noted("Nothing was detected, which does not mean that the stakes are low: people must look."),
    "reusability": noted("No part of it seems to be of use elsewhere as it is; people may know better."),
}


def criteria(dossier: Dossier, t: Translator) -> Iterator[Block]:
    """Yield the rank, and each criterion with the reasons that gave points."""
    item = dossier.item
    if item.rank:
        yield Paragraph(t("Rank {rank} of {total}", rank=t.number(item.rank), total=t.number(item.total)) + ".")
    else:
        yield Paragraph(t("This code is already open: it is not part of the ranking."))
    for axis in AXES:
        yield Paragraph(axis_title(item, axis, dossier.priorities, t), strong=True)
        rules = [rule for rule in dossier.priorities.axes[axis].every_rule if item.of_rule(axis, rule.id)]
        if rules:
            yield Items(tuple(_reason(item.of_rule(axis, rule.id), reason(item, axis, rule, t), t) for rule in rules))
        else:
            yield Paragraph(t(_NOTHING[axis]))


def _reason(points: Sequence[Point], told: str, t: Translator) -> Text:
    shown: list[Span] = []
    for number, point in enumerate(points[:_PLACES]):
        shown += [Span(", " if number else ""), code(place(point.path, point.line, t))]
    left = len(points) - _PLACES
    more = " " + t.ngettext("and {n} other place", "and {n} other places", left) if left > 0 else ""
    return (Span(told + t(": ")), *shown, Span(more))


def places(dossier: Dossier, t: Translator) -> Iterator[Block]:
    """Yield what to remove with its places, and how; never a value."""
    if not dossier.groups:
        told = t("Nothing sure was found in what was read; ouvrage findings lists weaker signs, if there are any.")
        yield Paragraph(told)
        return
    told = t("Values are not written here. Equal ones count once; ouvrage findings lists all places, and weaker signs.")
    yield Paragraph(told)
    for title, prefix in ((t("Secrets"), "secret-"), (t("Personal data"), "personal-")):
        groups = [group for group in dossier.groups if group[0].rule.startswith(prefix)]
        if groups:
            head = (t("What"), t("Where"), t("Since when"))
            yield Table(title, head, tuple(_group(group, t) for group in groups[:_ROWS]))
        if len(groups) > _ROWS:
            yield Paragraph(t.ngettext("and {n} more", "and {n} more", len(groups) - _ROWS))
    yield from _cleaning(dossier, t)


def _group(group: Sequence[Found], t: Translator) -> tuple[Text, ...]:
    first = group[0]
    shown: list[Span] = []
    for number, spot in enumerate(dict.fromkeys(place(found.path, found.line, t) for found in group)):
        if number < _PLACES:
            shown += [Span(", " if number else ""), code(spot)]
    if left := len({(each.path, each.line) for each in group}) - _PLACES:
        told_left = t.ngettext("and {n} other place", "and {n} other places", left) if left > 0 else ""
        shown.append(Span(f" {told_left}" if told_left else ""))
    shown.append(Span(" – " + (t("current version") if any(f.at_head for f in group) else t("history only"))))
    since = min((found.date for found in group if found.date), default="")
    commit = next((found.commit for found in group if found.date == since), "")
    told = f"{t.day(since)} ({commit[:10]})" if since else ""
    return f"{t(first.message)} ({word(first.confidence, t)})", tuple(shown), told


def _cleaning(dossier: Dossier, t: Translator) -> Iterator[Block]:
    """Yield how to clean a history: by replacing values that the service lists, or by leaving whole files out.

    What the current version holds is in the history too, and stays there once it is taken out of the code.
    """
    yield Paragraph(t("What is taken out of the code stays in its history, which is published with it."), strong=True)
    yield Paragraph(t("The simplest: publish the current version alone, without its history; nothing old can leak."))
    yield Paragraph(
        t("Or clean the history. For a developer, on a fresh copy, once the secrets are revoked:")
        + " "
        + t("secrets.txt lists what to replace, one value a line; it stays out of the repository.")
    )
    dropped = sorted(path for path in _gone(dossier) if path.isprintable())
    lines = ["git filter-repo --sensitive-data-removal --replace-text secrets.txt"]
    if dropped:
        paths = " ".join(f"--path {shlex.quote(path)}" for path in dropped[:_PATHS])
        lines.append(f"git filter-repo --sensitive-data-removal --invert-paths {paths}")
    yield Code("\n".join(lines))
    if left := len(dropped[_PATHS:]):
        yield Paragraph(
            t.ngettext(
                "{n} more file of the history is to be left out alike: see ouvrage findings.",
                "{n} more files of the history are to be left out alike: see ouvrage findings.",
                left,
            )
        )


def _gone(dossier: Dossier) -> set[str]:
    """Return the files with something to remove that the current version hasn't any more."""
    paths = {found.path for group in dossier.groups for found in group}
    return {path for path in paths if path.lower() not in dossier.paths}


def modules(dossier: Dossier, t: Translator) -> Iterator[Block]:
    """Yield the modules to open apart, with the command that takes each out, and what is public already."""
    subject = dossier.item.subject
    facts = subject.facts.get(_MODULE, [])
    if not facts:
        yield Paragraph(t("No part is proposed: none that was seen could live on its own."))
    else:
        yield Paragraph(t("These parts depend little on the rest. Opening one may be easier than opening the whole."))
        head = (t("Part"), t("What it takes"), t("Command for a developer"))
        yield Table(t("Parts"), head, tuple(_module(fact, dossier, t) for fact in facts[:_ROWS]))
        yield from _left(len(facts) - _ROWS, t)
    for fact in subject.facts.get(ALREADY_PUBLIC, ())[:_PATHS]:
        named = ", ".join(str(each) for each in (fact.data.get("public") or ())[:_PLACES])
        yield Paragraph(t("Already public: {path} is in {where}.", path=place(fact.path, 0, t), where=named))


def _module(fact: FactRow, dossier: Dossier, t: Translator) -> tuple[Text, ...]:
    cuts = fact.data.get("cuts") or []
    told = [Span(t(_GATES.get(str(fact.data.get("gate")), "")))]
    if cuts:
        told.append(Span(" – " + t("to cut: {places}", places="")))
    for number, each in enumerate(cuts[:_PLACES]):
        told += [Span(", " if number else ""), code(place(str(each.get("path", "")), int(each.get("line", 0)), t))]
    if left := len(cuts[_PLACES:]):
        told.append(Span(" " + t.ngettext("and {n} other cut", "and {n} other cuts", left)))
    size = t.ngettext("{n} line", "{n} lines", int(fact.data.get("lines", 0)))
    command = f"ouvrage extract {shlex.quote(dossier.item.subject.full_name)} {shlex.quote(fact.path)}"
    return (code(fact.path), Span(f" ({size})")), tuple(told), (code(command),)


def algorithms(dossier: Dossier, t: Translator) -> Iterator[Block]:
    """Yield what bears on persons: declared, then detected and to be examined; and what must be told of it."""
    item = dossier.item
    declared = [each.name for each in dossier.registers.algorithms]
    if declared:
        yield Paragraph(t("Declared: {names}.", names=", ".join(declared)))
    points = [point for point in item.evidence if point.axis == "transparency" and not point.fact.declared]
    first: dict[tuple[str, str, int], Point] = {}
    for point in points:
        first.setdefault((point.fact.rule, point.path, point.line), point)
    shown = [point for point in first.values() if point.fact.rule != "algorithm-legal-basis"][:10]
    if shown:
        yield Paragraph(t("Detected by the machine, to be examined by people:"))
        head = (t("Place"), t("What was seen"))
        rows = tuple(((code(place(p.path, p.line, t)),), _seen(p, t)) for p in shown)
        yield Table(t("Places to examine"), head, rows)
        yield from _left(len(first) - len(shown), t)
    if shown or declared:
        yield Paragraph(
            t("If decisions on persons rest on it: declare it (L312-1-3) and tell it on each decision (L311-3-1).")
        )
        fields = ", ".join(field_title(field, t).lower() for field in _ASKED)
        yield Paragraph(t("The inventory asks for: {fields}.", fields=fields))
    else:
        yield Paragraph(t("Nothing was detected, which does not mean that the stakes are low: people must look."))


def _seen(point: Point, t: Translator) -> tuple[Span, ...]:
    """Return what is at a place, short: a line of code as code, words as words."""
    told = cut(details(point, t)[0], _LINE)
    return (Span(told, code=bool(point.fact.data.get("lines"))),)


def _left(number: int, t: Translator) -> Iterator[Block]:
    if number > 0:
        told = t.ngettext("and {n} other place", "and {n} other places", number)
        yield Paragraph(t("{places} (ouvrage explain has them all)", places=told))
