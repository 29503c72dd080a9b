# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""One check from end to end: find what to judge, read it, judge it, leave out what is excluded, say the verdict."""

import contextlib
import tempfile
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from catalog.check.age import first_commit
from catalog.check.detectors import gate_detectors, has_scancode
from catalog.check.exclusions import exclude
from catalog.check.gathering import gathered
from catalog.check.judging import Judged, judge
from catalog.check.keeping import is_tracked, use_cache
from catalog.check.memory import ReadingCache
from catalog.check.models import OWN_FILE, Mode, Note, Problem, Severity, Verdict
from catalog.check.overlays import MAX_BYTES
from catalog.check.policy import Repository, load_rules
from catalog.check.reading import Sides, read_sides
from catalog.check.side import Side
from catalog.check.surroundings import Surroundings
from catalog.check.target import Choices, Target, locate
from catalog.check.trust import Base, as_at_base, not_here
from catalog.i18n import noted
from scanner.blob_reader import BlobReader
from scanner.detectors import DetectorSettings
from scanner.errors import UsageError
from scanner.git_command import run
from scanner.resources import cache_home
from scanner.worktree import find_worktree

if TYPE_CHECKING:
    from catalog.check.standing import Standing


class Check(NamedTuple):
    """All that a check is asked."""

    choices: Choices = Choices()
    fail_on: Severity = Severity.ERROR
    policies: Path | None = None
    """Folder of the administration's own policies."""
    organisation: str = ""
    """File or https address of the organisation's own rules."""
    cache: Path | None = None
    new_repository: bool = False
    closed: bool | None = None
    """Whether the repository is closed; None = as the CI tells."""
    declarations: Path | None = None


class Examined(NamedTuple):
    """A verdict, and what was looked at to reach it."""

    verdict: Verdict
    head: Side


def check(asked: Check, surroundings: Surroundings, clock: datetime | None = None) -> Verdict:
    """Judge a repository, or what a change brings to it: the verdict of `examined`."""
    with examined(asked, surroundings, clock) as made:
        return made.verdict


@contextlib.contextmanager
def examined(asked: Check, surroundings: Surroundings, clock: datetime | None = None) -> Iterator[Examined]:
    """Judge a repository, or what a change brings to it; its files can be read until the block ends.

    Args:
        asked: what, and by which rules.
        surroundings: what the CI tells.
        clock: when it starts, UTC; now when None.

    Raises:
        UsageError: no repository, no such base, a policy that breaks its schema.
        GitError: the repository can't be read.
    """
    started = clock or datetime.now(UTC)
    if asked.closed is not None:
        surroundings = surroundings.model_copy(update={"closed": asked.closed})
    with tempfile.TemporaryDirectory(prefix="ouvrage-check-") as folder:
        target = locate(asked.choices, surroundings, Path(folder) / "mirror.git")
        asked, refused = _with_own_cache(asked, target, Path(folder) / "cache")
        memory = ReadingCache(asked.cache)
        with contextlib.closing(memory), BlobReader(target.mirror) as blobs:
            asked, told = _as_trusted(asked, target, blobs, Path(folder) / "base")
            target = target._replace(notes=(*target.notes, *refused, *told))
            yield _examined(asked, surroundings, target, blobs, memory, started)


def _with_own_cache(asked: Check, target: Target, spare: Path) -> tuple[Check, tuple[Note, ...]]:
    """Return the check without a cache that the repository itself holds: it would say what was read of it.

    What the engines compile is no better: where their folder is the repository's, they get the spare one.
    """
    root, commits = find_worktree(asked.choices.path).root, (target.commit, target.head)
    kept = (path for path in (asked.cache, cache_home()) if path)
    held = [path for path in kept if root and is_tracked(path, root, target.mirror, commits)]
    if not held:
        return asked, ()
    if cache_home() in held:
        use_cache(spare)
    return asked._replace(cache=None), (Note(message=_COMMITTED, fields={"path": str(held[0])}),)


_COMMITTED = noted(
    "{path}, the folder of --cache, is part of the repository: nothing of it was used. Take it out of Git, or keep it"
    " elsewhere."
)


