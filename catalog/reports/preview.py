# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What a policy would say of an owner, as `ouvrage policy preview` prints it: only numbers, no repository."""

from collections.abc import Iterator

from catalog.i18n import Translator, noted
from catalog.listing.tables import csv_text
from catalog.policy_preview.preview import Preview, Stages
from catalog.policy_preview.rule_counts import NEW, RuleCount
from catalog.reports.ranking import dump
from catalog.reports.text import plain

_COLUMNS = ("rule", "on", "state", "repositories", "of")
_DAYS = 12
"""Days to come that a text lists."""
_STAGES = {
    "grounded": noted("closed on a declared ground"),
    "earlier": noted("closed without a ground, older than the policy"),
    "waiting": noted("closed without a ground, too new to be told of"),
    "told": noted("closed without a ground: told of"),
    "warned": noted("closed without a ground: warned"),
    "failed": noted("closed without a ground: failed"),
    "unknown": noted("closed, of an age that isn't known"),
}
_RARE = ("earlier", "waiting", "unknown")


def preview_in(form: str, made: Preview, t: Translator) -> str:
    """Return the numbers as ``text``, ``json`` or ``csv``."""
    if form == "json":
        return preview_json(made)
    return preview_csv(made) if form == "csv" else preview_text(made, t)


def preview_text(made: Preview, t: Translator) -> str:
    """Return the numbers of today, those to come, and those of each rule."""
    return "".join(f"{line}\n" for line in _lines(made, t))


def preview_json(made: Preview) -> str:
    """Return all the numbers."""
    return dump(made.model_dump(mode="json"))


def preview_csv(made: Preview) -> str:
    """Return a row a rule, day and state: how many repositories, of how many."""
    return csv_text(_COLUMNS, (dict(zip(_COLUMNS, row, strict=True)) for row in _rows(made)))


def _rows(made: Preview) -> Iterator[tuple[str, str, str, int, int]]:
    days = [(made.today, made.stages), *((day.on, day.stages) for day in made.coming)]
    for day, stages in days:
        for stage, number in stages:
            yield NEW, day.isoformat(), stage, number, made.repositories
    for rule in made.rules:
        for severity in ("error", "warning", "note"):
            yield rule.rule, made.today.isoformat(), severity, getattr(rule, severity), rule.judged


def _lines(made: Preview, t: Translator) -> Iterator[str]:
    yield t(
        "{owner} on {day}. Repositories: {n} (open: {open}; closed: {closed}).",
        owner=plain(made.owner),
        day=t.day(made.today.isoformat()),
        n=t.number(made.repositories),
        open=t.number(made.stages.open),
        closed=t.number(made.repositories - made.stages.open),
    )
    yield ""
    yield t("New repositories, by the policy in force on {day}:", day=t.day(made.in_force_on.isoformat()))
    yield from (f"{t.number(number):>8}  {t(_STAGES[name])}" for name, number in _closed(made.stages))
    yield from _coming(made, t)
    yield from _rules(made, t)
    if made.partial:
        yield ""
        yield t("This preview isn't whole:")
        yield from (f"  {t(note.message, count=t.number(note.fields['count']))}" for note in made.partial)


def _closed(stages: Stages) -> list[tuple[str, int]]:
    """Return the states of closed repositories that are worth telling: the rare ones when there are some."""
    return [(name, number) for name, number in stages if name in _STAGES and (number or name not in _RARE)]


def _coming(made: Preview, t: Translator) -> Iterator[str]:
    if not made.coming:
        return
    yield ""
    yield t("To come, if nobody does anything:")
    for day in made.coming[:_DAYS]:
        told = {name: t.number(getattr(day.stages, name)) for name in ("told", "warned", "failed")}
        yield "  " + t("{day}: told of {told}, warned {warned}, failed {failed}", day=t.day(day.on.isoformat()), **told)
    if (more := len(made.coming) - _DAYS) > 0:
        yield "  " + t("Other days: {n} (see them with --format json)", n=t.number(more))


def _rules(made: Preview, t: Translator) -> Iterator[str]:
    if not made.scanned:
        return
    heads = [t("error"), t("warning"), t("note")]
    widths = [max(len(head), 6) + 2 for head in heads]
    yield ""
    yield t("Repositories with a problem, among those that were scanned ({n}):", n=t.number(made.scanned))
    yield "".join(head.rjust(width) for head, width in zip(heads, widths, strict=True))
    for rule in made.rules:
        if rule.judged:
            numbers = (rule.error, rule.warning, rule.note)
            cells = "".join(t.number(number).rjust(width) for number, width in zip(numbers, widths, strict=True))
            yield f"{cells}  {_named(rule, made, t)}"
    if unknown := [rule.title.in_language(t.language) for rule in made.rules if not rule.judged]:
        yield t(
            "Not counted, as these rules read files and no mirror is here (--mirrors): {rules}.",
            rules=", ".join(unknown),
        )


def _named(rule: RuleCount, made: Preview, t: Translator) -> str:
    title = rule.title.in_language(t.language)
    return title if rule.judged == made.scanned else t("{title} (of {n})", title=title, n=t.number(rule.judged))
