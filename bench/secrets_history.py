# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""How long the secrets of a whole history take: ours and the peers beside a bare `git cat-file` of the same blobs."""

import resource
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from scanner.blobs import list_history
from scanner.detectors.interface import Content
from scanner.detectors.secrets import secrets_detector
from scanner.git import Mirror, mirror_folder
from scanner.models import BlobKey, Known, Reading
from scanner.policies import load_policy
from scanner.scan import scan_repository


def histories(repositories: Iterable[Path], betterleaks: Path, gitleaks: Path) -> None:
    """Print, for each Git directory in or below some folders, CPU seconds of each tool and as a multiple of reading."""
    for git_dir in sorted(found for folder in repositories for found in git_directories(folder)):
        with tempfile.TemporaryDirectory() as place:
            mirror = mirror_folder(git_dir, Path(place) / "mirror.git")
            blobs = list_history(mirror).blobs
            megabytes = sum(blob.size for blob in blobs) / 1e6
            reading = _cpu(partial(_read, mirror, [blob.blob for blob in blobs]))
            print(f"\n## {git_dir}: {len(blobs)} blobs, {megabytes:.0f} MB; git cat-file {reading:.1f} s")
            ours = _cpu(partial(_scan, mirror))
            _print("ouvrage", ours, reading, megabytes)
            for name, program in (("betterleaks", betterleaks), ("gitleaks", gitleaks)):
                if program.exists():
                    _print(name, _cpu(partial(_peer, program, git_dir)), reading, megabytes)


def git_directories(folder: Path) -> Iterator[Path]:
    """Yield the Git directories in a folder, itself included, at most three levels down."""
    below = (found for pattern in ("*", "*/*", "*/*/.git") for found in folder.glob(pattern))
    yield from (found for found in (folder, *below) if (found / "objects").is_dir())


def _read(mirror: Mirror, blobs: Sequence[str]) -> None:
    command = ["git", "--git-dir", str(mirror.git_dir), "cat-file", "--batch", "--buffer"]
    subprocess.run(command, input="\n".join(blobs).encode(), stdout=subprocess.DEVNULL, check=True)


class _NoMemory:
    """Nothing was read before, and nothing is kept."""

    def known(self, *_: object) -> dict[BlobKey, Known]:
        return {}

    def recall(self, *_: object) -> dict[BlobKey, Reading]:
        return {}


def _scan(mirror: Mirror) -> None:
    detector = secrets_detector(load_policy("secrets"), b"the key of the bench")
    detector.read(Content("0" * 40, b"warm = 1", "a.py", "code:source"))  # the engine's rules are compiled once for all
    scan_repository(mirror, _NoMemory(), lambda _: None, {"secrets": detector})


def _peer(program: Path, git_dir: Path) -> None:
    command = [str(program), "git", "--no-banner", "--exit-code=0", str(git_dir)]
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)  # 1 = incomplete


def _cpu(work: Callable[[], None]) -> float:
    def used() -> float:
        both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        return sum(usage.ru_utime + usage.ru_stime for usage in both)

    start = used()
    work()
    return used() - start


def _print(name: str, seconds: float, reading: float, megabytes: float) -> None:
    print(f"  {name:<14}{seconds:>8.1f} s  {seconds / reading:>6.1f} × reading  {megabytes / seconds:>6.0f} MB/s")
