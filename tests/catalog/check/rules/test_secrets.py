# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Secrets are told once a file, with what to do; what is unsure weighs less, and no value is ever told."""

import io
import zipfile
from pathlib import Path

import pytest

from catalog.check.models import Severity
from tests.catalog.check.rules.seeing import repository, seen
from tests.scanner.detectors.secrets.made import draw

TOKEN = f"ghp_{draw(36)}"
OTHER = f"ghp_{draw(36, seed='other')}"


def _code(token: str = TOKEN) -> str:
    return f'TOKEN = "{token}"\n'


def test_a_token_is_an_error_with_its_place_and_never_its_value(tmp_path: Path) -> None:
    (problem,) = seen(repository(tmp_path / "depot", {"src/api.py": f"x = 1\n{_code()}"}), "secret")
    assert (problem.severity, problem.path, problem.line) == (Severity.ERROR, "src/api.py", 2)
    assert "Revoke it" in problem.message
    assert TOKEN not in problem.model_dump_json()
    assert draw(36) not in problem.model_dump_json()


def test_the_same_token_is_told_once_a_file(tmp_path: Path) -> None:
    depot = repository(tmp_path / "depot", {"a.py": _code() * 3, "b.py": _code()})
    assert [(problem.path, problem.line) for problem in seen(depot, "secret")] == [("a.py", 1), ("b.py", 1)]


def test_what_only_the_history_holds_is_told_as_such(tmp_path: Path) -> None:
    depot = repository(tmp_path / "depot", {"a.py": _code()})
    brought = depot.commit()
    depot.write("a.py", "x = 1\n")
    (problem,) = seen(depot, "secret")
    assert (problem.severity, problem.at_head, problem.commit) == (Severity.ERROR, False, brought)
    assert "deleting isn't enough" in problem.message


def test_what_the_files_still_hold_is_not_told_again_for_the_history(tmp_path: Path) -> None:
    depot = repository(tmp_path / "depot", {"a.py": _code()})
    for number in range(3):
        depot.commit()
        depot.write("a.py", f"x = {number}\n{_code()}")
    assert [problem.at_head for problem in seen(depot, "secret")] == [True]


def test_what_looks_made_up_is_a_note_told_once(tmp_path: Path) -> None:
    depot = repository(tmp_path / "depot", {"tests/test_a.py": _code(), "tests/test_b.py": _code()})
    (problem,) = seen(depot, "secret")
    assert problem.severity is Severity.NOTE
    assert "looks like a value made up" in problem.message


def test_the_many_values_of_tests_are_one_note_for_the_whole_repository_and_each_one_in_a_change(
    tmp_path: Path,
) -> None:
    depot = repository(tmp_path / "depot", {"a.py": "x = 1\n"})
    base = depot.commit()
    for number in range(5):
        depot.write(f"tests/test_{number}.py", _code(f"ghp_{draw(36, seed=str(number))}"))
    (problem,) = seen(depot, "secret")
    assert (problem.severity, problem.fields) == (
        Severity.NOTE,
        {"count": 5, "files": 5, "names": [*(f"tests/test_{number}.py" for number in range(4)), "…"]},
    )
    assert len(seen(depot, "secret", base)) == 5


def test_the_history_of_what_looks_made_up_is_not_told(tmp_path: Path) -> None:
    depot = repository(tmp_path / "depot", {"tests/test_a.py": _code()})
    depot.commit()
    assert seen(depot.remove("tests/test_a.py"), "secret") == []


@pytest.mark.parametrize("path", [".gitlab-ci.yml", ".github/workflows/main.yml", "docker-compose.yml"])
def test_passwords_of_services_of_the_ci_weigh_less(tmp_path: Path, path: str) -> None:
    content = f"variables:\n  MYSQL_PASSWORD: {draw(14)}\n"
    heavy = repository(tmp_path / "code" / "depot", {"config/app.yml": content})
    light = repository(tmp_path / "ci" / "depot", {path: content})
    assert [problem.severity for problem in seen(heavy, "secret")] == [Severity.ERROR]
    assert [problem.severity for problem in seen(light, "secret")] == [Severity.WARNING]


def test_a_change_is_told_of_its_own_tokens_only_even_in_a_file_that_had_one(tmp_path: Path) -> None:
    depot = repository(tmp_path / "depot", {"a.py": _code()})
    base = depot.commit()
    depot.write("b.py", _code()).remove("a.py").write("c.py", _code(OTHER))
    assert [problem.path for problem in seen(depot, "secret", base)] == ["c.py"]


def test_a_change_is_told_of_what_it_brought_and_took_back(tmp_path: Path) -> None:
    depot = repository(tmp_path / "depot", {"a.py": "x = 1\n"})
    base = depot.commit()
    depot.write("a.py", _code()).commit()
    (problem,) = seen(depot.write("a.py", "x = 2\n"), "secret", base)
    assert (problem.at_head, problem.path) == (False, "a.py")


def test_an_archive_of_keys_is_told_by_the_names_in_it(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("serveur/.env", "X=1")
    (problem,) = seen(repository(tmp_path / "depot", {"livraison.zip": buffer.getvalue()}), "secret")
    assert (problem.severity, problem.fields["names"]) == (Severity.WARNING, "serveur/.env")


def test_what_the_repository_accepts_says_who_accepts_it_and_hides_nothing_else(tmp_path: Path) -> None:
    accepted = f'TOKEN = "{TOKEN}"  # gitleaks:allow\n'
    depot = repository(tmp_path / "depot", {"a.py": accepted, "b.py": _code()})
    assert {problem.path: bool(problem.accepted_by) for problem in seen(depot, "secret")} == {
        "a.py": True,
        "b.py": False,
    }


def test_the_history_of_another_file_is_not_hidden_by_what_is_accepted(tmp_path: Path) -> None:
    depot = repository(tmp_path / "depot", {"src/b.py": _code()})
    depot.commit()
    depot.remove("src/b.py").write("a.py", f'TOKEN = "{TOKEN}"  # gitleaks:allow\n')
    problems = seen(depot, "secret")
    assert [(problem.path, problem.at_head, bool(problem.accepted_by)) for problem in problems] == [
        ("a.py", True, True),
        ("src/b.py", False, False),
    ]
