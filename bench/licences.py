# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""`python -m bench.licences [DIR…]`: our reading of licences beside ScanCode's command, on the same files.

Both get the same number of processes, and load their index in the measured time. Without a DIR, the sources of a few
installed packages are read. Whole verdicts are compared, file by file, once both have followed « see the LICENSE file »
to the file it names. The last line is JSON: `ratio` (their time over ours), `differences`, `files`, `not_compared`
(bounded by us or failed there: each is listed with its reason).
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
from pathlib import Path

from scanner.detectors.licenses import bounds, paths, references
from scanner.detectors.licenses.detector import engine
from scanner.detectors.licenses.engine import Verdict

_NAMES = "gitlab jinja2 sqlite_utils pydantic typer rich jsonschema click urllib3 requests"
PACKAGES = tuple(_NAMES.split())
"""Import names of dependencies that the locks pin: Python sources with and without licence headers."""

_TIMEOUT = "600"
_SPDX = "license_expression_spdx"
_KEYS = (
    "detected_license_expression",
    "detected_license_expression_spdx",
    "license_detections",
    "license_clues",
    "percentage_of_license_text",
)


def main() -> int:
    """Run both, compare, print one line a difference and the JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], prog="python -m bench.licences")
    parser.add_argument("folders", nargs="*", type=Path, help="folders of files (default: a few installed packages)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes, ours and the peer's")
    parser.add_argument("--limit", type=int, default=500, help="files read, taken evenly; 0 = all")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        tree = Path(folder, "tree")
        names = check_out(arguments.folders or [package_folder(name) for name in PACKAGES], tree, arguments.limit)
        quick, left, seconds = ours(tree, names, arguments.jobs)
        stock, failed, peer_seconds = scancode(tree, Path(folder, "out.json"), arguments.jobs)
    left |= {name: reason for name, reason in failed.items() if name in quick}
    compared = sorted(quick.keys() & stock.keys())
    different = [name for name in compared if quick[name] != stock[name]]
    for name, reason in sorted(left.items()):
        print(f"not compared: {name}: {reason}")
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
    taken = found[:: max(1, -(-len(found) // limit))] if limit else found
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


def ours(tree: Path, names: list[str], jobs: int) -> tuple[dict[str, Verdict], dict[str, str], float]:
    """Return each file's verdict, why others have none, and the seconds it took."""
    begun = time.perf_counter()
    context = multiprocessing.get_context("forkserver")  # as the scan does: the index is loaded once, for all
    context.set_forkserver_preload(["scanner.detectors.licenses.preload"])
    with context.Pool(jobs) as pool:
        read = dict(pool.imap_unordered(_read, [(tree, name) for name in names], chunksize=4))
    verdicts = {name: verdict for name, verdict in read.items() if isinstance(verdict, dict)}
    settled = settle(verdicts, names)
    left = {name: reason for name, reason in read.items() if isinstance(reason, str)}
    return settled, left, time.perf_counter() - begun


def _read(task: tuple[Path, str]) -> tuple[str, Verdict | str]:
    tree, name = task
    try:
        verdict = engine().licenses((tree / name).read_bytes(), paths.path_class(name))
    except bounds.TooCostly as bound:
        return name, str(bound)
    except Exception as error:  # noqa: BLE001 - ScanCode and its parsers raise anything on odd content
        return name, f"failed: {type(error).__name__}"
    return name, engine().with_traits(verdict)


def settle(verdicts: dict[str, Verdict], names: list[str]) -> dict[str, Verdict]:
    """Return the verdicts as ScanCode's command prints them: references followed, every match with its file."""
    found = {name: verdict["license_detections"] for name, verdict in verdicts.items()}
    followed = references.follow({name: each for name, each in found.items() if each}, names)
    return {name: _settled(name, verdict, followed.get(name)) for name, verdict in verdicts.items()}


def _settled(name: str, verdict: Verdict, followed: list[references.Detection] | None) -> Verdict:
    expressions = ("detected_license_expression", "license_expression"), ("detected_license_expression_spdx", _SPDX)
    changed = {key: references.expression_of(followed, own) for key, own in expressions} if followed else {}
    detections = [
        {**detection, "matches": _with_files(detection["matches"], name)}
        for detection in followed or verdict["license_detections"]
    ]
    clues = _with_files(verdict["license_clues"], name)
    return {**verdict, **changed, "license_detections": detections, "license_clues": clues}


def _with_files(matches: list[references.Match], name: str) -> list[references.Match]:
    ours_only = (references.REFERS, references.INTRODUCES)
    return [
        {key: value for key, value in match.items() if key not in ours_only}
        | {"from_file": f"tree/{match['from_file'] or name}"}
        for match in matches
    ]


def scancode(tree: Path, output: Path, jobs: int) -> tuple[dict[str, Verdict], dict[str, str], float]:
    """Return what ScanCode's command says of each file it could read, why others failed, and the seconds it took."""
    program = shutil.which("scancode", path=str(Path(sys.executable).parent)) or "scancode"
    options = ["--license", "--quiet", "--timeout", _TIMEOUT, "-n", str(jobs), "--json", str(output)]
    begun = time.perf_counter()
    environment = {**os.environ, "SCANCODE_TEMP": str(output.parent)}
    subprocess.run([program, *options, str(tree)], check=False, stdout=subprocess.DEVNULL, env=environment)
    seconds = time.perf_counter() - begun
    files = [file for file in json.loads(output.read_text(encoding="utf-8"))["files"] if file["type"] == "file"]
    named = {file["path"].removeprefix("tree/"): file for file in files}
    read = {name: {key: file[key] for key in _KEYS} for name, file in named.items() if not file["scan_errors"]}
    failed = {name: f"ScanCode: {file['scan_errors'][0][:80]}" for name, file in named.items() if file["scan_errors"]}
    return read, failed, seconds


if __name__ == "__main__":
    raise SystemExit(main())
