# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The versions that repositories mark with tags, in the store."""

from collections.abc import Iterable

from catalog.database import Store
from scanner.models import Release


def save_releases(store: Store, repository_id: int, releases: Iterable[Release]) -> None:
    """Replace what is known of the versions of a repository.

    Raises:
        StoreError: refused by SQLite.
    """
    with store.writing() as connection:
        connection.execute("DELETE FROM releases WHERE repository_id = ?", (repository_id,))
        connection.executemany(
            "INSERT OR REPLACE INTO releases (repository_id, tag, name, published_at, commit_id)"
            " VALUES (?, ?, ?, ?, ?)",
            ((repository_id, *release) for release in releases),
        )
