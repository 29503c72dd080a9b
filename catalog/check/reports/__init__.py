# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The verdict in each format that a person or a forge reads: functions from a verdict and a language to text."""

from collections.abc import Callable, Mapping
from typing import TextIO

from catalog.check.models import Verdict
from catalog.check.reports.annotations import render as annotations_report
from catalog.check.reports.badge import render as badge_image
from catalog.check.reports.badge import render_endpoint as badge_endpoint
from catalog.check.reports.codequality import render as codequality_report
from catalog.check.reports.json_report import render as as_json
from catalog.check.reports.junit import render as junit_report
from catalog.check.reports.markdown import render as markdown_report
from catalog.check.reports.page import page_of
from catalog.check.reports.sarif import render as sarif_report
from catalog.check.reports.secret_detection import render as secret_detection_report
from catalog.check.reports.text import render as text_report
from catalog.i18n import Translator

Render = Callable[[Verdict, Translator], str]

REPORTS: Mapping[str, Render] = {
    "text": text_report,
    "json": as_json,
    "sarif": sarif_report,
    "gitlab-codequality": codequality_report,
    "gitlab-secrets": secret_detection_report,
    "junit": junit_report,
    "markdown": markdown_report,
    "annotations": annotations_report,
    "badge": badge_image,
    "badge-endpoint": badge_endpoint,
}
"""By the name that `--format` and `--report` take. What each gives ends with a newline, unless it is empty."""


def printed(name: str, verdict: Verdict, translate: Translator, stream: TextIO) -> str:
    """Return a report as this stream shows it: the text takes a terminal's width, and its colours if it has them."""
    if name == "text":
        return text_report(verdict, translate, page_of(stream))
    return REPORTS[name](verdict, translate)
