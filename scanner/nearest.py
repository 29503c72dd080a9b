# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What somebody who mistyped a name most likely meant."""

import difflib
from collections.abc import Iterable

_LONGEST = 100
"""Characters of a word that are compared: names come from outside."""


def nearest(word: str, known: Iterable[str], alike: float = 0.6) -> str:
    """Return the known name that is nearest to a word, "" where none is `alike` enough (0 to 1)."""
    return next(iter(difflib.get_close_matches(word[:_LONGEST], list(known), n=1, cutoff=alike)), "")


def hint(word: str, known: Iterable[str], of: str = "keys") -> str:
    """Return what a reason says of a name that isn't known: the nearest one, else all of them, by what they are."""
    names = list(known)
    near = nearest(word, names)
    return f"did you mean {near}?" if near else f"known {of}: " + ", ".join(names)


def mend(word: str, known: Iterable[str]) -> dict[str, str]:
    """Return the same as the mend of an error, with its fields `near` or `words` apart for the translation."""
    names = list(known)
    if near := nearest(word, names):
        return {"mend": "did you mean {near}?", "near": repr(near)}
    return {"mend": "known words: {words}", "words": ", ".join(names)}
