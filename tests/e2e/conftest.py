# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What the tests of whole commands and of published sites share."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from catalog.publish import publish
from tests.e2e.browser import CHROMIUM, FLAGS
from tests.e2e.depots import Alone, build_depots, scan
from tests.e2e.lists import catalog
from tests.e2e.sites import publish_sites, served


@pytest.fixture(scope="session")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Alone:
    """Scan a folder of four repositories on one machine, left in peace."""
    work = tmp_path_factory.mktemp("alone")
    folder = build_depots(work / "depots", 4, 30)
    started = time.monotonic()
    done = scan(folder, work / "alone.db", "--jobs", "1")
    assert done.returncode == 0, done.stderr
    return Alone(folder, work / "alone.db", time.monotonic() - started)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Use Debian's browser rather than one that Playwright would download."""
    return {"executable_path": CHROMIUM, "args": list(FLAGS)}


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Publish every site that is looked at, once; each is in the folder of its name."""
    folder = tmp_path_factory.mktemp("publies") / "sites"
    publish_sites(folder)
    return folder


@pytest.fixture(scope="module", params=["public"])
def site(sites: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """Serve one of the sites; its address, with the last slash."""
    with served(sites / request.param) as address:
        yield address


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Publish the catalog whose lists are searched."""
    folder = tmp_path_factory.mktemp("liste")
    publish(catalog(), folder)
    return folder


@pytest.fixture(scope="session")
def address(folder: Path) -> Iterator[str]:
    """Serve it; the address of its list of repositories."""
    with served(folder) as address:
        yield f"{address}depots/index.html"
