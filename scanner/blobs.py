# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What a mirror holds: its tree, the blobs of its whole history, their content as a stream, where each came from.

Listing runs one Git process over a repository; nothing is checked out, nothing is read lazily, every stream is
bounded (a few kilobytes can unfold into an endless tree).
"""

import subprocess
import sys
import threading
from collections.abc import Collection, Iterator, Sequence
from typing import IO, NamedTuple

from scanner.git import Mirror, path_text
from scanner.git_command import pipe
from scanner.models import Change, HistoryBlob, TreeFile

MAX_FILES = 500_000
MAX_OBJECTS = 10_000_000
_GITLINK = b"160000"


class History(NamedTuple):
    """The blobs of all refs, and what could not be listed."""

    blobs: list[HistoryBlob]
    missing: tuple[str, ...]
    """Ids of objects that the history names and the repository doesn't hold."""
    problems: tuple[str, ...]


class Commit(NamedTuple):
    """One commit of the log: what it wrote, as (path, blob) pairs; deletions have an empty blob."""

    commit: str
    date: str
    merge: bool
    written: tuple[tuple[str, str], ...]
    author: str = ""
    """The author's e-mail address, in lower case, as `.mailmap` corrects it."""


def list_tree(mirror: Mirror, commit: str) -> tuple[list[TreeFile], str]:
    """Return the files of a commit's tree, and a problem or "" when the list is whole. Submodules aren't files."""
    files: list[TreeFile] = []
    with pipe(mirror.git_dir, "ls-tree", "-r", "-l", "-z", "--full-tree", commit) as process:
        for entry in _nul_separated(process.stdout):
            head, _, raw_path = entry.partition(b"\t")
            mode, kind, oid, size = head.split()
            if kind == b"blob":
                # A size that Git can't tell ("BAD") is that of an object that isn't there.
                files.append(
                    TreeFile(path_text(raw_path), oid.decode(), int(size) if size.isdigit() else -1, mode.decode())
                )
            if len(files) >= MAX_FILES:
                return files, f"the tree holds more than {MAX_FILES} files: the rest was left"
        if process.wait():
            return files, "the tree is damaged: part of its files could not be listed"
    return files, ""


def list_history(mirror: Mirror) -> History:
    """Return every blob reachable from any ref, with its size and one of its paths."""
    blobs: list[HistoryBlob] = []
    missing: list[str] = []
    problems: list[str] = []
    walk = ("rev-list", "--objects", "--all", "--missing=print", "--ignore-missing")
    check = ("cat-file", "--batch-check=%(objectname) %(objecttype) %(objectsize) %(rest)", "--buffer")
    with pipe(mirror.git_dir, *walk) as walker, pipe(mirror.git_dir, *check, stdin=subprocess.PIPE) as checker:
        feeder = threading.Thread(target=_feed, args=(walker.stdout, checker.stdin, missing), daemon=True)
        feeder.start()
        for line in _lines(checker.stdout):
            parts = line.split(b" ", 3)
            if parts[-1] == b"missing" or len(parts) < 3:
                missing.append(parts[0].decode())
            elif parts[1] == b"blob":
                path = path_text(parts[3]) if len(parts) > 3 else ""
                blobs.append(HistoryBlob(parts[0].decode(), int(parts[2]), path))
        feeder.join()
        if walker.wait() or checker.wait():
            problems.append("the history is damaged: part of it could not be listed")
    if len(blobs) >= MAX_OBJECTS:
        problems.append(f"the history holds more than {MAX_OBJECTS} objects: the rest was left")
    return History(blobs, tuple(sorted(set(missing))), tuple(problems))


def _feed(source: IO[bytes] | None, sink: IO[bytes] | None, missing: list[str]) -> None:
    """Hand the walked ids on to the size check; ids that Git marks absent (?id) are kept apart."""
    assert source is not None and sink is not None  # noqa: S101, PT018 - both are pipes
    try:
        for count, line in enumerate(source):
            if count >= MAX_OBJECTS:
                break
            if line.startswith(b"?"):
                missing.append(line[1:].split(b" ")[0].strip().decode())
            else:
                sink.write(line)
        sink.close()
    except OSError:
        return  # the reader has gone: its own end tells


