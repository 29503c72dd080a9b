# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Dates are told in UTC, and those of forges as they gave them where the format says so."""

import pytest

from catalog.listing.dates import as_received, moment


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2018-12-01T20:00:55Z", "2018-12-01T20:00:55Z"),
        ("2018-12-01T20:00:55.987+02:00", "2018-12-01T18:00:55Z"),
        ("2021-11-15", "2021-11-15T00:00:00Z"),
        ("2018-W48-6T20:00:55Z", "2018-12-01T20:00:55Z"),
        ("2018-12-01 20:00:55Z", "2018-12-01T20:00:55Z"),
        ("2018-12-01T20:00:55+00:00", "2018-12-01T20:00:55Z"),
        ("2021-02-30T00:00:00Z", None),
        ("2021-02-03T25:00:00Z", None),
        ("0001-01-01T00:00:00+23:00", None),
        ("", None),
        ("<script>", None),
    ],
)
def test_a_moment_is_in_utc_to_the_second(text: str, told: str | None) -> None:
    assert moment(text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2021-01-02T03:04:05.678Z", "2021-01-02T03:04:05.678Z"),
        ("2024-11-05T17:44:17+01:00", "2024-11-05T16:44:17Z"),
        ("hier", "hier"),
        ("", ""),
    ],
)
def test_what_a_forge_gave_stays_and_what_git_gave_is_in_utc(text: str, told: str) -> None:
    assert as_received(text) == told
