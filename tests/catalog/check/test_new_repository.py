# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A repository created closed, without a declared ground, is told of, then warned, then failed."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from catalog.check.new_repository import Facts, stand
from catalog.check.standing import Stage, Standing
from catalog.check.surroundings import Surroundings
from scanner.errors import UsageError

CREATED = date(2026, 1, 1)
OWN = """\
version: 1
closed:
  ground: offences
  owner: Bureau JCF2
  reason: Les règles de ciblage révèlent qui est contrôlé.
  expires_on: 2027-06-30
"""


def _surroundings(**more: object) -> Surroundings:
    said: dict[str, object] = {
        "host": "forge.example.org",
        "repository": "douanes/ciblage",
        "closed": True,
        "created_at": datetime(2026, 1, 1, 12, tzinfo=UTC),
    }
    return Surroundings.model_validate(said | more)


def _after(days: int, **more: Any) -> Standing:  # noqa: ANN401 - any of `Facts`
    facts = Facts(today=CREATED + timedelta(days=days))._replace(**more)
    return stand(_surroundings(), facts)


def _policies(folder: Path, text: str) -> Path:
    (folder / "new-repositories.yml").write_text(text)
    return folder


def _declarations(folder: Path, expires_on: str, repository: str = "forge.example.org/douanes/ciblage") -> Path:
    declarations = folder / "declarations"
    declarations.mkdir()
    (declarations / "exemptions.yml").write_text(
        f"- repository: {repository}\n  ground: offences\n  owner: Bureau JCF2\n  expires_on: {expires_on}\n"
    )
    return declarations


# --- the delays ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "stage", "next_on"),
    [
        (0, Stage.TOLD, date(2026, 1, 31)),
        (29, Stage.TOLD, date(2026, 1, 31)),
        (30, Stage.WARNED, date(2026, 4, 1)),
        (89, Stage.WARNED, date(2026, 4, 1)),
        (90, Stage.FAILED, None),
        (2_000, Stage.FAILED, None),
    ],
)
def test_it_is_told_at_once_then_warned_then_failed(days: int, stage: Stage, next_on: date | None) -> None:
    found = _after(days)
    assert (found.stage, found.next_on, found.partial) == (stage, next_on, ())


def test_an_open_repository_has_nothing_to_declare() -> None:
    found = stand(_surroundings(closed=False), Facts(today=CREATED + timedelta(days=900)))
    assert found == Standing(stage=Stage.OPEN, created_on=CREATED)


def test_a_repository_older_than_the_policy_is_only_told_of(tmp_path: Path) -> None:
    policies = _policies(
        tmp_path,
        "version: 1\nin_force_on: 2026-01-02\ndelays: {told: 0, warned: 1, failed: 2}\nown_declaration: true\n",
    )
    found = _after(900, policies=policies)
    assert (found.stage, found.next_on) == (Stage.EARLIER, None)
    assert [note.fields for note in found.notes] == [{"day": "2026-01-01", "start": "2026-01-02"}]


def test_an_administration_sets_its_own_delays(tmp_path: Path) -> None:
    policies = _policies(
        tmp_path,
        "version: 1\nin_force_on: '2026-01-01'\ndelays: {told: 10, warned: 20, failed: null}\nown_declaration: true\n",
    )
    stages = [_after(days, policies=policies).stage for days in (9, 10, 20, 3_000)]
    assert stages == [Stage.WAITING, Stage.TOLD, Stage.WARNED, Stage.WARNED]
    assert _after(9, policies=policies).next_on == date(2026, 1, 11)


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        ("in_force_on: 2026-01-01\ndelays: {told: 0, warned: 30, failed: 10}", "the delays must grow"),
        ("in_force_on: bientôt\ndelays: {told: 0, warned: 30, failed: 90}", "in_force_on must be a day"),
        ("in_force_on: 2026-01-01\ndelays: {told: 0, warnd: 30, failed: 90}", "unknown key 'warnd'"),
        ("in_force_on: 2026-01-01\ndelays: {told: -1, warned: 30, failed: 90}", "-1 is less than the minimum"),
    ],
)
def test_a_policy_that_cant_be_used_names_its_file_and_key(tmp_path: Path, policy: str, said: str) -> None:
    folder = _policies(tmp_path, f"version: 1\nown_declaration: true\n{policy}\n")
    with pytest.raises(UsageError, match=said) as error:
        _after(0, policies=folder)
    assert "new-repositories.yml" in error.value.source


# --- grounds ---------------------------------------------------------------------------------------------------------


def test_an_exemption_of_the_register_is_a_ground_until_its_last_day(tmp_path: Path) -> None:
    declarations = _declarations(tmp_path, "2026-06-30")
    last_day = _after((date(2026, 6, 30) - CREATED).days, declarations=declarations)
    assert (last_day.stage, last_day.partial) == (Stage.GROUNDED, ())
    assert last_day.notes[0].fields == {
        "article": "L311-5",
        "place": "declarations/exemptions.yml:1",
        "day": "2026-06-30",
    }


def test_the_delays_start_again_when_a_ground_lapses(tmp_path: Path) -> None:
    declarations = _declarations(tmp_path, "2026-06-30")
    lapsed = (date(2026, 7, 1) - CREATED).days
    stages = [_after(lapsed + days, declarations=declarations).stage for days in (0, 30, 90)]
    assert stages == [Stage.TOLD, Stage.WARNED, Stage.FAILED]


