# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Whether files say their licence as REUSE asks: our word beside that of the `reuse` tool."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from catalog.check.models import Problem, Severity
from tests.building import RepositoryBuilder
from tests.catalog.check.sides import checked, of_rule

# REUSE-IgnoreStart
HEADER = "# SPDX-FileCopyrightText: 2026 Exemple\n# SPDX-License-Identifier: MIT\n"
ONLY_LICENCE = "# SPDX-License-Identifier: MIT\n"
# REUSE-IgnoreEnd
CODE = "x = 1\n"
TOML = """version = 1

[[annotations]]
path = ["docs/**", "*.json", "images/\\\\*.png"]
SPDX-FileCopyrightText = "2026 Exemple"
SPDX-License-Identifier = "MIT"
"""
NESTED = TOML.replace('["docs/**", "*.json", "images/\\\\*.png"]', '"*.csv"')
DEP5 = """Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/

Files: docs/* *.json
Copyright: 2026 Exemple
License: MIT
"""


@pytest.fixture
def builder(tmp_path: Path) -> RepositoryBuilder:
    return RepositoryBuilder(tmp_path / "depot")


def following(builder: RepositoryBuilder) -> RepositoryBuilder:
    """Return a repository that follows REUSE."""
    return builder.write("LICENSES/MIT.txt", "MIT License\n").write("src/a.py", HEADER + CODE)


def told(problems: list[Problem]) -> list[tuple[str, str]]:
    return [(problem.detail, problem.path) for problem in problems]


def without_licence(folder: Path) -> set[str]:
    """Return the files that the `reuse` tool finds without licence or without holder."""
    command = [sys.executable, "-m", "reuse", "--root", str(folder), "lint", "--json"]
    report = json.loads(subprocess.run(command, capture_output=True, text=True, check=False).stdout)["non_compliant"]
    found = {*report["missing_licensing_info"], *report["missing_copyright_info"]}
    return {str(Path(path).relative_to(folder)) for path in found}


@pytest.mark.parametrize(
    "files",
    [
        {"src/b.py": CODE, "src/c.py": ONLY_LICENCE + CODE, "data/d.csv": "a;b\n"},
        {"REUSE.toml": TOML, "docs/a/b.md": "# A\n", "a.json": "{}", "sub/a.json": "{}"},
        {"REUSE.toml": TOML, "images/*.png": "x", "images/b.png": "x"},
        {"data/REUSE.toml": NESTED, "data/a.csv": "a\n", "data/b/c.csv": "a\n", "a.csv": "a\n"},
        {".reuse/dep5": DEP5, "docs/a/b.md": "# A\n", "sub/a.json": "{}", "src/b.py": CODE},
        {"images/a.png": b"\x89PNG\0\1", "images/a.png.license": HEADER, "images/b.png": b"\x89PNG\0\1"},
        {"COPYING.md": "Texte\n", "LICENSE": "Texte\n", "vide.py": "", "src/LICENSE-tiers": "Texte\n"},
    ],
)
def test_the_files_told_are_those_of_the_reuse_tool(builder: RepositoryBuilder, files: dict[str, str | bytes]) -> None:
    following(builder)
    for path, content in files.items():
        builder.write(path, content)
    builder.commit()
    ours = {problem.path for problem in of_rule(checked(builder), "spdx-headers")}
    assert ours == without_licence(builder.path)


def test_a_repository_that_follows_nothing_is_told_once(builder: RepositoryBuilder) -> None:
    builder.write("src/a.py", CODE).write("src/b.py", CODE).write("README.md", "# A\n").commit()
    [problem] = of_rule(checked(builder), "spdx-headers")
    assert (problem.detail, problem.path, problem.severity) == ("spdx-not-followed", "", Severity.NOTE)
    assert problem.fields["count"] == 2


def test_headers_in_each_file_of_code_are_enough_there(builder: RepositoryBuilder) -> None:
    builder.write("src/a.py", HEADER + CODE).write("README.md", "# A\n").commit()
    assert of_rule(checked(builder), "spdx-headers") == []


def test_a_change_pays_for_its_new_files_only(builder: RepositoryBuilder) -> None:
    base = following(builder).write("src/vieux.py", CODE).commit()
    builder.write("src/vieux.py", CODE + CODE).write("src/neuf.py", CODE).commit()
    assert told(of_rule(checked(builder, base), "spdx-headers")) == [("spdx-licence", "src/neuf.py")]


def test_a_change_brings_nothing_to_a_repository_that_follows_nothing(builder: RepositoryBuilder) -> None:
    base = builder.write("src/a.py", CODE).commit()
    builder.write("src/b.py", CODE).commit()
    assert of_rule(checked(builder, base), "spdx-headers") == []


def test_the_many_files_of_a_folder_are_one_problem(builder: RepositoryBuilder) -> None:
    following(builder)
    for number in range(9):
        builder.write(f"lib/{number}.py", CODE)
    builder.commit()
    [problem] = of_rule(checked(builder), "spdx-headers")
    assert (problem.path, problem.fields) == ("lib/0.py", {"count": 9, "folder": "lib/"})
