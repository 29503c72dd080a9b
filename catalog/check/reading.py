# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What detectors say of a target, as the sides that judges look at."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from catalog.check.memory import ReadingCache
from catalog.check.models import Mode, Note
from catalog.check.side import Placed, Side, contents, links
from catalog.check.surroundings import Surroundings
from catalog.check.target import Target
from catalog.i18n import noted
from scanner.accepting import AcceptedFindings, Found, accepted_findings
from scanner.blob_reader import BlobReader
from scanner.blobs import list_history, list_tree
from scanner.change_scan import Ends, ScannedSide, scan_change
from scanner.git import Mirror
from scanner.models import Accepted, BlobKey, Bounded, Place, TreeFile
from scanner.scan import Detectors, scan_repository

_MUST_READ = ("secrets", "personal")
"""Detectors that a gate can't do without on any file."""
MAX_TOLD = 20
"""Files of which it is said one by one that they weren't wholly read."""


class Sides(NamedTuple):
    """A target as judges see it."""

    head: Side
    base: Side | None
    """None = the whole repository is judged."""
    partial: tuple[Note, ...]
    notes: tuple[Note, ...]


def read_sides(
    target: Target,
    blobs: BlobReader,
    surroundings: Surroundings,
    memory: ReadingCache,
    detectors: Detectors,
    *,
    scancode: bool = True,
    policies: Path | None = None,
) -> Sides:
    """Read what is to be judged: all that wasn't read before, once.

    Args:
        target: what is judged, and what it is compared with.
        blobs: gives files to judges; it must stay open as long as they look at the sides.
        surroundings: what the CI tells, for the judges.
        memory: what was read before.
        detectors: by name.
        scancode: whether ScanCode is installed.
        policies: the administration's own folder.

    Raises:
        GitError: the mirror can't be read.
    """
    making = _Making(blobs, surroundings, memory, detectors, scancode, policies)
    return _of_change(target, making) if target.mode is Mode.CHANGE else _of_whole(target, making)


class _Making(NamedTuple):
    """What sides are made with."""

    blobs: BlobReader
    surroundings: Surroundings
    memory: ReadingCache
    detectors: Detectors
    scancode: bool
    policies: Path | None

    def side(self, scanned: ScannedSide, accepted: Iterable[Accepted], changed: frozenset[str] | None) -> Side:
        files = {file.path: file for file in scanned.files}
        return Side(
            commit=scanned.commit,
            files=files,
            changed=changed,
            facts=scanned.facts,
            findings=tuple(_placed(scanned.places, files, accepted, self.memory, self.detectors)),
            surroundings=self.surroundings,
            content=contents(files, self.blobs),
            leads_to=links(files, self.blobs),
            scancode=self.scancode,
            policies=self.policies,
        )


def _of_change(target: Target, making: _Making) -> Sides:
    scan = partial(
        scan_change,
        target.mirror,
        Ends(target.base, target.head, target.trusted),
        making.memory,
        making.memory.emit,
        making.detectors,
    )
    change = scan()
    if _licence(change.base) != _licence(change.head):  # files that it doesn't touch may be at odds with the new one
        change = scan(everywhere=("licenses",))
    head = making.side(change.head, change.accepted, change.head.touched)
    base = making.side(change.base, change.accepted, change.base.touched)
    return Sides(head, base, *_left(change.bounded, change.missing, change.problems))


def _of_whole(target: Target, making: _Making) -> Sides:
    trusted = _trusted(target)
    accept = partial(trusted.accept, heard=target.heard) if trusted else accepted_findings
    scan = scan_repository(target.mirror, making.memory, making.memory.emit, making.detectors, accept=accept)
    whole = ScannedSide(scan.report.commit, scan.files, frozenset(), scan.facts, scan.places)
    accepted = scan.accepted if target.trusted else ()  # else nothing that the repository says of itself counts
    side = making.side(whole, accepted, None)
    if trusted and not target.heard:
        side = replace(side, unheard=trusted.differing(scan.files))
    return Sides(side, None, *_left(scan.report.bounded, scan.report.missing, scan.report.problems))


def _licence(side: ScannedSide) -> object:
    return next((fact.data["expression"] for fact in side.facts if fact.rule == "licence-declared"), None)


class _Trusted(NamedTuple):
    """The commit that may accept findings of a change, where it isn't the one that is judged."""

    files: Sequence[TreeFile]
    brought: frozenset[str]

    def accept(
        self, mirror: Mirror, _: object, places: Sequence[Place], found: Collection[Found], *, heard: bool
    ) -> AcceptedFindings:
        return accepted_findings(mirror, self.files, places, found, self.brought, heard=heard)

    def differing(self, files: Iterable[TreeFile]) -> frozenset[str]:
        known = {(file.path, file.blob) for file in self.files}
        return frozenset(file.path for file in files if (file.path, file.blob) not in known)


def _trusted(target: Target) -> _Trusted | None:
    if target.trusted in ("", target.head):
        return None
    files, _ = list_tree(target.mirror, target.trusted)
    history = list_history(target.mirror, target.trusted, target.head)
    return _Trusted(files, frozenset(one.blob for one in history.blobs) - {file.blob for file in files})


def _placed(
    places: Sequence[Place],
    files: Mapping[str, TreeFile],
    accepted: Iterable[Accepted],
    memory: ReadingCache,
    detectors: Detectors,
) -> Iterator[Placed]:
    by_place = {(one.blob, one.path, one.rule, one.line, one.fingerprint): one for one in accepted}
    for place in places:
        size = files[place.path].size if place.path in files else 1
        for name, detector in detectors.items():
            path_class = detector.path_class(place.path, size)
            if path_class is None:
                continue
            key = BlobKey(place.blob, path_class)
            for reading in memory.recall(name, detector.version, [key]).values():
                for finding in reading.findings:
                    said = by_place.get((place.blob, place.path, finding.rule, finding.line, finding.fingerprint))
                    yield Placed(name, finding, place.blob, place.path, place.at_head, place.commit, said)


def _left(
    bounded: Sequence[Bounded], missing: int, problems: Sequence[str]
) -> tuple[tuple[Note, ...], tuple[Note, ...]]:
    """Return why the verdict isn't whole, and what is only good to know: licences that a bound left, for instance."""
    grave = [one for one in bounded if one.detector in _MUST_READ]
    partial = [_told(one) for one in grave[:MAX_TOLD]]
    if len(grave) > MAX_TOLD:
        message = noted("Other files that were not wholly read: {count}.")
        partial.append(Note(message=message, fields={"count": len(grave) - MAX_TOLD}))
    if missing:
        message = noted("Objects that the history names are missing ({count}): run `git fsck`, or clone again.")
        partial.append(Note(message=message, fields={"count": missing}))
    partial += [Note(message=problem) for problem in problems]
    return tuple(partial), tuple(_told(one) for one in bounded if one.detector not in _MUST_READ)[:MAX_TOLD]


def _told(one: Bounded) -> Note:
    return Note(
        message=noted("{path} was not wholly read by {detector}: {reason}"),
        fields={"path": one.path, "detector": one.detector, "reason": one.reason},
    )
