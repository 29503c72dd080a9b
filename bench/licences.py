# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""`python -m bench.licences [DIR…]`: our reading of licences beside ScanCode's command, on the same files.

Both get the same number of processes, and load their index in the measured time. Without a DIR, the sources of a few
installed packages are read. Complete detections are compared file by file. The command, once all files are read,
follows "see the LICENSE file" and adds what it finds there: such files are compared on their own matches. The last
line is JSON: `ratio` (their time over ours), `differences`, `files`, `not_compared` (bounded by us, failed there).
"""

import argparse
import importlib.util
import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scanner.detectors.licenses import bounds, paths
from scanner.detectors.licenses.detector import engine
from scanner.detectors.licenses.engine import Verdict

PACKAGES = ("github", "gitlab", "jinja2", "yaml", "sqlite_utils", "license_expression")
"""Import names of dependencies that the locks pin: Python sources with and without licence headers."""

_TIMEOUT = "600"


def main() -> int:
    """Run both, compare, print one line a difference and the JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], prog="python -m bench.licences")
    parser.add_argument("folders", nargs="*", type=Path, help="folders of files (default: a few installed packages)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes, ours and the peer's")
    parser.add_argument("--limit", type=int, default=150, help="files read, taken evenly (ScanCode reads 2 a second)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        tree = Path(folder, "tree")
        names = check_out(arguments.folders or [package_folder(name) for name in PACKAGES], tree, arguments.limit)
        quick, seconds = ours(tree, names, arguments.jobs)
        stock, peer_seconds = scancode(tree, Path(folder, "out.json"), arguments.jobs)
    compared = {name: verdict for name, verdict in quick.items() if verdict and name in stock}
    different = [name for name, verdict in compared.items() if not same(verdict, stock[name], f"tree/{name}")]
    for name in different:
        print("different:", name)
    result = {
        "ratio": round(peer_seconds / seconds, 1),
        "differences": len(different),
        "files": len(names),
        "not_compared": len(names) - len(compared),
        "with_licences": sum(bool(stock[name]["license_detections"]) for name in compared),
        "seconds": {"ours": round(seconds, 1), "scancode": round(peer_seconds, 1)},
    }
    print(json.dumps(result))
    return 1 if different else 0


def package_folder(name: str) -> Path:
    """Return the folder of an installed package, without importing it."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise SystemExit(f"the package {name} is not installed")
    return Path(spec.origin).parent


def check_out(folders: list[Path], tree: Path, limit: int) -> list[str]:
    """Copy files evenly taken from the folders; return their paths below `tree`."""
    found = [(folder, path) for folder in folders for path in sorted(folder.rglob("*")) if _wanted(folder, path)]
    taken = found[:: max(1, -(-len(found) // limit))]
    for folder, path in taken:
        target = tree / folder.name / path.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    return [f"{folder.name}/{path.relative_to(folder).as_posix()}" for folder, path in taken]


def _wanted(folder: Path, path: Path) -> bool:
    parts = path.relative_to(folder).parts
    if path.is_symlink() or not path.is_file() or {".git", "__pycache__"} & set(parts):
        return False
    return 0 < path.stat().st_size <= bounds.MAX_BYTES


def ours(tree: Path, names: list[str], jobs: int) -> tuple[dict[str, Verdict | None], float]:
    """Return each file's verdict (None for a file we bound), and the seconds it took."""
    begun = time.perf_counter()
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        verdicts = dict(pool.imap_unordered(_read, [(tree, name) for name in names], chunksize=4))
    return verdicts, time.perf_counter() - begun


def _read(task: tuple[Path, str]) -> tuple[str, Verdict | None]:
    tree, name = task
    try:
        return name, engine().licenses((tree / name).read_bytes(), paths.path_class(name))
    except bounds.TooCostly:
        return name, None


def scancode(tree: Path, output: Path, jobs: int) -> tuple[dict[str, Verdict], float]:
    """Return what ScanCode's command says of each file it could read, and the seconds it took."""
    program = shutil.which("scancode", path=str(Path(sys.executable).parent)) or "scancode"
    options = ["--license", "--quiet", "--timeout", _TIMEOUT, "-n", str(jobs), "--json", str(output)]
    begun = time.perf_counter()
    environment = {**os.environ, "SCANCODE_TEMP": str(output.parent)}
    subprocess.run([program, *options, str(tree)], check=True, stdout=subprocess.DEVNULL, env=environment)
    seconds = time.perf_counter() - begun
    files = json.loads(output.read_text(encoding="utf-8"))["files"]
    read = (file for file in files if file["type"] == "file" and not file["scan_errors"])
    return {file["path"].removeprefix("tree/"): file for file in read}, seconds


def same(quick: Verdict, stock: Verdict, path: str) -> bool:
    """Tell whether two verdicts on a file are equal, the command's additions from other files left out."""
    if any(match["from_file"] != path for match in _matches(stock)):
        return list(_own_matches(quick, None)) == list(_own_matches(stock, path))
    keys = ("detected_license_expression", "detected_license_expression_spdx", "percentage_of_license_text")
    return all(quick[key] == stock[key] for key in keys) and _detections(quick) == _detections(stock)


def _detections(verdict: Verdict) -> list[Any]:
    """Return all detections and clues, without the file names that only the command fills in."""
    whole = [{**one, "matches": [_bare(match) for match in one["matches"]]} for one in verdict["license_detections"]]
    return [whole, [_bare(match) for match in verdict["license_clues"]]]


def _own_matches(verdict: Verdict, path: str | None) -> Iterator[dict[str, Any]]:
    return (_bare(match) for match in _matches(verdict) if match["from_file"] == path)


def _matches(verdict: Verdict) -> Iterator[dict[str, Any]]:
    return (match for detection in verdict["license_detections"] for match in detection["matches"])


def _bare(match: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in match.items() if key != "from_file"}


if __name__ == "__main__":
    raise SystemExit(main())
