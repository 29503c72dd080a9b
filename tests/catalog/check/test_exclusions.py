# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""An exclusion says what, where, why and until when; past its day it excludes nothing, and fails."""

from datetime import date, timedelta
from typing import Any

import pytest

from catalog.check.exclusions import Excluding, exclude
from catalog.check.globs import matches
from catalog.check.models import Mode, Problem, Severity
from catalog.check.policy import Repository, load_rules
from catalog.check.rulebook import Exclusion, Rules

TODAY = date(2026, 11, 25)


def problem(path: str = "src/base.py", rule: str = "secret", **said: Any) -> Problem:  # noqa: ANN401 - fields of a problem
    fields = {"severity": Severity.ERROR, "detail": "secret-password", "message": "m", "fingerprint": "ab" * 32}
    return Problem.model_validate({"rule": rule, "path": path, "line": 3, **fields, **said})


def exclusion(rule: str = "secret", **said: Any) -> Exclusion:  # noqa: ANN401 - its fields
    fields = {"reason": "base jetable", "until": TODAY, "file": ".ouvrage.yml", "line": 4}
    return Exclusion.model_validate({"rule": rule, **fields, **said})


def excluding(
    problems: list[Problem],
    *exclusions: Exclusion,
    mode: Mode = Mode.WHOLE,
    locked: bool = False,
    **said: Any,  # noqa: ANN401 - fields of the rules
) -> Excluding:
    shipped = load_rules(None, "", Repository(), today=TODAY).rules
    rules = tuple(rule.model_copy(update={"locked": locked and rule.id == "secret"}) for rule in shipped)
    given = Rules.model_validate({"rules": rules, "exclusions": exclusions, "proposed": exclusions, **said})
    return exclude(problems, given, TODAY, mode=mode, whole=mode is Mode.WHOLE)


# --- what is excluded ---


@pytest.mark.parametrize(
    ("said", "holds"),
    [
        ({}, True),
        ({"rule": "sec*"}, True),
        ({"rule": "secret-password"}, True),
        ({"rule": "secret-api-key"}, False),
        ({"rule": "personal-data"}, False),
        ({"paths": ("src/",)}, True),
        ({"paths": ("tests/", "*.py")}, True),
        ({"paths": ("tests/",)}, False),
        ({"fingerprint": "abababababab"}, True),
        ({"fingerprint": "cdcdcdcdcdcd"}, False),
        ({"until": TODAY - timedelta(days=1)}, False),
    ],
)
def test_an_exclusion_holds_of_what_it_names_until_the_end_of_its_last_day(said: dict[str, Any], holds: bool) -> None:
    done = excluding([problem()], exclusion(**said))
    assert (len(done.excluded), len(done.counting)) == ((1, 0) if holds else (0, 1))


def test_who_excludes_why_and_until_when_stands_beside_the_problem() -> None:
    (one,) = excluding([problem()], exclusion()).excluded
    assert one.excluded is not None
    assert (one.excluded.by, one.excluded.reason, one.excluded.until) == (".ouvrage.yml:4", "base jetable", TODAY)


def test_paths_say_nothing_of_the_repository_as_a_whole() -> None:
    missing = problem("", "contributing")
    assert excluding([missing], exclusion("contributing", paths=("**",))).counting == (missing,)
    assert excluding([missing], exclusion("contributing")).counting == ()


@pytest.mark.parametrize(
    ("glob", "held", "others"),
    [
        ("tests/", ["tests/a.py", "tests/b/c.py", "src/tests/a.py"], ["tests.py"]),
        ("/tests", ["tests/a.py", "tests"], ["tests.py"]),
        ("docs/*.md", ["docs/a.md"], ["docs/b/a.md", "a.md", "src/docs/a.md"]),
        ("docs/**", ["docs/a.md", "docs/b/c.md"], ["docs"]),
        ("**/jeu/*.csv", ["jeu/a.csv", "a/b/jeu/c.csv"], ["jeu/a/b.csv"]),
        ("a/**/b", ["a/b", "a/x/y/b", "a/x/b/c"], ["a/x", "b"]),
        ("*.min.js", ["a.min.js", "static/js/a.min.js"], ["min.js"]),
        ("d?nnées/[ab].csv", ["données/a.csv"], ["données/c.csv"]),
        ("/".join(["**"] * 40), [], ["a"]),
        ("", [], ["a"]),
        ("/", [], ["a"]),
    ],
)
def test_globs_are_those_of_gitignore(glob: str, held: list[str], others: list[str]) -> None:
    assert [path for path in held if not matches(glob, path)] == []
    assert [path for path in others if matches(glob, path)] == []


