# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""How long a text is for the person who reads it: in grapheme clusters (UAX #29), as the standard's lengths are."""

from itertools import islice

from wcwidth import iter_graphemes


def length(text: str, enough: int) -> int:
    """Return the number of grapheme clusters; counting stops after `enough`."""
    if text.isascii():
        return len(text) - text.count("\r\n")
    return sum(1 for _ in islice(iter_graphemes(text), enough + 1))
