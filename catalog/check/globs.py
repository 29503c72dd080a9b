# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Globs of paths as .gitignore has them (gitignore(5)), without its negations."""

from fnmatch import fnmatchcase
from functools import lru_cache

MAX_STARS = 8
"""Segments `**` of a glob, of which each multiplies the work: a glob with more holds of nothing."""


def matches(glob: str, path: str) -> bool:
    """Tell whether a glob holds of a file, or of a folder that it is in.

    `*` and `?` stand for letters of one name, `**` for any folders; without a slash before its end a glob holds at any
    depth, else from the root.
    """
    parts = [part for part in glob.split("/") if part]
    if not parts:
        return False
    if "/" not in glob.rstrip("/"):
        parts.insert(0, "**")
    return parts.count("**") <= MAX_STARS and _holds(tuple(parts), tuple(path.split("/")))


@lru_cache(100_000)
def _holds(globs: tuple[str, ...], names: tuple[str, ...]) -> bool:
    if not globs:
        return True
    if globs == ("**",):
        return bool(names)
    if globs[0] == "**":
        return any(_holds(globs[1:], names[at:]) for at in range(len(names)))
    return bool(names) and fnmatchcase(names[0], globs[0]) and _holds(globs[1:], names[1:])
