# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What stands in the way of opening, told: each thing once at each of its places, with the commits that brought it."""

from collections.abc import Iterator

from catalog.i18n import Translator
from catalog.priorities import BlockedAt, Blocker, Ranked
from catalog.priority_policy import BlockerRule, Priorities
from catalog.reports.lines import Line, with_source
from catalog.reports.wording import place, word

_MOST = 10
"""Places told for one obstacle; `ouvrage findings` and JSON have all."""

_Same = tuple[str, str, int, str, str]


def obstacle_lines(item: Ranked, policy: Priorities, t: Translator) -> Iterator[Line]:
    """Yield each obstacle with what to do about it and its places."""
    rules = {rule.id: rule for rule in policy.blockers}
    if not item.blockers:
        yield Line(
            0, t("Nothing was found in what was read. People must still check the rights and the legal secrets.")
        )
    for blocker in item.blockers:
        yield from _blocker(blocker, rules[blocker.rule], t)


def _blocker(blocker: Blocker, rule: BlockerRule, t: Translator) -> Iterator[Line]:
    title = rule.title.in_language(t.language)
    number = t.number(blocker.number)
    yield Line(0, t("{title}: {n}", title=title, n=number) if blocker.places else title)
    yield Line(1, with_source(rule.why, rule.source, t))
    if blocker.accepted:
        yield Line(1, t.ngettext("{n} more is accepted", "{n} more are accepted", blocker.accepted))
    grouped = _grouped(blocker)
    before = ""
    for spots in grouped[:_MOST]:
        known = _known(spots[0], t)
        yield Line(1, _told(spots, known if known != before else "", t))
        before = known
    if left := len(grouped) - _MOST:
        told = t.ngettext("and {n} other place", "and {n} other places", left) if left > 0 else ""
        yield from [Line(1, t("{places} (`ouvrage findings` has them all)", places=told))] if told else []


def _grouped(blocker: Blocker) -> list[list[BlockedAt]]:
    """Bring together the versions of one thing at one place, in the order of the places."""
    groups: dict[_Same, list[BlockedAt]] = {}
    for spot in blocker.places:
        groups.setdefault((spot.rule, spot.path, spot.line, spot.confidence, spot.accepted_by), []).append(spot)
    return list(groups.values())


def _known(spot: BlockedAt, t: Translator) -> str:
    """Say what was found: told once for all the places that follow each other."""
    told = [spot.rule, word(spot.confidence, t) if spot.confidence else "", t(spot.message).rstrip(".")]
    return ", ".join(text for text in told if text)


def _told(spots: list[BlockedAt], known: str, t: Translator) -> str:
    spot, *others = spots
    commit = t("commit {commit}", commit=spot.commit[:10]) if spot.commit and (known or spot.confidence) else ""
    more = t.ngettext("and {n} other version", "and {n} other versions", len(others)) if others else ""
    accepted = t("accepted by {where}", where=spot.accepted_by) if spot.accepted_by else ""
    details = ", ".join(text for text in (known, commit, more, accepted) if text)
    where = place(spot.path, spot.line, t)
    return f"{where} ({details})" if details else where
