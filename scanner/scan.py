# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""One repository through the detectors: list what Git holds, read what nobody has read yet, conclude.

The seam between the packages: the caller brings a `Memory` of earlier readings, receives new ones through `emit` as
they come (so that a killed scan loses nothing), and may bring its own `read` (worker processes, a cluster).
"""

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from scanner.accepting import AcceptedFindings, Found, accepted_findings
from scanner.blobs import TOO_MANY_FILES, History, list_history, list_tree, read_blobs
from scanner.changes import list_changes
from scanner.detectors.interface import Content, Detector, Scope, versions_of
from scanner.errors import OuvrageError
from scanner.git import Mirror, read_refs
from scanner.models import (
    Accepted,
    BlobKey,
    Bounded,
    Change,
    Fact,
    HistoryBlob,
    Known,
    Outcome,
    Place,
    Reading,
    Release,
    Report,
    Snapshot,
    TreeFile,
)
from scanner.tags import read_releases

_BATCH, _BATCH_SECONDS = 200, 1.0
"""How many readings are handed over at once, and for how long they are held back at most while others come."""


class Memory(Protocol):
    """What was read before, in this repository or another."""

    def known(self, detector: str, version: str, keys: Collection[BlobKey]) -> Mapping[BlobKey, Known]:
        """Return those of `keys` that this detector version has read."""

    def recall(self, detector: str, version: str, keys: Collection[BlobKey]) -> Mapping[BlobKey, Reading]:
        """Return the readings themselves, for those of `keys` that are known."""


class Ask(NamedTuple):
    """One detector that wants to read a blob under a path."""

    detector: str
    path: str
    path_class: str


class BlobTask(NamedTuple):
    """One blob to read once, for all the detectors that ask."""

    blob: str
    size: int
    asks: tuple[Ask, ...]


class Scan(NamedTuple):
    """All that one scan says; the readings went through `emit`."""

    report: Report
    files: tuple[TreeFile, ...]
    places: tuple[Place, ...]
    facts: tuple[Fact, ...]
    accepted: tuple[Accepted, ...] = ()
    releases: tuple[Release, ...] = ()


Read = Callable[[Mirror, Sequence[BlobTask]], Iterator[Reading]]
Emit = Callable[[Sequence[Reading]], None]
Detectors = Mapping[str, Detector]
Accept = Callable[[Mirror, Sequence[TreeFile], Sequence[Place], Collection[Found]], AcceptedFindings]


def scan_repository(
    mirror: Mirror,
    memory: Memory,
    emit: Emit,
    detectors: Detectors,
    read: Read | None = None,
    *,
    default_branch: str = "",
    accept: Accept = accepted_findings,
) -> Scan:
    """Scan one mirror.

    Args:
        mirror: a bare repository of ours.
        memory: earlier readings; what it knows isn't read again.
        emit: receives new readings in batches.
        detectors: by name.
        read: reads blobs; in this process when None.
        default_branch: the forge's word for it, if any.
        accept: tells which findings the repository accepts, of its files, the places and the readings with findings.

    Raises:
        GitError: the mirror can't be read at all.
    """
    refs = read_refs(mirror, default_branch)
    files, tree_problem = list_tree(mirror, refs.head) if refs.head else ([], "")
    history = list_history(mirror)
    wanted = {name: keys_of(detector, files, history.blobs) for name, detector in detectors.items()}
    known = {name: memory.known(name, detectors[name].version, keys.keys()) for name, keys in wanted.items()}
    tasks, too_large = plan(detectors, wanted, known, set(history.missing))
    news = read_and_emit(read or in_process(detectors), mirror, tasks, emit, too_large)
    found = blobs_with_findings(known) | news.with_findings
    places = places_of(history, files, found)
    changes, log_problem = _changes(mirror, tree_problem)
    releases, tag_problem = read_releases(mirror)
    shallow = (mirror.git_dir / "shallow").is_file()
    snapshot = Snapshot(refs.head, tuple(files), changes, () if shallow else history.roots)
    facts, problems = conclude(detectors, memory, snapshot, wanted)
    accepting = accept(mirror, files, places, readings_with_findings(detectors, memory, wanted, found))
    cached = {key.blob for keys in known.values() for key in keys} - news.read
    report = Report(
        commit=refs.head,
        branch=refs.branch,
        committed_at=next((each.date for each in reversed(history.commits) if each.commit == refs.head), ""),
        refs_digest=refs.digest,
        detectors=versions_of(detectors),
        files=len(files),
        history_blobs=len(history.blobs),
        blobs_read=len(news.read),
        blobs_cached=len(cached),
        bounded=(*bounded_before(known, wanted), *news.bounded),
        failed=len(news.failed) + len(problems),  # what couldn't be concluded is tried again too
        missing=len(history.missing),
        shallow=shallow,
        problems=tuple(
            problem
            for problem in (tree_problem, *history.problems, log_problem, tag_problem, *problems, *accepting.problems)
            if problem
        ),
    )
    return Scan(report, tuple(files), places, facts, accepting.accepted, releases)


def in_process(detectors: Detectors) -> Read:
    """Return a reader that works here and now, one blob at a time."""

    def read(mirror: Mirror, tasks: Sequence[BlobTask]) -> Iterator[Reading]:
        by_id = {task.blob: task for task in tasks}
        for blob, data in read_blobs(mirror, [task.blob for task in tasks]):
            yield from read_task(detectors, by_id[blob], data)

    return read


def read_task(
    detectors: Detectors, task: BlobTask, data: bytes | None, deadly: tuple[type[Exception], ...] = ()
) -> Iterator[Reading]:
    """Yield one reading for each detector that asked; a blob without content, or one that breaks a detector, FAILED.

    Exceptions of the kinds that are `deadly` to the caller's process are let through.
    """
    let_through: tuple[type[Exception], ...] = (OuvrageError, *deadly)
    for ask in task.asks:
        detector = detectors[ask.detector]
        if data is None:
            yield failed(task.blob, ask, detector.version, "the object is missing or unreadable")
            continue
        try:
            yield detector.read(Content(task.blob, data, ask.path, ask.path_class))
        except let_through:
            raise
        except Exception as error:  # noqa: BLE001 - one odd blob never stops a run
            yield failed(task.blob, ask, detector.version, f"the detector broke on it ({type(error).__name__})")


def failed(blob: str, ask: Ask, version: str, reason: str, outcome: Outcome = Outcome.FAILED) -> Reading:
    """Return the reading of a blob that was not read, and why."""
    return Reading(
        blob=blob, path_class=ask.path_class, detector=ask.detector, version=version, outcome=outcome, reason=reason
    )


# --- the steps -------------------------------------------------------------------------------------------------------


def keys_of(detector: Detector, files: Iterable[TreeFile], blobs: Iterable[HistoryBlob]) -> dict[BlobKey, HistoryBlob]:
    """Return what the detector would read: each (blob, path class) once, with a blob and path that show it."""
    candidates = [HistoryBlob(file.blob, file.size, file.path) for file in files if not file.is_link]
    if detector.scope is Scope.HISTORY:
        at_head = {candidate.blob for candidate in candidates}
        candidates += [blob for blob in blobs if blob.blob not in at_head]
    keys: dict[BlobKey, HistoryBlob] = {}
    for candidate in candidates:
        path_class = detector.path_class(candidate.path, candidate.size)
        if path_class is not None:
            keys.setdefault(BlobKey(candidate.blob, path_class), candidate)
    return keys


def plan(
    detectors: Detectors,
    wanted: Mapping[str, Mapping[BlobKey, HistoryBlob]],
    known: Mapping[str, Mapping[BlobKey, Known]],
    missing: set[str],
) -> tuple[list[BlobTask], list[tuple[Reading, str]]]:
    """Return the blobs to read, and readings (with a path) of those that are too large to be."""
    asks: dict[tuple[str, int], list[Ask]] = {}
    too_large: list[tuple[Reading, str]] = []
    for name, keys in wanted.items():
        limit, version = detectors[name].max_bytes, detectors[name].version
        for key, blob in keys.items():
            if key in known[name] or key.blob in missing:
                continue
            ask = Ask(name, blob.path, key.path_class)
            if blob.size > limit:
                reason = f"{blob.size} bytes: larger than the {limit} that {name} reads"
                too_large.append((failed(blob.blob, ask, version, reason, Outcome.BOUNDED), blob.path))
            else:
                asks.setdefault((blob.blob, blob.size), []).append(ask)
    return [BlobTask(blob, size, tuple(each)) for (blob, size), each in asks.items()], too_large


class News(NamedTuple):
    """What one reading brought: blobs by id, and what was left."""

    read: set[str]
    with_findings: set[str]
    bounded: list[Bounded]
    failed: list[str]


def read_and_emit(
    read: Read, mirror: Mirror, tasks: Sequence[BlobTask], emit: Emit, too_large: Sequence[tuple[Reading, str]]
) -> News:
    """Read what is planned, and hand the readings over as they come; those of FAILED blobs aren't kept."""
    by_blob = {task.blob: task for task in tasks}
    news = News(set(), set(), [_left(reading, path) for reading, path in too_large], [])
    batch = [reading for reading, _ in too_large]
    kept_at = time.monotonic()
    for reading in read(mirror, tasks):
        path = _path_of(by_blob[reading.blob], reading)
        if reading.outcome is Outcome.FAILED:  # not kept: the next run tries again
            news.bounded.append(_left(reading, path))
            news.failed.append(reading.blob)
            continue
        news.read.add(reading.blob)
        if reading.outcome is Outcome.BOUNDED:
            news.bounded.append(_left(reading, path))
        if reading.findings:
            news.with_findings.add(reading.blob)
        batch.append(reading)
        if len(batch) >= _BATCH or time.monotonic() - kept_at > _BATCH_SECONDS:
            emit(batch)
            batch, kept_at = [], time.monotonic()
    if batch:
        emit(batch)
    return news


