# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What a policy would say of an owner is counted before it is said, and no repository is named."""

import csv
import json
from datetime import date
from pathlib import Path

import jsonschema
import pytest

from catalog.check.detectors import gate_detectors
from catalog.check.models import Rule, Severity
from catalog.check.policy import Repository, load_rules
from catalog.check.standing import load_new_repositories
from catalog.cli import _run
from catalog.database import Store
from catalog.i18n import translator
from catalog.policy_preview.preview import DETECTORS, Asked, OnDay, Preview, Stages, preview
from catalog.registers import Exemption, Registers
from catalog.reports.preview import preview_csv, preview_json, preview_text
from catalog.visit import mirror_place
from scanner.blobs import list_tree
from scanner.detectors import DetectorSettings
from scanner.errors import UsageError
from scanner.git import mirror_folder
from scanner.models import Fact, TreeFile, Visibility
from scanner.resources import resource_dir
from tests.catalog.filling import HOST, file, repository, scan, secret
from tests.conftest import MakeRepository

TODAY = date(2026, 11, 25)
OWNER = f"{HOST}/douanes"


def _asked(tmp_path: Path, *exemptions: Exemption) -> Asked:
    rules = load_rules(None, "", Repository(), today=TODAY).rules
    registers = Registers(today=TODAY, exemptions=exemptions)
    return Asked(None, load_new_repositories(), rules, registers, tmp_path / "mirrors")


def _exemption(name: str, expires_on: date) -> Exemption:
    said = {"file": "declarations/exemptions.yml", "line": 1, "ground": "offences", "article": "L311-5"}
    return Exemption.model_validate(said | {"repository": name, "owner": "Bureau JCF2", "expires_on": expires_on})


def _created(store: Store, name: str, on: str, visibility: Visibility = Visibility.PRIVATE) -> int:
    return repository(store, name, visibility, created_at=f"{on}T08:00:00Z" if on else None)


def _rule(made: Preview, rule: str) -> tuple[int, int, int, int]:
    (found,) = (each for each in made.rules if each.rule == rule)
    return found.error, found.warning, found.note, found.judged


@pytest.fixture
def douanes(store: Store) -> Store:
    """Fill the store with an owner that has a repository at each stage."""
    _created(store, "douanes/ouvert", "2026-11-01", Visibility.PUBLIC)
    _created(store, "douanes/ciblage", "2026-01-01")
    _created(store, "douanes/ancien", "2019-05-01")
    _created(store, "douanes/signale", "2026-11-20")
    _created(store, "douanes/averti", "2026-10-01", Visibility.INTERNAL)
    _created(store, "douanes/en-echec", "2026-03-01")
    _created(store, "autre/depot", "2026-03-01")
    return store


# --- new repositories ------------------------------------------------------------------------------------------------


def test_each_repository_stands_where_the_policy_puts_it(douanes: Store, tmp_path: Path) -> None:
    asked = _asked(tmp_path, _exemption(f"{OWNER}/ciblage", date(2026, 12, 31)))
    made = preview(douanes, OWNER, asked)
    assert made.stages == Stages(open=1, grounded=1, earlier=1, told=1, warned=1, failed=1)
    assert (made.owner, made.repositories) == (OWNER, 6)


def test_the_days_to_come_say_what_will_be_if_nobody_does_anything(douanes: Store, tmp_path: Path) -> None:
    """Among them, the end of the ground: the delays run from then."""
    asked = _asked(tmp_path, _exemption(f"{OWNER}/ciblage", date(2026, 12, 31)))
    known = {"open": 1, "earlier": 1}
    expected = [
        ("2026-12-20", {"grounded": 1, "warned": 2, "failed": 1}),
        ("2026-12-30", {"grounded": 1, "warned": 1, "failed": 2}),
        ("2027-01-01", {"told": 1, "warned": 1, "failed": 2}),
        ("2027-01-31", {"warned": 2, "failed": 2}),
        ("2027-02-18", {"warned": 1, "failed": 3}),
        ("2027-04-01", {"failed": 4}),
    ]
    made = preview(douanes, OWNER, asked)
    assert made.coming == tuple(
        OnDay(on=date.fromisoformat(on), stages=Stages.model_validate(known | stages)) for on, stages in expected
    )


def test_the_groups_under_an_owner_are_its_own(store: Store, tmp_path: Path) -> None:
    for name in ("douanes/a", "douanes/outils/b", "douanes/outils/interne/c", "douanes-et-cie/d"):
        _created(store, name, "2026-11-20")
    assert preview(store, OWNER, _asked(tmp_path)).repositories == 3


@pytest.mark.parametrize("word", ["ministere", f"{HOST}/ministere", f"https://{HOST}/Ministere"])
def test_a_group_may_have_no_repository_but_groups(store: Store, tmp_path: Path, word: str) -> None:
    _created(store, "ministere/outils/b", "2026-11-20")
    assert preview(store, word, _asked(tmp_path)).repositories == 1


