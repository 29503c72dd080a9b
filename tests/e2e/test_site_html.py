# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The site is valid HTML, CSS and SVG by the Nu checker of the W3C, whatever names and texts it shows."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.e2e.dossiers import write_dossiers

VNU = Path(os.environ.get("OUVRAGE_VNU", ".ci/node/node_modules/vnu-jar/build/dist/vnu.jar"))
NOT_MEANT_FOR_FILES = ".*(Content Security Policy|appears to be written in).*"
"""The checker reads files: `'self'` is then nobody, and it takes JSON-LD for a script that would run.

Of a page that holds little but names it guesses the language wrong.
"""

pytestmark = [
    pytest.mark.node,
    pytest.mark.skipif(shutil.which("java") is None, reason="java is not installed (.ci/run installs it)"),
    pytest.mark.skipif(not VNU.is_file(), reason="vnu-jar is not installed (.ci/run takes it from npm)"),
]


def test_every_page_is_valid(sites: Path) -> None:
    assert _messages(sites) == []


def test_every_opening_file_is_valid(tmp_path: Path) -> None:
    write_dossiers(tmp_path)
    assert _messages(tmp_path) == []


def _messages(folder: Path) -> list[tuple[str, str]]:
    """Return what the checker says of the pages of a folder: file and message."""
    options = ["--format", "json", "--skip-non-html", "--also-check-css", "--also-check-svg"]
    command = ["java", "-jar", str(VNU), *options, "--filterpattern", NOT_MEANT_FOR_FILES, str(folder)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    messages = json.loads(checked.stderr)["messages"]
    return [(message["url"], message["message"]) for message in messages]
