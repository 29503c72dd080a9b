# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""`python -m bench.faults [--write]`: play every fault on every kind of forge, and print (or write) the filled table.

The same cases are tests (`tests/catalog/test_crawl_faults.py`). The last line is JSON: `silent` is how many
repositories were lost without a word, over all cases.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.fault_table import COUNT, Fault, Kind, Row, cases, play

TARGET = Path(__file__).resolve().parents[1] / "docs" / "crawl-faults.md"
HEAD = f"""<!--
SPDX-FileCopyrightText: 2026 The Ouvrage authors
SPDX-License-Identifier: Apache-2.0
-->

# Faults of forges, and what a crawl makes of them

Written by `python -m bench.faults --write`; the same cases are tests. Each case lists one owner of {COUNT} repositories
from a simulated forge, through a proxy that strikes at the second page of the listing unless the fault says otherwise.

*Expected* is what the forge announced; *obtained* the rows of the store; *reported* how many repositories the crawl
says that it misses (« all » when it says that of the whole source). Exit codes: 0 complete, 3 partial, 4 nothing
reached. *Lost in silence* is what the forge holds at the end, the store does not, and nothing tells.

| fault | kind | expected | obtained | reported | exit | requests | lost in silence |
|---|---|---|---|---|---|---|---|
"""


def main() -> int:
    """Play all cases; print the table or write it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], prog="python -m bench.faults")
    parser.add_argument("--write", action="store_true", help=f"write {TARGET.name} instead of printing the table")
    arguments = parser.parse_args()
    os.environ["NO_PROXY"] = "127.0.0.1"
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(4) as pool:
        rows = list(pool.map(lambda case: _play(case[0], case[1], Path(folder)), cases()))
    table = HEAD + "".join(line(row) for row in in_order(rows))
    if arguments.write:
        TARGET.write_text(table, encoding="utf-8")
    else:
        print(table)
    print(json.dumps({"cases": len(rows), "silent": sum(silent(row) for row in rows)}))
    return 0


def _play(fault: Fault, kind: Kind, folder: Path) -> Row:
    with tempfile.TemporaryDirectory(dir=folder) as own:
        return play(fault, kind, Path(own))


def in_order(rows: Iterable[Row]) -> list[Row]:
    """Return the rows fault by fault, in the order of the table of faults."""
    ranks = {fault.name: rank for rank, (fault, _) in reversed(list(enumerate(cases())))}
    return sorted(rows, key=lambda row: ranks[row.fault])


def silent(row: Row) -> int:
    """Return how many repositories were lost without a word."""
    return row.missing if row.exit == 0 else 0


def line(row: Row) -> str:
    """Return the row of a table in Markdown."""
    return f"{row.outcome} {row.requests} | {silent(row)} |\n"


if __name__ == "__main__":
    sys.exit(main())
