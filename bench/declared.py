# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""`python -m bench.declared DIR…`: how often the declared licence is right, beside other tools on the same files.

Each DIR is a checkout of a labelled set (spdx/license-list-XML, licensee/licensee, github/choosealicense.com,
jpeddicord/askalono, google/licensecheck, fossology/fossology) or a folder of installed packages (`node_modules` below
it, or `*.dist-info` in it), whose licence file is read alone and compared with what the manifest names. An answer is
right when it names exactly the labelled ids, -only and -or-later folded. The last line is JSON: the shares by set and
tool, and `ahead`: whether ours is right at least as often as every other on each set.
"""

import argparse
import hashlib
import json
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from bench.declared_peers import Said, peers
from bench.labelled import Case, comparable, read_set
from scanner.detectors.interface import Content
from scanner.detectors.licenses import licenses_detector
from scanner.models import Snapshot, TreeFile

OURS = "ouvrage"


def main() -> int:
    """Ask all on each set, print a table, then the JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], prog="python -m bench.declared")
    parser.add_argument("folders", nargs="+", type=Path, help="checkouts of labelled sets, folders of packages")
    parser.add_argument("--without", action="append", default=[], metavar="TOOL", help="a tool not to ask")
    parser.add_argument("--errors", action="store_true", help="print each case that ours gets wrong")
    arguments = parser.parse_args()
    shares: dict[str, dict[str, float]] = {}
    for folder in arguments.folders:
        name, cases = read_set(folder)
        said = answers(cases, arguments.without)
        shares[f"{name} ({len(cases)}), {folder.name}"] = {tool: share(cases, each) for tool, each in said.items()}
        if arguments.errors:
            print("\n".join(_errors(name, cases, said)))
    for line in table(shares):
        print(line)
    ahead = all(each[OURS] >= max(each.values()) for each in shares.values())
    print(json.dumps({"shares": shares, "ahead": ahead}))
    return 0


def answers(cases: list[Case], without: Iterable[str]) -> dict[str, Said]:
    """Return what ours and each tool say of each case; the others read the same files from a temporary folder."""
    said: dict[str, Said] = {OURS: [declared(case) for case in cases]}
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        folders = [_lay_out(case, Path(place, str(number))) for number, case in enumerate(cases)]
        said |= {name: ask(folders) for name, ask in peers().items() if name not in without}
    return said


def declared(case: Case) -> frozenset[str]:
    """Return the ids of the licence that our detector concludes for a repository of the case's files."""
    detector = licenses_detector()
    tree, readings = [], {}
    for path, data in case.files.items():
        blob = hashlib.sha1(data, usedforsecurity=False).hexdigest()
        tree.append(TreeFile(path, blob, len(data), "100644"))
        path_class = detector.path_class(path, len(data))
        if path_class is not None:
            reading = detector.read(Content(blob, data, path, path_class))
            readings[reading.key] = reading
    facts = detector.conclude(Snapshot("0" * 40, tuple(tree), ()), readings)
    return comparable(next(fact for fact in facts if fact.rule == "licence-declared").data["expression"])


def share(cases: list[Case], said: Said) -> float:
    """Return which part of the answers names exactly the labelled ids."""
    right = sum(case.expected == each for case, each in zip(cases, said, strict=True))
    return round(right / len(cases), 4) if cases else 0.0


def table(shares: dict[str, dict[str, float]]) -> Iterator[str]:
    """Yield the lines of a Markdown table, a set a line."""
    tools = list(dict.fromkeys(tool for each in shares.values() for tool in each))
    yield f"| set | {' | '.join(tools)} |"
    yield "|---" * (len(tools) + 1) + "|"
    for name, each in shares.items():
        yield f"| {name} | {' | '.join(f'{100 * each[tool]:.1f} %' for tool in tools)} |"


def _lay_out(case: Case, folder: Path) -> Path:
    for path, data in case.files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return folder


def _errors(name: str, cases: list[Case], said: dict[str, Said]) -> Iterator[str]:
    for number, case in enumerate(cases):
        if said[OURS][number] != case.expected:
            told = "; ".join(f"{tool}: {' '.join(sorted(each[number]))}" for tool, each in said.items())
            yield f"{name} {case.name}: {' '.join(sorted(case.expected))} expected; {told}"


if __name__ == "__main__":
    raise SystemExit(main())
