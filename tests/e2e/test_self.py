# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Ouvrage scans itself: our own repository is what it asks of others."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.e2e.test_run import ouvrage

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Scan a clone of the current commit of this checkout."""
    if not (ROOT / ".git").exists():
        pytest.skip("this checkout is not a Git repository: nothing to scan")
    work = tmp_path_factory.mktemp("self")
    clone = work / "depots" / "ouvrage" / "ouvrage"
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(clone)], check=True)
    done = ouvrage("run", "depots", "--visibility", "public", "--format", "json", cwd=work)
    assert done.code in (0, 3), done.err
    return work


def _repository(work: Path) -> dict[str, object]:
    [repository] = json.loads((work / "public" / "data" / "codegouvfr-repositories.json").read_text(encoding="utf-8"))
    return dict(repository)


def test_the_listing_shows_our_own_files(work: Path) -> None:
    repository = _repository(work)
    assert repository["publiccode"] is True
    assert repository["contributing"] is True
    assert str(repository["license"]).startswith("apache-2.0")


def test_our_declared_licence_is_found(work: Path) -> None:
    store = work / "ouvrage.db"
    import sqlite3

    with sqlite3.connect(store) as connection:
        [(data,)] = connection.execute("SELECT data FROM facts WHERE rule = 'licence-declared'")
    declared = json.loads(data)
    assert declared["expression"] == "Apache-2.0"
    assert declared["agreement"] == "agree"


def test_no_secret_is_found_in_our_history(work: Path) -> None:
    import sqlite3

    with sqlite3.connect(work / "ouvrage.db") as connection:
        rows = connection.execute(
            "SELECT rule, path, line FROM repository_findings WHERE detector = 'secrets' AND confidence <> 'low'"
        ).fetchall()
    assert rows == []
