# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""How Git reaches the repositories of the store: with which token, and at which addresses."""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from catalog.database import Row, Store
from scanner.errors import OuvrageError
from scanner.forges.access import git_header
from scanner.forges.addresses import is_guarded, refuse_private
from scanner.forges.interface import Settings
from scanner.models import Forge, Visibility


class GitAccess(NamedTuple):
    """What one `git fetch` gets."""

    header: str = ""
    """Value of the `Authorization` header, or ""."""
    addresses: tuple[str, ...] = ()
    """IP addresses to connect to, whatever the host's name leads to; () = as the name says."""


def git_access(store: Store, settings: Settings) -> Callable[[Row], GitAccess]:
    """Return what tells how to reach a row of `repositories`.

    The function raises ForgeUnreachable for a host that only a list of forges named and that has a private address,
    and OuvrageError when no token can be had for a closed repository.
    """
    forges = {row["host"]: Forge(**row) for row in store.rows("SELECT * FROM forges")}

    @cache
    def addresses_of(host: str) -> tuple[str, ...]:
        return refuse_private(host) if is_guarded(host, not forges[host].guarded, settings) else ()

    def access(row: Row) -> GitAccess:
        return GitAccess(_header(forges[row["host"]], row, settings), addresses_of(row["host"]))

    return access


def _header(forge: Forge, row: Row, settings: Settings) -> str:
    """Return the header; an open repository is also read without a token, if none can be had."""
    try:
        return git_header(forge, settings.environ, row["full_name"].rpartition("/")[0])
    except OuvrageError:
        if row["visibility"] == Visibility.PUBLIC:
            return ""
        raise
