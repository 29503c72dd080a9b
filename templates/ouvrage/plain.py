#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Make `include.gitlab-ci.yml` of `template.yml`: the same job, each input at its default, for GitLab without inputs.

Write it anew after a change of the template: `.venv/bin/python templates/ouvrage/plain.py`. A test compares the two.
"""

import re
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
TEMPLATE = HERE / "template.yml"
PLAIN = HERE / "include.gitlab-ci.yml"
HEADER = """\
# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
#
# Made of template.yml by plain.py: change that one. docs/ci.md tells how to include it and to change its variables.

"""


def split(template: str) -> tuple[dict[str, Any], str]:
    """Return the inputs that a template declares, by name, and the text of its jobs."""
    header, jobs = template.split("\n---\n", 1)
    inputs: dict[str, Any] = yaml.safe_load(header)["spec"]["inputs"]
    return inputs, jobs


def render(template: str, given: dict[str, str] | None = None) -> str:
    """Return the jobs of a template with each `$[[ inputs.NAME ]]` replaced by what is given, else by its default.

    Raises KeyError for an input that isn't declared, or that has no default and isn't given.
    """
    inputs, jobs = split(template)

    def value(match: re.Match[str]) -> str:
        name = match[1]
        default = inputs[name]["default"] if name not in (given or {}) else (given or {})[name]
        return str(default).lower() if isinstance(default, bool) else str(default)

    return re.sub(r"\$\[\[ inputs\.([a-z-]+) \]\]", value, jobs)


if __name__ == "__main__":
    PLAIN.write_text(HEADER + render(TEMPLATE.read_text(encoding="utf-8")), encoding="utf-8")
