# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What personal data and internals cost to look for in whole histories, beside reading these histories at all.

`python -m bench.personal DIR`: for each repository of a folder (laid out as OWNER/NAME), CPU seconds of a bare
`git cat-file`, of the detector on the same blobs, and what it found: distinct values by rule and confidence, never the
values. The last line is JSON, for all repositories.
"""

import argparse
import json
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from bench.repositories import find_repositories, open_repository
from scanner.blobs import list_history, read_blobs
from scanner.detectors.interface import Content
from scanner.detectors.personal import PersonalDetector, personal_detector
from scanner.git import Mirror
from scanner.models import HistoryBlob
from scanner.policies import load_policy


class Measure(NamedTuple):
    """One history: seconds are of CPU."""

    name: str
    blobs: int
    megabytes: float
    """Of what the detector reads: media, archives and lock files are left out."""
    reading: float
    detecting: float
    found: Counter[str]
    """Distinct values by `rule confidence`."""

    def line(self) -> str:
        """Return the measure as a line."""
        speed = self.megabytes / self.detecting if self.detecting else 0.0
        times = self.detecting / self.reading if self.reading else 0.0
        told = f"{self.name}: {self.blobs} blobs, {self.megabytes:.0f} MB, git cat-file {self.reading:.1f} s"
        return f"{told}, detector {self.detecting:.1f} s ({speed:.0f} MB/s, {times:.1f} times)"


def measure(name: str, mirror: Mirror, detector: PersonalDetector) -> Measure:
    """Read one history twice: once with Git alone, once through the detector."""
    wanted = [(blob, where) for blob in list_history(mirror).blobs if (where := _class(detector, blob))]
    ids = [blob.blob for blob, _ in wanted]
    reading = _children(lambda: _cat(mirror, ids))
    seconds, found = 0.0, set()
    for (blob, where), (_, data) in zip(wanted, read_blobs(mirror, ids), strict=True):
        started = time.process_time()
        findings = detector.read(Content(blob.blob, data or b"", blob.path, where)).findings
        seconds += time.process_time() - started
        found |= {(finding.fingerprint, f"{finding.rule} {finding.confidence}") for finding in findings}
    counts = Counter(kind for _, kind in found)
    return Measure(name, len(ids), sum(blob.size for blob, _ in wanted) / 1e6, reading, seconds, counts)


def _class(detector: PersonalDetector, blob: HistoryBlob) -> str | None:
    return detector.path_class(blob.path, blob.size) if blob.size <= detector.max_bytes else None


def _cat(mirror: Mirror, ids: list[str]) -> None:
    command = ["git", "--git-dir", str(mirror.git_dir), "cat-file", "--batch", "--buffer"]
    subprocess.run(command, input="\n".join(ids).encode(), stdout=subprocess.DEVNULL, check=True)


def _children(work: Callable[[], None]) -> float:
    """Return the CPU seconds of the processes that `work` starts."""
    import resource

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measures(folder: Path) -> Iterator[Measure]:
    """Measure each repository of a folder."""
    detector = personal_detector(load_policy("personal"), load_policy("secrets").data["zones"], b"key of the bench")
    for name, git_dir in find_repositories(folder).items():
        with open_repository(git_dir) as mirror:
            yield measure(name, mirror, detector)


def summed(all_of_them: list[Measure]) -> dict[str, Any]:
    """Return the sums of several measures as JSON values."""
    found = sum((each.found for each in all_of_them), Counter[str]())
    reading, detecting = sum(each.reading for each in all_of_them), sum(each.detecting for each in all_of_them)
    megabytes = sum(each.megabytes for each in all_of_them)
    return {
        "repositories": len(all_of_them),
        "megabytes": round(megabytes),
        "megabytes_a_second": round(megabytes / detecting) if detecting else None,
        "times_reading": round(detecting / reading, 1) if reading else None,
        "found": dict(sorted(found.items())),
    }


def main() -> None:
    """Print the measures of a folder of repositories."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="folder of repositories, as OWNER/NAME")
    done = []
    for each in measures(parser.parse_args().folder):
        print(each.line(), flush=True)
        done.append(each)
    print(json.dumps(summed(done)))


if __name__ == "__main__":
    main()
