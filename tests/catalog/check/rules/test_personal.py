# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Data about persons fails a check; addresses and telephones warn, unless they were given on purpose."""

from pathlib import Path

import pytest

from catalog.check.models import Severity
from tests.catalog.check.rules.seeing import repository, seen
from tests.scanner.detectors.personal.made import address, iban, in_pairs, mobile, nir, persons

TABLE = "prenom;nom;date_naissance\n" + "".join(f"{';'.join(person)}\n" for person in persons(30))


@pytest.mark.parametrize(
    ("path", "content", "detail", "severity"),
    [
        ("paie.py", f"nir = '{nir()}'\n", "personal-nir", Severity.ERROR),
        ("paie.py", f"compte = '{iban()}'\n", "personal-iban", Severity.ERROR),
        ("extraction.csv", TABLE, "personal-table", Severity.ERROR),
        ("paie.py", f"chef = '{address('finances.gouv.fr')}'\n", "personal-email", Severity.WARNING),
        ("paie.py", f"portable = '{in_pairs(mobile())}'\n", "personal-phone", Severity.WARNING),
    ],
)
def test_each_kind_has_its_weight_and_its_mend(
    tmp_path: Path, path: str, content: str, detail: str, severity: Severity
) -> None:
    (problem,) = seen(repository(tmp_path / "depot", {path: content}), "personal-data")
    assert (problem.detail, problem.severity, problem.path) == (detail, severity, path)
    assert problem.message.startswith("{what} ")
    assert problem.message != "{what} "


def test_no_value_is_told(tmp_path: Path) -> None:
    content = f"nir = '{nir()}'\nchef = '{address('finances.gouv.fr')}'\n"
    told = "".join(
        each.model_dump_json() for each in seen(repository(tmp_path / "d", {"a.py": content}), "personal-data")
    )
    assert told
    assert nir() not in told
    assert address("finances.gouv.fr") not in told


@pytest.mark.parametrize("path", ["publiccode.yml", "pyproject.toml", "AUTHORS.md", "app/package.json", "DESCRIPTION"])
def test_authors_give_their_address_on_purpose(tmp_path: Path, path: str) -> None:
    depot = repository(tmp_path / "depot", {path: f"# {address('finances.gouv.fr')}\n"})
    assert seen(depot, "personal-data") == []
    assert len(seen(depot, "personal-data", signed=[])) == 1


def test_telephones_of_tests_are_not_told_and_tables_of_tests_weigh_less(tmp_path: Path) -> None:
    files = {"tests/data/agents.csv": TABLE, "tests/test_a.py": f"tel = '{in_pairs(mobile())}'\n"}
    (problem,) = seen(repository(tmp_path / "depot", files), "personal-data")
    assert (problem.detail, problem.severity) == ("personal-table", Severity.NOTE)


def test_what_only_the_history_holds_will_be_published_too(tmp_path: Path) -> None:
    depot = repository(tmp_path / "depot", {"extraction.csv": TABLE, "a.py": f"x = '{address('insee.fr')}'\n"})
    depot.commit()
    problems = seen(depot.remove("extraction.csv").remove("a.py"), "personal-data")
    assert {problem.detail: problem.severity for problem in problems} == {
        "personal-table": Severity.ERROR,
        "personal-email": Severity.NOTE,
    }
    assert all("the history does" in problem.message for problem in problems)


def test_a_file_with_very_many_says_how_many_more(tmp_path: Path) -> None:
    content = "".join(f"nir = '{nir(seed=str(number))}'\n" for number in range(60))
    problems = seen(repository(tmp_path / "depot", {"a.py": content}), "personal-data")
    assert [problem.fields["count"] for problem in problems if "count" in problem.fields] == [10]


def test_a_change_is_told_of_the_address_that_it_adds_to_a_file_that_had_one(tmp_path: Path) -> None:
    depot = repository(tmp_path / "depot", {"a.py": f"x = '{address('insee.fr')}'\n"})
    base = depot.commit()
    depot.write("a.py", f"y = '{address('insee.fr', 1)}'\nx = '{address('insee.fr')}'\n")
    assert [problem.line for problem in seen(depot, "personal-data", base)] == [1]