def _path_of(task: BlobTask, reading: Reading) -> str:
    asked = (reading.detector, reading.path_class)
    return next((ask.path for ask in task.asks if (ask.detector, ask.path_class) == asked), "")


def _left(reading: Reading, path: str) -> Bounded:
    return Bounded(blob=reading.blob, path=path, detector=reading.detector, reason=reading.reason)


def blobs_with_findings(known: Mapping[str, Mapping[BlobKey, Known]]) -> set[str]:
    """Return the blobs that earlier readings found something in."""
    return {key.blob for each in known.values() for key, memory in each.items() if memory.has_findings}


def bounded_before(
    known: Mapping[str, Mapping[BlobKey, Known]], wanted: Mapping[str, Mapping[BlobKey, HistoryBlob]]
) -> list[Bounded]:
    """Return what earlier readings left, under a path of this repository."""
    return [
        Bounded(blob=key.blob, path=wanted[name][key].path, detector=name, reason=memory.reason)
        for name, each in known.items()
        for key, memory in each.items()
        if memory.reason
    ]


def _changes(mirror: Mirror, tree_problem: str) -> tuple[tuple[Change, ...], str]:
    """Return the newest changes; not of a tree that unfolds without end, which comparing trees would follow."""
    if tree_problem.startswith(TOO_MANY_FILES.split("{", maxsplit=1)[0]):
        return (), "the history's changes were left: they unfold without end too"
    return list_changes(mirror)


