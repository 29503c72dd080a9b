# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Rules come in layers: shipped, organisation, repository; each may say so much, and its mistakes are told."""

import re
from datetime import date
from pathlib import Path

import pytest

from catalog.check.models import Rule, Severity
from catalog.check.policy import Repository, load_rules
from catalog.check.rulebook import Rules
from catalog.check.rules import JUDGES
from catalog.i18n import translator
from scanner.errors import UsageError
from scanner.policies import load_policy

TODAY = date(2026, 11, 25)
JUDGED_ELSEWHERE = {"exclusion-expired", "exclusion-unused"}
"""On the exclusions themselves, once the judges have spoken."""


def loaded(own: str | None = None, organisation: Path | str = "", **said: object) -> Rules:
    repository = Repository(own=None if own is None else own.encode(), **said)  # type: ignore[arg-type]
    return load_rules(None, str(organisation), repository, today=TODAY)


def rule(rules: Rules, name: str) -> Rule:
    return rules.by_id[name]


@pytest.fixture
def organisation(tmp_path: Path) -> Path:
    return tmp_path / "ministere.yml"


# --- the shipped rules ---


def test_every_rule_has_its_judge_and_its_words_in_both_languages() -> None:
    rules = loaded().rules
    assert {one.id for one in rules} - JUDGED_ELSEWHERE == set(JUDGES)
    assert [one.id for one in rules for words in (one.title, one.why, one.mend) if not (words.fr and words.en)] == []


def test_the_rules_that_fail_a_check_by_default_are_those_that_forbid_opening() -> None:
    failing = {one.id for one in loaded().rules if one.severity is Severity.ERROR}
    assert failing == {
        "licence-present",
        "licence-legal",
        "licence-embedded",
        "third-party-licence",
        "secret",
        "personal-data",
        "publiccode-valid",
        "new-repository-closed",
        "exclusion-expired",
    }


def test_french_titles_keep_their_marks_with_no_break_spaces() -> None:
    said = load_policy("opening").data["rules"]
    words = [text["fr"] for one in said.values() for text in (one["title"], one["why"], one["mend"])]
    assert [text for text in words if " :" in text or " ;" in text or "« " in text or " »" in text] == []


# --- layers ---


def test_a_repository_changes_a_severity_and_an_option_and_leaves_the_rest() -> None:
    before, after = loaded(), loaded("version: 1\nrules:\n  readme-present: {severity: error, options: {words: 50}}\n")
    assert rule(after, "readme-present").severity is Severity.ERROR
    assert rule(after, "readme-present").options["words"] == 50
    assert [one for one in after.rules if one.id != "readme-present"] == [
        one for one in before.rules if one.id != "readme-present"
    ]


def test_the_organisation_comes_before_the_repository(organisation: Path) -> None:
    organisation.write_text(
        "version: 1\nrules:\n  readme-present: {severity: error}\n  contributing: {severity: off}\n"
    )
    rules = loaded("version: 1\nrules:\n  readme-present: {severity: note}\n", organisation)
    assert rule(rules, "readme-present").severity is Severity.NOTE
    assert rule(rules, "contributing").severity is Severity.OFF
    assert [source.name for source in rules.sources] == ["policies/opening.yml", str(organisation), ".ouvrage.yml"]


def test_an_administration_may_replace_all_rules_by_its_own(tmp_path: Path) -> None:
    shipped = load_policy("opening").path.read_text(encoding="utf-8")
    (tmp_path / "opening.yml").write_text(shipped.replace("severity: warning", "severity: off"), encoding="utf-8")
    rules = load_rules(tmp_path, "", Repository(), today=TODAY)
    assert rules.sources[0].name == str(tmp_path / "opening.yml")
    assert rule(rules, "contributing").severity is Severity.OFF


