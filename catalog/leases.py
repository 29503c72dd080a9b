# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Who scans what: several scans of one store share its repositories by leases in it.

A lease is one row: this repository, at this state of its refs and of the detectors, is this scan's work until that
time. Its holder renews it while it lives. When it doesn't, because it was killed or its machine is gone, the lease is
anybody's: what the dead scan had read is in the store already, and isn't read again. On one machine nobody waits for
the expiry: each scan holds a lock of SQLite's on a file beside the store, which goes with its process, however that
ends.
"""

import contextlib
import glob
import os
import secrets
import socket
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from catalog.database import Store, now
from scanner.errors import StoreError

EXPIRY = 180.0
"""Seconds that a lease lasts unless renewed: more than a busy disk makes a writer wait."""

_TRIES = 5

_TAKE = """
INSERT INTO leases (repository_id, stamp, holder, taken_at, expires_at) VALUES (:id, :stamp, :holder, :at, :expires)
ON CONFLICT (repository_id) DO UPDATE
    SET stamp = :stamp, holder = :holder, taken_at = :at, expires_at = :expires
    WHERE holder = :holder OR expires_at < :now
"""


class Leases:
    """The leases of one running scan; threads may share it. Made by `leasing`."""

    def __init__(self, store: Store, expiry: float = EXPIRY) -> None:
        self.holder = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
        self._store = store
        self._expiry = expiry

    def take(self, repository_id: int, stamp: str) -> bool:
        """Take the lease of a repository; return False when another living scan holds it."""
        lease = {"id": repository_id, "stamp": stamp, "holder": self.holder, "at": now()}
        for dead in self._dead_holders(repository_id):
            self._forget(dead)
        with self._store.writing() as connection:
            taken = connection.execute(_TAKE, lease | {"now": time.time(), "expires": time.time() + self._expiry})
            return taken.rowcount == 1

    def holds(self, repository_id: int) -> bool:
        """Return whether the lease is still ours: another scan takes it from one that was asleep for too long."""
        sql = "SELECT 1 FROM leases WHERE repository_id = ? AND holder = ?"
        return bool(self._store.rows(sql, (repository_id, self.holder)))

    def give_back(self, repository_id: int) -> None:
        """End the lease of a repository, if it is still ours."""
        with self._store.writing() as connection:
            sql = "DELETE FROM leases WHERE repository_id = ? AND holder = ?"
            connection.execute(sql, (repository_id, self.holder))

    def renew(self) -> None:
        """Put off the expiry of every lease that is still ours."""
        with self._store.writing() as connection:
            sql = "UPDATE leases SET expires_at = ? WHERE holder = ?"
            connection.execute(sql, (time.time() + self._expiry, self.holder))

    def _dead_holders(self, repository_id: int) -> list[str]:
        rows = self._store.rows("SELECT holder FROM leases WHERE repository_id = ?", (repository_id,))
        others = (row["holder"] for row in rows if row["holder"] != self.holder)
        return [holder for holder in others if not _is_locked(_lock_path(self._store.path, holder))]

    def _sweep(self) -> None:
        """Forget the scans of this machine that were killed, those that left no repository unfinished included."""
        whose = _lock_path(self._store.path, "")
        for path in whose.parent.glob(f"{glob.escape(whose.name)}{glob.escape(socket.gethostname())}-*"):
            holder = path.name.removeprefix(whose.name).removesuffix("-journal")
            if holder != self.holder and not _is_locked(_lock_path(self._store.path, holder)):
                self._forget(holder)

    def _forget(self, holder: str) -> None:
        with self._store.writing() as connection:
            connection.execute("DELETE FROM leases WHERE holder = ?", (holder,))
        path = _lock_path(self._store.path, holder)
        for left in (path, path.with_name(f"{path.name}-journal")):
            left.unlink(missing_ok=True)


@contextmanager
def leasing(store: Store, expiry: float = EXPIRY) -> Iterator[Leases]:
    """Give a scan its leases, renewed by a thread until the block ends; then they are given back.

    Raises:
        StoreError: the lock that shows that this scan lives can't be made.
    """
    leases = Leases(store, expiry)
    path = _lock_path(store.path, leases.holder)
    ended = threading.Event()
    renewing = threading.Thread(target=_keep_renewing, args=(leases, ended, expiry / 6), daemon=True)
    with _locked(path):
        leases._sweep()
        renewing.start()
        try:
            yield leases
        finally:
            ended.set()
            renewing.join()
            leases._forget(leases.holder)


def _keep_renewing(leases: Leases, ended: threading.Event, pause: float) -> None:
    while not ended.wait(pause):
        with contextlib.suppress(StoreError):  # locked for too long: the next time may do, and work is never lost
            leases.renew()


def _lock_path(database: Path, holder: str) -> Path:
    store = database.resolve()  # by whatever name it is opened
    return store.with_name(f"{store.stem}.scanning-{holder}")


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold SQLite's exclusive lock on a file for the duration of a block, and remove the file."""
    connection = _lock(path)
    try:
        yield
    finally:
        connection.close()
        path.unlink(missing_ok=True)


def _lock(path: Path) -> sqlite3.Connection:
    """Make and lock a file, again if another scan swept it between its making and its locking."""
    reason = "its locks are taken away"
    for _ in range(_TRIES):
        connection = sqlite3.connect(path, timeout=5, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("BEGIN EXCLUSIVE")
            if path.exists():
                return connection
        except sqlite3.OperationalError as error:
            reason = str(error)
        connection.close()
    raise StoreError("the store can't be used: {reason}", source=str(path), reason=reason)


def _is_locked(path: Path) -> bool:
    """Return whether a living process holds the lock of this file; one that isn't there is nobody's."""
    if not path.is_file():
        return False
    connection = sqlite3.connect(path, timeout=0, isolation_level=None)
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.DatabaseError:
        return True
    finally:
        connection.close()
    return False
