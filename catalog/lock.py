# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""One crawl of a store at a time, one publication into a folder at a time.

A second crawl would take up the first one's listings while they are under way; a second publication would remove what
the first one writes. The lock of a store is SQLite's own, on a file beside it: it works wherever SQLite does. Both
locks go with their processes, however those end.
"""

import os
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scanner.errors import OuvrageError, StoreError

_PATIENCE = 10
"""Seconds that the processes of a publication that was killed have to end."""


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


@contextmanager
def hold_folder(folder: Path, patience: float = _PATIENCE) -> Iterator[None]:
    """Hold the lock of the publications into a folder, where the system and the file system have such locks.

    Raises:
        OuvrageError: another publication holds it, and still did after `patience` seconds.
        OSError: the folder can't be opened.
    """
    if sys.platform == "win32":
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        end = time.monotonic() + patience
        while not _locked(handle):
            if time.monotonic() > end:
                mend = "wait for its end"
                raise OuvrageError("another publication into this folder is under way", source=str(folder), mend=mend)
            time.sleep(0.1)
        yield
    finally:
        os.close(handle)


if sys.platform != "win32":
    import fcntl

    def _locked(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # a file system that knows no locks
            return True
        return True
