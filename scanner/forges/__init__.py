# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""One module a forge kind, all behind the interface of `scanner.forges.interface`."""

from importlib import import_module
from typing import cast

from scanner.errors import ForgeError
from scanner.forges.interface import ForgeClient, Settings
from scanner.models import ForgeKind, SourceEntry

_KINDS = {
    ForgeKind.FOLDER: "scanner.forges.folder",
    ForgeKind.GITHUB: "scanner.forges.github",
    ForgeKind.GITLAB: "scanner.forges.gitlab",
}


def open_forge(entry: SourceEntry, settings: Settings) -> ForgeClient:
    """Return a client for the forge of `entry`. Opens no socket yet.

    Raises:
        ForgeError: this kind of forge can't be crawled yet.
        UsageError: a variable that says where its API is can't be used.
    """
    module = _KINDS.get(entry.forge.kind)
    if module is None:
        raise ForgeError(
            "forges of the kind {kind} can't be crawled yet",
            source=entry.forge.url,
            mend="clone its repositories into a folder, and give that folder as a source",
            kind=entry.forge.kind.value,
        )
    return cast(ForgeClient, import_module(module).open_client(entry, settings))
