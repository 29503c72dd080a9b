# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A folder of declarations: read for what it is worth, what can't be used told with its line."""

import re
from datetime import date
from pathlib import Path

import pytest

from catalog.i18n import translator
from catalog.registers import Automation, Registers, RequestStatus, load_registers
from catalog.registers.grounds import load_grounds
from catalog.registers.quarters import last_day, parse_quarter, quarter_of
from scanner.resources import resource_dir

ROOT = Path(__file__).resolve().parents[3]
TODAY = date(2026, 11, 25)
BLOCK = re.compile(r"```yaml\n# declarations/(\S+)\n(.*?)```", re.DOTALL)


def _load(folder: Path, **files: str) -> Registers:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.yml").write_text(text, encoding="utf-8")
    return load_registers(folder, TODAY)


def _told(registers: Registers) -> list[tuple[str, int, str]]:
    return [(Path(problem.file).name, problem.line, problem.reason) for problem in registers.problems]


def test_no_folder_declares_nothing(tmp_path: Path) -> None:
    for folder in (None, tmp_path / "absent"):
        registers = load_registers(folder, TODAY)
        assert registers.of("github.com/a/b").algorithms == ()
        assert registers.problems == ()


def test_each_example_of_the_documentation_is_read_without_a_problem(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "declarations.md").read_text(encoding="utf-8")
    examples = BLOCK.findall(text)
    assert [name for name, _ in examples] == [
        f"{name}.yml" for name in ("openings", "exemptions", "requests", "algorithms", "referents")
    ]
    registers = _load(tmp_path / "declarations", **{name.removesuffix(".yml"): block for name, block in examples})
    assert registers.problems == ()
    assert [opening.quarter for opening in registers.openings] == ["2021-T4", "2021-T4", "2021-T4", ""]
    assert registers.algorithms[0].decisions_per_year == 700_000
    assert registers.algorithms[0].publish
    assert registers.exemptions[0].article
    assert [referent.scope for referent in registers.referents] == ["github.com/exemple", "forge.exemple.gouv.fr"]


def test_french_names_of_files_and_the_key_of_a_repository_are_accepted(tmp_path: Path) -> None:
    registers = _load(
        tmp_path / "d",
        ouvertures="- {name: Affelnet, quarter: T4 2021}\n",
        demandes="- {id: D1, requester: citizen, received_on: 2026-09-01, answered_on: 2026-09-20}\n",
        algorithmes="algorithmes:\n  - name: Bourses\n    automation: full\n    l311_5: oui\n",
    )
    assert registers.problems == ()
    assert registers.openings[0].place == "d/ouvertures.yml:1"
    assert registers.requests[0].status is RequestStatus.ANSWERED
    (algorithm,) = registers.algorithms
    assert (algorithm.line, algorithm.automation, algorithm.l311_5) == (2, Automation.FULL, True)


def test_what_a_repository_declares_in_french_can_be_copied(tmp_path: Path) -> None:
    text = "- nom: Bourses\n  finalité: Calculer\n  automatisation: totale\n  mise_a_jour: hier\n  finalite_: x\n"
    registers = _load(tmp_path / "d", algorithmes=text)
    (algorithm,) = registers.algorithms
    assert (algorithm.name, algorithm.purpose, algorithm.automation) == ("Bourses", "Calculer", Automation.FULL)
    assert sorted(line for _, line, _ in _told(registers)) == [4, 5]


@pytest.mark.parametrize("asked", ["Forge.Exemple.gouv.fr/Impots/Calcul", "impots/calcul"])
@pytest.mark.parametrize(
    "declared",
    ["impots/calcul", "forge.exemple.gouv.fr/impots/CALCUL", "https://forge.exemple.gouv.fr/impots/calcul.git"],
)
def test_a_repository_is_found_by_any_of_its_names(tmp_path: Path, asked: str, declared: str) -> None:
    registers = _load(
        tmp_path / "d",
        requests=f"- {{id: D1, repository: '{declared}', requester: company, received_on: 2026-09-01}}\n",
    )
    assert [request.id for request in registers.of(asked).requests] == ["D1"]
    assert registers.of("autre.exemple.fr/impots/autre").requests == ()


# --- bad input -------------------------------------------------------------------------------------------------------


def test_an_unknown_field_names_the_nearest_and_the_rest_is_used(tmp_path: Path) -> None:
    registers = _load(tmp_path / "d", openings="- name: Opale\n  quarter: 2021-T4\n  sourse: https://a.fr\n")
    assert _told(registers) == [("openings.yml", 3, "unknown key 'sourse': did you mean source?")]
    assert registers.openings[0].quarter == "2021-T4"


@pytest.mark.parametrize("day", ["2021-02-30", "12/11/2021", "hier"])
def test_a_bad_date_is_named_with_its_line(tmp_path: Path, day: str) -> None:
    registers = _load(tmp_path / "d", openings=f"- name: A\n  quarter: 2021-T4\n  effective_on: {day}\n")
    assert _told(registers) == [("openings.yml", 3, f"effective_on must be a date (YYYY-MM-DD), not '{day}'")]
    assert registers.openings[0].effective_on is None


