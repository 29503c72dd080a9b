# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What nobody can review, and what weighs on all who clone, is told; images and text aren't, whatever their name."""

from pathlib import Path

import pytest

from catalog.check.models import Severity
from tests.catalog.check.rules.seeing import repository, seen

BINARY = b"\x00\x01\x02\xff" * 500
ELF = b"\x7fELF\x02\x01\x01\x00" + BINARY


@pytest.mark.parametrize(
    ("path", "detail", "severity"),
    [
        ("outils/convertir.exe", "binary-program", Severity.WARNING),
        ("lib/paie.jar", "binary-program", Severity.WARNING),
        ("lib/Paie.class", "binary-program", Severity.WARNING),
        ("livraison.zip", "binary-archive", Severity.WARNING),
        ("bareme.xlsx", "binary-spreadsheet", Severity.WARNING),
        ("base.sqlite3", "binary-database", Severity.WARNING),
        ("modele.docx", "binary-office", Severity.NOTE),
        ("notice.pdf", "binary-office", Severity.NOTE),
        ("modele.rds", "binary-data", Severity.NOTE),
        ("tests/donnees/bareme.xlsx", "binary-spreadsheet", Severity.NOTE),
    ],
)
def test_each_kind_is_told_with_its_weight(tmp_path: Path, path: str, detail: str, severity: Severity) -> None:
    (problem,) = seen(repository(tmp_path / "depot", {path: BINARY}), "binary-file")
    assert (problem.path, problem.detail, problem.severity) == (path, detail, severity)


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("logo.png", BINARY),
        ("police.woff2", BINARY),
        ("donnees.db", "nom = 1\n"),
        ("Classe.class", "texte accentué é\n"),
        ("gradle/wrapper/gradle-wrapper.jar", BINARY),
        ("front/node_modules/a/b.node", BINARY),
        ("tests/donnees/archive.zip", BINARY),
        ("vide.zip", b""),
        ("script", "#!/bin/sh\n"),
    ],
)
def test_images_text_and_what_one_keeps_are_not_told(tmp_path: Path, path: str, content: str | bytes) -> None:
    assert seen(repository(tmp_path / "depot", {path: content}), "binary-file") == []


def test_a_program_is_known_by_its_beginning_when_its_name_says_nothing(tmp_path: Path) -> None:
    depot = repository(tmp_path / "depot", {"outils/convertir": ELF, "outils/lancer.bin.sh": ELF})
    (depot.path / "outils/lancer.bin.sh").chmod(0o700)
    assert [problem.path for problem in seen(depot, "binary-file")] == ["outils/convertir", "outils/lancer.bin.sh"]


def test_the_many_of_a_folder_are_one_problem_in_bounds(tmp_path: Path) -> None:
    files = {f"lib/a{number}.jar": BINARY + bytes([number]) for number in range(30)}
    (problem,) = seen(repository(tmp_path / "depot", files), "binary-file")
    assert problem.fields == {"count": 30, "folder": "lib/"}


def test_files_of_the_root_that_are_many_are_told_by_the_root(tmp_path: Path) -> None:
    files = {f"a{number}.jar": BINARY + bytes([number]) for number in range(30)}
    (problem,) = seen(repository(tmp_path / "depot", files), "binary-file")
    assert problem.fields == {"count": 30, "folder": "./"}


def test_large_files_are_told_by_the_sizes_of_the_policy(tmp_path: Path) -> None:
    depot = repository(tmp_path / "depot", {"petit.csv": "x" * 900, "gros.csv": "x" * 1500, "énorme.csv": "x" * 9000})
    problems = seen(depot, "file-size", large=1000, refused=5000)
    assert [(problem.path, problem.detail) for problem in problems] == [
        ("gros.csv", "size-large"),
        ("énorme.csv", "size-refused"),
    ]
    assert seen(depot, "file-size") == []
    assert len(seen(depot, "file-size", large=1000, kept=["*.csv"])) == 0


def test_a_change_is_told_of_the_large_file_that_it_adds_and_not_of_one_that_grows(tmp_path: Path) -> None:
    depot = repository(tmp_path / "depot", {"gros.csv": "x" * 1500})
    base = depot.commit()
    depot.write("gros.csv", "x" * 2500).write("autre.csv", "y" * 1500)
    assert [problem.path for problem in seen(depot, "file-size", base, large=1000)] == ["autre.csv"]
