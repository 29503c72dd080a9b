# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""`python -m bench.rescan DIR`: what a scan costs again, when nothing, little, or a detector has changed.

Takes copies of the Git directories under DIR, and scans them five times with the real command: the first time, twice
with nothing changed, after one new commit in one of them, and after a change of one detector's policy. Beside them:
the floor (Git listing the refs of each repository, once for each) and, with `--peer`, gitleaks run twice over the same
histories. CPU seconds are those of all processes. The last line is JSON.
"""

import argparse
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from catalog.machine import usable_cpus
from scanner.forges.folder import find_repositories
from scanner.git_command import run as git
from scanner.resources import resource_dir

_IDENTITY = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "Bench"), ("EMAIL", "bench@example.org"), ("DATE", "2026-01-01T00:00:00Z"))
}
_TERM = "    - abattement\n"


class Cost(NamedTuple):
    """Wall and CPU seconds of one command, children included, and what it printed."""

    wall: float
    cpu: float
    output: str


def main() -> int:
    """Run the bench and print one line a measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], prog="python -m bench.rescan")
    parser.add_argument("folder", type=Path, help="folder of Git repositories")
    parser.add_argument("--jobs", type=int, default=usable_cpus(), help="reading processes")
    parser.add_argument("--peer", type=Path, help="the program gitleaks")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        repositories = _copy(arguments.folder, work / "depots")
        result = _measure(work, repositories, arguments.jobs, arguments.peer)
    print(json.dumps(result))
    return 0


def _measure(work: Path, repositories: Sequence[Path], jobs: int, peer: Path | None) -> dict[str, Any]:
    def scan(name: str, *more: str | Path) -> Cost:
        return _ours(name, work, jobs, *more)

    first = scan("first")
    second = [scan("nothing changed") for _ in range(3)]
    _commit(repositories[0])
    commit = scan("one new commit")
    detector = scan("one detector's policy changed", "--policies", _changed_policies(work / "policies"))
    floor = _timed("git for-each-ref, each repository", lambda: [_listed(each) for each in repositories])
    again = statistics.median(cost.cpu for cost in second)
    result = {
        "second_share": round(again / first.cpu, 4),
        "commit_share": round(commit.cpu / first.cpu, 4),
        "detector_share": round(detector.cpu / first.cpu, 4),
        "repositories": len(repositories),
        "blobs_read": [json.loads(cost.output)["blobs_read"] for cost in (first, second[-1], commit, detector)],
        "cpu": {"first": first.cpu, "second": again, "commit": commit.cpu, "detector": detector.cpu, "refs": floor.cpu},
        "wall": {"first": first.wall, "second": statistics.median(cost.wall for cost in second)},
    }
    return result | (_peer(peer, repositories, work / "peer.json") if peer else {})


def _copy(source: Path, target: Path) -> list[Path]:
    found, _ = find_repositories(source)
    copies = []
    for number, one in enumerate(found):
        copy = target / f"owner{number}" / "depot.git"
        shutil.copytree(one.git_dir, copy)
        copies.append(copy)
    if not copies:
        raise SystemExit(f"{source}: no Git repository")
    return copies


def _ours(name: str, work: Path, jobs: int, *more: str | Path) -> Cost:
    program = shutil.which("ouvrage", path=str(Path(sys.executable).parent)) or "ouvrage"
    words = ["scan", work / "depots", "--database", work / "o.db", "--jobs", jobs, "--format", "json", "--quiet", *more]
    return _timed(f"ouvrage scan, {name}", lambda: _run([program, *map(str, words)]))


def _run(command: list[str]) -> str:
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False)
    if done.returncode not in (0, 3):
        raise SystemExit(f"{command[0]} ended with {done.returncode}")
    return done.stdout


def _timed(name: str, action: Callable[[], object]) -> Cost:
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    output = action()
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{name}: {wall:.2f} s, {cpu:.2f} s of CPU", flush=True)
    return Cost(round(wall, 2), round(cpu, 2), output if isinstance(output, str) else "")


def _listed(git_dir: Path) -> bytes:
    return git(git_dir, "for-each-ref", "--format=%(objectname) %(refname)")


def _commit(git_dir: Path) -> None:
    """Add a commit with two new files to the default branch, without a work tree."""
    blobs = [git(git_dir, "hash-object", "-w", "--stdin", stdin=text).decode().strip() for text in (b"un\n", b"deux\n")]
    tree = git(git_dir, "ls-tree", "HEAD") + b"".join(
        f"100644 blob {blob}\tbench-{number}.txt\n".encode() for number, blob in enumerate(blobs)
    )
    made = git(git_dir, "mktree", "--missing", stdin=tree).decode().strip()
    commit = git(git_dir, "commit-tree", made, "-p", "HEAD", "-m", "bench", env=_IDENTITY).decode().strip()
    git(git_dir, "update-ref", "HEAD", commit)


def _changed_policies(folder: Path) -> Path:
    """Write our policy of algorithms with one more word: another version of that detector, and of no other."""
    folder.mkdir()
    text = (resource_dir("policies") / "transparency.yml").read_text(encoding="utf-8")
    assert _TERM in text  # noqa: S101 - the policy has been rewritten: choose another word of it
    (folder / "transparency.yml").write_text(text.replace(_TERM, _TERM + "    - mesurage\n", 1), encoding="utf-8")
    return folder


def _peer(program: Path, repositories: Sequence[Path], report: Path) -> dict[str, Any]:
    # A true file: it removes what is at that path, were it /dev/null.
    words = [str(program), "git", "--no-banner", "--exit-code=0", "--report-format=json", f"--report-path={report}"]
    costs = [
        _timed(f"{program.name}, {name}", lambda: [_run([*words, str(each)]) for each in repositories] and "")
        for name in ("first", "nothing changed")
    ]
    return {"peer": program.name, "peer_cpu": [cost.cpu for cost in costs]}


if __name__ == "__main__":
    sys.exit(main())
