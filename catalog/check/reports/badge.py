# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The verdict as a badge: an image of ours, and an answer to shields.io."""

from typing import NamedTuple

from catalog.badge_image import Paint, endpoint, image
from catalog.check.models import Severity, Verdict
from catalog.check.reports import telling
from catalog.i18n import Translator

LABEL = "ouvrage"
_GREEN, _ORANGE, _RED = "mediumseagreen", "orange", "crimson"
_PAINT = {_GREEN: Paint("#3cb371", "#111"), _ORANGE: Paint("#ffa500", "#111"), _RED: Paint("#c8102e", "#fff")}
"""Each with a colour of text that can be read on it (WCAG, 4.5 to 1)."""


class _Badge(NamedTuple):
    message: str
    colour: str


def render(verdict: Verdict, t: Translator) -> str:
    """Return the image, as SVG."""
    badge = _badge(verdict, t)
    return image(LABEL, badge.message, _PAINT[badge.colour])


def render_endpoint(verdict: Verdict, t: Translator) -> str:
    """Return the answer that shields.io asks for, as JSON."""
    badge = _badge(verdict, t)
    return endpoint(LABEL, badge.message, badge.colour)


def _badge(verdict: Verdict, t: Translator) -> _Badge:
    """Return the heaviest that there is to say; green is for a check that is whole and sees nothing above a note."""
    numbers = telling.by_severity(verdict.problems)
    lightest = Severity.NOTE if verdict.failed else Severity.WARNING
    told = [severity for severity in numbers if numbers[severity] and severity.weight >= lightest.weight]
    if told:
        return _Badge(telling.count(told[0], numbers[told[0]], t), _RED if verdict.failed else _ORANGE)
    return _Badge(t("incomplete"), _ORANGE) if verdict.partial else _Badge(t("openable"), _GREEN)
