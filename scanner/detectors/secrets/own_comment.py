# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Our own comment, `ouvrage:allow RULE reason`: on the line of what it allows, or alone on the line before."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_COMMENT = re.compile(
    r"ouvrage:allow\b(?:[ \t]+(?P<rule>[\w.-]{1,100})(?![\w.-])(?P<reason>[^\r\n]{0,1000}))?", re.IGNORECASE
)
_ALONE = re.compile(r"(?>[\W_]*)(?:rem\b)?\W*", re.IGNORECASE)
"""What may stand before a comment that is alone on its line: the signs by which languages begin one."""
_END = re.compile(r"""\*/|-->|#\}|%>|\?>|\*\)|-\}|["`]|'(?=\s*(?:[,:;)\]}=]|$))""")
"""What ends a comment, or the text that it is written in: what follows may be code, and hold the very value."""
_FAMILIES = {"secret": "secret-", "personal-data": "personal-", "internal-address": "internal-"}
"""Rules of the gate, by the beginning of the rules of the detectors that they stand for."""

_MAX_LINES, _MAX_LINE = 3, 2_000
"""Lines of a place where comments are heard, and bytes of each."""


class Comment(NamedTuple):
    """One such comment."""

    offset: int
    """Of its line among those that were read."""
    rule: str
    """Of the gate (`secret`) or of a detector (`secret-aws-access-key`); "" when none is named."""
    reason: str
    """"" = none is given, and nothing is allowed."""

    def names(self, rule: str) -> bool:
        """Tell whether it speaks of a detector's rule, by its name or by that of the gate's rule."""
        return rule == self.rule or rule.startswith(_FAMILIES.get(self.rule, "\0"))


def lines_beside(lines: Sequence[bytes], line: int, end_line: int = 0) -> tuple[str, ...]:
    """Return the line before a place ("" for none) and its own, three at most: what is further on speaks of others.

    Args:
        lines: of the whole file.
        line: where the place begins, from 1; 0 = the whole file, which has no line.
        end_line: where it ends.
    """
    if not line:
        return ()
    last = min(max(line, end_line), line + _MAX_LINES - 1)
    before = lines[line - 2 : line - 1] if line > 1 else [b""]
    return tuple(each[:_MAX_LINE].decode("utf-8", "replace") for each in (*before, *lines[line - 1 : last]))


def own_comments(lines: Sequence[str]) -> Iterator[Comment]:
    """Yield the comments that may speak of a place.

    Args:
        lines: those of `lines_beside`; on the one before the place, only a comment that is alone counts.
    """
    for offset, line in enumerate(lines):
        found = _COMMENT.search(line)
        if found and (offset or _ALONE.fullmatch(line[: found.start()])):
            reason = _END.split(found["reason"] or "", maxsplit=1)[0].strip(" \t:-–—")
            yield Comment(offset, found["rule"] or "", reason if re.search(r"\w", reason) else "")
