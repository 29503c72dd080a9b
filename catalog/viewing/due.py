# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What is due, each thing with the ministry that it falls to. For the internal view only."""

from collections.abc import Iterable, Iterator, Mapping

from catalog.registers.due import Due
from catalog.registers.models import plain_key, without_host
from catalog.view import DueEntry, OwnerEntry


def due_entries(due: Iterable[Due], owners: Iterable[OwnerEntry]) -> tuple[DueEntry, ...]:
    """Return what is due in the order given, with the ministry of the owner concerned; "" when none is known."""
    ministries = _ministries(owners)
    return tuple(DueEntry(**dict(each), ministry=_ministry(each, ministries)) for each in due)


def _ministries(owners: Iterable[OwnerEntry]) -> dict[str, str]:
    """Return the ministry of each owner, by ``host/login`` and by ``login``; one that two hosts share is nobody's."""
    ministries: dict[str, str] = {}
    for owner in owners:
        login = owner.login.lower()
        ministries[f"{owner.host}/{login}"] = owner.ministry
        ministries[login] = owner.ministry if ministries.get(login, owner.ministry) == owner.ministry else ""
    return ministries


def _ministry(due: Due, ministries: Mapping[str, str]) -> str:
    """Return the ministry of the nearest group above what is due: what it names may be a repository or an owner."""
    key = plain_key(due.repository or due.name)
    above = (name for each in (key, without_host(key)) for name in _groups(each))
    return next((ministries[name] for name in above if name in ministries), "")


def _groups(key: str) -> Iterator[str]:
    """Yield a path and those above it, the nearest first."""
    parts = key.split("/")
    return ("/".join(parts[:number]) for number in range(len(parts), 0, -1))
