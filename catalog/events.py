# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What happened to a repository between two crawls, told by comparing its rows; the forge's id says that it is one.

A change of licence that the files tell is told by scans: `catalog.relicensing`.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple


class EventKind(StrEnum):
    """What may happen to a repository that is known."""

    APPEARED = "appeared"
    """It is new in a listing that was wholly made before: `after` is its visibility."""
    RENAMED = "renamed"
    TRANSFERRED = "transferred"
    ARCHIVED = "archived"
    UNARCHIVED = "unarchived"
    VISIBILITY = "visibility"
    RELICENSED = "relicensed"
    GONE = "gone"
    BACK = "back"


class Event(NamedTuple):
    """One thing that happened: names, visibilities, licences or dates before and after, "" where there is none."""

    kind: EventKind
    before: str
    after: str


WATCHED = ("full_name", "owner_id", "visibility", "archived", "gone_at", "license_key")
"""The columns of `repositories` that events are told from."""
_NO_LICENCE_TOLD = ("", "other")
"""What forges say of a repository whose licence they don't know: no news comes from it."""


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Event]:
    """Return what happened between two states of one row; both hold the columns `WATCHED`."""
    events = []
    if before["gone_at"] and not after["gone_at"]:
        events.append(Event(EventKind.BACK, before["gone_at"], ""))
    name = before["full_name"].partition("#")[0]  # what stands behind is the mark of a name that another one took
    if name != after["full_name"]:
        kind = EventKind.RENAMED if before["owner_id"] == after["owner_id"] else EventKind.TRANSFERRED
        events.append(Event(kind, name, after["full_name"]))
    if bool(before["archived"]) != bool(after["archived"]):
        events.append(Event(EventKind.ARCHIVED if after["archived"] else EventKind.UNARCHIVED, "", ""))
    licences = (before["license_key"], after["license_key"])
    if licences[0] != licences[1] and not set(licences) & set(_NO_LICENCE_TOLD):
        events.append(Event(EventKind.RELICENSED, *licences))
    if before["visibility"] != after["visibility"]:  # the last: what comes after an opening happened in the open
        events.append(Event(EventKind.VISIBILITY, before["visibility"], after["visibility"]))
    return events
