# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The files that say whose code it is, on the command line and in the configuration, and what status tells of them."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from catalog.cli import app
from tests.conftest import MakeRepository

REFERENTS = "folder/ministere: {name: Camille Exemple, email: camille@exemple.fr}\n"


@pytest.fixture
def work(make_repository: MakeRepository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with two repositories of two owners, and go there."""
    make_repository("depots/ministere/outil")
    make_repository("depots/inconnu/outil")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def ouvrage(*words: str) -> Result:
    return CliRunner().invoke(app, words)


def test_crawl_joins_the_files_and_status_names_who_nobody_vouches_for(work: Path) -> None:
    (work / "referents.yml").write_text(REFERENTS, encoding="utf-8")
    assert ouvrage("crawl", "depots", "--referents", "referents.yml").exit_code == 0
    told = ouvrage("status", "--lang", "en").stdout
    assert "Owners: 1 vouched for, 1 that nobody vouches for (--owners names them)." in told
    assert "\n  folder/inconnu\n" not in told
    assert "folder/inconnu" in ouvrage("status", "--owners").stdout
    status = json.loads(ouvrage("status", "--format", "json").stdout)
    assert (status["owners_vouched"], status["owners_unvouched"]) == (1, ["folder/inconnu"])


def test_the_configuration_names_them_from_its_own_folder(work: Path) -> None:
    (work / "conf").mkdir()
    (work / "conf" / "referents.yml").write_text(REFERENTS, encoding="utf-8")
    (work / "conf" / "ouvrage.toml").write_text('referents = "referents.yml"\n', encoding="utf-8")
    done = ouvrage("--config", "conf/ouvrage.toml", "crawl", "depots", "--database", "o.db")
    assert done.exit_code == 0
    assert json.loads(ouvrage("status", "--database", "o.db", "--format", "json").stdout)["owners_vouched"] == 1


@pytest.mark.parametrize("option", ["--annuaire", "--top-organizations", "--ospos", "--referents"])
def test_a_file_that_is_not_understood_makes_the_crawl_partial(work: Path, option: str) -> None:
    (work / "fichier").write_text("{", encoding="utf-8")
    done = ouvrage("crawl", "depots", option, "fichier", "--format", "json")
    assert done.exit_code == 3
    (problem,) = json.loads(done.stdout)["problems"]
    assert problem["file"] == "fichier"


@pytest.mark.parametrize("option", ["--annuaire", "--top-organizations", "--ospos", "--referents"])
def test_an_absent_file_is_refused_before_the_crawl(work: Path, option: str) -> None:
    assert ouvrage("crawl", "depots", option, "absent").exit_code == 2
    assert not (work / "ouvrage.db").exists()
