# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Mocks of the APIs of forges: a real HTTP server on loopback, with their pages, tokens and bad days.

They copy the manners of forges, not their data: each module says which published description its answers follow.
`tests/test_forge_simulator.py` has stock clients read them.
"""

from tests.forge_simulator.bitbucket import BitbucketCloud, BitbucketServer
from tests.forge_simulator.gitea import Gitea
from tests.forge_simulator.github import GitHub
from tests.forge_simulator.gitlab import GitLab
from tests.forge_simulator.samples import Json
from tests.forge_simulator.server import Answer, Asked, Fault, SimulatorServer
from tests.forge_simulator.sourcehut import SourceHut

__all__ = ["Answer", "Asked", "Fault", "ForgeSimulator"]


class ForgeSimulator(SimulatorServer):
    """All kinds of forges behind one address. `token` is the only one that it accepts; it belongs to `user`."""

    def __init__(self) -> None:
        super().__init__()
        self.github = GitHub(self.url, self.user)
        self.gitlab = GitLab(self.url)
        self.gitea = Gitea(self.url, self.user)
        self.bitbucket = BitbucketCloud(self.url)
        self.bitbucket_server = BitbucketServer(self.url)
        self.sourcehut = SourceHut(self.url, self.user)
        self.kinds += [self.gitlab, self.gitea, self.bitbucket, self.bitbucket_server, self.sourcehut, self.github]

    def __enter__(self) -> "ForgeSimulator":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def accounts(self) -> dict[str, Json]:
        """Return GitHub's accounts by their login."""
        return self.github.accounts

    @property
    def repositories(self) -> list[Json]:
        """Return GitHub's repositories."""
        return self.github.repositories

    @property
    def groups(self) -> list[Json]:
        """Return GitLab's groups and users."""
        return self.gitlab.groups

    @property
    def projects(self) -> list[Json]:
        """Return GitLab's projects."""
        return self.gitlab.projects

    def add_github(self, login: str, *, public: int = 0, private: int = 0, kind: str = "Organization") -> None:
        """Add a GitHub account with repositories depot-0, depot-1… and ferme-0, ferme-1…."""
        self.github.add(login, public=public, private=private, kind=kind)

    def add_gitlab(self, path: str, *, public: int = 0, private: int = 0, kind: str = "group") -> None:
        """Add a GitLab group (or user) with projects depot-0, depot-1… and ferme-0, ferme-1…."""
        self.gitlab.add(path, public=public, private=private, kind=kind)
