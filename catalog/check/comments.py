# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The comment `ouvrage:allow RULE reason` beside what the judges see, whether a detector found it or not."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from catalog.check.models import Spotted
from catalog.check.side import Side
from scanner.detectors.secrets.allowlists import one_line
from scanner.detectors.secrets.own_comment import Comment, lines_beside, own_comments

_MARK = b"ouvrage:allow"


def allowed(rule: str, seen: Iterable[Spotted], side: Side) -> Iterator[Spotted]:
    """Yield what a judge sees, accepted where a comment beside it allows its rule (or its detector's) and says why."""
    for one in seen:
        comment = None if one.accepted_by else _allowing(rule, one, side)
        if comment is None:
            yield one
        else:
            place = f"{one.path}:{one.line + comment.offset - 1}"
            yield one._replace(accepted_by=place, accepted_reason=one_line(comment.reason))


def comments_beside(side: Side, path: str, line: int, end_line: int = 0) -> list[Comment]:
    """Return the comments of ours on some lines of a file of this side, or alone on the line before them."""
    lines = _marked(side.content(path) or b"") if line else []
    return list(own_comments(lines_beside(lines, line, end_line))) if lines else []


@lru_cache(4)
def _marked(content: bytes) -> list[bytes]:
    """Return the lines of a file that holds some comment of ours: cut once for all its problems."""
    return content.split(b"\n") if _MARK in content.lower() else []


def _allowing(rule: str, one: Spotted, side: Side) -> Comment | None:
    if not (one.path and one.line and one.at_head) or one.path in side.unheard:
        return None
    beside = comments_beside(side, one.path, one.line, one.end_line)
    return next((each for each in beside if each.reason and (each.rule == rule or each.names(one.detail))), None)
