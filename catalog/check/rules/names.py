# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Many globs at once, of the same language as `catalog.check.globs`: judges try hundreds of them on every file."""

import re
from collections.abc import Iterable
from functools import lru_cache

MAX_STARS = 3
"""Segments `**` of a glob; one with more holds of nothing."""
_PIECE = re.compile(r"\*+|\?|\[!?[^\[\]/]{1,100}\]|[^*?\[]+|\[")


class Names:
    """Globs of paths as .gitignore has them, blind to case: `*.min.js`, `/README*`, `**/target/classes/`."""

    def __init__(self, globs: Iterable[str]) -> None:
        """Take globs; without a slash before its end, one holds at any depth, else from the root."""
        self._pattern = _compiled(tuple(globs))

    def __contains__(self, path: str) -> bool:
        """Tell whether some glob holds of a file, or of a folder that it is in."""
        return self._pattern.match(path.lower()) is not None


@lru_cache(256)
def _compiled(globs: tuple[str, ...]) -> re.Pattern[str]:
    each = [_pattern(glob.lower()) for glob in globs if glob.split("/").count("**") <= MAX_STARS]
    return re.compile(f"(?:{'|'.join(each)})(?:/|$)" if each else "(?!)", re.DOTALL)


def _pattern(glob: str) -> str:
    parts = [part for part in glob.split("/") if part]
    if "/" not in glob.rstrip("/"):
        parts.insert(0, "**")
    *folders, last = parts
    return "".join("(?:[^/]+/)*" if part == "**" else f"{_segment(part)}/" for part in folders) + _segment(last)


def _segment(glob: str) -> str:
    return "".join(_piece(piece) for piece in _PIECE.findall(glob))


def _piece(piece: str) -> str:
    if piece[0] == "*":
        return "[^/]*"
    if piece == "?":
        return "[^/]"
    if piece[0] == "[" and len(piece) > 1:
        inside = piece[1:-1].replace("\\", "\\\\")
        return f"[^{inside[1:]}]" if inside[0] == "!" else f"[{inside}]"
    return re.escape(piece)
