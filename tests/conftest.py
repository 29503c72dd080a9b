# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Real parts for the tests: Git repositories built on the spot, a smart HTTP Git server, an empty store."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from catalog.database import Store, open_store
from tests.building import RepositoryBuilder
from tests.git_server import GitServer

MakeRepository = Callable[..., RepositoryBuilder]


@pytest.fixture
def make_repository(tmp_path: Path) -> MakeRepository:
    """Return a function (relative path, bare=False) → builder of a new repository below the test's folder."""

    def make(path: str = "ministere/depot", *, bare: bool = False) -> RepositoryBuilder:
        return RepositoryBuilder(tmp_path / path, bare=bare)

    return make


@pytest.fixture
def git_server(tmp_path: Path) -> Iterator[GitServer]:
    """Serve the bare repositories of `tmp_path/served` over smart HTTP."""
    root = tmp_path / "served"
    root.mkdir()
    with GitServer(root) as server:
        yield server


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Open an empty store."""
    with open_store(tmp_path / "ouvrage.db") as opened:
        yield opened
