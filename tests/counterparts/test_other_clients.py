# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Other people's clients list the simulated forges: what we test against isn't shaped by our own reading.

swh.lister runs in its own environment (`.ci/peers`, made by `.ci/run` from bench/peers-requirements.txt).
"""

import os
import subprocess
from pathlib import Path

import pytest

from tests.forge_simulator import ForgeSimulator

PYTHON = Path(__file__).resolve().parents[2] / ".ci" / "peers" / "bin" / "python"
SCRIPT = Path(__file__).resolve().parents[2] / "bench" / "peer_lister.py"
pytestmark = [
    pytest.mark.peers,
    pytest.mark.skipif(not PYTHON.exists(), reason=f"swh.lister isn't in {PYTHON.parents[1]}: .ci/run installs it"),
]


def listed_by_swh(kind: str, address: str) -> list[str]:
    """Return the addresses that swh.lister finds."""
    environ = os.environ | {"NO_PROXY": "127.0.0.1"}
    command = [str(PYTHON), "-P", str(SCRIPT), kind, address]  # -P: its folder holds a module named secrets
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def clone_urls(simulator: ForgeSimulator, count: int, owner: str = "etalab") -> list[str]:
    return sorted(f"{simulator.url}/{owner}/depot-{number}.git" for number in range(count))


def test_gitlab_by_keyset() -> None:
    with ForgeSimulator() as simulator:
        simulator.add_gitlab("etalab", public=250, private=1)
        assert listed_by_swh("gitlab", f"{simulator.url}/api/v4") == clone_urls(simulator, 250)


@pytest.mark.parametrize("kind", ["gitea", "forgejo"])
def test_gitea_and_forgejo_by_pages(kind: str) -> None:
    with ForgeSimulator() as simulator:
        simulator.gitea.add("etalab", public=120, private=1)
        assert listed_by_swh(kind, f"{simulator.url}/api/v1") == clone_urls(simulator, 120)


def test_gogs_by_its_search() -> None:
    with ForgeSimulator() as simulator:
        simulator.gitea.is_gogs = True
        simulator.gitea.add("etalab", public=120, private=1)
        assert listed_by_swh("gogs", f"{simulator.url}/api/v1") == clone_urls(simulator, 120)


def test_bitbucket_data_center_by_where_pages_begin() -> None:
    with ForgeSimulator() as simulator:
        simulator.bitbucket_server.add("ETALAB", public=250)
        found = listed_by_swh("bitbucket", simulator.url)
        assert found == clone_urls(simulator, 250, "scm/etalab")