def _as_trusted(asked: Check, target: Target, blobs: BlobReader, folder: Path) -> tuple[Check, tuple[Note, ...]]:
    """Return the check with the files that it goes by; in a change, those inside the repository are of its base."""
    if target.mode is Mode.WHOLE and target.trusted == target.head:
        return asked, ()
    base = Base(find_worktree(asked.choices.path).root, target.mirror, target.trusted, blobs, folder)
    policies, declarations = as_at_base(asked.policies, base), as_at_base(asked.declarations, base)
    named = Path(asked.organisation) if asked.organisation and "://" not in asked.organisation else None
    organisation = as_at_base(named, base)
    trusted = asked._replace(policies=policies.path, declarations=declarations.path)
    if named:
        trusted = trusted._replace(organisation=str(organisation.path or ""))
    return trusted, (*policies.notes, *declarations.notes, *organisation.notes)


def _examined(
    asked: Check,
    surroundings: Surroundings,
    target: Target,
    blobs: BlobReader,
    memory: ReadingCache,
    started: datetime,
) -> Examined:
    today = started.date()
    own = _own_policy(target, target.trusted, blobs)
    proposed = _own_policy(target, target.head, blobs)
    said = Repository(own, proposed, target.base_name, surroundings.fork, trusted=bool(target.trusted))
    rules = load_rules(asked.policies, asked.organisation, said, today=today, cache=memory.folder)
    detectors = gate_detectors(DetectorSettings(asked.policies, memory.key()))
    standing = _standing(asked, surroundings, target, own, today) if asked.new_repository else None
    target = target._replace(heard=rules.exclusions_of_a_change)
    sides = read_sides(target, blobs, surroundings, memory, detectors, scancode=has_scancode(), policies=asked.policies)
    sides = sides._replace(head=sides.head.with_standing(standing))
    judged = judge(sides, rules.rules, blobs, detectors, exclusions=rules.live(today))
    whole = target.mode is Mode.WHOLE and not sides.partial
    excluded = exclude(judged.problems, rules, today, mode=target.mode, whole=whole)
    verdict = Verdict(
        tool=version("ouvrage"),
        repository=target.name,
        url=target.url,
        commit=target.commit,
        branch=target.branch,
        mode=target.mode,
        base=target.base,
        closed=surroundings.closed,
        files=len(list(sides.head.concerned())),
        problems=_sorted((*gathered(excluded.counting, judged.groups, rules.rules), *excluded.extra)),
        excluded=_sorted(gathered(excluded.excluded, judged.groups, rules.rules)),
        already_there=judged.already_there,
        rules=tuple(rule for rule in rules.rules if rule.severity is not Severity.OFF),
        policies=rules.sources,
        notes=(*target.notes, *rules.notes, *sides.notes, *(standing.notes if standing else ())),
        partial=_partial(target, sides, judged, standing),
        fail_on=asked.fail_on,
        started_at=started,
        ended_at=datetime.now(UTC),
    )
    return Examined(verdict, sides.head)


def _partial(target: Target, sides: Sides, judged: Judged, standing: "Standing | None") -> tuple[Note, ...]:
    return (*target.partial, *sides.partial, *judged.partial, *(standing.partial if standing else ()))


def _own_policy(target: Target, commit: str, blobs: BlobReader) -> bytes | None:
    """Return the repository's own rules as a commit has them; those that apply are of the commit that is trusted.

    Raises:
        UsageError: a partial clone lacks them: the check would go by looser ones.
    """
    if not commit:
        return None
    told = run(target.mirror.git_dir, "ls-tree", "--long", commit, "--", OWN_FILE).split()
    if not told or not told[0].startswith(b"100"):
        return None
    if told[3].isdigit() and int(told[3]) > MAX_BYTES:
        return bytes(MAX_BYTES + 1)  # refused as it would be, without being read
    content = blobs.read(told[2].decode())
    if content is None:
        raise not_here(OWN_FILE)
    return content


def _standing(asked: Check, surroundings: Surroundings, target: Target, own: bytes | None, today: date) -> "Standing":
    from catalog.check.new_repository import Facts, stand

    facts = Facts(
        today=today,
        first_commit=first_commit(target.mirror, target.head),
        repository=target.address,
        declarations=asked.declarations,
        own=own,
        policies=asked.policies,
    )
    return stand(surroundings, facts)


def _sorted(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(
        sorted(problems, key=lambda one: (-one.severity.weight, one.path, one.line, one.rule, one.fingerprint))
    )


def root_of(path: Path) -> Path:
    """Return the folder of a work tree's files.

    Raises:
        UsageError: no repository is there, or a bare one.
    """
    root = find_worktree(path).root
    if root is None:
        raise UsageError("a bare repository has no files to write", source=str(path), mend="give a work tree")
    return root
