# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The judgements that no unit test can check, against outside truth: `python -m bench.truth --repos DIR`.

Three parts: `extractions` (which part deserved to be a module), `clones` (what is already open elsewhere) and
`transparency` (which code bears on persons). Prints a table for each, then one line of JSON; its `ratio` is our mean
percentile of extractions over that of a random order. `--cache DIR` keeps what was read of each blob, so that a change
of the score alone is measured again in seconds.
"""

import argparse
import importlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench import extractions
from bench.repositories import find_repositories

PARTS = ("extractions", "clones", "transparency")
_ROOT = Path(__file__).parent.parent
TABLES = (
    _ROOT.parent / "shared" / "benchmarks" / "extractions.tsv",
    _ROOT / "bench" / "data" / "extractions-development.tsv",
    _ROOT / "bench" / "data" / "extractions-held-out.tsv",
)
"""The tables of extractions: the shared one when it is there, and those that we mined."""


def main() -> None:
    """Print each part, then the JSON."""
    options = _options()
    repos = find_repositories(options.repos)
    figures: dict[str, Any] = {}
    for part in PARTS if options.part is None else (options.part,):
        if part == "extractions":
            tables = options.events or [path for path in TABLES if path.is_file()]
            figures[part] = extractions.measure(repos, tables, options.cache, options.policies)
        else:
            figures[part] = _other(part, repos)
    print(json.dumps({"ratio": _ratio(figures.get("extractions", {})), **figures}))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repos", type=Path, required=True, help="folder of Git repositories, whole histories")
    parser.add_argument(
        "--events",
        type=Path,
        nargs="*",
        help="tables of extractions (default: the shared one, and those of bench/data)",
    )
    parser.add_argument("--part", choices=PARTS, help="this part alone")
    parser.add_argument("--cache", type=Path, help="folder for readings; nothing is kept without it")
    parser.add_argument("--policies", type=Path, help="folder with another modules.yml")
    return parser.parse_args()


def _other(part: str, repos: Mapping[str, Path]) -> dict[str, Any]:
    """Return the figures of a part that has its own module; one that can't be measured says why."""
    try:
        module = importlib.import_module(f"bench.truth_{part}")
    except ImportError as error:
        print(f"\n{part}: not measured ({error})")
        return {"n": 0, "not_measured": [str(error)]}
    found: dict[str, Any] = module.measure(repos)
    return found


def _ratio(tables: Mapping[str, Any]) -> float | None:
    """Return our mean percentile over that of a random order, on the first table that could be measured."""
    found = [table["measures"]["ours"]["percentile"] for table in tables.values() if table["n"]]
    return round(found[0] / 0.5, 3) if found else None


if __name__ == "__main__":
    main()
