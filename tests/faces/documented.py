# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The examples of docs/ci.md, taken as a reader copies them, and where Ouvrage's faces are."""

import re
import tomllib
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
ACTION = ROOT / "action.yml"
HOOKS = ROOT / ".pre-commit-hooks.yaml"
TEMPLATE = ROOT / "templates" / "ouvrage" / "template.yml"
PLAIN = ROOT / "templates" / "ouvrage" / "include.gitlab-ci.yml"
DOCUMENT = ROOT / "docs" / "ci.md"
FRENCH = ROOT / "docs" / "ci.fr.md"
VERSION: str = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


def examples(section: str, document: Path = DOCUMENT) -> list[str]:
    """Return the blocks of YAML below a heading, in order."""
    text = document.read_text(encoding="utf-8")
    below = text.split(f"\n## {section}\n", 1)[1].split("\n## ", 1)[0]
    return re.findall(r"^```yaml\n(.*?)^```$", below, re.DOTALL | re.MULTILINE)


def all_examples(document: Path = DOCUMENT) -> list[str]:
    """Return every block of YAML of a document, in order."""
    return re.findall(r"^```yaml\n(.*?)^```$", document.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def loaded(path: Path) -> Any:  # noqa: ANN401 - a document of YAML
    """Return what a file of YAML says."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def script(step: str) -> str:
    """Return the script of one step of the action, by its id."""
    steps = loaded(ACTION)["runs"]["steps"]
    return str(next(one["run"] for one in steps if one["id"] == step))
