# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What a mirror holds: its tree, the blobs of its whole history and the commits that brought them, their content.

Nothing is checked out and nothing is read lazily. Every listing goes over distinct objects and is bounded (a few
kilobytes can unfold into an endless tree); what a bound or a damage left is said.
"""

import contextlib
import subprocess
import threading
from collections.abc import Collection, Iterable, Iterator
from typing import IO, NamedTuple

from scanner import trees
from scanner.errors import GitError
from scanner.git import Mirror, path_text, shares_objects
from scanner.git_command import pipe, run
from scanner.models import HistoryBlob, TreeFile

MAX_OBJECTS = 10_000_000
MAX_OBJECT = 500_000_000
"""Bytes of the largest object that is read whole: no detector asks for one as large."""
TOO_MANY_FILES = "the tree unfolds to more than {limit} files or folders: the rest was left"
_DAMAGED = "the history is damaged: what could not be followed was left"
_DAMAGED_ALONE = "the history is damaged: what could not be followed was listed without its commits"
_MAX_LINE = 1 << 16
_CHECK = ("cat-file", "--batch-check=%(objectname) %(objecttype) %(objectsize) %(rest)", "--buffer")


class Brought(NamedTuple):
    """A commit of the history: its id and ISO date, "" for one after the year 9999."""

    commit: str
    date: str


class History(NamedTuple):
    """The blobs of all refs, and what could not be listed."""

    blobs: list[HistoryBlob]
    commits: list[Brought]
    """Oldest first; a blob's `first` is a position here."""
    missing: tuple[str, ...]
    """Ids of objects that the history names and the repository doesn't hold."""
    problems: tuple[str, ...]
    roots: tuple[str, ...] = ()
    """The commits without a parent."""


# --- the tree --------------------------------------------------------------------------------------------------------


def list_tree(mirror: Mirror, commit: str) -> tuple[list[TreeFile], str]:
    """Return the files of a commit's tree, and a problem or "" when the list is whole. Submodules aren't files."""
    try:
        root = run(mirror.git_dir, "rev-parse", "--verify", f"{commit}^{{tree}}").decode().strip()
    except GitError:
        return [], "the tree is missing or damaged: none of its files could be listed"
    held = trees.read_trees(root, lambda ids: read_objects(mirror, ids, b"tree"))
    listed = trees.unfold(held, root)
    sizes = _sizes(mirror, {entry.oid for entry in listed.files})
    files = [
        # The size of an object that isn't there, or isn't a blob, is -1.
        TreeFile(path_text(entry.path), entry.oid, sizes.get(entry.oid, -1), entry.mode)
        for entry in listed.files
    ]
    return files, _tree_problem(listed)


def _tree_problem(listed: trees.Unfolded) -> str:
    told = (
        (listed.cut, TOO_MANY_FILES.format(limit=trees.MAX_FILES)),
        (listed.damaged, f"the tree is damaged: {listed.damaged} of its folders could not be wholly listed"),
        (listed.too_long, f"{listed.too_long} paths of more than {trees.MAX_PATH} bytes were left"),
    )
    return "; ".join(problem for holds, problem in told if holds)


def _sizes(mirror: Mirror, blobs: Collection[str]) -> dict[str, int]:
    with pipe(mirror.git_dir, *_CHECK, stdin=subprocess.PIPE) as process:
        _feed_later(process.stdin, (f"{blob}\n".encode() for blob in blobs))
        checked = (line.split(b" ") for line in _lines(process.stdout))
        return {parts[0].decode(): int(parts[2]) for parts in checked if parts[1] == b"blob"}


# --- the history -----------------------------------------------------------------------------------------------------


class _Walk(NamedTuple):
    """What one walk over the history met, filled as it goes."""

    blobs: dict[str, HistoryBlob]
    commits: list[Brought]
    missing: set[str]
    roots: list[str]


def list_history(mirror: Mirror, since: str = "", until: str = "") -> History:
    """Return every blob reachable from any ref, with its size, one of its paths and the commit that brought it.

    With two commits, only what `until` reaches and `since` doesn't.

    Where the history can't be followed to its end, every object that the repository holds is listed instead, so that
    one damaged commit doesn't hide the others; not where some of them may be another repository's.
    """
    walk = _Walk({}, [], set(), [])
    order = ("--in-commit-order", "--date-order", "--reverse")
    form = ("--missing=print", "--ignore-missing", "--no-commit-header", "--format=%x01%H %cI %P")
    problems = []
    reached = (until, f"^{since}") if since and until else ("--all",)
    if not _follow(mirror, walk, "rev-list", "--objects", *reached, *order, *form):
        alone = reached == ("--all",) and not shares_objects(mirror)
        problems.append(_DAMAGED_ALONE if alone else _DAMAGED)
        if alone:
            _follow(mirror, walk._replace(commits=[]), "cat-file", "--batch-all-objects", "--batch-check=%(objectname)")
    if len(walk.blobs) + len(walk.missing) >= MAX_OBJECTS:
        problems.append(f"the history holds more than {MAX_OBJECTS} files: the rest was left")
    return History(
        list(walk.blobs.values()), walk.commits, tuple(sorted(walk.missing)), tuple(problems), tuple(walk.roots)
    )


