# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A source as the tokens that a formatter leaves alone: no comments, spaces, quotes, commas, nor semicolons."""

import re

from scanner.detectors.languages import without_comments

_TOKEN = re.compile(r"\w+|[^\w\s;,\"'`]")
_LONGEST_LINE = 400
"""Characters; nobody writes longer ones, save as data."""
_HEAD = 15
_GENERATED = re.compile(r"@generated|generated (?:by|from|code)|do not edit|ne pas modifier", re.IGNORECASE)


def tokens_of(text: str, language: str) -> list[str]:
    """Return the tokens of a source; none of one that says at its top that a program wrote it."""
    lines = text.split("\n")
    if _GENERATED.search("\n".join(line[:200] for line in lines[:_HEAD])):
        return []
    written = [line if len(line) <= _LONGEST_LINE else "" for line in lines]
    return _TOKEN.findall("\n".join(without_comments(written, language)))
