# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""However a scan is shared out, the rows are those of one machine."""

import json
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.e2e.depots import OUVRAGE, Alone, scan, scanning
from tests.e2e.stores import rows_of


def _merge(database: Path, *parts: Path) -> subprocess.CompletedProcess[str]:
    words = [str(OUVRAGE), "merge", *map(str, parts), "--database", str(database), "--format", "json"]
    return subprocess.run(words, cwd=database.parent, capture_output=True, text=True, timeout=60, check=False)


def _json(done: subprocess.CompletedProcess[str]) -> Any:  # noqa: ANN401 - JSON is any value
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_shards_in_stores_of_their_own_are_merged_into_the_same_rows(alone: Alone, tmp_path: Path) -> None:
    parts = [tmp_path / f"part-{number}.db" for number in (1, 2)]
    scanned = [
        _json(scan(alone.folder, part, "--shard", f"{number}/2"))["repositories"]
        for number, part in enumerate(parts, 1)
    ]
    assert (sum(scanned), min(scanned) > 0) == (4, True)
    brought = _json(_merge(tmp_path / "ouvrage.db", *parts))
    assert [report["scans"] for report in brought] == scanned
    assert min(report["readings"] for report in brought) > 0  # the first one too, which was copied
    assert rows_of(tmp_path / "ouvrage.db") == rows_of(alone.database)
    again = _json(_merge(tmp_path / "ouvrage.db", *parts))
    assert [(report["scans"], report["readings"]) for report in again] == [(0, 0), (0, 0)]
    later = _json(scan(alone.folder, tmp_path / "ouvrage.db"))
    assert (later["repositories"], later["unchanged"], later["blobs_read"]) == (4, 4, 0)


def test_two_scans_of_one_store_share_its_repositories(alone: Alone, tmp_path: Path) -> None:
    database = tmp_path / "ouvrage.db"
    words = scanning(alone.folder, database, "--jobs", "1")
    both = [subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    reports = [json.loads(one.communicate(timeout=280)[0]) for one in both]
    assert [report["repositories"] for report in reports] == [4, 4]
    assert sum(report["unchanged"] for report in reports) == 4  # each was scanned by one, and found done by the other
    assert rows_of(database) == rows_of(alone.database)


def test_stores_with_different_keys_are_not_merged(alone: Alone, tmp_path: Path) -> None:
    other = tmp_path / "autre.db"
    other.with_suffix(".key").write_bytes(b"une autre cle, de 32 octets aussi")
    with closing(sqlite3.connect(alone.database)) as source, closing(sqlite3.connect(other)) as copy:
        source.backup(copy)
        copy.execute("UPDATE marks SET value = 'another' WHERE name = 'key'")
        copy.commit()
    before = rows_of(alone.database)
    refused = _merge(alone.database, other)
    assert refused.returncode == 2
    assert "autre.db" in refused.stderr
    assert "--key-file" in refused.stderr
    assert rows_of(alone.database) == before