def _follow(mirror: Mirror, walk: _Walk, *command: str) -> bool:
    """Add to `walk` the blobs that a command lists; return whether it came to its end."""
    with pipe(mirror.git_dir, *command) as walker, pipe(mirror.git_dir, *_CHECK, stdin=subprocess.PIPE) as checker:
        _feed_later(checker.stdin, _objects(_lines(walker.stdout), walk))
        for line in _lines(checker.stdout):
            oid, kind, *rest = line.split(b" ", 4)
            if kind != b"blob":
                walk.missing.update([oid.decode()] if kind == b"missing" else [])
            elif oid.decode() not in walk.blobs:
                first, path = rest[1:]
                blob = HistoryBlob(oid.decode(), int(rest[0]), path_text(path[-trees.MAX_PATH :]), int(first))
                walk.blobs[blob.blob] = blob
            if len(walk.blobs) + len(walk.missing) >= MAX_OBJECTS:
                return True
        assert walker.stdout is not None  # noqa: S101 - a pipe
        walker.stdout.close()  # where the check ended early, the walk must not wait to be read
        return not (walker.wait() or checker.wait())


def _objects(lines: Iterable[bytes], walk: _Walk) -> Iterator[bytes]:
    """Yield what the size check is asked: id, position of the commit it came with, path; note commits and absences."""
    for line in lines:
        if line.startswith(b"\x01"):
            commit, date, parents = line[1:].decode().split(" ", 2)
            walk.commits.append(Brought(commit, date if date[4:5] == "-" else ""))
            if not parents:
                walk.roots.append(commit)
        elif line.startswith(b"?"):
            walk.missing.add(line[1:].split(b" ")[0].decode())
        else:
            oid, _, path = line.partition(b" ")
            yield b"%b %d %b\n" % (oid, len(walk.commits) - 1, path)


# --- the content -----------------------------------------------------------------------------------------------------


def read_blobs(mirror: Mirror, blobs: Collection[str]) -> Iterator[tuple[str, bytes | None]]:
    """Yield (id, content) in the order asked; None for a blob that is missing, unreadable or no blob."""
    return read_objects(mirror, blobs, b"blob")


def read_objects(mirror: Mirror, ids: Collection[str], kind: bytes) -> Iterator[tuple[str, bytes | None]]:
    """Yield (id, content) in the order asked; None for what is missing, unreadable, huge or of another kind."""
    todo = list(ids)
    while todo:
        done = 0
        for pair in _read_until_broken(mirror, todo, kind):
            done += 1
            yield pair
        if done < len(todo):  # Git gave up on this object: it counts as unreadable, the next ones get a new process
            yield todo[done], None
            done += 1
        todo = todo[done:]


def _read_until_broken(mirror: Mirror, ids: Collection[str], kind: bytes) -> Iterator[tuple[str, bytes | None]]:
    with pipe(mirror.git_dir, "cat-file", "--batch", "--buffer", stdin=subprocess.PIPE) as process:
        assert process.stdout is not None  # noqa: S101 - a pipe
        _feed_later(process.stdin, (f"{oid}\n".encode() for oid in ids))
        for oid in ids:
            header = process.stdout.readline().split()
            if len(header) == 2 and header[1] == b"missing":
                yield oid, None
                continue
            if len(header) != 3 or int(header[2]) > MAX_OBJECT:
                return
            content = process.stdout.read(int(header[2]))
            if len(content) < int(header[2]) or process.stdout.read(1) != b"\n":
                return
            yield oid, content if header[1] == kind else None


# --- pipes -----------------------------------------------------------------------------------------------------------


def _feed_later(sink: IO[bytes] | None, lines: Iterable[bytes]) -> None:
    """Write lines to a process while its output is read, then end its input; the process may have gone before."""
    assert sink is not None  # noqa: S101 - a pipe

    def feed() -> None:
        with contextlib.suppress(OSError, ValueError):  # the process has gone: its own end tells
            for line in lines:
                sink.write(line)
        with contextlib.suppress(OSError):
            sink.close()

    threading.Thread(target=feed, daemon=True).start()


def _lines(stream: IO[bytes] | None) -> Iterator[bytes]:
    """Yield lines without their end; of an endless one, its beginning."""
    assert stream is not None  # noqa: S101 - a pipe
    while line := stream.readline(_MAX_LINE):
        yield line.rstrip(b"\n")
        while line and not line.endswith(b"\n"):
            line = stream.readline(_MAX_LINE)
