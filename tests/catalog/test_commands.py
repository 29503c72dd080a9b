# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A command costs its own modules only, and says which package it lacks."""

import subprocess
import sys
from pathlib import Path

from tests.building import RepositoryBuilder

BLOCKED = """
import sys
sys.modules.update(dict.fromkeys({packages!r}))
sys.argv = {arguments!r}
from catalog.cli import main
main()
"""
LOADED = """
import sys, catalog.commands as commands
commands.LazyGroup(name="ouvrage").commands[{command!r}]
import {modules}
print(sorted({heavy!r} & sys.modules.keys()))
"""
HEAVY = {"sqlite_utils", "requests", "numpy", "git", "licensedcode", "gitlab", "github"}
CHECKED = """
import sys
sys.modules.update(dict.fromkeys({packages!r}))
from pathlib import Path
from catalog.check.checking import Check, check
from catalog.check.reports import REPORTS
from catalog.check.surroundings import Surroundings
from catalog.check.target import Choices
from catalog.i18n import translator
verdict = check(Check(choices=Choices(Path({path!r}))), Surroundings())
print(len([report(verdict, translator("fr")) for report in REPORTS.values()]))
print(*sorted({{problem.rule for problem in verdict.problems}}))
"""
FULL = ("binaryornot", "git", "git_filter_repo", "ijson", "jinja2", "numpy", "github", "jwt", "gitlab", "licensedcode",
        "scancode", "commoncode", "sqlite_utils", "intbitset", "cryptography")  # fmt: skip
"""What only `ouvrage[full]` brings, as it is imported."""


def test_a_check_and_all_its_reports_take_nothing_of_the_full_installation(tmp_path: Path) -> None:
    builder = RepositoryBuilder(tmp_path / "depot")
    builder.write("src/editeur.js", "/* Licensed under the LGPL or a commercial license. */\nx()\n").commit()
    script = CHECKED.format(packages=FULL, path=str(builder.path))
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    reports, rules = done.stdout.splitlines()
    assert int(reports) > 5
    assert {"licence-present", "readme-present"} <= set(rules.split())


def loaded(command: str, modules: str, heavy: set[str]) -> str:
    script = LOADED.format(command=command, modules=modules, heavy=heavy)
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip()


def test_the_gate_s_command_loads_nothing_of_the_others() -> None:
    assert loaded("check", "catalog.cli_check", HEAVY | {"jinja2"}) == "[]"


def test_a_publication_loads_nothing_of_crawls_nor_of_scans() -> None:
    others = {"rich", "scanner.scan", "scanner.forges.api", "catalog.run", "catalog.crawl", "catalog.scanning"}
    assert loaded("publish", "catalog.publish, catalog.view_builder", HEAVY | others) == "[]"


def without(packages: list[str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    script = BLOCKED.format(packages=packages, arguments=["ouvrage", *arguments])
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)


def test_a_command_that_lacks_a_package_names_it_and_its_mend(tmp_path: Path) -> None:
    done = without(["jinja2"], "publish", "--database", str(tmp_path / "o.db"), "--lang", "fr")
    assert done.returncode == 2
    assert "jinja2" in done.stderr
    assert "pip install 'ouvrage[full]'" in done.stderr


def test_the_help_lists_commands_that_lack_a_package() -> None:
    done = without(["jinja2"], "--help")
    assert done.returncode == 0
    assert "publish" in done.stdout


def test_a_check_reads_no_configuration_of_the_folder_that_it_judges(tmp_path: Path) -> None:
    """A change could else choose the policies that it is judged by."""
    (tmp_path / "ouvrage.toml").write_text("bogus = 1\n", encoding="utf-8")
    command = [sys.executable, "-m", "catalog.cli"]
    status, check, named = (
        subprocess.run([*command, *words, "--lang", "en"], cwd=tmp_path, capture_output=True, text=True, check=False)
        for words in (["status"], ["check", "nowhere"], ["--config", "ouvrage.toml", "check", "nowhere"])
    )
    assert "bogus" in status.stderr
    assert "bogus" not in check.stderr
    assert "nowhere" in check.stderr
    assert "bogus" in named.stderr
