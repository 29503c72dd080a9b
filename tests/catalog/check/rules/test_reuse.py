# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""How REUSE annotates files: globs mean what the specification says, and end whatever is written in them."""

from pathlib import Path

import pytest

from catalog.check.rules.reuse import MAX_PATTERNS, NOTHING, Annotations, Said
from tests.building import RepositoryBuilder
from tests.catalog.check.sides import sides

HEAD = 'version = 1\n\n[[annotations]]\nSPDX-License-Identifier = "MIT"\n'


def annotated(builder: RepositoryBuilder, path: str) -> Said:
    builder.commit()
    return Annotations(sides(builder).head).of(path)


@pytest.mark.parametrize(
    ("glob", "path", "holds"),
    [
        ("src/*.py", "src/a.py", True),
        ("src/*.py", "src/b/a.py", False),
        ("src/**", "src/b/a.py", True),
        ("**/a*b*c.py", "x/aXb/aYbZc.py", True),
        ("**/a*b*c.py", "x/aXb/Yc.py", False),
        ("*a*a", "banana", True),
        ("**x*y/z**z", "xa/xby/zzz", True),
        (r"a\\*b", "a*b", True),
        (r"a\\*b", "aXb", False),
    ],
)
def test_a_star_stays_in_its_folder_and_two_do_not(tmp_path: Path, glob: str, path: str, holds: bool) -> None:
    builder = RepositoryBuilder(tmp_path / "depot").write("REUSE.toml", f'{HEAD}path = "{glob}"\n')
    assert annotated(builder, path).licence is holds


@pytest.mark.parametrize("glob", ["**a" * 24, "*a" * 24, f"{'*a' * 12}**{'*a' * 12}"])
def test_a_hostile_glob_ends(tmp_path: Path, glob: str) -> None:
    builder = RepositoryBuilder(tmp_path / "depot").write("REUSE.toml", f'{HEAD}path = "{glob}"\n')
    assert annotated(builder, f"{'a' * 1_000}b") == NOTHING


def test_more_globs_than_anybody_writes_annotate_nothing(tmp_path: Path) -> None:
    paths = ", ".join(f'"{number}.py"' for number in range(MAX_PATTERNS + 1))
    RepositoryBuilder(tmp_path / "depot").write("REUSE.toml", f"{HEAD}path = [{paths}]\n").commit()
    annotations = Annotations(sides(tmp_path / "depot").head)
    assert (annotations.of("0.py").licence, annotations.of(f"{MAX_PATTERNS}.py").licence) == (True, False)


def test_what_several_say_of_one_file_adds_up(tmp_path: Path) -> None:
    builder = RepositoryBuilder(tmp_path / "depot").write("REUSE.toml", f'{HEAD}path = "**"\n')
    builder.write(".reuse/dep5", "Format: x\n\nFiles: src/*.py?\nCopyright: 2026 DINUM\n")
    assert annotated(builder, "src/b/a.pyi") == Said(licence=True, copyright=True)
    assert annotated(builder, "a.pyi") == Said(licence=True, copyright=False)