def test_a_locked_rule_gets_stricter_in_a_repository_never_looser(organisation: Path) -> None:
    organisation.write_text("version: 1\nrules:\n  contributing: {severity: warning, locked: true}\n")
    looser = loaded("version: 1\nrules:\n  contributing: {severity: note}\n", organisation)
    stricter = loaded("version: 1\nrules:\n  contributing: {severity: error}\n", organisation)
    assert rule(looser, "contributing").severity is Severity.WARNING
    assert [note.fields for note in looser.notes] == [{"by": ".ouvrage.yml:3", "rule": "contributing"}]
    assert rule(stricter, "contributing").severity is Severity.ERROR
    assert stricter.notes == ()


def test_options_of_a_locked_rule_are_the_organisations(organisation: Path) -> None:
    organisation.write_text("version: 1\nrules:\n  readme-present: {locked: true, options: {words: 30}}\n")
    rules = loaded("version: 1\nrules:\n  readme-present: {options: {words: 1}}\n", organisation)
    assert rule(rules, "readme-present").options["words"] == 30
    assert len(rules.notes) == 1


def test_a_repository_locks_nothing() -> None:
    with pytest.raises(UsageError, match="unknown key 'locked'"):
        loaded("version: 1\nrules:\n  secret: {locked: true}\n")


# --- exclusions of a change ---


@pytest.mark.parametrize(
    ("theirs", "own", "fork", "accepted"),
    [
        ("", "", False, False),
        ("accepted", "", False, True),
        ("accepted", "", True, True),
        ("", "accepted", False, True),
        ("", "accepted", True, False),
        ("refused", "accepted", False, False),
    ],
)
def test_who_may_let_a_change_exclude_by_comments(
    organisation: Path, theirs: str, own: str, fork: bool, accepted: bool
) -> None:
    def said(word: str) -> str:
        return "version: 1\n" + (f"exclusions_of_a_change: {word}\n" if word else "")

    organisation.write_text(said(theirs))
    assert loaded(said(own), organisation, base="main", fork=fork).exclusions_of_a_change is accepted


# --- mistakes ---

EXCLUSION = 'version: 1\nexclusions:\n  - {rule: secret, reason: "essai", until: 2027-01-31}\n'


@pytest.mark.parametrize(
    ("text", "line", "told", "mend"),
    [
        ("version: 1\nrulez: {}\n", 2, "unknown key 'rulez'", "did you mean 'rules'?"),
        ("version: 1\nrules:\n  secret: {severty: note}\n", 3, "unknown key 'severty'", "did you mean 'severity'?"),
        (
            "version: 1\nrules:\n  secrets: {severity: note}\n",
            3,
            "there is no rule 'secrets'",
            "did you mean 'secret'?",
        ),
        (
            "version: 1\nrules:\n  readme-present: {options: {wrds: 5}}\n",
            3,
            "the rule readme-present has no option 'wrds'",
            "did you mean 'words'?",
        ),
        (
            "version: 1\nrules:\n  readme-present:\n    options:\n      words: beaucoup\n",
            5,
            "rules.readme-present.options.words: number is expected, not string",
            "",
        ),
        (
            "version: 1\nrules:\n  secret:\n    options:\n      lighter: [{severity: fatal}]\n",
            4,
            "the option lighter.0.severity of the rule secret can't be used",
            "",
        ),
        ("version: 1\nrules:\n  1: {severity: note}\n", 3, "there is no rule '1'", ""),
        ("version: 1\nrules:\n  secret: {severity: eror}\n", 3, "rules.secret.severity: 'eror'", "mean 'error'?"),
        (EXCLUSION.replace("rule: secret", "rule: licence-presnt"), 3, "no rule 'licence-presnt'", "licence-present"),
        (EXCLUSION.replace("rule: secret", "rule: tout"), 3, "there is no rule 'tout'", ""),
        (EXCLUSION.replace(', reason: "essai"', ""), 3, "the key 'reason' is missing", ""),
        (EXCLUSION.replace("essai", "  "), 3, "exclusions.0.reason", ""),
        (EXCLUSION.replace(", until: 2027-01-31", ""), 3, "the key 'until' is missing", ""),
        (EXCLUSION.replace("2027-01-31", '"2027-02-31"'), 3, "there is no day 2027-02-31", ""),
        (EXCLUSION.replace("2027-01-31", "2029-01-31"), 3, "ends on 2029-01-31, more than 731 days from now", ""),
        ("version: 1\nrules: [\n", 3, "this is not valid YAML", ""),
        ("#" * 1_000_001, 0, "larger than 1000000 bytes", ""),
        ("- secret\n", 1, "is not of type 'object'", ""),
        ("", 1, "None is not of type 'object'", ""),
    ],
)
def test_a_mistake_is_told_with_its_file_line_key_and_the_nearest_valid_one(
    text: str, line: int, told: str, mend: str
) -> None:
    with pytest.raises(UsageError) as caught:
        loaded(text)
    assert caught.value.source == (f".ouvrage.yml:{line}" if line else ".ouvrage.yml")
    assert told in str(caught.value)
    assert mend in translator("en").error(caught.value)


