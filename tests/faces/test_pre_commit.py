# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The hooks, installed and run by pre-commit itself from a repository of Ouvrage, by the documented configuration."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.building import RepositoryBuilder
from tests.faces.conftest import BIN, fill, machine
from tests.faces.documented import examples
from tests.scanner.detectors.secrets.made import private_key


class Hooked(NamedTuple):
    """A repository with the hooks."""

    repository: RepositoryBuilder
    environment: dict[str, str]

    def git(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run Git, and so its hooks."""
        return self._run("git", "-c", "user.name=Agent Exemple", "-c", "user.email=agent@example.org", *arguments)

    def commit(self) -> subprocess.CompletedProcess[str]:
        """Commit all that the work tree holds."""
        self.git("add", "--all")
        return self.git("commit", "--message", "Travail")

    def pre_commit(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run pre-commit."""
        return self._run(str(BIN / "pre-commit"), *arguments)

    def _run(self, *command: str) -> subprocess.CompletedProcess[str]:
        where = self.repository.path
        return subprocess.run(command, cwd=where, env=self.environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def hooked(
    tmp_path_factory: pytest.TempPathFactory, ouvrage: RepositoryBuilder, wheels: Path, remembered: Path
) -> Iterator[Hooked]:
    """Make a clean repository with the documented hooks, installed once for all tests."""
    place = tmp_path_factory.mktemp("hooked")
    (configuration,) = examples("Before each commit")
    builder = RepositoryBuilder(place / "aide")
    published = configuration.replace("https://github.com/ouvrage/ouvrage", str(ouvrage.path))
    builder.write(".pre-commit-config.yaml", published)
    fill(builder)
    made = Hooked(builder, machine(place / "home", remembered) | {"PIP_FIND_LINKS": str(wheels)})
    installed = made.pre_commit("install", "--install-hooks")
    assert installed.returncode == 0, installed.stdout + installed.stderr
    yield made
    builder.close()


@pytest.fixture
def repository(hooked: Hooked) -> Iterator[Hooked]:
    """Return the repository, and put it back as it was."""
    before = hooked.git("rev-parse", "HEAD").stdout.strip()
    yield hooked
    hooked.git("reset", "--quiet", "--hard", before)


def test_both_hooks_are_installed(repository: Hooked) -> None:
    hooks = repository.repository.git_dir / "hooks"
    assert (hooks / "pre-commit").is_file()
    assert (hooks / "pre-push").is_file()


def test_a_clean_commit_goes_through(repository: Hooked) -> None:
    repository.repository.write("aide/taux.py", "TAUX = 3\n")
    done = repository.commit()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Ouvrage, what this commit brings" in done.stdout + done.stderr


def test_a_secret_is_not_committed(repository: Hooked) -> None:
    before = repository.git("rev-parse", "HEAD").stdout
    repository.repository.write("aide/serveur.key", private_key())
    done = repository.commit()
    told = done.stdout + done.stderr
    assert done.returncode != 0, told
    assert "aide/serveur.key" in told
    assert private_key()[60:90] not in told
    assert repository.git("rev-parse", "HEAD").stdout == before


@pytest.mark.parametrize("what", ["--all", "aide/calcul.py"])
def test_a_secret_that_git_stages_by_itself_is_not_committed(repository: Hooked, what: str) -> None:
    repository.repository.write("aide/calcul.py", private_key())
    done = repository.git("commit", "--message", "Travail", what)
    assert done.returncode != 0, done.stdout + done.stderr
    assert "aide/calcul.py" in done.stdout + done.stderr


def test_what_is_not_staged_is_not_judged(repository: Hooked) -> None:
    repository.repository.write("aide/calcul.py", "TAUX = 3\n")
    repository.git("add", "--all")
    repository.repository.write("aide/calcul.py", private_key())
    done = repository.git("commit", "--message", "Travail")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_licence_that_goes_is_told(repository: Hooked) -> None:
    repository.repository.remove("LICENSE")
    done = repository.commit()
    assert done.returncode != 0, done.stdout + done.stderr
    assert "licence-present" in done.stdout + done.stderr


def test_the_whole_repository_is_judged_by_hand_and_before_a_push(repository: Hooked, tmp_path: Path) -> None:
    by_hand = ("run", "--hook-stage", "manual", "ouvrage-check-repository")
    assert repository.pre_commit(*by_hand).returncode == 0
    repository.repository.write("aide/serveur.key", private_key())
    repository.git("add", "--all")
    repository.git("commit", "--quiet", "--no-verify", "--message", "Travail")
    told = repository.pre_commit(*by_hand)
    assert told.returncode != 0, told.stdout
    assert "aide/serveur.key" in told.stdout
    remote = RepositoryBuilder(tmp_path / "remote", bare=True)
    pushed = repository.git("push", str(remote.path), "HEAD:refs/heads/main")
    assert pushed.returncode != 0, pushed.stdout + pushed.stderr
    assert not remote.repo.heads
    remote.close()
