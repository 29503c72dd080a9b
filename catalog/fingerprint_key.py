# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The secret key of the fingerprints that group equal secrets, in a file beside the store.

It is apart from the store so that a shared store doesn't help to guess short secrets from their fingerprints. The
store keeps a mark of it, which tells nothing of the key: stores whose fingerprints were made with different keys can
be told apart, and aren't merged.
"""

import contextlib
import hashlib
import hmac
import os
import secrets
from pathlib import Path

from catalog.database import Store
from scanner.errors import StoreError

_SIZE = 32
_MARK = b"ouvrage: the mark of a key"


def fingerprint_key(database: Path, key_file: Path | None = None) -> bytes:
    """Return the key in `key_file`, else in `ouvrage.key` beside the store (made the first time, for its owner only).

    Raises:
        StoreError: the file can't be made or read, a `key_file` isn't there, or it is too short to be a key.
    """
    path = key_file or database.with_suffix(".key")
    try:
        if not key_file and not path.exists():
            _make(path)
        key = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise StoreError("the key file can't be used: {reason}", source=str(path), reason=reason) from error
    if len(key) < _SIZE:
        raise StoreError(
            "the key file holds less than {size} bytes",
            source=str(path),
            mend="bring back the whole file, or remove it: secrets are then read again",
            size=_SIZE,
        )
    return key


def _make(path: Path) -> None:
    """Make the file whole or not at all: two scans may start at once, and each may be killed at any time."""
    ours = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(ours, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(_SIZE))
        with contextlib.suppress(FileExistsError):
            os.link(ours, path)  # the first one made is everybody's
    finally:
        ours.unlink(missing_ok=True)


def mark_of(key: bytes) -> str:
    """Return what tells two keys apart, and nothing of either."""
    return hmac.new(key, _MARK, hashlib.sha256).hexdigest()[:32]


def mark_key(store: Store, key: bytes) -> None:
    """Have the store say which key its fingerprints are made with from now on."""
    with store.writing() as connection:
        connection.execute("INSERT OR REPLACE INTO marks (name, value) VALUES ('key', ?)", (mark_of(key),))


def require_key(store: Store, key: bytes) -> None:
    """Raise `StoreError` when a store's fingerprints were made with another key: part of them would stay so."""
    if key_mark(store) not in ("", mark_of(key)):
        raise StoreError(
            "the secrets of this store are marked with another key",
            source=str(store.path),
            mend="give the key file that it was scanned with, or scan it whole, without --shard",
        )


def key_mark(store: Store) -> str:
    """Return the mark of the key of a store's fingerprints, "" for one that was never scanned."""
    rows = store.rows("SELECT value FROM marks WHERE name = 'key'")
    return str(rows[0]["value"]) if rows else ""
