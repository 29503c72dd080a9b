# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What a forge says of its rate limits, in every spelling that forges have. Nothing is asked here, only read.

Sources: GitHub's « Rate limits for the REST API » (`X-RateLimit-*`, an epoch; secondary limits may have a body alone)
and « Rate limits for the GraphQL API » (refused with status 200); GitLab's « Rate limits » (`RateLimit-*`, an epoch);
RFC 9110, 10.2.3 (`Retry-After`); the IETF draft « RateLimit header fields for HTTP »: `RateLimit-Reset` as seconds to
wait in its first versions, then one structured field, `RateLimit: "default";r=0;t=30`.
"""

import re
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import NamedTuple

UNDATED_WAIT = 60.0
"""Seconds to wait when a forge says « too many requests » and not for how long: GitHub's own advice."""

_PREFIXES = ("X-RateLimit-", "RateLimit-", "X-Rate-Limit-")
_NUMBER = re.compile(r"\d{1,15}(?:\.\d{1,9})?")
_PARAMETER = re.compile(r"\b(r|t|remaining|reset)=(\d{1,15})\b")
_EPOCH = 1_000_000_000
"""A larger number is a time (seconds since 1970, this one in 2001), a smaller one a duration."""
_MILLISECONDS = 100_000_000_000
_SIGNS = (b"rate limit", b"abuse detection", b"too many requests")
_READ = 2_000


class Quota(NamedTuple):
    """How many requests a credential may still send, and in how many seconds it may send all again; None = not said."""

    remaining: int | None = None
    wait: float | None = None


def quota(headers: Mapping[str, str]) -> Quota:
    """Return what an answer says of the quota that it was counted on.

    Args:
        headers: those of the answer, found whatever their case; its `Date` tells the clock that times are read by.
    """
    for prefix in _PREFIXES:
        remaining = _number(headers.get(prefix + "Remaining"))
        reset = headers.get(prefix + "Reset") or headers.get(prefix + "ResetTime")
        if remaining is not None or reset:
            return Quota(None if remaining is None else int(remaining), _until(reset, headers))
    return _structured(headers.get("RateLimit", ""))


def asked_wait(status: int, headers: Mapping[str, str], body: bytes) -> float | None:
    """Return how long the forge asks to wait, in seconds, when this answer is a rate limit; else None."""
    told = quota(headers)
    after = retry_after(headers)
    spent = told.remaining == 0 or after is not None or any(sign in body[:_READ].lower() for sign in _SIGNS)
    if status != 429 and not (status == 403 and spent):
        return None
    if after is not None:
        return after
    # What is left of the primary quota says nothing of the secondary limit that was met.
    return UNDATED_WAIT if told.remaining or told.wait is None else told.wait


def graphql_wait(headers: Mapping[str, str], body: bytes) -> float | None:
    """Return how long to wait when an answer to GraphQL, of status 200, says that the quota is spent; else None."""
    if b'"RATE_LIMITED"' not in body[:_READ]:
        return None
    wait = retry_after(headers)
    told = quota(headers).wait if wait is None else wait
    return UNDATED_WAIT if told is None else told


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds of `Retry-After`, which may be a date; None without it."""
    return _until(headers.get("Retry-After"), headers)


def _structured(text: str) -> Quota:
    """Read the `RateLimit` field; of several limits, the nearest."""
    items = [dict(_PARAMETER.findall(item)) for item in (text.split(",") if ";" in text else [text])]
    told = [
        Quota(int(item.get("r") or item["remaining"]), float(item.get("t") or item.get("reset") or 0))
        for item in items
        if "r" in item or "remaining" in item
    ]
    return min(told, key=lambda one: (one.remaining, -(one.wait or 0)), default=Quota())


def _until(text: str | None, headers: Mapping[str, str]) -> float | None:
    """Return the seconds until a time, or of a duration, however it is written."""
    value = _number(text)
    if value is None:
        at = _date(text)
    elif value < _EPOCH:
        return value
    else:
        at = value / 1000 if value > _MILLISECONDS else value
    if at is None:
        return None
    return max(0.0, at - (_date(headers.get("Date")) or time.time()))


def _number(text: str | None) -> float | None:
    found = _NUMBER.fullmatch((text or "").strip())
    return float(found[0]) if found else None


def _date(text: str | None) -> float | None:
    try:
        return parsedate_to_datetime(text).timestamp() if text else None
    except (ValueError, OverflowError):
        return None