def test_an_exemption_of_another_repository_is_none(tmp_path: Path) -> None:
    declarations = _declarations(tmp_path, "2027-06-30", "forge.example.org/douanes/autre")
    assert _after(90, declarations=declarations).stage is Stage.FAILED


def test_without_a_name_no_exemption_is_anyones(tmp_path: Path) -> None:
    declarations = _declarations(tmp_path, "2027-06-30", "douanes/ciblage")
    unnamed = _surroundings(host="", repository="")
    facts = Facts(today=CREATED + timedelta(days=90), declarations=declarations)
    found = stand(unnamed, facts)
    assert found.stage is Stage.FAILED
    assert "whose name isn't known" in found.partial[0].message
    assert stand(unnamed, facts._replace(repository="douanes/ciblage")).stage is Stage.GROUNDED


def test_a_ground_that_the_law_doesnt_know_is_none_and_is_told(tmp_path: Path) -> None:
    declarations = _declarations(tmp_path, "2027-06-30")
    register = declarations / "exemptions.yml"
    register.write_text(register.read_text().replace("offences", "confort"))
    found = _after(90, declarations=declarations)
    assert found.stage is Stage.FAILED
    assert found.partial[0].fields["place"] == "declarations/exemptions.yml:1"
    assert "the law knows no ground 'confort'" in found.partial[0].fields["reason"]


def test_a_folder_of_declarations_that_isnt_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such folder of declarations"):
        _after(0, declarations=tmp_path / "nowhere")


def test_a_repository_declares_its_ground_in_its_own_file() -> None:
    found = _after(90, own=OWN.encode())
    assert found.stage is Stage.GROUNDED
    assert found.ground is not None
    assert (found.ground.place, found.ground.article) == (".ouvrage.yml:2", "L311-5")
    assert _after(2_000, own=OWN.encode()).stage is Stage.FAILED


def test_an_administration_may_take_its_own_register_alone(tmp_path: Path) -> None:
    policies = _policies(
        tmp_path,
        "version: 1\nin_force_on: 2021-09-23\ndelays: {told: 0, warned: 30, failed: 90}\nown_declaration: false\n",
    )
    assert _after(90, own=OWN.encode(), policies=policies).stage is Stage.FAILED


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("ground: offences", "ground: confort", "the law knows no ground 'confort'"),
        ("  owner: Bureau JCF2\n", "", "must have a ground, an owner"),
        ("2027-06-30", "un jour", "must have a ground, an owner"),
        ("  ground", " : [ground", "not valid YAML"),
    ],
)
def test_a_ground_of_ones_own_that_cant_be_used_is_told_and_is_none(before: str, after: str, said: str) -> None:
    """Not an error: the file is that of the base, which the change that is checked may well mend."""
    found = _after(90, own=OWN.replace(before, after).encode())
    assert found.stage is Stage.FAILED
    assert found.partial[0].fields["place"] in (".ouvrage.yml:2", ".ouvrage.yml:3")
    assert said in found.partial[0].fields["reason"]


def test_a_file_of_rules_that_declares_no_ground_is_no_ground() -> None:
    assert _after(90, own=b"version: 1\n").stage is Stage.FAILED


# --- what isn't known is said ----------------------------------------------------------------------------------------


def test_an_unknown_visibility_makes_the_verdict_partial() -> None:
    found = stand(_surroundings(closed=None), Facts(today=CREATED))
    assert (found.stage, len(found.partial)) == (Stage.UNKNOWN, 1)
    assert "--visibility" in found.partial[0].message


def test_the_first_commit_dates_a_repository_that_the_forge_doesnt() -> None:
    on_ones_machine = _surroundings(created_at=None)
    found = stand(on_ones_machine, Facts(today=date(2026, 6, 1), first_commit=date(2026, 5, 1)))
    assert (found.stage, found.created_on) == (Stage.WARNED, date(2026, 5, 1))
    assert [note.fields for note in found.notes] == [{"day": "2026-05-01"}]


def test_a_closed_repository_without_an_age_makes_the_verdict_partial() -> None:
    found = stand(_surroundings(created_at=None), Facts(today=CREATED))
    assert (found.stage, len(found.partial)) == (Stage.UNKNOWN, 1)


def test_a_creation_that_is_to_come_counts_as_todays() -> None:
    to_come = _surroundings(created_at=datetime(9999, 12, 31, tzinfo=UTC))
    assert stand(to_come, Facts(today=CREATED)).next_on == CREATED + timedelta(days=30)


# --- what the documentation shows ------------------------------------------------------------------------------------


def test_what_the_documentation_shows_works(tmp_path: Path) -> None:
    page = (Path(__file__).parents[3] / "docs" / "check-new-repositories.md").read_text(encoding="utf-8")
    register, own, policy = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    declarations = _declarations(tmp_path, "2026-12-31")
    (declarations / "exemptions.yml").write_text(register, encoding="utf-8")
    named = _surroundings(host="forge.exemple.gouv.fr")
    late = Facts(today=CREATED + timedelta(days=90))
    assert stand(named, late).stage is Stage.FAILED
    assert stand(named, late._replace(declarations=declarations)).stage is Stage.GROUNDED
    assert stand(named, late._replace(own=own.encode())).stage is Stage.GROUNDED
    assert stand(named, late._replace(policies=_policies(tmp_path, policy))).stage is Stage.EARLIER
