# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What `.ci/run` takes from npm: where its packages are, and the GitHub simulator among them.

The simulator: `node tests/counterparts/github.mjs .ci/node/node_modules/@simulacrum/github-api-simulator OWNER COUNT`.
"""

import contextlib
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

MODULES = Path(__file__).resolve().parents[2] / ".ci" / "node" / "node_modules"
_SCRIPT = Path(__file__).with_name("github.mjs")


def package(name: str) -> Path:
    """Return the folder of a package, or skip the test, by name."""
    folder = MODULES / name
    if not folder.is_dir():
        pytest.skip(f"{name} isn't in {MODULES.parent}: .ci/run fetches it")
    return folder


@contextlib.contextmanager
def serve_github(owner: str, count: int) -> Iterator[str]:
    """Start the GitHub simulator with one organisation of `count` repositories, and return its address."""
    folder = package("@simulacrum/github-api-simulator")
    if shutil.which("node") is None:
        pytest.skip("node isn't installed")
    words = ["node", str(_SCRIPT), str(folder), owner, str(count)]
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin
    assert process.stdout
    try:
        port = next((line.strip() for line in process.stdout if line.strip().isdecimal()), "")
        assert port, "the simulator didn't start"
        yield f"http://127.0.0.1:{port}"
    finally:
        process.stdin.close()
        process.terminate()
        process.wait(timeout=20)
