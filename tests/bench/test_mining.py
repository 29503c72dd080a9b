# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The miner of extractions, on a real repository in which a part became a package."""

from pathlib import Path

from bench.mining import mine
from scanner.git import mirror_folder
from tests.building import RepositoryBuilder
from tests.conftest import MakeRepository


def _mined(builder: RepositoryBuilder, tmp_path: Path) -> list[tuple[str, ...]]:
    rows = list(mine(mirror_folder(builder.git_dir, tmp_path / "mirror.git")))
    builder.close()
    return rows


def test_a_source_that_vanishes_as_a_dependency_of_its_name_arrives(
    make_repository: MakeRepository, tmp_path: Path
) -> None:
    builder = make_repository("etat/outil")
    builder.write("lib/deprecated_columns.rb", "module DeprecatedColumns\nend\n")
    builder.write("Gemfile", 'gem "rails"\n').commit("Application")
    builder.remove("lib/deprecated_columns.rb")
    taken_out = builder.write("Gemfile", 'gem "rails"\ngem "deprecated_columns"\n').commit("Une gemme à part")
    [(commit, _, path, kind, _, sign)] = _mined(builder, tmp_path)
    assert (commit, path, kind) == (taken_out, "^lib/deprecated_columns\\.rb", "file")
    assert sign == "depends on deprecated_columns"


def test_a_folder_that_moves_among_the_packages_as_the_subject_tells(
    make_repository: MakeRepository, tmp_path: Path
) -> None:
    builder = make_repository("etat/outil")
    for name in ("delay", "retry"):
        builder.write(f"src/clock/{name}.ts", f"export const {name} = 1\n")
    builder.commit("Application")
    for name in ("delay", "retry"):
        builder.remove(f"src/clock/{name}.ts").write(f"packages/clock/{name}.ts", f"export const {name} = 1\n")
    builder.commit("Extract clock to its own package")
    [(_, _, path, kind, _, sign)] = _mined(builder, tmp_path)
    assert (path, kind, sign) == ("^src/clock", "dir", "moved into clock")


def test_code_that_is_only_given_up_is_no_extraction(make_repository: MakeRepository, tmp_path: Path) -> None:
    builder = make_repository("etat/outil")
    builder.write("lib/fax.rb", "module Fax\nend\n").write("Gemfile", 'gem "rails"\n').commit("Application")
    builder.remove("lib/fax.rb").write("Gemfile", 'gem "puma"\n').commit("Plus de fax")
    assert _mined(builder, tmp_path) == []
