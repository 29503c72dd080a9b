# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""One module a forge kind, all behind the interface of `scanner.forges.interface`."""

from importlib import import_module
from typing import cast

from scanner.forges.interface import ForgeClient, Settings
from scanner.models import ForgeKind, SourceEntry

_KINDS = {
    ForgeKind.BITBUCKET: "scanner.forges.bitbucket_server",
    ForgeKind.FOLDER: "scanner.forges.folder",
    ForgeKind.FORGEJO: "scanner.forges.gitea",
    ForgeKind.GIT: "scanner.forges.git_list",
    ForgeKind.GITEA: "scanner.forges.gitea",
    ForgeKind.GITHUB: "scanner.forges.github",
    ForgeKind.GITLAB: "scanner.forges.gitlab",
    ForgeKind.GOGS: "scanner.forges.gogs",
    ForgeKind.SOURCEHUT: "scanner.forges.sourcehut",
}


def open_forge(entry: SourceEntry, settings: Settings) -> ForgeClient:
    """Return a client for the forge of `entry`. Opens no socket yet.

    Raises:
        UsageError: a variable that says where its API is, or its token, can't be used.
        ForgeAuthError: a token would travel unencrypted.
    """
    module = _KINDS[entry.forge.kind]
    if (entry.forge.kind, entry.forge.host) == (ForgeKind.BITBUCKET, "bitbucket.org"):
        module = "scanner.forges.bitbucket"
    return cast(ForgeClient, import_module(module).open_client(entry, settings))
