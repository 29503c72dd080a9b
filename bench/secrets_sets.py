# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Rebuild labelled sets of secrets from public repositories: CredData and leaky-repo.

`python -m bench.secrets_sets OUTPUT --creddata GIT_DIR --clones DIR [--leaky GIT_DIR]`. CredData (Samsung/CredData)
publishes labels by line of files of other repositories, each at a named commit; what its clones lack is left aside.
A set is a folder with `files/REPOSITORY/PATH` and `labels.csv`. Values never leave the files.
"""

import argparse
import binascii
import csv
import hashlib
import io
import json
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

MAX_BYTES = 5_000_000


class Label(NamedTuple):
    """What people say of some lines: T (a secret), F (none), X (can't be told)."""

    repository: str
    path: str
    first: int
    last: int
    label: str
    category: str


def main() -> None:
    """Build the sets that are asked for, and say what each holds."""
    parser = argparse.ArgumentParser(prog="python -m bench.secrets_sets", description=__doc__)
    parser.add_argument("output", type=Path)
    parser.add_argument("--creddata", type=Path, help="Git directory of a clone of Samsung/CredData")
    parser.add_argument("--clones", type=Path, help="folder of Git directories, named OWNER+NAME")
    parser.add_argument("--leaky", type=Path, help="Git directory of a clone of Plazmaz/leaky-repo")
    options = parser.parse_args()
    if options.creddata:
        print("creddata", _count(write(options.output / "creddata", creddata(options.creddata, options.clones))))
    if options.leaky:
        print("leaky-repo", _count(write(options.output / "leaky-repo", leaky(options.leaky))))


class Sample(NamedTuple):
    """A file to write, with its labels."""

    content: bytes
    labels: tuple[Label, ...]


def creddata(git_dir: Path, clones: Path) -> Iterator[Sample]:
    """Yield the labelled files of the repositories of which `clones` holds the named commit."""
    snapshot: dict[str, str] = json.loads(_git(git_dir, "show", "HEAD:snapshot.json"))
    for key, url in sorted(snapshot.items()):
        # CredData names a repository by the CRC-32 of its commit and URL key, a file by the start of its path's hash.
        name = f"{binascii.crc32(binascii.unhexlify(key)):08x}"
        clone = _clone(clones, url)
        if clone is None:
            continue
        rows = list(csv.DictReader(io.StringIO(_git(git_dir, "show", f"HEAD:meta/{name}.csv").decode())))
        yield from _labelled_files(clone, key[:40], rows, url.rstrip("/").rsplit("/", 1)[-1].removesuffix(".git"))


def _labelled_files(clone: Path, commit: str, rows: Sequence[dict[str, str]], name: str) -> Iterator[Sample]:
    try:
        listed = _git(clone, "ls-tree", "-r", "-z", "--name-only", commit).split(b"\0")
    except subprocess.CalledProcessError:
        return
    paths = {hashlib.sha256(path).hexdigest()[:8]: path.decode() for path in listed if path}
    by_file: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        by_file.setdefault(row["FileID"], []).append(row)
    for file, labels in sorted(by_file.items()):
        path = paths.get(file, ".xml")
        if path.endswith(".xml"):  # CredData's lines of XML are those of its own layout
            continue
        content = _blob(clone, f"{commit}:{path}")
        if content is not None:
            yield Sample(content, tuple(_label(row, name, path) for row in labels))


def _label(row: dict[str, str], repository: str, path: str) -> Label:
    first, last = int(row["LineStart"]), int(row["LineEnd"])
    return Label(repository, path, first, last, row["GroundTruth"], row["Category"])


def leaky(git_dir: Path) -> Iterator[Sample]:
    """Yield leaky-repo's files; it counts the secrets of a file, not their lines, which a label of line 0 repeats."""
    text = _git(git_dir, "show", "HEAD:.leaky-meta/secrets.csv").decode()
    for row in csv.reader(io.StringIO(text)):
        if len(row) < 2 or not row[1].strip().isdigit():
            continue
        path, risk = row[0].strip(), int(row[1])
        if content := _blob(git_dir, f"HEAD:{path}"):
            yield Sample(content, tuple(Label("leaky-repo", path, 0, 0, "T", "file") for _ in range(risk)))


def write(folder: Path, samples: Iterator[Sample]) -> list[Label]:
    """Write a set and return its labels."""
    labels: list[Label] = []
    for sample in samples:
        file = folder / "files" / sample.labels[0].repository / sample.labels[0].path if sample.labels else None
        if file is None or ".." in file.parts:
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(sample.content)
        labels += sample.labels
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "labels.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(Label._fields)
        writer.writerows(labels)
    return labels


def read(folder: Path) -> list[Label]:
    """Return the labels of a set."""
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as stream:
        return [
            Label(r["repository"], r["path"], int(r["first"]), int(r["last"]), r["label"], r["category"])
            for r in csv.DictReader(stream)
        ]


def _count(labels: Sequence[Label]) -> str:
    true = sum(label.label == "T" for label in labels)
    return f"{len({label.repository for label in labels})} repositories, {true} true of {len(labels)} labels"


def _clone(clones: Path, url: str) -> Path | None:
    owner, name = url.rstrip("/").removesuffix(".git").rsplit("/", 2)[-2:]
    for form in (f"{owner}+{name}/repo", f"{owner}+{name}/repo/.git", f"{owner}+{name}.git", f"{owner}+{name}"):
        if (clones / form / "objects").is_dir():
            return clones / form
    return None


def _blob(git_dir: Path, name: str) -> bytes | None:
    try:
        content = _git(git_dir, "cat-file", "blob", name)
    except subprocess.CalledProcessError:
        return None
    return content if len(content) <= MAX_BYTES else None


def _git(git_dir: Path, *arguments: str) -> bytes:
    command = ["git", "--git-dir", str(git_dir), *arguments]
    return subprocess.run(command, capture_output=True, check=True).stdout


if __name__ == "__main__":
    main()
