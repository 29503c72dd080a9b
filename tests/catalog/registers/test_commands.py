# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The commands with a folder of declarations: what it changes, what is told of it, and the exit code."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from catalog.cli import app
from catalog.database import open_store
from scanner.errors import UsageError
from tests.catalog import filling as f

GOOD = "- {name: Bourses, repository: a/declare, automation: full, decisions_per_year: 700 000}\n"
BAD = GOOD + "- {name: Aides, automatio: full}\n"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    with open_store(tmp_path / "ouvrage.db") as store:
        f.scan(store, f.repository(store, "a/regles"), f.rules("r.py"))
        f.scan(store, f.repository(store, "a/declare"))
    return tmp_path / "ouvrage.db"


def _run(database: Path, *words: str) -> Result:
    return CliRunner().invoke(app, [*words, "--database", str(database), "--lang", "en"])


def _declare(folder: Path, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "algorithmes.yml").write_text(text, encoding="utf-8")
    return folder


def _ranked(result: Result) -> list[str]:
    return [item["repository"].rpartition("/")[2] for item in json.loads(result.stdout)]


def test_the_folder_beside_the_store_is_read_without_being_named(database: Path) -> None:
    assert _ranked(_run(database, "rank", "--format", "json")) == ["regles", "declare"]
    _declare(database.parent / "declarations", GOOD)
    result = _run(database, "rank", "--format", "json")
    assert (result.exit_code, _ranked(result)) == (0, ["declare", "regles"])


@pytest.mark.parametrize("command", [["rank"], ["explain", "a/declare"], ["status"], ["algorithms"]])
def test_what_cannot_be_used_is_told_and_the_rest_is_used(
    database: Path, tmp_path: Path, command: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    folder = _declare(tmp_path / "ailleurs", BAD)
    result = _run(database, *command, "--declarations", str(folder), "--format", "json")
    assert result.exit_code == 3
    told = result.output + "".join(capfd.readouterr())
    assert f"{folder}/algorithmes.yml:2: unknown key 'automatio': did you mean automation?" in told
    assert "Bourses" in result.stdout or "declared-decisions" in result.stdout


def test_the_json_of_status_says_what_is_due_and_what_could_not_be_used(database: Path, tmp_path: Path) -> None:
    result = _run(database, "status", "--declarations", str(_declare(tmp_path / "d", BAD)), "--format", "json")
    status = json.loads(result.stdout)
    assert {due["kind"] for due in status["due"]} == {"algorithm-incomplete", "referent-missing"}
    assert [(problem["line"], problem["reason"][:11]) for problem in status["problems"]] == [(2, "unknown key")]


def test_a_folder_that_is_not_there_is_refused(database: Path) -> None:
    result = _run(database, "rank", "--declarations", str(database.parent / "absent"))
    assert isinstance(result.exception, UsageError)
    assert "no such folder" in str(result.exception)


def test_publishing_writes_the_inventory(database: Path, tmp_path: Path) -> None:
    _declare(database.parent / "declarations", GOOD.replace("}", ", publish: yes}"))
    result = _run(database, "publish", "--output", str(tmp_path / "public"), "--internal", str(tmp_path / "interne"))
    assert result.exit_code == 0
    public, internal = (
        json.loads((tmp_path / folder / "data" / "algorithmes.json").read_text(encoding="utf-8"))["algorithms"]
        for folder in ("public", "interne")
    )
    assert [sheet["name"] for sheet in public] == ["Bourses"]
    assert [(sheet["name"], sheet["status"]) for sheet in internal] == [("Bourses", "declared"), ("regles", "proposed")]
