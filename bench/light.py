# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""`python -m bench.light DIR [NAME…]`: licences read without ScanCode, beside the full reading of the same files.

For each repository: the declared licence both ways, and for the files of code and of documents in which either finds a
licence, how often both find the same ids (-only and -or-later folded). `unsettled` counts the files that a gate with
ScanCode would have it read. The last line sums up, in JSON.
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from bench.repositories import find_repositories, open_repository
from scanner.blobs import list_tree, read_blobs
from scanner.detectors.interface import Content
from scanner.detectors.licenses import LicensesDetector, Reader, expressions, light
from scanner.detectors.licenses import paths as licence_paths
from scanner.detectors.licenses.embedded import expression_of
from scanner.detectors.rights import paths as forms
from scanner.git import Mirror, read_refs
from scanner.models import BlobKey, Reading, Snapshot, TreeFile
from scanner.policies import load_policy

CODE = frozenset({"code", "script", "minified", "markup", "font", "manifest"})
MAX_FILES = 2_500
"""Larger repositories are left out, and told."""
MAX_BYTES = 5_000_000
Readings = dict[BlobKey, Reading]


class Read(NamedTuple):
    """The readings of one detector, what it concluded, and the seconds of CPU that they took."""

    readings: Readings
    declared: tuple[str, str]
    seconds: float


def main() -> int:
    """Run the bench and print one line a repository."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], prog="python -m bench.light")
    parser.add_argument("folder", type=Path, help="folder of repositories, as OWNER+NAME or OWNER/NAME")
    parser.add_argument("names", nargs="*", help="OWNER/NAME; all when none is named")
    arguments = parser.parse_args()
    found = find_repositories(arguments.folder)
    total: Counter[str] = Counter()
    for name in arguments.names or found:
        with open_repository(found[name]) as mirror:
            counts = compared(mirror)
        print(name, json.dumps(counts), flush=True)
        total.update(counts)
    ratio = total["scancode_ms"] / total["light_ms"] if total["light_ms"] else 0
    print(json.dumps(total | {"ratio": round(ratio, 1)}))
    return 0


def compared(mirror: Mirror) -> dict[str, int]:
    """Read the files of the default branch both ways, and count where the two agree."""
    files, _ = list_tree(mirror, read_refs(mirror).head)
    if len(files) > MAX_FILES:
        return {"left_out": 1}
    asked = {
        BlobKey(file.blob, licence_paths.path_class(file.path)): file.path
        for file in files
        if 0 < file.size <= 5_000_000
    }
    contents = {blob: data or b"" for blob, data in read_blobs(mirror, sorted({key.blob for key in asked}))}
    full, ours = (read(Reader(reader), asked, contents, files) for reader in ("full", "light"))
    counts = Counter(
        repositories=1,
        declared_same=int(full.declared == ours.declared),
        files=len(asked),
        unsettled=sum(bool(one.summary.get(light.UNSETTLED)) for one in ours.readings.values()),
        scancode_ms=round(1000 * full.seconds),
        light_ms=round(1000 * ours.seconds),
    )
    for key, path in asked.items():
        counts.update(agreement(path, full.readings[key], ours.readings[key]))
    return dict(counts)


def read(reader: Reader, asked: Mapping[BlobKey, str], contents: Mapping[str, bytes], files: list[TreeFile]) -> Read:
    """Read all files by one reader. The loading of ScanCode's index isn't counted."""
    detector = LicensesDetector(load_policy("licenses"), load_policy("compatibility"), reader)
    detector.read(Content("0" * 40, b"Licensed under the MIT license.\n", "a.py", "source"))
    started = time.process_time()
    readings = {
        key: detector.read(Content(key.blob, contents.get(key.blob, b""), path, key.path_class))
        for key, path in asked.items()
    }
    seconds = time.process_time() - started
    facts = detector.conclude(Snapshot("0" * 40, tuple(files), ()), readings)
    declared = next(fact.data for fact in facts if fact.rule == "licence-declared")
    return Read(readings, (declared["expression"], declared["agreement"]), seconds)


def agreement(path: str, full: Reading, ours: Reading) -> dict[str, int]:
    """Count a file in which a licence is found either way."""
    path_class = forms.path_class(path)
    kind = "code" if path_class and forms.form_of(path_class) in CODE else "documents"
    theirs, found = (expressions.families(expression_of(one)) for one in (full, ours))
    if not theirs and not found:
        return {}
    return {
        f"{kind}_with": 1,
        f"{kind}_same": int(theirs == found),
        f"{kind}_less": int(bool(theirs - found)),
        f"{kind}_more": int(bool(found - theirs)),
    }


if __name__ == "__main__":
    raise SystemExit(main())
