# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Which ministry something falls to that only a declaration names: a repository or an owner, however it is written."""

from collections.abc import Iterable, Iterator

from catalog.registers.models import plain_key, without_host
from catalog.view import OwnerEntry


class Belonging:
    """The ministries of the owners of a view."""

    def __init__(self, owners: Iterable[OwnerEntry]) -> None:
        """Index the owners by ``host/login`` and by ``login``; a login that two ministries share is neither's."""
        self._ministries: dict[str, str] = {}
        for owner in owners:
            login = owner.login.lower()
            self._ministries[f"{owner.host}/{login}"] = owner.ministry
            known = self._ministries.get(login, owner.ministry)
            self._ministries[login] = known if known == owner.ministry else ""

    def ministry(self, name: str) -> str:
        """Return the ministry of the nearest owner above a name or address of a repository; "" = none is known."""
        key = plain_key(name)
        above = (group for each in (key, without_host(key)) for group in _groups(each))
        return next((self._ministries[group] for group in above if group in self._ministries), "")


def _groups(key: str) -> Iterator[str]:
    """Yield a path and those above it, the nearest first."""
    parts = key.split("/")
    return ("/".join(parts[:number]) for number in range(len(parts), 0, -1))
