# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Quarters of a year, as administrations announce them: ``2021-T4``, ``2021-Q4``, ``T4 2021``."""

import re
from datetime import date, timedelta

_FORMS = (
    re.compile(r"(?P<year>\d{4})[- ]?[TQ](?P<quarter>[1-4])"),
    re.compile(r"[TQ](?P<quarter>[1-4])[- ]?(?P<year>\d{4})"),
)


def parse_quarter(text: str) -> str:
    """Return a quarter as ``2021-T4``; "" for what isn't one."""
    found = next((match for form in _FORMS if (match := form.fullmatch(text.strip().upper()))), None)
    return f"{found['year']}-T{found['quarter']}" if found else ""


def quarter_of(day: date) -> str:
    """Return the quarter that a day is in."""
    return f"{day.year}-T{(day.month + 2) // 3}"


def last_day(quarter: str) -> date:
    """Return the last day of a quarter written as `parse_quarter` does."""
    year, number = int(quarter[:4]), int(quarter[-1])
    first_after = date(year + number // 4, number % 4 * 3 + 1, 1)
    return first_after - timedelta(days=1)
