# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A command costs its own modules only, and says which package it lacks."""

import subprocess
import sys
from pathlib import Path

BLOCKED = """
import sys
sys.modules.update(dict.fromkeys({packages!r}))
sys.argv = {arguments!r}
from catalog.cli import main
main()
"""
LOADED = """
import sys, catalog.commands as commands
commands.LazyGroup(name="ouvrage").commands["check"]
heavy = {"sqlite_utils", "requests", "numpy", "jinja2", "git", "licensedcode", "gitlab", "github"}
print(sorted(heavy & sys.modules.keys()))
"""


def test_the_gate_s_command_loads_nothing_of_the_others() -> None:
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def without(packages: list[str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    script = BLOCKED.format(packages=packages, arguments=["ouvrage", *arguments])
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)


def test_a_command_that_lacks_a_package_names_it_and_its_mend(tmp_path: Path) -> None:
    done = without(["sqlite_utils"], "status", "--database", str(tmp_path / "o.db"), "--lang", "fr")
    assert done.returncode == 2
    assert "sqlite_utils" in done.stderr
    assert "pip install 'ouvrage[full]'" in done.stderr


def test_the_help_lists_commands_that_lack_a_package() -> None:
    done = without(["sqlite_utils"], "--help")
    assert done.returncode == 0
    assert "status" in done.stdout
