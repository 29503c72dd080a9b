# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The badge of a check: what weighs most, and green only for a check that is whole."""

import json
from xml.etree import ElementTree

import pytest

from catalog.check.models import Severity, Verdict
from catalog.check.reports import REPORTS
from catalog.i18n import Language, translator
from tests.catalog.check.reports.verdicts import change, problem, verdict

WARNING = problem("file-size", Severity.WARNING, "a")
NOTE = problem("spdx-headers", Severity.NOTE, "a")
MANY = tuple(problem("file-size", Severity.WARNING, str(number)) for number in range(1234))


@pytest.mark.parametrize(
    ("of", "french", "english", "colour"),
    [
        (verdict(), "ouvrable", "openable", "mediumseagreen"),
        (verdict((NOTE,)), "ouvrable", "openable", "mediumseagreen"),
        (verdict((NOTE,), fail_on=Severity.NOTE), "1 remarque", "1 note", "crimson"),
        (verdict((WARNING, NOTE)), "1 avertissement", "1 warning", "orange"),
        (verdict(MANY, fail_on=Severity.WARNING), "1\u202f234 avertissements", "1,234 warnings", "crimson"),
        (verdict(partial=change().partial), "incomplet", "incomplete", "orange"),
        (change(), "3 erreurs", "3 errors", "crimson"),
    ],
)
def test_the_badge_says_the_heaviest(of: Verdict, french: str, english: str, colour: str) -> None:
    said: dict[Language, str] = {"fr": french, "en": english}
    for language, message in said.items():
        endpoint = json.loads(REPORTS["badge-endpoint"](of, translator(language)))
        assert endpoint == {"schemaVersion": 1, "label": "ouvrage", "message": message, "color": colour}
        image = ElementTree.fromstring(REPORTS["badge"](of, translator(language)))  # noqa: S314 - ours
        assert image.attrib["aria-label"] == f"ouvrage\u00a0: {message}"
