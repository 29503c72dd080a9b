# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Which findings a repository itself accepts: its allowlists at the default branch, and comments beside the findings.

Readings are shared between repositories and know nothing of allowlists; so the few blobs with findings are read again
here, and only where the repository accepts anything at all.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple, Protocol, TypeVar, runtime_checkable

from scanner.blobs import read_blobs
from scanner.detectors.interface import Content, Detector
from scanner.detectors.secrets.allowlist_files import READERS, read_allowlists
from scanner.detectors.secrets.allowlists import COMMENT_BYTES, MAX_TESTS, Acceptance, Subject, accept_all
from scanner.detectors.secrets.own_comment import lines_beside
from scanner.detectors.secrets.text import to_utf8
from scanner.git import Mirror
from scanner.models import Accepted, Place, Reading, TreeFile

Item = TypeVar("Item")
MAX_SUBJECTS = 200_000
"""Findings by place, after which the others stay unaccepted."""


@runtime_checkable
class Revealing(Protocol):
    """A detector that can tell again which value a finding of it rests on."""

    def reveal(self, content: Content) -> dict[tuple[str, int, str], str]:
        """Return the values by rule, line and fingerprint. They are never to be stored, printed or logged."""


class Found(NamedTuple):
    """A reading with findings, by the detector that made it."""

    detector: Detector
    reading: Reading


class AcceptedFindings(NamedTuple):
    """The findings that a repository accepts, and why others may be missing."""

    accepted: tuple[Accepted, ...] = ()
    problems: tuple[str, ...] = ()


def accepted_findings(
    mirror: Mirror,
    files: Iterable[TreeFile],
    places: Sequence[Place],
    found: Collection[Found],
    brought: Collection[str] = (),
    *,
    heard: bool = True,
) -> AcceptedFindings:
    """Return the findings that a repository accepts, each at its place with who says so and why.

    Args:
        mirror: where blobs are read.
        files: of the default branch, or of the base of a change, whose allowlists count.
        places: of the blobs with findings.
        found: the readings with findings.
        brought: blobs that a change brings to that base: what accepts lines by their numbers doesn't hold of them,
            but what it accepts in the base's version of a file goes along.
        heard: whether comments in those blobs count.
    """
    if not found:
        return AcceptedFindings()
    entries, problems = read_allowlists(_contents(mirror, files))
    if not entries and not _has_comment(mirror, found):
        return AcceptedFindings((), problems)
    every = _subjects(mirror, places, found, with_values=bool(entries))
    new = frozenset(brought)
    subjects = [_from(one, new, heard=heard) for one in islice(every, MAX_SUBJECTS + 1)]
    acceptances = accept_all(subjects[:MAX_SUBJECTS], entries, MAX_TESTS)
    return AcceptedFindings(
        tuple(_accepted(subjects[index], acceptance) for index, acceptance in acceptances.by_index.items()),
        (*problems, *_left(len(subjects), complete=acceptances.complete)),
    )


def _from(subject: Subject, brought: frozenset[str], *, heard: bool) -> Subject:
    is_new = subject.place.blob in brought
    return subject._replace(brought=is_new, heard=heard or not is_new)


def _accepted(subject: Subject, acceptance: Acceptance) -> Accepted:
    return Accepted(
        blob=subject.place.blob,
        path=subject.place.path,
        rule=subject.finding.rule,
        line=subject.finding.line,
        fingerprint=subject.finding.fingerprint,
        accepted_by=acceptance.accepted_by,
        reason=acceptance.reason,
    )


def _left(subjects: int, *, complete: bool) -> Iterator[str]:
    if subjects > MAX_SUBJECTS:
        reason = f"there are more than {MAX_SUBJECTS} findings: the rest was not compared with the allowlists"
        yield reason
    if not complete:
        reason = f"comparing all findings with the allowlists takes more than {MAX_TESTS} tests: the rest was left"
        yield reason


def _contents(mirror: Mirror, files: Iterable[TreeFile]) -> dict[str, bytes]:
    blobs = {file.path: file.blob for file in files if file.path in READERS}
    contents = dict(read_blobs(mirror, sorted(set(blobs.values()))))
    return {path: content for path, blob in blobs.items() if (content := contents.get(blob)) is not None}


def _has_comment(mirror: Mirror, found: Collection[Found]) -> bool:
    blobs = sorted({one.reading.blob for one in found})
    return any(data is not None and COMMENT_BYTES.search(data) for _, data in read_blobs(mirror, blobs))


def _subjects(
    mirror: Mirror, places: Sequence[Place], found: Collection[Found], *, with_values: bool
) -> Iterator[Subject]:
    """Yield every finding at every place of its blob."""
    by_blob, places_of = _grouped(found, lambda one: one.reading.blob), _grouped(places, lambda place: place.blob)
    for blob, data in read_blobs(mirror, list(by_blob)):
        for detector, reading in by_blob[blob] if data is not None else ():
            content = Content(blob, data or b"", "", reading.path_class)
            values = detector.reveal(content) if with_values and isinstance(detector, Revealing) else {}
            yield from _of_reading(content, reading, values, places_of.get(blob, ()))


def _of_reading(
    content: Content, reading: Reading, values: Mapping[tuple[str, int, str], str], places: Iterable[Place]
) -> Iterator[Subject]:
    lines = (to_utf8(content.data) or b"").split(b"\n")
    digest = hashlib.sha256(content.data).hexdigest()
    for place in places:
        for finding in reading.findings:
            secret = values.get((finding.rule, finding.line, finding.fingerprint), "")
            beside = lines_beside(lines, finding.line, finding.end_line)
            yield Subject(finding, place, secret, beside, digest)


def _grouped(items: Iterable[Item], key: Callable[[Item], str]) -> dict[str, list[Item]]:
    grouped: dict[str, list[Item]] = {}
    for item in items:
        grouped.setdefault(key(item), []).append(item)
    return grouped
