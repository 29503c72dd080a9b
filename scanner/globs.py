# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Globs of other people's files, as regular expressions that end whatever is written in them.

A wildcard that is tried in all the ways it can makes a hostile glob, such as `**a**a**a**a`, take for ever on one path.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

ANY, NAME = ".*", "[^/]*"
"""Wildcards: any characters, those of one name."""


def reuse_glob(pattern: str) -> str:
    """Translate a path of REUSE.toml (specification 3.3): `**` crosses folders, `*` does not, a backslash escapes."""
    parts = re.findall(r"\*+|\\.|[^*\\]+|\\", pattern)
    return linear([{"*": NAME}.get(part, ANY) if part[0] == "*" else _literal(part) for part in parts])


def _literal(part: str) -> str:
    return re.escape(part[1:] if part[0] == "\\" and len(part) > 1 else part)


def linear(parts: Sequence[str]) -> str:
    """Join the parts of a glob, wildcards and escaped texts, so that no wildcard but the last ones is tried twice.

    What follows a wildcard is best found as early as it can be, which leaves most to those that come next. Only the
    last wildcard of each kind may have to reach further: the end of the path comes after it.
    """
    cuts = [at for at, part in enumerate(parts) if part == ANY]
    pieces = [parts[start + 1 : end] for start, end in pairwise([-1, *cuts, len(parts)])]
    first, *others = (_of_names(piece, last=at == len(pieces) - 1) for at, piece in enumerate(pieces))
    between = "".join(f"(?>.*?{piece})" for piece in others[:-1])
    return first + between + "".join(f".*{piece}" for piece in others[-1:])


def _of_names(parts: Sequence[str], *, last: bool) -> str:
    """Join the parts of a glob that hold no wildcard across folders; the last ones end with the path."""
    cuts = [at for at, part in enumerate(parts) if part == NAME]
    first, *others = ("".join(parts[start + 1 : end]) for start, end in pairwise([-1, *cuts, len(parts)]))
    free = others[-1:] if last else []
    bound = others[: len(others) - len(free)]
    return first + "".join(f"(?>[^/]*?{text})" for text in bound) + "".join(f"[^/]*{text}" for text in free)
