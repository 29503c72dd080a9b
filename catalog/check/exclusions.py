# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Which problems are excluded, by whom, why and until when; which claim to be so in vain; exclusions gone stale."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from catalog.check.models import Excluded, Mode, Note, Problem, Rule, Severity, lightest
from catalog.check.rulebook import Exclusion, Rules
from catalog.i18n import noted
from scanner.detectors.secrets.allowlist_files import READERS

EXPIRED, UNUSED = "exclusion-expired", "exclusion-unused"
"""Rules that are judged here, on the exclusions themselves."""


class Excluding(NamedTuple):
    """Problems, once the exclusions have spoken."""

    counting: tuple[Problem, ...]
    excluded: tuple[Problem, ...]
    extra: tuple[Problem, ...]
    """Of the exclusions themselves."""


def exclude(problems: Iterable[Problem], rules: Rules, today: date, *, mode: Mode, whole: bool) -> Excluding:
    """Part problems that count from those that are excluded, and judge the exclusions.

    Args:
        problems: what the judges see; in a change, what it brings.
        rules: with their exclusions.
        today: an exclusion holds until the end of its last day.
        mode: in a change, comments beside problems are the change's own word.
        whole: whether all of the repository was judged, so that an exclusion of nothing is one.
    """
    judged = [_judged(problem, rules, today, mode) for problem in problems]
    extra = [*_expired(rules, today), *(_unused(rules, judged, today) if whole else ())]
    return Excluding(
        tuple(problem for problem in judged if not problem.excluded),
        tuple(problem for problem in judged if problem.excluded),
        tuple(extra),
    )


# --- one problem ---


def _judged(problem: Problem, rules: Rules, today: date, mode: Mode) -> Problem:
    """Return a problem with what excludes it: the organisation first, then the repository's file, then its comments."""
    rule = rules.by_id.get(problem.rule)
    locked = rule is not None and rule.locked
    for one in rules.live(today):
        if one.matches(problem):
            why = "" if one.organisation else _why_not_own(one, mode, locked=locked)
            return _refused(problem, why, one.by) if why else _excluded(problem, one.by, one.reason, one.until)
    if not problem.accepted_by:
        return problem
    if why := _why_not(problem, rules, mode, locked=locked):
        return _refused(problem, why, problem.accepted_by)
    return _excluded(problem, problem.accepted_by, problem.accepted_reason, None)


def _why_not_own(exclusion: Exclusion, mode: Mode, *, locked: bool) -> str:
    """Return why an exclusion of the repository's file doesn't count, "" where it does.

    A fingerprint is made of a line without its values: in a change it would excuse another secret that stands alike.
    """
    if locked:
        return _LOCKED
    return _BY_FINGERPRINT if exclusion.fingerprint and mode is Mode.CHANGE else ""


def _why_not(problem: Problem, rules: Rules, mode: Mode, *, locked: bool) -> str:
    """Return why the comment or allowlist that accepts a problem doesn't count, "" where it does."""
    if locked:
        return _LOCKED
    if not rules.allowlists:
        return _WITHOUT_BASE
    own_word = mode is Mode.CHANGE and not rules.exclusions_of_a_change
    return _OF_THE_CHANGE if own_word and not _by_an_allowlist(problem) else ""


_LOCKED = noted("{by} would exclude it, but the organisation has locked this rule: ask it for the exclusion.")
_BY_FINGERPRINT = noted(
    "{by} speaks of a problem of the base by its fingerprint: it excuses none that a change brings."
)
_WITHOUT_BASE = noted("{by} would exclude it, but the base of the change, which alone may, isn't in this clone.")
_OF_THE_CHANGE = noted(
    "The comment at {by} doesn't count in the change that adds it: it will once it is in the base branch, or if the"
    " organisation accepts the exclusions of a change."
)


def _excluded(problem: Problem, by: str, reason: str, until: date | None) -> Problem:
    return problem.model_copy(update={"excluded": Excluded(by=by, reason=reason, until=until)})


def _refused(problem: Problem, why: str, by: str) -> Problem:
    return problem.model_copy(update={"also": (*problem.also, Note(message=why, fields={"by": by}))})


def _by_an_allowlist(problem: Problem) -> bool:
    """Tell whether a file of the base accepts a problem: not a comment beside it, not even in an allowlist itself."""
    path = problem.accepted_by.rpartition(":")[0]
    return path in READERS and path != problem.path


# --- the exclusions themselves ---


def _expired(rules: Rules, today: date) -> Iterator[Problem]:
    rule = rules.by_id.get(EXPIRED)
    if rule is None or rule.severity is Severity.OFF:
        return
    for one in rules.proposed:
        if not one.holds_on(today):
            yield _ended_of_the_organisation(rule, one) if one.organisation else _about(rule, one, _ENDED)


_ENDED = noted("The exclusion of {rule} ended on {until} ({by}): mend what it excluded, or have it renewed.")
_THEIRS = noted("The organisation's exclusion of {rule} ended on {until} ({by}): it excludes nothing any more.")


def _ended_of_the_organisation(rule: Rule, exclusion: Exclusion) -> Problem:
    """Tell of one that no repository can mend: it never fails, and stands in no file of the repository."""
    nowhere = {"severity": lightest(rule.severity, Severity.WARNING), "path": "", "line": 0, "end_line": 0}
    return _about(rule, exclusion, _THEIRS).model_copy(update=nowhere)


def _unused(rules: Rules, problems: Sequence[Problem], today: date) -> Iterator[Problem]:
    """Tell of the repository's exclusions that match nothing; the organisation's are for many repositories."""
    rule = rules.by_id.get(UNUSED)
    if rule is None or rule.severity is Severity.OFF:
        return
    for one in rules.live(today):
        if not one.organisation and not any(one.matches(problem) for problem in problems):
            yield _about(rule, one, noted("This exclusion of {rule} matches nothing: remove it."))


def _about(rule: Rule, exclusion: Exclusion, message: str) -> Problem:
    what = "\0".join((rule.id, exclusion.rule, *exclusion.paths, exclusion.fingerprint))
    return Problem(
        rule=rule.id,
        severity=rule.severity,
        path=exclusion.file,
        line=exclusion.line,
        end_line=exclusion.line,
        message=message,
        fields={"rule": exclusion.rule, "until": exclusion.until.isoformat(), "by": exclusion.by},
        fingerprint=hashlib.sha256(what.encode("utf-8", "surrogatepass")).hexdigest(),
    )
