# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A simulated forge, and clients that reach it as any user would: through OUVRAGE_API_<HOST>."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from scanner.forges import open_forge
from scanner.forges.access import variable_of
from scanner.forges.interface import ForgeClient, Limits, Page, Settings
from scanner.models import Forge, ForgeKind, Repository, SourceEntry
from tests.forge_simulator import ForgeSimulator

QUICK = Limits(connect=2, read=0.3, answer=2, attempts=3, backoff=0.001, max_wait=2)
HOSTS = {
    ForgeKind.BITBUCKET: "bitbucket.org",
    ForgeKind.FORGEJO: "codeberg.org",
    ForgeKind.GITEA: "gitea.com",
    ForgeKind.GITHUB: "github.com",
    ForgeKind.GITLAB: "gitlab.com",
    ForgeKind.GOGS: "gogs.example.fr",
    ForgeKind.SOURCEHUT: "git.sr.ht",
}
TOKENS = {ForgeKind.GITHUB: "GITHUB_TOKEN", ForgeKind.GITLAB: "GITLAB_TOKEN"}


@dataclass
class Reader:
    """Opens clients of the simulator; keeps what they said."""

    simulator: ForgeSimulator
    said: list[str] = field(default_factory=list)

    def open(self, kind: ForgeKind, token: str = "", limits: Limits = QUICK, host: str = "") -> ForgeClient:
        """Return a client of the best known host of a kind, or of another, whose API is the simulator."""
        host = host or HOSTS[kind]
        forge = Forge(host=host, kind=kind, url=f"https://{host}")
        variable = TOKENS.get(kind, variable_of("TOKEN", host))
        environ = {variable_of("API", host): self.simulator.url, variable: token}
        settings = Settings(environ=environ, notify=self.said.append, limits=limits)
        return open_forge(SourceEntry(source=forge.url, forge=forge), settings)


@pytest.fixture
def simulator(monkeypatch: pytest.MonkeyPatch) -> Iterator[ForgeSimulator]:
    """Serve an empty forge."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with ForgeSimulator() as server:
        yield server


@pytest.fixture
def reader(simulator: ForgeSimulator) -> Reader:
    """Return what opens clients of the simulator."""
    return Reader(simulator)


@pytest.fixture
def repositories() -> Callable[[Iterator[Page]], list[Repository]]:
    """Return a function: pages → their repositories."""
    return lambda pages: [repository for page in pages for repository in page.repositories]
