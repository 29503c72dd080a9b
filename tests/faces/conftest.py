# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Ouvrage as its users get it: a repository with its commit, the wheels of its lock, and one to check."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.building import RepositoryBuilder
from tests.caches import with_compiled_rules
from tests.faces.documented import ROOT, VERSION

WHEELS = ROOT / ".ci" / "wheels"
BIN = Path(sys.executable).parent


def tracked() -> list[str]:
    """Return the paths of this checkout that Git tracks or would track."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if result.returncode:
        pytest.skip("this copy of Ouvrage is not a Git repository")
    return [path for path in result.stdout.split("\0") if path and (ROOT / path).is_file()]


@pytest.fixture(scope="session")
def ouvrage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RepositoryBuilder]:
    """Publish this checkout as a repository of its own, with its version as a tag."""
    builder = RepositoryBuilder(tmp_path_factory.mktemp("published") / "ouvrage")
    for path in tracked():
        target = builder.path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / path, target)
    builder.commit("Ouvrage")
    builder.repo.create_tag(VERSION)
    yield builder
    builder.close()


@pytest.fixture(scope="session")
def wheels(tmp_path_factory: pytest.TempPathFactory, ouvrage: RepositoryBuilder) -> Path:
    """Return a folder with our wheel and all that requirements-check.txt names, as docs/ci.md tells to make it."""
    if not (WHEELS / "requirements-check.txt").is_file():
        pytest.skip("no .ci/wheels: `bash .ci/run` fetches the wheels of requirements-check.txt")
    folder = tmp_path_factory.mktemp("wheels")
    for wheel in WHEELS.glob("*.whl"):
        (folder / wheel.name).symlink_to(wheel)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "--wheel-dir", folder, ouvrage.path], check=True, capture_output=True)
    return folder


@pytest.fixture(scope="session")
def remembered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where machines keep their caches from one test to the next, as runners of one's own do."""
    folder = tmp_path_factory.mktemp("remembered")
    with_compiled_rules(folder / "ouvrage")
    return folder


def machine(home: Path, remembered: Path) -> dict[str, str]:
    """Return the environment of a machine that knows nothing of ours but its tools: no network, a home of its own."""
    home.mkdir(exist_ok=True)
    return {
        "HOME": str(home),
        "XDG_CACHE_HOME": str(remembered),
        "PATH": os.pathsep.join([str(BIN), os.environ["PATH"]]),
        "LANG": "C.UTF-8",
        "GIT_CONFIG_NOSYSTEM": "1",
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_INDEX": "1",
        "PIP_NO_COMPILE": "1",
    }


@pytest.fixture
def surroundings(tmp_path: Path, remembered: Path) -> dict[str, str]:
    """Return the environment of a machine of the test's own."""
    return machine(tmp_path / "home", remembered)


README = """\
# Calcul d’une aide

Ce logiciel calcule le montant d’une aide, pour les services instructeurs et pour les usagers qui veulent la vérifier.

## Installation

Python 3.11 suffit. Créez un environnement, puis installez le paquet.

## Utilisation

La commande `aide` lit un fichier de situations et écrit le montant de chacune. Un guide en donne des exemples.

## Contribuer

Voir CONTRIBUTING.md.
"""


def fill(builder: RepositoryBuilder) -> str:
    """Write and commit what a check finds nothing to say of; return the commit."""
    builder.write("LICENSE", (ROOT / "LICENSE").read_text(encoding="utf-8"))
    builder.write("README.md", README).write("CONTRIBUTING.md", "# Contribuer\n\nOuvrez un ticket, puis proposez.\n")
    builder.write("SECURITY.md", "# Sécurité\n\nÉcrivez à securite@example.org.\n")
    builder.write("aide/calcul.py", "def montant(revenu: int) -> int:\n    return max(0, 500 - revenu // 10)\n")
    return builder.commit("Le calcul")


def set_traps(builder: RepositoryBuilder, sprung: Path) -> None:
    """Write modules named like those that an installation takes, each of which would leave a file."""
    for name in ("venv.py", "json.py", "pip/__init__.py", "pip/__main__.py", "sitecustomize.py", "catalog/__init__.py"):
        builder.write(name, f"import sys\nopen({str(sprung)!r}, 'a').write(f'{{__name__}} {{sys.orig_argv}}\\n')\n")


@pytest.fixture
def clean(tmp_path: Path) -> Iterator[RepositoryBuilder]:
    """Make a repository in which nothing fails a check."""
    builder = RepositoryBuilder(tmp_path / "ministere" / "aide")
    fill(builder)
    yield builder
    builder.close()