def read_blobs(mirror: Mirror, blobs: Sequence[str]) -> Iterator[tuple[str, bytes | None]]:
    """Yield (id, content) in the order asked; None for a blob that is missing or unreadable."""
    todo = list(blobs)
    while todo:
        done = 0
        for pair in _read_until_broken(mirror, todo):
            done += 1
            yield pair
        if done < len(todo):  # Git gave up on this object: it counts as unreadable, the next ones get a new process
            yield todo[done], None
            done += 1
        todo = todo[done:]


def _read_until_broken(mirror: Mirror, blobs: Sequence[str]) -> Iterator[tuple[str, bytes | None]]:
    with pipe(mirror.git_dir, "cat-file", "--batch", "--buffer", stdin=subprocess.PIPE) as process:
        assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018 - both are pipes
        asks = b"".join(f"{blob}\n".encode() for blob in blobs)
        threading.Thread(target=_write_all, args=(process.stdin, asks), daemon=True).start()
        for blob in blobs:
            header = process.stdout.readline().split()
            if len(header) == 2 and header[1] == b"missing":
                yield blob, None
                continue
            if len(header) != 3:
                return
            content = process.stdout.read(int(header[2]))
            if len(content) < int(header[2]) or process.stdout.read(1) != b"\n":
                return
            yield blob, content if header[1] == b"blob" else None


def _write_all(sink: IO[bytes], content: bytes) -> None:
    try:
        sink.write(content)
        sink.close()
    except OSError:
        return


def read_log(mirror: Mirror, *, merges: bool = False) -> Iterator[Commit]:
    """Yield every commit of every ref, oldest first, with the files it wrote.

    Merges are listed without files, unless only they are asked for: then each shows what it wrote against each of
    its parents (a conflict's solution is found nowhere else), which costs far more on some histories.
    """
    which = ("--merges", "-m") if merges else ()
    form = "--format=%x01%H %cI %P%x02%aE"
    options = ("--all", "--reverse", "--raw", "-z", "--no-renames", "--no-abbrev", "--no-show-signature", form)
    with pipe(mirror.git_dir, "log", *which, *options) as process:
        header = b""
        written: list[tuple[str, str]] = []
        for token in _nul_separated(process.stdout):
            text = token.lstrip(b"\n")
            if text.startswith(b"\x01"):
                if header:
                    yield _commit(header, written)
                header, written = text[1:], []
            elif text.startswith(b":"):
                new_mode, oid = text.split(b" ")[1], text.split(b" ")[3]
                pending = "" if set(oid) == {ord("0")} or new_mode == _GITLINK else oid.decode()
            elif text:
                written.append((path_text(token), pending))
        if header:
            yield _commit(header, written)


def _commit(header: bytes, written: list[tuple[str, str]]) -> Commit:
    fields, _, address = header.partition(b"\x02")
    commit, date, *parents = fields.decode().split()
    author = sys.intern(address.decode("utf-8", "replace").strip().lower())
    return Commit(commit, date, len(parents) > 1, tuple(written), author)


def as_changes(commits: Collection[Commit], limit: int) -> tuple[Change, ...]:
    """Return the last `limit` commits that aren't merges as changes, newest first."""
    plain = [commit for commit in commits if not commit.merge][-limit:]
    return tuple(Change(c.commit, c.date, tuple(path for path, _ in c.written), c.author) for c in reversed(plain))


def _nul_separated(stream: IO[bytes] | None) -> Iterator[bytes]:
    assert stream is not None  # noqa: S101 - a pipe
    rest = b""
    while chunk := stream.read(1 << 16):
        *entries, rest = (rest + chunk).split(b"\0")
        yield from entries
    if rest.strip():
        yield rest


def _lines(stream: IO[bytes] | None) -> Iterator[bytes]:
    assert stream is not None  # noqa: S101 - a pipe
    for line in stream:
        yield line.rstrip(b"\n")
