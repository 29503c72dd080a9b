# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A folder of small repositories that have something for each detector, some of it shared and some only in the past."""

import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from tests.building import RepositoryBuilder
from tests.e2e.test_run import MIT, RULES

OUVRAGE = Path(sys.executable).parent / "ouvrage"


class Alone(NamedTuple):
    """A folder of repositories, the store that one scan made of it, and the seconds that took."""

    folder: Path
    database: Path
    seconds: float


def build_depots(folder: Path, count: int, files: int) -> Path:
    """Write `count` repositories of `files` files, each with a version and a key in its history; return the folder."""
    token = "gh" + "p_" + "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3z"
    for number in range(count):
        builder = RepositoryBuilder(folder / f"service{number % 2}" / f"depot{number}")
        builder.write("LICENSE", MIT).write("README.md", f"# Dépôt {number}\n\nSous licence MIT.\n")
        builder.write("config.py", f'JETON = "{token}A{number}"\n').commit()
        builder.write("config.py", "import os\n")
        for file in range(files):
            builder.write(f"regles/regle{file}.py", f"# Règle {file} du dépôt {number}\n{RULES}")
        builder.write("regles/commun.py", RULES).commit()
        builder.repo.git.tag(f"v1.{number}")
        builder.close()
    (folder / "cle").write_bytes(b"une cle pour tous les essais, 32")
    return folder


def scanning(folder: Path, database: Path, *more: str | Path) -> list[str]:
    """Return the words of a scan of such a folder, with the one key that makes stores comparable."""
    words = (OUVRAGE, "scan", folder, "--database", database, "--key-file", folder / "cle", "--format", "json", *more)
    return [str(word) for word in words]


def scan(folder: Path, database: Path, *more: str | Path) -> subprocess.CompletedProcess[str]:
    """Run `ouvrage scan` to its end."""
    words = scanning(folder, database, *more)
    return subprocess.run(words, cwd=database.parent, capture_output=True, text=True, timeout=300, check=False)
