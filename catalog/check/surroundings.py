# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What a check knows of where it runs: the variables of the CI, never its tokens."""

from datetime import datetime

from scanner.models import Frozen


class Surroundings(Frozen):
    """Where a check runs, as far as it can know; every field may be unknown."""

    ci: str = ""
    """`github`, `forgejo`, `gitea`, `gitlab`… or "" on a machine of one's own."""
    host: str = ""
    """FQDN of the forge."""
    repository: str = ""
    """`owner/name`."""
    url: str = ""
    """Of the repository's page."""
    branch: str = ""
    """That is judged, or that the change comes from."""
    base: str = ""
    """Commit, or ref, that a merge or pull request is to be merged into; "" when this is none."""
    base_branch: str = ""
    head: str = ""
    """Commit, or ref, that is judged; "" = HEAD."""
    merged: str = ""
    """Commit of the merge of the change into its base that the forge made, whose first parent is the base; "" = none.

    HEAD may be something else: those who write the workflow choose what they check out.
    """
    before: str = ""
    """Commit of the branch before what was just pushed; "" when it is new or isn't known."""
    change: str = ""
    """Number of the merge or pull request, or ""."""
    fork: bool = False
    """Whether the change comes, or may come, from another repository: nothing of it is trusted."""
    closed: bool | None = None
    """Whether the repository is closed to the public; None = not known."""
    created_at: datetime | None = None
    default_branch: str = ""
    summary_file: str = ""
    """Where a page of Markdown is to be added (`GITHUB_STEP_SUMMARY`), or ""."""
