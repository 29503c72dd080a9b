# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""`python -m bench.run DIR`: first and second `ouvrage run` over a folder of repositories, beside ScanCode's CLI.

The peer reads licences only, of the checked-out tree at the default branch, with as many processes. Ours reads the
same licences, and the secrets of the whole history, modules and algorithms, then ranks and publishes. The last line
is JSON: `ratio` is the peer's time over that of our first run, `second_ratio` over that of our second.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from scanner.blobs import list_tree, read_blobs
from scanner.forges.folder import find_repositories
from scanner.git import mirror_folder, read_refs


class Timed(NamedTuple):
    """One measured command."""

    seconds: float
    output: str


def main() -> int:
    """Run the bench and print one line a measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], prog="python -m bench.run")
    parser.add_argument("folder", type=Path, help="folder of Git repositories")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes, ours and the peer's")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        files = check_out(arguments.folder, work / "trees", work / "mirrors")
        first = ours(arguments.folder, work, arguments.jobs)
        second = ours(arguments.folder, work, arguments.jobs)
        peer = scancode(work / "trees", work, arguments.jobs)
    reports = [json.loads(timed.output) for timed in (first, second)]
    result = {
        "ratio": round(peer.seconds / first.seconds, 1),
        "second_ratio": round(peer.seconds / second.seconds, 1),
        "repositories": reports[0]["repositories"],
        "files": files,
        "blobs_read": [report["blobs_read"] for report in reports],
        "seconds": {"first": first.seconds, "second": second.seconds, "scancode": peer.seconds},
    }
    print(json.dumps(result))
    return 0


def check_out(source: Path, trees: Path, mirrors: Path) -> int:
    """Write the tree of every repository under `source` for the peer to read; return the number of files."""
    count = 0
    found, _ = find_repositories(source)
    for number, one in enumerate(found):
        mirror = mirror_folder(one.git_dir, mirrors / f"{number}.git")
        files, _ = list_tree(mirror, read_refs(mirror).head)
        contents = dict(read_blobs(mirror, sorted({file.blob for file in files})))
        for file in files:
            content = contents[file.blob]
            if content is not None and file.mode != "120000":
                target = trees / str(number) / file.path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
                count += 1
    return count


def ours(source: Path, work: Path, jobs: int) -> Timed:
    """Time a whole run; the second one finds the store of the first."""
    program = shutil.which("ouvrage", path=str(Path(sys.executable).parent)) or "ouvrage"
    places = ["--database", str(work / "o.db"), "--output", str(work / "public"), "--internal", str(work / "internal")]
    return timed(
        "ouvrage run", [program, "run", str(source), *places, "--jobs", str(jobs), "--format", "json", "--quiet"]
    )


def scancode(trees: Path, work: Path, jobs: int) -> Timed:
    """Time the peer."""
    program = shutil.which("scancode", path=str(Path(sys.executable).parent)) or "scancode"
    options = ["--license", "-n", str(jobs), "--quiet", "--json", str(work / "scancode.json")]
    return timed("scancode --license", [program, *options, str(trees)])


def timed(name: str, command: list[str]) -> Timed:
    """Run a command and return its time and output; its failure is the bench's, but for a partial result."""
    start = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    seconds = round(time.perf_counter() - start, 1)
    if done.returncode not in (0, 3):
        raise SystemExit(f"{name} ended with {done.returncode}")
    print(f"{name}: {seconds} s", flush=True)
    return Timed(seconds, done.stdout)


if __name__ == "__main__":
    sys.exit(main())
