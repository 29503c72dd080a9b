# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Contents that several repositories hold, as their last scans listed their files."""

import json
from collections.abc import Collection, Iterator
from itertools import groupby

from catalog.database import Store

SMALLEST = 500
"""Bytes: below it, equal files (empty packages, stubs) are chance."""
_MINORITY = 4
"""Below one in so many repositories, their own files are looked up one by one; else the index is gone through once."""
_OF_MANY = """
    SELECT blob, repository_id, path FROM files WHERE size >= :size AND blob IN
        (SELECT blob FROM files GROUP BY blob HAVING min(repository_id) <> max(repository_id))
    ORDER BY blob, repository_id, path
"""
# Equal contents have one size, which the index of contents lacks: it is looked at once each.
_OF_FEW = """
    SELECT blob, repository_id, path FROM files WHERE blob IN
        (SELECT f.blob FROM json_each(:few) CROSS JOIN files f ON f.repository_id = value WHERE f.size >= :size)
    ORDER BY blob, repository_id, path
"""


def shared_contents(store: Store, of: Collection[int]) -> Iterator[list[tuple[int, str]]]:
    """Yield who holds each content of one of some repositories that another one holds too.

    Args:
        store: the store.
        of: rows of the repositories whose contents are asked for; those of others may come too.

    Returns:
        Row of the repository and path of each equal file, in order; one list a content.
    """
    if not of:
        return
    scanned = store.tuples("SELECT count(*) FROM scans")[0][0]
    few = len(of) * _MINORITY < scanned
    asked = {"size": SMALLEST} | ({"few": json.dumps([*of])} if few else {})
    for _, group in groupby(store.tuples(_OF_FEW if few else _OF_MANY, asked), key=lambda row: row[0]):
        holders = [(int(repository), str(path)) for _, repository, path in group]
        if holders[0][0] != holders[-1][0]:
            yield holders
