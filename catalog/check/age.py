# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""When a repository was born, as far as its history tells."""

from datetime import date

from scanner.git import Mirror
from scanner.git_command import run
from scanner.worktree import is_shallow


def first_commit(mirror: Mirror, head: str) -> date | None:
    """Return the day of the first commit, None where the history doesn't go back to it."""
    if not head or is_shallow(mirror):
        return None
    told = run(mirror.git_dir, "log", "--max-parents=0", "--format=%cs", head, "--").decode().split()
    return date.fromisoformat(min(told)) if told else None