def places_of(history: History, files: Sequence[TreeFile], found: set[str]) -> tuple[Place, ...]:
    """Return where each blob with findings is now, or was, and the commit that brought it."""
    head_paths: dict[str, list[str]] = {}
    for file in files:
        if not file.is_link:
            head_paths.setdefault(file.blob, []).append(file.path)
    known = {blob.blob: blob for blob in history.blobs if blob.blob in found}
    places: list[Place] = []
    for blob in sorted(found):
        was = known.get(blob, HistoryBlob(blob, -1, ""))
        commit, date = history.commits[was.first] if was.first >= 0 else ("", "")
        now = head_paths.get(blob, [])
        places += [Place(blob, path, commit, date, bool(now)) for path in now or [was.path]]
    return tuple(places)


def readings_with_findings(
    detectors: Detectors,
    memory: Memory,
    wanted: Mapping[str, Mapping[BlobKey, HistoryBlob]],
    found: set[str],
) -> list[Found]:
    """Return the readings of blobs with findings, with the detector that made each."""
    recalled = {
        name: memory.recall(name, detectors[name].version, [key for key in keys if key.blob in found])
        for name, keys in wanted.items()
    }
    return [Found(detectors[name], one) for name, each in recalled.items() for one in each.values() if one.findings]


def conclude(
    detectors: Detectors, memory: Memory, snapshot: Snapshot, wanted: Mapping[str, Mapping[BlobKey, HistoryBlob]]
) -> tuple[tuple[Fact, ...], list[str]]:
    """Return what every detector makes of a tree and its readings, and why one could not."""
    facts: list[Fact] = []
    problems: list[str] = []
    for name, detector in detectors.items():
        at_head = detector.scope is Scope.HEAD
        recalled = memory.recall(name, detector.version, wanted[name].keys()) if at_head else {}
        try:
            facts += detector.conclude(snapshot, recalled)
        except OuvrageError:
            raise
        except Exception as error:  # noqa: BLE001 - one detector's fault doesn't hide what the others say
            problems.append(f"{name} could not conclude ({type(error).__name__}: {error})")
    return tuple(facts), problems