def test_what_is_gone_isnt_counted(douanes: Store, tmp_path: Path) -> None:
    with douanes.writing() as connection:
        connection.execute("UPDATE repositories SET gone_at = '2026-11-01' WHERE name = 'en-echec'")
    assert preview(douanes, OWNER, _asked(tmp_path)).repositories == 5


def test_the_first_commit_dates_what_the_forge_doesnt(store: Store, tmp_path: Path) -> None:
    dated, unknown = _created(store, "douanes/a", ""), _created(store, "douanes/b", "")
    scan(store, dated, places=[secret(store, "config.py")])
    scan(store, unknown, shallow=True, places=[secret(store, "autre.py")])
    made = preview(store, OWNER, _asked(tmp_path))
    assert made.stages == Stages(earlier=1, unknown=1)
    assert "Closed repositories whose age isn't known: {count}." in [note.message for note in made.partial]


# --- who -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", [OWNER, f"https://{HOST}/douanes/", "douanes", f"{HOST}/Douanes"])
def test_an_owner_is_named_as_elsewhere(douanes: Store, tmp_path: Path, word: str) -> None:
    assert preview(douanes, word, _asked(tmp_path)).owner == OWNER


def test_a_name_that_several_forges_have_is_refused_with_the_ways_to_say_it(douanes: Store, tmp_path: Path) -> None:
    repository(douanes, "douanes/x", host="github.com")
    with pytest.raises(UsageError, match="several owners") as error:
        preview(douanes, "douanes", _asked(tmp_path))
    assert error.value.fields["names"] == f"{HOST}/douanes, github.com/douanes"


@pytest.mark.parametrize("word", ["personne", "%", f"{HOST}/", "douanes/signale"])
def test_an_owner_that_isnt_there_is_refused(douanes: Store, tmp_path: Path, word: str) -> None:
    with pytest.raises(UsageError, match="the store has no owner"):
        preview(douanes, word, _asked(tmp_path))


# --- the rules of the check ------------------------------------------------------------------------------------------


def test_repositories_are_counted_once_a_rule_at_their_heaviest(douanes: Store, tmp_path: Path) -> None:
    rows = douanes.rows("SELECT id FROM repositories WHERE full_name LIKE 'douanes/%' ORDER BY id")
    readme = Fact(detector="community", rule="community-readme", path="README.md", data={"size": 900})
    scan(douanes, rows[0]["id"], [readme], [file("README.md")])
    places = [secret(douanes, "a.py"), secret(douanes, "b.py", fingerprint="f2")]
    scan(douanes, rows[1]["id"], [], [TreeFile(place.path, place.blob, 40, "100644") for place in places], places)
    made = preview(douanes, OWNER, _asked(tmp_path))
    assert made.scanned == 2
    assert _rule(made, "secret") == (1, 0, 0, 2)
    assert sum(_rule(made, "publiccode-present")[:3]) == 2
    assert "Repositories that were never scanned, which the rules don't count: {count}." in [
        note.message for note in made.partial
    ]


def test_a_secret_that_its_repository_accepts_isnt_counted(store: Store, tmp_path: Path) -> None:
    place = secret(store, "a.py")
    one = _created(store, "douanes/a", "2026-11-20")
    scan(store, one, [], [TreeFile("a.py", place.blob, 40, "100644")], [place])
    with store.writing() as connection:
        connection.execute(
            "INSERT INTO accepted_findings VALUES (?, ?, 'a.py', 'secret-password', 3, 'f1', '.gitleaksignore:1', '')",
            (one, bytes.fromhex(place.blob)),
        )
    assert _rule(preview(store, OWNER, _asked(tmp_path)), "secret") == (0, 0, 0, 1)


def test_a_rule_that_reads_files_is_only_counted_where_they_are(store: Store, tmp_path: Path) -> None:
    """Without a mirror, no README is held to lack what isn't known."""
    readme = Fact(detector="community", rule="community-readme", path="README.md", data={"size": 900})
    scan(store, _created(store, "douanes/a", "2026-11-20"), [readme], [file("README.md")])
    made = preview(store, OWNER, _asked(tmp_path))
    assert _rule(made, "readme-sections") == (0, 0, 0, 0)
    assert _rule(made, "readme-present")[3] == 1


def test_a_scan_without_the_detectors_of_the_check_makes_the_preview_partial(store: Store, tmp_path: Path) -> None:
    """As one of an earlier version: no publiccode.yml is held to be valid for not having been read."""
    scan(store, _created(store, "douanes/a", "2026-11-20"), detectors=dict.fromkeys(DETECTORS - {"publiccode"}, "1"))
    (note,) = preview(store, OWNER, _asked(tmp_path)).partial
    assert ("lacks a detector" in note.message, note.fields) == (True, {"count": 1})
    assert frozenset(gate_detectors(DetectorSettings(None, b"key"))) == DETECTORS


