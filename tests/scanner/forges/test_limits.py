# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Rate limits, in every spelling that forges have."""

import time
from email.utils import formatdate

import pytest
from requests.structures import CaseInsensitiveDict

from scanner.forges.limits import UNDATED_WAIT, Quota, asked_wait, graphql_wait, quota, retry_after

NOW = 1_790_000_000
DATE = {"Date": formatdate(NOW, usegmt=True)}
LATER = str(NOW + 90)


def _headers(**fields: str) -> CaseInsensitiveDict[str]:
    return CaseInsensitiveDict(DATE | {name.replace("_", "-"): value for name, value in fields.items()})


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"X-RateLimit-Remaining": "4999", "X-RateLimit-Reset": LATER}, Quota(4999, 90)),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": LATER}, Quota(0, 90)),
        ({"RateLimit-Remaining": "3", "RateLimit-Reset": LATER}, Quota(3, 90)),
        ({"RateLimit-Remaining": "3", "RateLimit-Reset": "90"}, Quota(3, 90)),
        ({"RateLimit-Remaining": "3", "RateLimit-Reset": f"{LATER}000"}, Quota(3, 90)),
        ({"RateLimit-Remaining": "3", "RateLimit-ResetTime": formatdate(NOW + 90, usegmt=True)}, Quota(3, 90)),
        ({"RateLimit": '"default";r=0;t=30'}, Quota(0, 30)),
        ({"RateLimit": '"burst";r=12;t=1, "daily";r=0;t=30, "hourly";r=0;t=20'}, Quota(0, 30)),
        ({"RateLimit": "limit=100, remaining=7, reset=30"}, Quota(7, 30)),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(NOW - 5)}, Quota(0, 0)),
        ({"X-RateLimit-Remaining": "12"}, Quota(12, None)),
        ({"X-RateLimit-Remaining": "-1", "X-RateLimit-Reset": "soon"}, Quota(None, None)),
        ({"RateLimit": "?1"}, Quota()),
        ({"X-RateLimit-Remaining": "9" * 5000}, Quota()),
        ({}, Quota()),
    ],
)
def test_a_quota_is_read_in_every_spelling(headers: dict[str, str], expected: Quota) -> None:
    assert quota(CaseInsensitiveDict(DATE | headers)) == expected


def test_times_are_those_of_the_forges_clock_else_of_ours() -> None:
    assert quota(_headers(RateLimit_Reset=LATER)).wait == 90
    ours = quota(CaseInsensitiveDict({"RateLimit-Reset": str(int(time.time()) + 90)})).wait
    assert ours == pytest.approx(90, abs=5)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120),
        (formatdate(NOW + 120, usegmt=True), 120),
        (formatdate(NOW - 120, usegmt=True), 0),
        ("", None),
        ("tomorrow", None),
    ],
)
def test_retry_after_is_a_number_of_seconds_or_a_date(text: str, seconds: float | None) -> None:
    assert retry_after(_headers(Retry_After=text)) == seconds


@pytest.mark.parametrize("status", [403, 429])
@pytest.mark.parametrize(
    ("headers", "body", "seconds"),
    [
        ({"Retry-After": "7"}, "", 7),
        ({"Retry-After": "7", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": LATER}, "", 7),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": LATER}, "", 90),
        ({"X-RateLimit-Remaining": "0"}, "", UNDATED_WAIT),
        ({}, '{"message": "You have exceeded a secondary rate limit."}', UNDATED_WAIT),
        ({}, '{"message": "You have triggered an abuse detection mechanism."}', UNDATED_WAIT),
        ({"X-RateLimit-Remaining": "4000", "X-RateLimit-Reset": LATER}, "secondary rate limit", UNDATED_WAIT),
    ],
)
def test_a_limit_says_how_long_to_wait(status: int, headers: dict[str, str], body: str, seconds: float) -> None:
    assert asked_wait(status, CaseInsensitiveDict(DATE | headers), body.encode()) == seconds


def test_too_many_requests_need_no_word_more() -> None:
    assert asked_wait(429, _headers(), b"") == UNDATED_WAIT


@pytest.mark.parametrize(("status", "body"), [(403, b"SAML enforcement"), (404, b"rate limit"), (200, b"rate limit")])
def test_what_is_no_limit_asks_no_wait(status: int, body: bytes) -> None:
    assert asked_wait(status, _headers(X_RateLimit_Remaining="3"), body) is None


def test_graphql_says_its_limit_with_status_200() -> None:
    spent = b'{"errors":[{"type":"RATE_LIMITED","message":"API rate limit exceeded"}]}'
    assert graphql_wait(_headers(X_RateLimit_Remaining="0", X_RateLimit_Reset=LATER), spent) == 90
    assert graphql_wait(_headers(), spent) == UNDATED_WAIT
    assert graphql_wait(_headers(), b'{"data": {}}') is None
