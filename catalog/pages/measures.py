# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What figures tell repositories and owners apart by, whatever the language: one key each, "" when it isn't known."""

import re
from datetime import date
from functools import lru_cache

from catalog.view import OwnerEntry, RepositoryEntry

_DAY = re.compile(r"\d{4}-\d\d-\d\d")

ACTIVITY = ("months-0-3", "months-4-12", "months-13-24", "months-25-60", "months-61")
"""How long before the date of the data a repository was last updated; the first two are its last 12 months."""

_MONTHS = (3, 12, 24, 60)

PUBLICCODE = ("valid", "invalid", "unread", "absent")

SIZES = ("1", "2-5", "6-20", "21-100", "101")
"""Repositories of an owner: the least and the most."""

_MOST = (1, 5, 20, 100)


def creation_year(entry: RepositoryEntry) -> str:
    """Return the year when a repository was made, as its forge says."""
    return entry.created_at[:4] if _DAY.match(entry.created_at) else ""


def activity_limits(day: str) -> tuple[str, ...]:
    """Return the first day of each class of `ACTIVITY` but the last, for data of `day`; empty when it isn't known."""
    if not _DAY.match(day):
        return ()
    return tuple(_months_before(date.fromisoformat(day[:10]), months).isoformat() for months in _MONTHS)


def activity(entry: RepositoryEntry, limits: tuple[str, ...]) -> str:
    """Return the class of `ACTIVITY` of a repository, given the first day of each."""
    return _activity(entry.updated_at[:10], limits)


@lru_cache(10_000)
def _activity(updated: str, limits: tuple[str, ...]) -> str:
    if not limits or not _DAY.match(updated):
        return ""
    place = next((place for place, limit in enumerate(limits) if updated >= limit), len(limits))
    return ACTIVITY[place]


def publiccode_state(entry: RepositoryEntry) -> str:
    """Return the class of `PUBLICCODE` of a repository; "" as long as its files aren't known."""
    if entry.publiccode:
        return "valid" if entry.publiccode.valid else "invalid"
    if "publiccode" in entry.community:
        return "unread"
    return "absent" if entry.scanned_at or entry.community else ""


def owner_size(owner: OwnerEntry) -> str:
    """Return the class of `SIZES` of an owner that has repositories."""
    place = next((n for n, most in enumerate(_MOST) if owner.repositories_count <= most), len(_MOST))
    return SIZES[place]


def _months_before(day: date, months: int) -> date:
    """Return the same day some months before; the 28th for the days that a shorter month hasn't."""
    month = 12 * day.year + day.month - 1 - months
    return date(month // 12, month % 12 + 1, min(day.day, 28))
