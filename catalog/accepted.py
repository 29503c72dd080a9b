# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Findings that their repository accepts: kept beside the findings, never instead of them."""

from collections.abc import Iterable

from catalog.database import Store
from scanner.models import Accepted


def save_accepted(store: Store, repository_id: int, accepted: Iterable[Accepted]) -> None:
    """Replace what is known of the findings that a repository accepts.

    Raises:
        StoreError: refused by SQLite.
    """
    with store.writing() as connection:
        connection.execute("DELETE FROM accepted_findings WHERE repository_id = ?", (repository_id,))
        connection.executemany(
            "INSERT OR REPLACE INTO accepted_findings"
            " (repository_id, blob, path, rule, line, fingerprint, accepted_by, reason)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            ((repository_id, bytes.fromhex(one.blob), *one[1:]) for one in accepted),
        )
