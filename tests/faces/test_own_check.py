# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""This repository passes the check that it offers to others."""

import json
import subprocess

from tests.building import RepositoryBuilder
from tests.faces.conftest import BIN


def test_this_repository_is_openable_and_excludes_nothing_in_vain(
    ouvrage: RepositoryBuilder, surroundings: dict[str, str]
) -> None:
    command = [str(BIN / "ouvrage"), "check", "--format", "json", "--", str(ouvrage.path)]
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout)["problems"]
    assert [problem for problem in told if problem["severity"] != "note" or "exclusion" in problem["rule"]] == []