def test_days_are_read_with_or_without_quotes() -> None:
    plain, quoted = loaded(EXCLUSION), loaded(EXCLUSION.replace("2027-01-31", '"2027-01-31"'))
    assert [one.until for one in plain.exclusions] == [date(2027, 1, 31)]
    assert plain.exclusions == quoted.exclusions


def test_an_organisation_bounds_the_exclusions_of_all_its_repositories(organisation: Path) -> None:
    organisation.write_text("version: 1\nlongest_exclusion_days: 30\n")
    with pytest.raises(UsageError, match="more than 30 days"):
        loaded(EXCLUSION, organisation)


def test_a_mistake_that_a_change_brings_is_told_before_it_is_merged() -> None:
    with pytest.raises(UsageError, match="there is no rule 'secrets'"):
        loaded("version: 1\n", base="main", proposed=b"version: 1\nrules: {secrets: {severity: note}}\n")


def test_a_mistake_of_the_base_stops_no_change_so_that_one_can_mend_it_and_loosens_nothing() -> None:
    wrong = "version: 1\nrules:\n  secret: {severity: off}\n  secrets: {severity: off}\n"
    rules = loaded(wrong, base="main", proposed=b"version: 1\n")
    assert rule(rules, "secret").severity is Severity.ERROR
    assert [note.fields["file"] for note in rules.notes] == [".ouvrage.yml"]
    assert ".ouvrage.yml:4" in str(rules.notes[0].fields["place"])


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="can't be read") as caught:
        loaded(None, tmp_path / "absent.yml")
    assert caught.value.source == str(tmp_path / "absent.yml")


# --- whose words apply in a change ---


def test_in_a_change_the_repository_speaks_by_its_base() -> None:
    loosened = b"version: 1\nrules: {secret: {severity: off}}\n"
    assert rule(loaded(None, base="main", proposed=loosened), "secret").severity is Severity.ERROR
    assert rule(loaded(loosened.decode(), base="main"), "secret").severity is Severity.OFF
    rules = loaded(EXCLUSION, base="main", proposed=None)
    assert (len(rules.exclusions), rules.proposed) == (1, ())


# --- the documentation ---


def test_the_examples_of_the_documentation_work_as_they_are(organisation: Path) -> None:
    text = (Path(__file__).parents[3] / "docs" / "check-policy.md").read_text(encoding="utf-8")
    theirs, own = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    organisation.write_text(theirs, encoding="utf-8")

    rules = loaded(own, organisation)

    assert rules.notes == ()
    assert [one.reason.split()[0] for one in rules.exclusions] == ["Made", "Addresses", "The"]
    assert (rule(rules, "secret").locked, rule(rules, "degree-badge").severity) == (True, Severity.OFF)


def test_a_mistake_repeats_little_of_what_was_written() -> None:
    many = "".join(f"  - {{rule: secret, reason: jetable, until: 2027-01-31, paths: [a{at}]}}\n" for at in range(1_200))
    for written in (f"rules: {{secret: {{severity: {'x' * 5_000}}}}}\n", f"exclusions:\n{many}"):
        with pytest.raises(UsageError) as caught:
            loaded(f"version: 1\n{written}")
        assert len(str(caught.value)) < 1_000
