# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""This repository has what Ouvrage asks of others."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from scanner.publiccode import validate

ROOT = Path(__file__).resolve().parent.parent
LOCKS = {"requirements.txt": 50, "requirements-dev.txt": 50, "requirements-check.txt": 20}
"""Locks, and more than how many packages each names."""
READMES = ("README.md", "README.fr.md")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def pyproject() -> dict[str, Any]:
    return tomllib.loads(read("pyproject.toml"))


@pytest.fixture(scope="module")
def publiccode() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(read("publiccode.yml"))
    return document


def source_files() -> list[Path]:
    """Return the text files that Git tracks or would track."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if result.returncode:
        pytest.skip("this copy of Ouvrage is not a Git repository")
    files = (ROOT / name for name in result.stdout.split("\0") if name)
    return [file for file in files if file.is_file() and b"\0" not in file.read_bytes()[:8000]]


def test_licensing_follows_reuse() -> None:
    command = [sys.executable, "-m", "reuse", "lint", "--lines"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    "name",
    ["CHANGELOG.md", "CODE_OF_CONDUCT.md", "CONTRIBUTING.md", "LICENSE", "SECURITY.md", "publiccode.yml", *READMES],
)
def test_expected_files_are_there(name: str) -> None:
    assert read(name).strip()


def test_licence_is_the_reference_text() -> None:
    assert read("LICENSE") == read("LICENSES/Apache-2.0.txt")


def test_publiccode_is_valid(publiccode: dict[str, Any]) -> None:
    validation = validate(read("publiccode.yml").encode())
    assert (validation.problems, validation.version) == ((), "0.7")
    assert set(publiccode["description"]) == {"fr", "en"}
    assert publiccode["maintenance"]["contacts"]


def test_one_version_everywhere(pyproject: dict[str, Any], publiccode: dict[str, Any]) -> None:
    version = pyproject["project"]["version"]
    assert publiccode["softwareVersion"] == version
    assert re.search(rf"(?<![\d.]){re.escape(version)}(?![\d.]*\d)", read("CHANGELOG.md"))


def test_one_licence_everywhere(pyproject: dict[str, Any], publiccode: dict[str, Any]) -> None:
    assert pyproject["project"]["license"] == publiccode["legal"]["license"] == "Apache-2.0"


def test_engines_are_pinned_where_they_must_be(pyproject: dict[str, Any]) -> None:
    declared = pyproject["project"]["dependencies"]
    assert "pluggy<1.7" in pyproject["project"]["optional-dependencies"]["full"]
    assert "kingfisher-secret-scanner==1.5.0" in declared
    assert set(pyproject["build-system"]["requires"]) <= set(pyproject["dependency-groups"]["build"])


@pytest.mark.parametrize("name", LOCKS)
def test_locks_hold_versions_and_hashes_and_no_address(name: str) -> None:
    lines = [line for line in read(name).splitlines() if not line.startswith("#")]
    requirements = re.split(r"\n(?=\S)", "\n".join(lines))
    assert len(requirements) > LOCKS[name]
    for requirement in requirements:
        assert re.match(r"[\w.-]+==\S+", requirement), requirement
        assert "--hash=sha256:" in requirement, requirement
    assert not re.search(r"://|index-url|find-links|\s-i\s|/\w+/\w+", read(name))


def test_locks_agree() -> None:
    def pinned(name: str) -> set[str]:
        return set(re.findall(r"^([\w.-]+==[^\s;]+)", read(name), re.MULTILINE))

    assert pinned("requirements-check.txt") < pinned("requirements.txt") <= pinned("requirements-dev.txt")


def test_node_lock_holds_no_address() -> None:
    assert "resolved" not in read(".ci/package-lock.json")


@pytest.mark.parametrize(
    ("package", "never"),
    [
        ("scanner", "catalog"),
        ("catalog/check", "catalog.database"),
        ("catalog/fix", "catalog.database"),
        ("catalog/listing", "catalog.database"),
        ("catalog/pages", "catalog.database"),
    ],
)
def test_imports_go_one_way(package: str, never: str) -> None:
    """As docs/architecture.md tells: a repository's part knows no catalogue; what is made from a view, no store."""
    imports = re.compile(rf"^\s*(?:from|import) {re.escape(never)}\b", re.MULTILINE)
    modules = list((ROOT / package).rglob("*.py"))
    assert modules
    assert [str(module) for module in modules if imports.search(module.read_text(encoding="utf-8"))] == []


def test_no_path_of_this_machine() -> None:
    place = f"{ROOT}/".encode()
    assert [str(file.relative_to(ROOT)) for file in source_files() if place in file.read_bytes()] == []


def test_workflows_pin_actions_by_commit() -> None:
    for workflow in (ROOT / ".github" / "workflows").glob("*.yml"):
        for action in re.findall(r"uses:\s*(\S+)", workflow.read_text(encoding="utf-8")):
            assert re.fullmatch(r"\./.*|[\w./-]+@[0-9a-f]{40}", action), f"{workflow.name}: {action}"


@pytest.mark.parametrize(
    "document", sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]), ids=lambda path: path.name
)
def test_documents_link_to_what_exists(document: Path) -> None:
    for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", document.read_text(encoding="utf-8")):
        if "://" not in link and not link.startswith("mailto:"):
            assert (document.parent / link).exists(), link


def test_readmes_tell_the_same() -> None:
    def told(name: str) -> tuple[list[str], int]:
        return re.findall(r"^\| `([a-z]+)|^\| (\d) \|", read(name), re.MULTILINE), read(name).count("\n## ")

    english, french = (told(name) for name in READMES)
    assert english == french
    assert len(english[0]) > 10


def test_make_shows_its_help() -> None:
    result = subprocess.run([sys.executable, "make.py", "--help"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "demo" in result.stdout
    assert "test" in result.stdout


def test_makefile_only_calls_make_py() -> None:
    targets = set(re.findall(r"^([a-z ]+):", read("Makefile"), re.MULTILINE))
    assert {name for line in targets for name in line.split()} == {"demo", "test", "lint", "setup", "lock", "clean"}


def test_wheel_carries_the_data(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    for folder in ("policies", "site"):
        assert any(name.startswith(f"scanner/_data/{folder}/") for name in names)
    assert any(name.endswith("licenses/LICENSES/Apache-2.0.txt") for name in names)
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {"catalog", "scanner"}
