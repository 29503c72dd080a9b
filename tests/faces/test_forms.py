# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The faces are what the forges’ own schemas and linters take, tell their inputs truly, let nothing into a shell."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from templates.ouvrage import plain
from tests.faces.documented import (
    ACTION,
    DOCUMENT,
    FRENCH,
    HOOKS,
    PLAIN,
    ROOT,
    TEMPLATE,
    VERSION,
    all_examples,
    examples,
    loaded,
    script,
)

BIN = Path(sys.executable).parent
COMMIT = "0123456789abcdef0123456789abcdef01234567"
FORGES = ("GitHub", "Forgejo and Gitea")
WORKFLOWS = [example for forge in FORGES for example in examples(forge)]


def passes(tool: str, *arguments: str | Path) -> None:
    """Run a tool of the environment and show its words where it refuses."""
    command = [str(BIN / tool), *(str(argument) for argument in arguments)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def conforms(schema: str, *paths: Path) -> None:
    """Check files against a schema that check-jsonschema carries."""
    reading = ["--data-transform", "gitlab-ci"] if schema == "vendor.gitlab-ci" else []
    passes("check-jsonschema", "--builtin-schema", schema, *reading, *paths)


@pytest.fixture(params=WORKFLOWS, ids=["github", "github-security", "forgejo"])
def workflow(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Write a documented workflow where an Actions runner looks for it, pinned as the document advises."""
    path = tmp_path / ".github" / "workflows" / "ouvrage.yml"
    path.parent.mkdir(parents=True)
    text = str(request.param).replace("uses: https://github.com/", "uses: ")
    path.write_text(text.replace(f"ouvrage/ouvrage@{VERSION}", f"ouvrage/ouvrage@{COMMIT}"), encoding="utf-8")
    return path


def test_action_follows_the_published_schema() -> None:
    conforms("vendor.github-actions", ACTION)


def test_workflows_follow_the_published_schema(workflow: Path) -> None:
    conforms("vendor.github-workflows", workflow)


def test_component_and_include_follow_the_schema_of_gitlab(tmp_path: Path) -> None:
    inputs = tmp_path / "inputs.yml"
    inputs.write_text(TEMPLATE.read_text(encoding="utf-8").split("\n---\n")[0], encoding="utf-8")
    conforms("vendor.gitlab-ci", inputs, PLAIN)


@pytest.mark.parametrize("example", examples("GitLab"), ids=["component", "include"])
def test_examples_follow_the_schema_of_gitlab(example: str, tmp_path: Path) -> None:
    path = tmp_path / ".gitlab-ci.yml"
    path.write_text(example, encoding="utf-8")
    conforms("vendor.gitlab-ci", path)


def test_hooks_and_their_example_are_what_pre_commit_reads(tmp_path: Path) -> None:
    path = tmp_path / ".pre-commit-config.yaml"
    path.write_text(examples("Before each commit")[0], encoding="utf-8")
    passes("pre-commit", "validate-manifest", HOOKS)
    passes("pre-commit", "validate-config", path)


def test_the_auditor_of_actions_finds_nothing(workflow: Path) -> None:
    passes("zizmor", "--offline", "--no-progress", workflow)


def test_the_auditor_of_actions_finds_nothing_in_ours() -> None:
    passes("zizmor", "--offline", "--no-progress", "--persona", "pedantic", ACTION)
    passes("zizmor", "--offline", "--no-progress", ROOT / ".github" / "workflows" / "ci.yml")


def gitlab_scripts() -> list[str]:
    (job,) = loaded(PLAIN).values()
    return ["\n".join([*job["before_script"], *job["script"]])]


@pytest.mark.parametrize(
    ("shell", "text"), [("bash", script("install")), ("bash", script("check")), ("sh", gitlab_scripts()[0])]
)
def test_scripts_are_clean(shell: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / "script"
    path.write_text(text, encoding="utf-8")
    passes("shellcheck", "--shell", shell, "--enable", "quote-safe-variables", path)


def test_no_input_is_written_into_a_script() -> None:
    for step in loaded(ACTION)["runs"]["steps"]:
        assert "${{" not in step["run"], step["name"]
    jobs = yaml.safe_load(plain.split(TEMPLATE.read_text(encoding="utf-8"))[1])
    (job,) = jobs.values()
    assert "$[[" not in str(job["before_script"]) + str(job["script"])


def test_the_action_takes_no_other_action() -> None:
    assert all(set(step) == {"name", "id", "shell", "env", "run"} for step in loaded(ACTION)["runs"]["steps"])


def test_the_include_is_made_of_the_component() -> None:
    assert PLAIN.read_text(encoding="utf-8") == plain.HEADER + plain.render(TEMPLATE.read_text(encoding="utf-8"))


def test_an_input_that_is_not_declared_is_refused() -> None:
    with pytest.raises(KeyError, match="nowhere"):
        plain.render("spec:\n  inputs: {}\n---\njob: $[[ inputs.nowhere ]]\n")


def test_one_version_everywhere() -> None:
    inputs, _ = plain.split(TEMPLATE.read_text(encoding="utf-8"))
    assert inputs["version"]["default"] == VERSION
    for document in (DOCUMENT, FRENCH):
        named = re.findall(r"(?:@|==|(?:ref|rev): )(\d+\.\d+\.\d+)", document.read_text(encoding="utf-8"))
        assert set(named) == {VERSION}, document.name


def shown(value: object) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"`{text}`" if text else ""


def rows(section: str) -> list[list[str]]:
    """Return the cells of the tables below a heading of docs/ci.md, their heads left out."""
    below = DOCUMENT.read_text(encoding="utf-8").split(f"\n## {section}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in below.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_inputs_of_the_action_are_documented() -> None:
    action: dict[str, Any] = loaded(ACTION)
    inputs = [[f"`{name}`", shown(one["default"]), one["description"]] for name, one in action["inputs"].items()]
    outputs = [[f"`{name}`", one["description"]] for name, one in action["outputs"].items()]
    assert rows("Inputs of the action") == inputs + outputs


def test_inputs_of_the_component_are_documented() -> None:
    inputs, jobs = plain.split(TEMPLATE.read_text(encoding="utf-8"))
    variables = {
        name: key for key, name in re.findall(r'^    (\w+): "\$\[\[ inputs\.([\w-]+) \]\]"$', jobs, re.MULTILINE)
    }
    assert rows("Inputs of the component") == [
        [f"`{name}`", shown(one["default"]), shown(variables.get(name, "")), one["description"]]
        for name, one in inputs.items()
    ]


def test_faces_offer_the_same() -> None:
    action = set(loaded(ACTION)["inputs"]) - {"reports", "cache"}
    component = set(plain.split(TEMPLATE.read_text(encoding="utf-8"))[0])
    assert component - action == {"job-name", "stage", "image", "allow-failure"}
    assert action <= component


def test_french_examples_are_the_english_ones() -> None:
    english, french = ([yaml.safe_load(one) for one in all_examples(document)] for document in (DOCUMENT, FRENCH))
    assert french
    assert [one for one in french if one not in english] == []


def test_each_input_is_an_option_of_the_command() -> None:
    help_ = subprocess.run(
        [BIN / "ouvrage", "check", "--help"], env={"COLUMNS": "200"}, capture_output=True, text=True, check=True
    )
    variables = re.findall(r"OUVRAGE_CHECK_(\w+)", ACTION.read_text(encoding="utf-8"))
    assert variables
    for variable in (*variables, *re.findall(r"OUVRAGE_CHECK_(\w+)", PLAIN.read_text(encoding="utf-8"))):
        assert f"--{variable.lower().replace('_', '-')} " in help_.stdout, variable