def test_an_entry_that_loses_what_it_needs_is_left_out_and_said(tmp_path: Path) -> None:
    text = "- id: D1\n  requester: citoyenne\n  received_on: 2026-09-01\n"
    text += "- {id: D2, requester: citizen, received_on: 2026-09-02}\n"
    registers = _load(tmp_path / "d", requests=text)
    assert [request.id for request in registers.requests] == ["D2"]
    assert [line for _, line, _ in _told(registers)] == [2, 1]
    assert "its requester can't be used" in _told(registers)[1][2]


def test_a_ground_that_the_law_does_not_know_is_refused_with_the_nearest(tmp_path: Path) -> None:
    known = load_grounds(None).known[0]
    text = f"- {{repository: a/b, ground: {known.id}s, owner: DGFiP, expires_on: 2027-01-01}}\n"
    text += f"- {{repository: a/c, ground: {known.id}, owner: DGFiP, expires_on: 2027-01-01}}\n"
    registers = _load(tmp_path / "d", exemptions=text)
    assert [(each.repository, each.article) for each in registers.exemptions] == [("a/c", known.article)]
    ((file, line, reason),) = _told(registers)
    assert (file, line) == ("exemptions.yml", 1)
    assert f"did you mean {known.id}?" in reason


def test_an_exemption_without_a_ground_is_refused(tmp_path: Path) -> None:
    registers = _load(tmp_path / "d", exemptions="- {repository: a/b, owner: DGFiP, expires_on: 2027-01-01}\n")
    assert registers.exemptions == ()
    assert _told(registers) == [("exemptions.yml", 1, "this entry is left out: it doesn't say its ground")]


def test_two_files_that_disagree_are_told_and_the_first_is_used(tmp_path: Path) -> None:
    registers = _load(
        tmp_path / "d",
        openings="- {name: Affelnet, quarter: 2021-T3}\n",
        ouvertures="- {name: FranceConnect, quarter: 2021-T4}\n- {name: affelnet, quarter: 2021-T4}\n",
    )
    assert {opening.name: opening.quarter for opening in registers.openings} == {
        "Affelnet": "2021-T3",
        "FranceConnect": "2021-T4",
    }
    ((file, line, reason),) = _told(registers)
    assert (file, line) == ("ouvertures.yml", 2)
    assert "disagrees with d/openings.yml:1" in reason
    assert "quarter" in reason


def test_code_that_is_both_open_and_exempted_is_told(tmp_path: Path) -> None:
    ground = load_grounds(None).known[0].id
    registers = _load(
        tmp_path / "d",
        exemptions=f"- {{repository: a/b, ground: {ground}, owner: DGFiP, expires_on: 2027-01-01}}\n",
        openings="- {name: B, repository: forge.exemple.fr/a/b, effective_on: 2026-01-01}\n",
    )
    assert _told(registers) == [("exemptions.yml", 1, "a/b is exempted, but d/openings.yml:1 says that it is open")]


def test_a_file_that_is_no_register_is_told(tmp_path: Path) -> None:
    registers = _load(tmp_path / "d", derogation="- {}\n")
    assert _told(registers) == [("derogation.yml", 0, "this file is no register: did you mean derogations.yml?")]


@pytest.mark.parametrize("text", ["a: [", "juste un texte", "nom: x\nautre: y\n", "\x00"])
def test_a_file_that_is_no_list_spares_the_others(tmp_path: Path, text: str) -> None:
    registers = _load(
        tmp_path / "d", openings=text, requests="- {id: D, requester: citizen, received_on: 2026-09-01}\n"
    )
    assert len(registers.requests) == 1
    assert [name for name, _, _ in _told(registers)] == ["openings.yml"]


def test_every_word_of_the_schemas_is_told_in_french() -> None:
    told = translator("fr").told
    words: set[str] = set()
    for path in (resource_dir("policies") / "schemas" / "declarations").glob("*.json"):
        words |= set(re.findall(r'"description": "([^"]+)"', path.read_text(encoding="utf-8")))
    assert words
    assert [word for word in words if told(word) == word] == []


# --- quarters --------------------------------------------------------------------------------------------------------


def test_quarters_are_read_as_administrations_write_them() -> None:
    assert {parse_quarter(text) for text in ("2021-T4", "2021-q4", "T4 2021", "Q4-2021")} == {"2021-T4"}
    assert [parse_quarter(text) for text in ("2021-T5", "fin 2021")] == ["", ""]
    assert [last_day(f"2024-T{n}") for n in (1, 4)] == [date(2024, 3, 31), date(2024, 12, 31)]
    assert [quarter_of(date(2024, month, 1)) for month in (1, 3, 4, 12)] == ["2024-T1", "2024-T1", "2024-T2", "2024-T4"]
