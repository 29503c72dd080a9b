# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The bench of modules, on a real repository in which a part was taken out."""

import json
import sys
from pathlib import Path

import pytest

from bench import extractions, truth
from bench.repositories import find_repositories
from tests.conftest import MakeRepository


def test_the_place_of_an_extracted_part_is_looked_up_before_its_extraction(
    make_repository: MakeRepository, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    builder = make_repository("etat/outil")
    for name in "abcdef":
        others = "".join(f"from app.{other} import dossier_{other}\n" for other in "abcdef" if other != name)
        builder.write(f"app/{name}.py", others + f"def dossier_{name}(usager): return usager\n" * 30)
    builder.write("app/__init__.py", "")
    builder.write("app/retry.py", "def retry(timeout): return timeout\n" * 30)
    builder.commit("Application")
    taken_out = builder.remove("app/retry.py").commit("Un paquet à part")
    events = tmp_path / "events.tsv"
    rows = [
        ("repo", "commit", "date", "path", "kind", "subject"),
        ("etat/outil", taken_out, "2024-01-02", "^app/retry", "file", "x"),
        ("etat/absent", taken_out, "2024-01-02", "^a", "dir", "x"),
    ]
    events.write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")
    monkeypatch.setattr(
        sys,
        "argv",
        [
            "truth",
            "--repos",
            str(tmp_path),
            "--part",
            "extractions",
            "--cache",
            str(tmp_path / "cache"),
            "--events",
            str(events),
        ],
    )
    truth.main()
    figures = json.loads(capsys.readouterr().out.splitlines()[-1])
    found = figures["extractions"]["events"]
    assert (found["n"], len(found["not_measured"])) == (1, 1)
    assert found["measures"]["ours"]["percentile"] == 1.0
    assert found["measures"]["random"]["percentile"] == 0.5
    builder.close()


def test_ties_take_the_middle() -> None:
    assert extractions.Place(rank=1 + 0 + 2 / 2, units=3).percentile == 0.5


def test_repositories_are_found_as_owner_and_name(make_repository: MakeRepository, tmp_path: Path) -> None:
    make_repository("etat/outil").close()
    make_repository("etat+bare", bare=True).close()
    make_repository("etat+inside/repo").close()
    assert set(find_repositories(tmp_path)) == {"etat/outil", "etat/bare", "etat/inside"}
