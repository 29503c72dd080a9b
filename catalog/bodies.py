# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The bodies of the State, one above the other as its directory has them."""

from collections.abc import Iterator, Mapping


def chain(start: str, parents: Mapping[str, str], tops: set[str]) -> Iterator[str]:
    """Yield a body and those above it, nearest first, up to a top organization; a loop is gone round once."""
    seen: set[str] = set()
    key = start
    while key and key not in seen:
        yield key
        if key in tops:
            return
        seen.add(key)
        key = parents.get(key, "")
