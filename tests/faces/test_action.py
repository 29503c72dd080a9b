# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The action and its documented workflows, run by act: the engine whose forks are the runners of Gitea and Forgejo.

act runs the steps on this machine, as a runner of one's own would. Three actions that need GitHub itself are stood in
for: `checkout` (act copies the repository), `cache` and `upload-sarif` (this one reads the report that it is given).
"""

import json
import re
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.building import RepositoryBuilder
from tests.faces.conftest import BIN, set_traps
from tests.faces.documented import VERSION, examples, script
from tests.scanner.detectors.secrets.made import private_key

STANDS_IN = {
    "actions/cache": "true",
    "github/codeql-action": 'python3 -I -m json.tool --sort-keys "$SARIF" | grep \'"version": "2.1.0"\'',
}


class Run(NamedTuple):
    """What act says of a run."""

    code: int
    log: str


class Runner(NamedTuple):
    """act, with Ouvrage's repository in place of the one on GitHub."""

    ouvrage: Path
    home: Path
    environment: dict[str, str]

    def run(self, repository: RepositoryBuilder, workflow: str, event: str, payload: object = None) -> Run:
        """Commit a workflow to a repository and run it."""
        repository.write(".github/workflows/ouvrage.yml", workflow).commit("Vérifier")
        told = self.home / "event.json"
        told.write_text(json.dumps(payload or {}), encoding="utf-8")
        places = [f"--local-repository=ouvrage/ouvrage@{VERSION}={self.ouvrage}"]
        for name, ref in re.findall(r"uses: ((?:actions/cache|github/codeql-action))\S*@([0-9a-f]{40})", workflow):
            places.append(f"--local-repository={name}@{ref}={self._stand_in(name)}")
        quiet = ["--pull=false", "--no-cache-server", "--rm", "--log-prefix-job-id"]
        platforms = [f"--platform={label}=-self-hosted" for label in ("ubuntu-latest", "docker")]
        command = [str(BIN / "act"), event, "--eventpath", str(told), *platforms, *quiet, *places]
        result = subprocess.run(
            command, cwd=repository.path, env=self.environment, capture_output=True, text=True, check=False
        )
        return Run(result.returncode, result.stdout + result.stderr)

    def _stand_in(self, name: str) -> Path:
        builder = RepositoryBuilder(self.home / name)
        sub = "upload-sarif/action.yml" if "codeql" in name else "action.yml"
        env = "      env:\n        SARIF: ${{ inputs.sarif_file }}\n" if "codeql" in name else ""
        builder.write(
            sub,
            "name: stand-in\ninputs:\n  sarif_file: {default: ''}\nruns:\n  using: composite\n  steps:\n"
            f"    - shell: bash\n{env}      run: {json.dumps(STANDS_IN[name])}\n",
        ).commit()
        builder.close()
        return builder.path


@pytest.fixture
def runner(ouvrage: RepositoryBuilder, tmp_path: Path, surroundings: dict[str, str], wheels: Path) -> Runner:
    """Set up act for one test, with the wheels in place of PyPI."""
    return Runner(ouvrage.path, tmp_path, surroundings | {"PIP_FIND_LINKS": str(wheels)})


def pull_request(repository: RepositoryBuilder, base: str) -> dict[str, object]:
    """Return the parts of GitHub's payload of a pull request from `main`'s commit `base` that say where it is."""
    here = {"full_name": "ministere/aide", "private": False, "default_branch": "main"}
    head = {"ref": "ajout", "sha": repository.repo.head.commit.hexsha, "repo": here}
    return {
        "action": "opened",
        "number": 1,
        "pull_request": {"number": 1, "head": head, "base": {"ref": "main", "sha": base, "repo": here}},
        "repository": here,
    }


def test_the_documented_workflow_installs_the_lock_of_its_commit_and_passes(
    runner: Runner, clean: RepositoryBuilder
) -> None:
    run = runner.run(clean, examples("GitHub")[0], "push")
    assert run.code == 0, run.log
    assert "Summary" in run.log


def test_a_pull_request_is_judged_on_what_it_brings_and_none_of_it_is_executed(
    runner: Runner, clean: RepositoryBuilder, tmp_path: Path
) -> None:
    clean.remove("SECURITY.md").write("ancienne.key", private_key()).commit("Déjà là")
    base = clean.repo.head.commit.hexsha
    clean.repo.git.checkout("--quiet", "-b", "ajout")
    set_traps(clean, tmp_path / "sprung")
    clean.write("serveur.key", private_key("OPENSSH ")).commit("La clé")
    run = runner.run(clean, examples("GitHub")[1], "pull_request", pull_request(clean, base))
    assert run.code != 0, run.log
    assert "serveur.key" in run.log
    assert "ancienne.key" not in run.log
    assert '"version": "2.1.0"' in run.log
    assert private_key()[60:90] not in run.log
    assert not (tmp_path / "sprung").exists(), (tmp_path / "sprung").read_text()


def test_the_workflow_for_forgejo_and_gitea_passes_its_inputs_as_they_are(
    runner: Runner, clean: RepositoryBuilder, wheels: Path, tmp_path: Path
) -> None:
    path = tmp_path / 'l\'aide $(touch injected) "x"; exit 0'
    RepositoryBuilder(path).write("README.md", "# Rien\n").commit()
    given = {"path": str(path), "version": VERSION, "wheels": str(wheels), "lang": "en", "reports": "reports"}
    # act knows no other forge, and this machine's Python has what the images of runners lack.
    workflow = examples("Forgejo and Gitea")[0].replace("uses: https://github.com/", "uses: ")
    workflow = re.sub(r"apt-get update && .*", "python3 -c 'import ensurepip, venv'", workflow)
    run = runner.run(clean, f"{workflow}        with: {json.dumps(given)}\n", "push")
    assert run.code != 0, run.log
    assert "No licence is declared" in run.log
    assert not list(tmp_path.rglob("injected"))


def test_without_a_usable_python_the_mend_is_told(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    old.chmod(0o755)
    command = ["/bin/bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script("install")]
    environment = {"PATH": str(tmp_path), "VERSION": "", "WHEELS": "", "GITHUB_OUTPUT": str(tmp_path / "output")}
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert "::error title=Ouvrage::No Python 3.11, 3.12 or 3.13 on this runner." in result.stdout
