# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Text of others made harmless for where it is printed: terminals and Markdown."""

import re
import unicodedata

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>|#~])")
_FRENCH_SPACES = "\u00a0\u202f"


def plain(text: str) -> str:
    """Return one line that a terminal prints as it is: controls and direction marks escaped, odd spaces made plain."""
    return text if text.isprintable() else "".join(map(_printable, text))


def markdown(text: str) -> str:
    """Return text that Markdown shows as it is, on one line."""
    return _MARKDOWN.sub(r"\\\1", plain(text))


def markdown_code(text: str) -> str:
    """Return text as inline code, whatever backquotes it holds."""
    line = plain(text)
    longest = max((len(run) for run in re.findall(r"`+", line)), default=0)
    fence = "`" * (longest + 1)
    inner = f" {line} " if longest else line
    return f"{fence}{inner}{fence}" if line else ""


def _printable(character: str) -> str:
    if character.isprintable() or character in _FRENCH_SPACES:
        return character
    if unicodedata.category(character) == "Zs":
        return " "
    return character.encode("unicode_escape").decode("ascii")
