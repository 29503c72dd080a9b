# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Dates as the listing writes them: ISO 8601 in UTC, with Z."""

import re
from datetime import UTC, datetime
from functools import lru_cache

_AS_WRITTEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)


@lru_cache(200_000)
def moment(text: str) -> str | None:
    """Return a date in UTC to the second, ``2018-12-01T20:00:55Z``, or None when it isn't one."""
    try:
        when = datetime.fromisoformat(text)
        if _AS_WRITTEN.fullmatch(text):
            return text
        return when.replace(tzinfo=when.tzinfo or UTC).astimezone(UTC).isoformat(timespec="seconds")[:19] + "Z"
    except (ValueError, OverflowError):
        return None


def as_received(text: str) -> str:
    """Return a date that a forge gave, verbatim; one with an offset, which only Git gives, is told in UTC."""
    return text if text.endswith("Z") else moment(text) or text
