# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""One crawl of a store at a time: a second one would take up the first one's listings while they are under way.

The lock is SQLite's own, on a file beside the store: it works wherever SQLite does, and goes with its process, however
that ends.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scanner.errors import StoreError


@contextmanager
def crawling(database: Path, patience: float = 0) -> Iterator[None]:
    """Hold the lock of the crawls of a store, waiting `patience` seconds for another crawl's end.

    Raises:
        StoreError: another crawl holds it, or the file can't be made.
    """
    path = database.resolve().with_suffix(".crawling")
    try:
        connection = sqlite3.connect(path, timeout=patience, isolation_level=None, check_same_thread=False)
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise StoreError(
                "another crawl of this store is under way", source=str(database), mend="wait for its end"
            ) from error
        raise StoreError("the store can't be used: {reason}", source=str(path), reason=str(error)) from error
    try:
        yield
    finally:
        connection.close()
