# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The key of the fingerprints: made whole, read by its owner only, never guessed from its mark."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from catalog.database import Store
from catalog.fingerprint_key import fingerprint_key, key_mark, mark_key, mark_of
from scanner.errors import StoreError


def test_scans_that_start_at_once_have_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        keys = set(threads.map(fingerprint_key, [tmp_path / "ouvrage.db"] * 40))
    assert len(keys) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["ouvrage.key"]
    assert stat.S_IMODE((tmp_path / "ouvrage.key").stat().st_mode) == 0o600


def test_a_key_file_is_never_made_for_the_user(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="key file") as caught:
        fingerprint_key(tmp_path / "ouvrage.db", tmp_path / "absente")
    assert str(tmp_path / "absente") in caught.value.source


def test_a_cut_key_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ouvrage.key").write_bytes(b"court")
    with pytest.raises(StoreError, match="less than 32 bytes"):
        fingerprint_key(tmp_path / "ouvrage.db")


def test_the_store_keeps_a_mark_of_the_key_and_not_the_key(store: Store) -> None:
    assert key_mark(store) == ""
    key = fingerprint_key(store.path)
    mark_key(store, key)
    assert key_mark(store) == mark_of(key) != mark_of(key + b".")
    assert key.hex() not in mark_of(key)
