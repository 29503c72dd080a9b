# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What a change brings, through the detectors: the files that it touches, on both sides, and the history that it adds.

The rest of the repository isn't read, but for the few files that speak for it as a whole: its licence, README,
manifests. Both sides are read in the same way, so that what they say can be compared.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from scanner.accepting import accepted_findings
from scanner.blobs import History, list_history, list_tree
from scanner.detectors.community import kind_of
from scanner.detectors.interface import Scope
from scanner.detectors.licenses import paths as licensing
from scanner.git import Mirror
from scanner.models import Accepted, BlobKey, Bounded, Fact, HistoryBlob, Place, Snapshot, TreeFile
from scanner.scan import (
    Detectors,
    Emit,
    Memory,
    Read,
    blobs_with_findings,
    bounded_before,
    conclude,
    in_process,
    keys_of,
    places_of,
    plan,
    read_and_emit,
    readings_with_findings,
)

_DECLARING = ("", ".reuse", "LICENSES")
"""Folders whose files may declare the licence of the whole."""
_NO_HISTORY = History([], [], (), ())

Wanted = Mapping[str, Mapping[BlobKey, HistoryBlob]]


class ScannedSide(NamedTuple):
    """One side of a change."""

    commit: str
    files: tuple[TreeFile, ...]
    """All of its tree."""
    touched: frozenset[str]
    """Paths whose content is another on the other side."""
    facts: tuple[Fact, ...]
    places: tuple[Place, ...]
    """Of the blobs with findings, among those that are touched or that the change's history adds."""


class ChangeScan(NamedTuple):
    """All that one scan of a change says; the readings went through `emit`."""

    base: ScannedSide
    head: ScannedSide
    accepted: tuple[Accepted, ...]
    """Findings of both sides that the trusted allowlists, or comments beside them, accept."""
    bounded: tuple[Bounded, ...]
    missing: int
    """Objects that the change names and the repository doesn't hold."""
    problems: tuple[str, ...]


class _Side(NamedTuple):
    commit: str
    files: list[TreeFile]
    touched: frozenset[str]
    history: History
    problem: str
    relicensed: frozenset[str]
    """Folders whose licence text is another on the other side, or is there no more."""

    def read(self) -> list[TreeFile]:
        """Return the files that are read."""
        return [file for file in self.files if self._is_read(file.path)]

    def _is_read(self, path: str) -> bool:
        return path in self.touched or speaks(path) or not self.relicensed.isdisjoint(_folders(path))

    def touched_files(self) -> list[TreeFile]:
        return [file for file in self.files if file.path in self.touched]

    def brought(self) -> set[str]:
        """Return the blobs of the files that are touched, and of the history that is read."""
        return {file.blob for file in self.touched_files()} | {blob.blob for blob in self.history.blobs}

    def wanted(self, detectors: Detectors, everywhere: Collection[str]) -> dict[str, dict[BlobKey, HistoryBlob]]:
        read, touched = self.read(), self.touched_files()

        def files(name: str) -> list[TreeFile]:
            if detectors[name].scope is Scope.HEAD:
                return self.files if name in everywhere else read
            return touched

        return {name: keys_of(detector, files(name), self.history.blobs) for name, detector in detectors.items()}


class Ends(NamedTuple):
    """The commits of a change."""

    base: str
    """That `head` descends from."""
    head: str
    trusted: str
    """Whose allowlists count: a change can't choose its own."""


def scan_change(
    mirror: Mirror,
    ends: Ends,
    memory: Memory,
    emit: Emit,
    detectors: Detectors,
    read: Read | None = None,
    everywhere: Collection[str] = (),
) -> ChangeScan:
    """Scan what a change brings to its base.

    Args:
        mirror: a bare repository of ours.
        ends: from where to where.
        memory: earlier readings; what it knows isn't read again.
        emit: receives new readings in batches.
        detectors: by name.
        read: reads blobs; in this process when None.
        everywhere: detectors on trees that read every file: what they say of one depends on another.
    """
    sides = _sides(mirror, ends.base, ends.head)
    wanted = tuple(side.wanted(detectors, everywhere) for side in sides)
    together = {name: dict(wanted[0][name]) | dict(wanted[1][name]) for name in detectors}
    known = {name: memory.known(name, detectors[name].version, keys.keys()) for name, keys in together.items()}
    missing = {blob for side in sides for blob in side.history.missing}
    tasks, too_large = plan(detectors, together, known, missing)
    news = read_and_emit(read or in_process(detectors), mirror, tasks, emit, too_large)
    found = blobs_with_findings(known) | news.with_findings
    (base_side, faults), (head_side, more) = (_concluded(side, together, found, memory, detectors) for side in sides)
    accepting = accepted_findings(
        mirror,
        sides[0].files if ends.trusted == ends.base else list_tree(mirror, ends.trusted)[0],
        (*base_side.places, *head_side.places),
        readings_with_findings(detectors, memory, together, found),
        sides[1].brought() - {file.blob for file in sides[0].files},
    )
    told = (sides[0].problem, sides[1].problem, *sides[1].history.problems, *faults, *more, *accepting.problems)
    return ChangeScan(
        base=base_side,
        head=head_side,
        accepted=accepting.accepted,
        bounded=(*bounded_before(known, together), *news.bounded),
        missing=len(missing),
        problems=tuple(dict.fromkeys(filter(None, told))),
    )


def speaks(path: str) -> bool:
    """Tell whether a file speaks for its repository as a whole, by its path alone."""
    declares = path.rpartition("/")[0] in _DECLARING and licensing.kind_of(path) not in ("", "lock")
    return declares or kind_of(path) is not None


def _sides(mirror: Mirror, base: str, head: str) -> tuple[_Side, _Side]:
    before, problem_before = list_tree(mirror, base)
    after, problem_after = list_tree(mirror, head)
    was, now = _contents(before), _contents(after)
    gone, come = _differing(was, now), _differing(now, was)
    relicensed = frozenset(
        path.rpartition("/")[0] for path in gone | come if "/" in path and licensing.kind_of(path) == "license"
    )
    return (
        _Side(base, before, gone, _NO_HISTORY, problem_before, relicensed),
        _Side(head, after, come, list_history(mirror, base, head), problem_after, relicensed),
    )


def _folders(path: str) -> Iterator[str]:
    while path := path.rpartition("/")[0]:
        yield path


def _contents(files: Sequence[TreeFile]) -> dict[str, tuple[str, str]]:
    return {file.path: (file.blob, file.mode) for file in files}


def _differing(here: Mapping[str, tuple[str, str]], there: Mapping[str, tuple[str, str]]) -> frozenset[str]:
    return frozenset(path for path, content in here.items() if there.get(path) != content)


def _concluded(
    side: _Side, together: Wanted, found: set[str], memory: Memory, detectors: Detectors
) -> tuple[ScannedSide, list[str]]:
    """Conclude on one side by the readings of both: what is copied is read where only the original is, too."""
    facts, problems = conclude(detectors, memory, Snapshot(side.commit, tuple(side.files), ()), together)
    places = places_of(side.history, side.touched_files(), found & side.brought())
    return ScannedSide(side.commit, tuple(side.files), side.touched, facts, places), problems
