# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Builds real Git repositories with chosen content, authors and dates."""

import os
from pathlib import Path

from git import Repo

_IDENTITY = {
    "GIT_AUTHOR_NAME": "Agent Exemple",
    "GIT_AUTHOR_EMAIL": "agent@example.org",
    "GIT_COMMITTER_NAME": "Agent Exemple",
    "GIT_COMMITTER_EMAIL": "agent@example.org",
}


class RepositoryBuilder:
    """A repository under construction; `commit` returns the new commit's id."""

    def __init__(self, path: Path, *, bare: bool = False) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True)
        self.repo = Repo.init(path, bare=bare, initial_branch="main")
        self._count = 0

    @property
    def git_dir(self) -> Path:
        """Return the Git directory."""
        return Path(self.repo.git_dir)

    def write(self, path: str | bytes, content: str | bytes) -> "RepositoryBuilder":
        """Write a file of the work tree (paths may be any bytes)."""
        target = self.path / os.fsdecode(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
        return self

    def remove(self, path: str) -> "RepositoryBuilder":
        """Remove a file of the work tree."""
        (self.path / path).unlink()
        return self

    def commit(self, message: str = "Travail", date: str = "") -> str:
        """Commit the whole work tree, each commit a day after the one before unless dated (ISO)."""
        self._count += 1
        day = date or f"2024-01-{self._count:02}T12:00:00+00:00"
        self.repo.git.add(all=True)
        with self.repo.git.custom_environment(**_IDENTITY, GIT_AUTHOR_DATE=day, GIT_COMMITTER_DATE=day):
            self.repo.git.commit("--quiet", "--no-verify", "--no-gpg-sign", "--allow-empty", "-m", message)
        return self.repo.head.commit.hexsha

    def close(self) -> None:
        """Release Git's helper processes."""
        self.repo.close()