def test_a_fingerprint_speaks_of_what_is_there_and_excuses_nothing_that_a_change_brings_alike() -> None:
    by_mark = {"fingerprint": "abababababab"}
    (told,) = excluding([problem()], exclusion(**by_mark), mode=Mode.CHANGE).counting
    assert "by its fingerprint" in told.also[0].message
    assert len(excluding([problem()], exclusion(**by_mark, organisation=True), mode=Mode.CHANGE).excluded) == 1


# --- exclusions gone stale ---


def test_an_expired_exclusion_excludes_nothing_and_fails_at_its_own_line() -> None:
    done = excluding([problem()], exclusion(until=date(2026, 11, 24)))
    assert len(done.counting) == 1
    (told,) = done.extra
    assert (told.rule, told.severity, told.path, told.line) == ("exclusion-expired", Severity.ERROR, ".ouvrage.yml", 4)
    assert told.fields == {"rule": "secret", "until": "2026-11-24", "by": ".ouvrage.yml:4"}


def test_a_change_that_removes_an_expired_exclusion_isnt_failed_for_it() -> None:
    expired = exclusion(until=date(2026, 11, 24))
    assert excluding([], expired, mode=Mode.CHANGE).extra != ()
    assert excluding([], expired, mode=Mode.CHANGE, proposed=()).extra == ()


def test_an_expired_exclusion_of_the_organisation_fails_no_repository() -> None:
    (told,) = excluding([], exclusion(until=date(2026, 11, 24), organisation=True, file="https://a.fr/o.yml")).extra
    assert (told.severity, told.path, told.fields["by"]) == (Severity.WARNING, "", "https://a.fr/o.yml:4")


def test_an_exclusion_of_nothing_is_noted_where_all_is_judged() -> None:
    elsewhere = exclusion(paths=("tests/",))
    assert [one.rule for one in excluding([problem()], elsewhere).extra] == ["exclusion-unused"]
    assert excluding([problem()], elsewhere, mode=Mode.CHANGE).extra == ()
    assert excluding([problem()], exclusion(paths=("tests/",), organisation=True)).extra == ()


# --- what the repository accepts by comments and allowlists ---

COMMENT: dict[str, Any] = {"accepted_by": "src/base.py:3", "accepted_reason": "gitleaks:allow"}
ALLOWLIST: dict[str, Any] = {"accepted_by": ".gitleaks.toml:3", "accepted_reason": "essais"}


@pytest.mark.parametrize("accepted", [COMMENT, ALLOWLIST])
def test_comments_and_allowlists_exclude_in_a_whole_repository(accepted: dict[str, Any]) -> None:
    (one,) = excluding([problem(**accepted)]).excluded
    assert one.excluded is not None
    assert one.excluded.by == accepted["accepted_by"]


def test_in_a_change_only_the_allowlists_of_the_base_do() -> None:
    assert len(excluding([problem(**ALLOWLIST)], mode=Mode.CHANGE).excluded) == 1
    (told,) = excluding([problem(**COMMENT)], mode=Mode.CHANGE).counting
    assert [note.fields for note in told.also] == [{"by": "src/base.py:3"}]
    assert "once it is in the base branch" in told.also[0].message


def test_an_allowlist_that_accepts_what_it_holds_itself_is_no_better_than_a_comment() -> None:
    itself = problem(".gitleaks.toml", **ALLOWLIST)
    assert len(excluding([itself], mode=Mode.CHANGE).counting) == 1


def test_an_organisation_may_take_comments_of_changes_at_their_word() -> None:
    done = excluding([problem(**COMMENT)], mode=Mode.CHANGE, exclusions_of_a_change=True)
    assert len(done.excluded) == 1


@pytest.mark.parametrize("accepted", [COMMENT, ALLOWLIST])
def test_a_change_without_its_base_is_taken_at_no_word(accepted: dict[str, Any]) -> None:
    assert len(excluding([problem(**accepted)], allowlists=False).counting) == 1


def test_only_the_organisation_excludes_from_a_rule_that_it_has_locked() -> None:
    for one in (problem(**COMMENT), problem(**ALLOWLIST), problem()):
        (told,) = excluding([one], exclusion(), locked=True).counting
        assert "the organisation has locked this rule" in told.also[0].message
    assert len(excluding([problem()], exclusion(organisation=True), locked=True).excluded) == 1