def test_rules_that_are_off_arent_counted(store: Store, tmp_path: Path) -> None:
    _created(store, "douanes/a", "2026-11-20")
    asked = _asked(tmp_path)
    off = [rule.model_copy(update={"severity": Severity.OFF}) for rule in asked.rules]
    assert preview(store, OWNER, asked._replace(rules=off)).rules == ()


def test_a_rule_weighs_no_more_than_the_policy_says(store: Store, tmp_path: Path) -> None:
    place = secret(store, "a.py")
    scan(store, _created(store, "douanes/a", "2026-11-20"), [], [TreeFile("a.py", place.blob, 9, "100644")], [place])
    asked = _asked(tmp_path)
    lighter = [_lighter(rule) for rule in asked.rules]
    assert _rule(preview(store, OWNER, asked._replace(rules=lighter)), "secret") == (0, 0, 1, 1)


def _lighter(rule: Rule) -> Rule:
    return rule.model_copy(update={"severity": Severity.NOTE})


# --- what is printed -------------------------------------------------------------------------------------------------


def test_no_repository_is_named_in_any_form(douanes: Store, tmp_path: Path) -> None:
    made = preview(douanes, OWNER, _asked(tmp_path))
    texts = [preview_text(made, translator("fr")), preview_json(made), preview_csv(made)]
    names = [row["name"] for row in douanes.rows("SELECT name FROM repositories")]
    assert len(names) == 7
    assert not [name for name in names for text in texts if f"/{name}" in text or f'"{name}"' in text]


def test_the_text_tells_today_and_the_days_to_come(douanes: Store, tmp_path: Path) -> None:
    told = preview_text(preview(douanes, OWNER, _asked(tmp_path)), translator("fr"))
    assert f"{OWNER}, le 25 novembre 2026. Dépôts\u00a0: 6 (ouverts\u00a0: 1\u202f; fermés\u00a0: 5)." in told
    assert "       2  fermés sans motif\u00a0: en échec\n" in told
    assert "  20 décembre 2026\u00a0: signalés 0, avertis 2, en échec 2\n" in told


def test_the_json_is_as_its_schema_says(douanes: Store, tmp_path: Path) -> None:
    schema = resource_dir("policies") / "schemas" / "output" / "policy-preview.schema.json"
    printed = json.loads(preview_json(preview(douanes, OWNER, _asked(tmp_path))))
    jsonschema.Draft202012Validator(json.loads(schema.read_text())).validate(printed)


def test_the_csv_has_a_row_a_rule_day_and_state(douanes: Store, tmp_path: Path) -> None:
    rows = list(csv.DictReader(preview_csv(preview(douanes, OWNER, _asked(tmp_path))).lstrip("\ufeff").splitlines()))
    new = [row for row in rows if row["rule"] == "new-repository-closed"]
    today = {row["state"]: row["repositories"] for row in new if row["on"] == "2026-11-25"}
    assert (today["open"], today["failed"], today["told"]) == ("1", "2", "1")
    assert {row["of"] for row in new} == {"6"}


def test_the_command_reads_the_mirrors_beside_the_store(
    make_repository: MakeRepository, store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """They date a repository that the forge doesn't, and let the rules that read files be counted."""
    one = _created(store, "douanes/paie", "")
    built = make_repository("douanes/paie").write("README.md", "# Paie\n")
    commit = built.commit(date="2020-11-20T12:00:00+00:00")
    mirror = mirror_folder(
        built.git_dir, mirror_place(HOST, f"https://{HOST}/douanes/paie.git", tmp_path / "ouvrage.mirrors")
    )
    readme = Fact(detector="community", rule="community-readme", path="README.md", data={"size": 7})
    scan(store, one, [readme], list_tree(mirror, commit)[0], commit=commit, detectors=dict.fromkeys(DETECTORS, "1"))
    command = ["policy", "preview", OWNER, "--database", str(tmp_path / "ouvrage.db"), "--format", "json"]
    assert _run(command) == 0
    made = Preview.model_validate_json(capsys.readouterr().out)
    assert (made.stages, made.partial) == (Stages(earlier=1), ())
    assert _rule(made, "readme-sections") == (0, 1, 0, 1)


def test_a_preview_that_isnt_whole_ends_with_the_code_of_a_partial_result(store: Store, tmp_path: Path) -> None:
    _created(store, "douanes/paie", "2026-11-01")
    assert _run(["policy", "preview", OWNER, "--database", str(tmp_path / "ouvrage.db")]) == 3
