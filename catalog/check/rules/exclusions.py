# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Comments `ouvrage:allow` that allow nothing: they give no reason."""

from collections.abc import Iterator

from catalog.check.comments import comments_beside
from catalog.check.models import Rule, Spotted
from catalog.check.side import Side
from catalog.i18n import noted

_MESSAGE = noted("The comment ouvrage:allow gives no reason, so it allows nothing: write ouvrage:allow RULE reason.")


def without_reason(side: Side, _: Rule) -> Iterator[Spotted]:
    """Yield the comments beside findings that name no rule, or give no reason."""
    places = {
        (placed.path, placed.finding.line, placed.finding.end_line)
        for placed in side.findings
        if placed.at_head and placed.finding.line and side.concerns(placed.path)
    }
    lines = {
        (path, line + comment.offset - 1)
        for path, line, end_line in places
        for comment in comments_beside(side, path, line, end_line)
        if not comment.reason
    }
    for path, line in sorted(lines):
        yield Spotted(path=path, line=line, end_line=line, message=_MESSAGE)
