# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What is wrong in publiccode.yml is told at its line and key; what is only advised against weighs less."""

from pathlib import Path

from catalog.check.models import Severity
from tests.catalog.check.rules.seeing import repository, seen

ROOT = Path(__file__).resolve().parents[4]
OURS = (ROOT / "publiccode.yml").read_text(encoding="utf-8")


def test_our_own_is_there_and_valid(tmp_path: Path) -> None:
    depot = repository(tmp_path / "depot", {"publiccode.yml": OURS})
    assert seen(depot, "publiccode-present") == []
    assert [problem for problem in seen(depot, "publiccode-valid") if problem.severity is Severity.ERROR] == []


def test_a_repository_without_one_gets_a_note(tmp_path: Path) -> None:
    depot = repository(tmp_path / "depot", {"a.py": "x = 1\n"})
    assert [problem.severity for problem in seen(depot, "publiccode-present")] == [Severity.NOTE]
    assert seen(depot, "publiccode-valid") == []


def test_an_error_is_told_at_its_line_with_its_key(tmp_path: Path) -> None:
    broken = OURS.replace("developmentStatus:", "developpementStatus:")
    line = broken[: broken.index("developpementStatus:")].count("\n") + 1
    problems = seen(repository(tmp_path / "depot", {"publiccode.yml": broken}), "publiccode-valid")
    problem = next(each for each in problems if each.fields["key"] == "developpementStatus")
    assert (problem.severity, problem.path, problem.line) == (Severity.ERROR, "publiccode.yml", line)
    assert "developmentStatus" in problem.fields["reason"]


def test_what_is_deprecated_is_a_warning(tmp_path: Path) -> None:
    old = OURS.replace('publiccodeYmlVersion: "', 'publiccodeYmlVersion: "0.2" # "').replace('0.2" # "', '0.2" # "')
    problems = seen(repository(tmp_path / "depot", {"publiccode.yml": old}), "publiccode-valid")
    assert Severity.WARNING in {problem.severity for problem in problems}


def test_a_change_is_told_of_the_key_that_it_breaks_alone(tmp_path: Path) -> None:
    wrong = OURS + "nimporteQuoi: 1\n"
    depot = repository(tmp_path / "depot", {"publiccode.yml": wrong})
    base = depot.commit()
    depot.write("publiccode.yml", "# en-tête\n" + wrong + "autreChose: 2\n")
    assert [problem.fields["key"] for problem in seen(depot, "publiccode-valid", base)] == ["autreChose"]
