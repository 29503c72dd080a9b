# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The component and its plain include, read and run by gitlab-ci-local as GitLab's runner would on this machine.

It checks inputs against `spec:`, jobs against GitLab's schema, and runs the scripts in bash.
"""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from tests.building import RepositoryBuilder
from tests.counterparts.npm import package
from tests.faces.conftest import set_traps
from tests.faces.documented import PLAIN, examples, loaded
from tests.scanner.detectors.secrets.made import private_key

HOST = "https://gitlab.example.org"

pytestmark = pytest.mark.node


class Pipeline(NamedTuple):
    """A repository whose `.gitlab-ci.yml` gitlab-ci-local reads."""

    repository: RepositoryBuilder
    environment: dict[str, str]

    def call(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run gitlab-ci-local with the variables that GitLab would set."""
        given = [word for name, value in variables.items() for word in ("--variable", f"{name}={value}")]
        command = ["node", str(package("gitlab-ci-local") / "src" / "index.js"), *arguments, *given]
        where = self.repository.path
        return subprocess.run(command, cwd=where, env=self.environment, capture_output=True, text=True, check=False)

    def preview(self) -> dict[str, Any]:
        """Return the pipeline with its includes and inputs put in."""
        result = self.call("--preview")
        assert result.returncode == 0, result.stderr
        pipeline: dict[str, Any] = yaml.safe_load(result.stdout)
        return pipeline

    def run(self, wheels: Path, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run the job in a shell of this machine, with wheels in place of PyPI and a cache that was kept."""
        given = {
            "GITLAB_CI": "true",
            "OUVRAGE_INSTALL_WHEELS": str(wheels),
            "OUVRAGE_CHECK_CACHE": str(Path(self.environment["XDG_CACHE_HOME"]) / "ouvrage"),
        }
        shell = ("--force-shell-executor", "--ignore-predefined-vars=GITLAB_CI", "ouvrage-check")
        return self.call(*shell, **given, **variables)

    def report(self, name: str) -> str:
        """Return what a report in the artifacts says."""
        (path,) = self.repository.path.glob(f".gitlab-ci-local/artifacts/*/.ouvrage/reports/{name}")
        return path.read_text(encoding="utf-8")


@pytest.fixture
def pipeline(
    clean: RepositoryBuilder, ouvrage: RepositoryBuilder, surroundings: dict[str, str]
) -> Callable[[str], Pipeline]:
    """Return what gives the clean repository a pipeline, on an instance that holds a mirror of Ouvrage's."""
    (Path(surroundings["HOME"]) / ".gitconfig").write_text(
        "[user]\n\tname = Agent Exemple\n\temail = agent@example.org\n"
        f'[url "file://{ouvrage.path}"]\n\tinsteadOf = {HOST}:443/ouvrage/ouvrage.git\n',
        encoding="utf-8",
    )
    clean.repo.create_remote("origin", f"{HOST}/ministere/aide.git")

    def make(configuration: str) -> Pipeline:
        clean.write(".gitlab-ci.yml", configuration).write(".gitignore", ".gitlab-ci-local/\n.ouvrage/\n")
        clean.commit("Vérifier")
        return Pipeline(clean, surroundings)

    return make


COMPONENT, INCLUDE = examples("GitLab")


def test_the_documented_component_is_the_documented_include(pipeline: Callable[[str], Pipeline]) -> None:
    assert pipeline(COMPONENT).preview() == pipeline(INCLUDE).preview()


def test_an_input_out_of_its_options_is_refused(pipeline: Callable[[str], Pipeline]) -> None:
    refused = pipeline(COMPONENT.replace("fail-on: error", "fail-on: danger")).call("--preview")
    assert refused.returncode != 0
    assert "fail-on" in refused.stdout + refused.stderr


def test_variables_of_the_include_are_changed_as_documented(pipeline: Callable[[str], Pipeline]) -> None:
    job = pipeline(INCLUDE.replace("FAIL_ON: error", "FAIL_ON: note")).preview()["ouvrage-check"]
    assert (job["variables"]["OUVRAGE_CHECK_FAIL_ON"], job["variables"]["OUVRAGE_CHECK_LANG"]) == ("note", "fr")


def test_an_input_becomes_a_variable_and_no_part_of_a_script(pipeline: Callable[[str], Pipeline]) -> None:
    word = '$(touch injected) "; exit 0'
    configured = COMPONENT.replace("fail-on: error", f"path: {json.dumps(word)}")
    job = pipeline(configured).preview()["ouvrage-check"]
    assert job["variables"]["OUVRAGE_PATH"] == word
    assert "injected" not in str(job["script"]) + str(job["before_script"])


def test_a_clean_default_branch_passes(pipeline: Callable[[str], Pipeline], wheels: Path) -> None:
    included = pipeline(INCLUDE)
    done = included.run(wheels)
    assert done.returncode == 0, done.stdout + done.stderr
    assert {issue["severity"] for issue in json.loads(included.report("codequality.json"))} <= {"info", "minor"}


def test_a_merge_request_is_judged_on_what_it_brings_and_compared_as_a_whole(
    pipeline: Callable[[str], Pipeline], wheels: Path, tmp_path: Path
) -> None:
    component = pipeline(COMPONENT)
    repository = component.repository
    repository.write("ancienne.key", private_key()).commit("Déjà là")
    base = repository.repo.head.commit.hexsha
    repository.repo.git.checkout("--quiet", "-b", "ajout")
    set_traps(repository, tmp_path / "sprung")
    repository.write("serveur.key", private_key("OPENSSH ")).commit("La clé")
    done = component.run(
        wheels,
        CI_PIPELINE_SOURCE="merge_request_event",
        CI_MERGE_REQUEST_IID="7",
        CI_MERGE_REQUEST_DIFF_BASE_SHA=base,
        CI_MERGE_REQUEST_TARGET_BRANCH_NAME="main",
        CI_MERGE_REQUEST_SOURCE_BRANCH_NAME="ajout",
    )
    told = done.stdout + done.stderr
    assert done.returncode != 0, told
    assert "serveur.key" in told
    assert "ancienne.key" not in told
    assert "ancienne.key" not in component.report("junit.xml")
    assert not (tmp_path / "sprung").exists(), (tmp_path / "sprung").read_text()
    for name in ("codequality.json", "secrets.json"):
        assert {"serveur.key", "ancienne.key"} <= set(paths(json.loads(component.report(name)))), name
        assert private_key()[60:90] not in component.report(name)


def test_files_put_where_the_job_keeps_its_own_are_refused(
    clean: RepositoryBuilder, surroundings: dict[str, str]
) -> None:
    clean.write(".ouvrage/pip/http/poisoned", "").commit()
    (job,) = loaded(PLAIN).values()
    command = ["bash", "-eo", "pipefail", "-c", "\n".join(job["before_script"])]
    done = subprocess.run(command, cwd=clean.path, env=surroundings, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "files under .ouvrage" in done.stderr


def paths(report: Any) -> list[str]:  # noqa: ANN401 - a document of JSON
    """Return the files that a report of GitLab's names."""
    if isinstance(report, list):
        return [one["location"]["path"] for one in report]
    return [one["location"]["file"] for one in report["vulnerabilities"]]
