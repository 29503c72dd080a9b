# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Secrets beside the peers: recall and precision on labelled sets, time over whole histories.

`python -m bench.secrets [--labelled DIR] [--repos DIR…]`: DIR is what `bench.secrets_sets` made, or a folder of such
sets; `--repos` takes Git directories, or folders of them. Peers that aren't installed are left out, and named.
"""

import argparse
import json
import zlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import fmean
from typing import NamedTuple

from bench.secrets_history import histories
from bench.secrets_sets import Label, read
from bench.secrets_tools import Found, Run, Tool, tools


class Score(NamedTuple):
    """How one tool did on one set; shares from 0 to 1."""

    recall_by_repository: float
    recall_by_category: float
    recall: float
    precision: float
    """Reported lines that hold a true secret; those that nobody labelled count as false."""
    precision_labelled: float
    """The same, among the lines that somebody labelled."""
    lines: int


def main() -> None:
    """Print one table a set, then the times."""
    parser = argparse.ArgumentParser(prog="python -m bench.secrets", description=__doc__)
    parser.add_argument("--labelled", type=Path, nargs="*", default=[])
    parser.add_argument("--repos", type=Path, nargs="*", default=[])
    parser.add_argument("--peers", type=Path, default=Path(".ci/secrets-peers"), help="virtual environment of peers")
    parser.add_argument("--gitleaks", type=Path, help="the program, where it isn't in the peers' environment")
    parser.add_argument("--keep", type=Path, help="folder where what peers report is kept for the next run")
    parser.add_argument("--only", nargs="*", help="names of tools")
    options = parser.parse_args()
    known = tools(options.peers, options.gitleaks or options.peers / "bin" / "gitleaks")
    chosen = {name: tool for name, tool in known.items() if not options.only or name in options.only}
    print("tools:", ", ".join(chosen))
    for folder in sorted(sets(options.labelled)):
        print_scores(folder, chosen, options.keep)
    histories(
        options.repos, options.peers / "bin" / "betterleaks", options.gitleaks or options.peers / "bin" / "gitleaks"
    )


def sets(folders: Iterable[Path]) -> set[Path]:
    """Return the sets in, or right under, some folders."""
    return {file.parent for folder in folders for file in (*folder.glob("labels.csv"), *folder.glob("*/labels.csv"))}


def print_scores(folder: Path, chosen: dict[str, Tool], keep: Path | None) -> None:
    """Print the scores of each tool on one set; ours also by how sure it is, and on the half held out."""
    labels = read(folder)
    print(f"\n## {folder.name}: {len({x.repository for x in labels})} repositories, {len(labels)} labels")
    halves = {"all": labels}
    if folder.name == "creddata":
        halves = {"tuning": half(labels, 0), "held out": half(labels, 1)}
    runs = {name: _run(name, tool, folder, keep) for name, tool in chosen.items()}
    for name, part in halves.items():
        print(f"{name:<36} recall/repo  /category     micro  precision labelled   lines  CPU s")
        for tool, run in runs.items():
            for title, found in _levels(tool, run.found):
                print(_line(f"  {title}", score(part, found), run.seconds))


def _levels(tool: str, found: list[Found]) -> list[tuple[str, list[Found]]]:
    levels = [(tool, found)]
    if tool == "ouvrage":
        levels += [
            (f"{tool}, likelihood ≥ {least}", [one for one in found if one.likelihood >= least])
            for least in (0.3, 0.5, 0.7, 0.8, 0.9)
        ]
        levels.append((f"{tool}, medium and above", [one for one in found if one.confidence != "low"]))
        levels.append((f"{tool}, high", [one for one in found if one.confidence == "high"]))
    return levels


def half(labels: Sequence[Label], which: int) -> list[Label]:
    """Return the labels of one half of the repositories: 0 = for tuning, 1 = held out. By a hash of the name."""
    return [label for label in labels if zlib.crc32(label.repository.encode()) % 2 == which]


def score(labels: Sequence[Label], found: Sequence[Found]) -> Score:
    """Compare reported lines with labelled ones; files of other repositories than the labels' are left out."""
    repositories = {label.repository for label in labels}
    reported: dict[str, list[Found]] = defaultdict(list)
    for one in {(f.path, f.first, f.last): f for f in found}.values():
        if one.path.split("/", 1)[0] in repositories:
            reported[one.path].append(one)
    by_file: dict[str, list[Label]] = defaultdict(list)
    for label in labels:
        by_file[f"{label.repository}/{label.path}"].append(label)
    hits = [hit for path, ones in by_file.items() for hit in _hits(ones, reported.get(path, []))]
    kinds = [kind for path, ones in reported.items() for kind in _kinds(by_file.get(path, []), ones)]
    true, false, unknown = (kinds.count(kind) for kind in ("T", "F", ""))
    return Score(
        _macro((label.repository, hit) for label, hit in hits),
        _macro((label.category, hit) for label, hit in hits),
        fmean(hit for _, hit in hits) if hits else 0.0,
        true / max(1, true + false + unknown),
        true / max(1, true + false),
        true + false + unknown,
    )


def _hits(labels: Sequence[Label], found: Sequence[Found]) -> list[tuple[Label, bool]]:
    """Tell of each true label whether it was found; labels without a line count one reported line each."""
    true = [label for label in labels if label.label == "T"]
    if true and not true[0].first:
        lines = len({one.first for one in found})
        return [(label, number < lines) for number, label in enumerate(true)]
    return [(label, any(_touch(label, one) for one in found)) for label in true]


def _kinds(labels: Sequence[Label], found: Sequence[Found]) -> list[str]:
    """Return T, F, X or "" (nobody labelled it) for each reported line, the most favourable first."""
    first_lines = {one.first: one for one in found}
    kinds = []
    for one in first_lines.values():
        near = {label.label for label in labels if not label.first or _touch(label, one)}
        kinds.append(next((kind for kind in ("T", "X", "F") if kind in near), ""))
    return kinds


def _touch(label: Label, one: Found) -> bool:
    return one.first <= label.last and label.first <= one.last


def _macro(pairs: Iterable[tuple[str, bool]]) -> float:
    grouped: dict[str, list[bool]] = defaultdict(list)
    for key, hit in pairs:
        grouped[key].append(hit)
    return fmean(fmean(hits) for hits in grouped.values()) if grouped else 0.0


def _line(title: str, result: Score, seconds: float) -> str:
    shares = "".join(f"{share:>11.3f}" for share in result[:5])
    return f"{title:<36}{shares} {result.lines:>7}  {seconds:.1f}"


def _run(name: str, tool: Tool, folder: Path, keep: Path | None) -> Run:
    kept = keep / f"{folder.name}-{name.replace(' ', '')}.json" if keep and name != "ouvrage" else None
    if kept and kept.exists():
        listed, seconds = json.loads(kept.read_text())
        return Run([Found(*one) for one in listed], seconds)
    run = tool(folder / "files")
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(run))
    return run


if __name__ == "__main__":
    main()
