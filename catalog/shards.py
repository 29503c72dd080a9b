# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""`--shard i/n`: the i-th of n parts of the repositories, the same on every machine and at every run."""

import hashlib
import re
from collections.abc import Iterable
from typing import NamedTuple

from catalog.database import Row
from scanner.errors import UsageError

_SHARD = re.compile(r"([0-9]{1,6})/([0-9]{1,6})")


class Shard(NamedTuple):
    """The part `number` (from 1) of `total`."""

    number: int
    total: int


def parse_shard(text: str) -> Shard | None:
    """Return the shard that `i/n` names; None for "".

    Raises:
        UsageError: it isn't two numbers, or the first isn't from 1 to the second.
    """
    if not text:
        return None
    found = _SHARD.fullmatch(text)
    shard = Shard(int(found[1]), int(found[2])) if found else Shard(0, 0)
    if not 1 <= shard.number <= shard.total:
        raise UsageError(
            "“{text}” is no part of a whole", mend="give --shard 1/8 to --shard 8/8 for eight parts", text=text
        )
    return shard


def rows_of(shard: Shard | None, rows: Iterable[Row]) -> list[Row]:
    """Return the rows of `repositories` that fall into a shard: by host and full name, which all machines agree on."""
    if shard is None:
        return list(rows)
    return [row for row in rows if _place(row) % shard.total == shard.number - 1]


def _place(row: Row) -> int:
    name = f"{row['host']}/{row['full_name']}".casefold()
    return int.from_bytes(hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()[:8], "big")
