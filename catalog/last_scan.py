# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What the last scan of a repository left in the store, and whether anything has moved since."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from catalog.database import Row, Store, now
from scanner.models import Bounded, Outcome, Report
from scanner.stamps import folder_stamp

TRUSTED_AFTER = timedelta(hours=2)
"""How long after a push the forge's date of the last one is believed to be the last: some round it, or tell it late."""


class LastScan(NamedTuple):
    """The last scan that ended."""

    report: Report
    stamp: str
    """The state that it saw, or "" when part of it is to be tried again."""
    checked_at: str


class State(NamedTuple):
    """Where a repository is now, as far as can be told without Git or the network."""

    stamp: str
    """Digest of the source's state, the default branch and the detectors; never ""."""
    is_told: bool
    """Whether the source told its state: else an equal stamp proves nothing."""
    pushed_at: str
    """For a repository of a forge: its word on the last push."""
    seen_at: str
    """For a repository of a forge: when it said so."""

    def proves_unchanged(self, last: LastScan | None) -> bool:
        """Return whether nothing has moved since the last scan."""
        if last is None or not self.is_told or self.stamp != last.stamp:
            return False
        return not self.pushed_at or self._is_old_push(last.checked_at)

    def _is_old_push(self, checked_at: str) -> bool:
        """Return whether the forge spoke after our last look, of a push well before it."""
        if self.seen_at < checked_at:
            return False
        return _moment(self.pushed_at) + TRUSTED_AFTER <= _moment(checked_at)


def place_of(row: Row) -> str:
    """Return where a row of `repositories` is read: a clone on this machine, where the last source gave one."""
    return str(row["clone_path"] or row["clone_url"])


def state_of(row: Row, versions: Mapping[str, str]) -> State:
    """Return the state of a row of `repositories` for detectors of these versions."""
    place = place_of(row)
    remote = place.startswith(("http://", "https://"))
    pushed_at = (row["pushed_at"] or "") if remote else ""
    source = pushed_at if remote else folder_stamp(Path(place))
    parts = (place, source, row["default_branch"], json.dumps(dict(versions), sort_keys=True))
    stamp = hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
    return State(stamp, bool(source), pushed_at, row["seen_at"] if remote else "")


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def last_scan(store: Store, repository_id: int) -> LastScan | None:
    """Return the last scan of a repository, if there was one."""
    rows = store.rows("SELECT * FROM scans WHERE repository_id = ?", (repository_id,))
    if not rows or rows[0]["outcome"] == Outcome.FAILED:
        return None
    row = rows[0]
    report = Report(
        commit=row["head_commit"],
        branch=row["head_branch"],
        committed_at=row["committed_at"],
        refs_digest=row["refs_digest"],
        detectors=json.loads(row["detectors"]),
        files=row["files"],
        history_blobs=row["history_blobs"],
        blobs_read=0,
        blobs_cached=row["blobs_read"] + row["blobs_cached"],
        bounded=tuple(Bounded(**item) for item in json.loads(row["bounded"])),
        missing=row["missing"],
        shallow=bool(row["shallow"]),
        problems=tuple(json.loads(row["problems"])),
    )
    return LastScan(report, row["stamp"], row["checked_at"])


def mark_scan(store: Store, repository_id: int, stamp: str) -> None:
    """Keep that a repository was looked at now, in this state."""
    with store.writing() as connection:
        sql = "UPDATE scans SET stamp = ?, checked_at = ? WHERE repository_id = ?"
        connection.execute(sql, (stamp, now(), repository_id))
