# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What is checked: a commit of a mirror of ours, and the base that it is compared with, if any."""

from pathlib import Path
from typing import NamedTuple

from catalog.check.models import Mode, Note
from catalog.check.surroundings import Surroundings
from catalog.i18n import noted
from scanner.errors import UsageError
from scanner.forges.remotes import origin_of
from scanner.git import Mirror, path_text
from scanner.git_command import run
from scanner.worktree import (
    Content,
    Taken,
    Worktree,
    branch_of,
    find_worktree,
    focus,
    is_shallow,
    merge_base,
    resolve,
    take,
)


class Choices(NamedTuple):
    """What the user asks to have checked."""

    path: Path = Path()
    base: str = ""
    """A ref or id; "" = what the CI tells."""
    whole: bool = False
    """The whole repository, whatever the CI tells."""
    staged: bool = False
    """What the index brings to HEAD."""
    require_history: bool = False


class Target(NamedTuple):
    """A repository to check."""

    mirror: Mirror
    name: str
    branch: str
    commit: str
    """HEAD's; "" where the content isn't that of a commit of the repository."""
    head: str
    """The commit of the mirror that holds the content; "" for an empty repository."""
    mode: Mode
    address: str = ""
    """`host/owner/name`, or ""."""
    url: str = ""
    """Of the repository's page, or ""."""
    base: str = ""
    """The last commit that both have, in mode `change`."""
    base_name: str = ""
    """As it was asked for."""
    trusted: str = ""
    """The commit whose rules apply: the tip of the base, or HEAD when all is checked; "" = none of the repository's."""
    heard: bool = False
    """Whether comments that the change itself brings count, where all of the repository is judged in its name."""
    notes: tuple[Note, ...] = ()
    partial: tuple[Note, ...] = ()


def locate(choices: Choices, surroundings: Surroundings, git_dir: Path) -> Target:
    """Find what to check, and make its mirror at `git_dir`.

    Raises:
        UsageError: no repository is there, or the base asked for isn't a commit of it.
        GitError: it can't be read.
    """
    worktree = find_worktree(choices.path)
    taken = take(worktree, _content(choices, surroundings), git_dir)
    if surroundings.head and (other := resolve(taken.mirror, surroundings.head)) and not choices.staged:
        taken = taken._replace(commit=other, head=other)
    base = _base(choices, surroundings, taken)
    target = _whole(choices, surroundings, worktree, taken)
    if base.asked:
        target = _whole_of_a_change(target, base) if choices.whole else _change(target, base)
    focus(taken.mirror, target.head)
    return target


class _Base(NamedTuple):
    asked: str = ""
    commit: str = ""
    optional: bool = False
    """Whether all is judged, in silence, when it isn't there."""


def _content(choices: Choices, surroundings: Surroundings) -> Content:
    if choices.staged:
        return Content.INDEX
    return Content.COMMIT if surroundings.ci else Content.TRACKED


def _base(choices: Choices, surroundings: Surroundings, taken: Taken) -> _Base:
    """Return what to compare with, or whose rules apply: what is asked for, else what the CI says."""
    if choices.base:
        return _Base(choices.base, _named(choices, taken))
    if choices.staged and not choices.whole:
        return _Base("HEAD", taken.commit) if taken.commit else _Base()
    if surroundings.base:
        return _of_request(surroundings, taken)
    if surroundings.closed and surroundings.before.strip("0") and not choices.whole:
        return _Base(surroundings.before, resolve(taken.mirror, surroundings.before), optional=True)
    return _Base()


def _named(choices: Choices, taken: Taken) -> str:
    names = (choices.base, f"heads/{choices.base}", f"tags/{choices.base}")
    commit = next(filter(None, (resolve(taken.mirror, name) for name in names)), "")
    if not commit:
        mend = "fetch it, or clone with the whole history: fetch-depth: 0 on GitHub, GIT_DEPTH: 0 on GitLab"
        raise UsageError("no commit is named {ref}", source=str(choices.path), mend=mend, ref=choices.base)
    return commit


def _of_request(surroundings: Surroundings, taken: Taken) -> _Base:
    """Return the base of a merge or pull request: the first parent, where HEAD is the merge that the forge made of it.

    Another merge is of those who propose the change: its first parent is theirs, and nothing of it is trusted.
    """
    parents = _parents(taken) if surroundings.merged and taken.commit == surroundings.merged else ()
    commit = parents[0] if len(parents) == 2 else ""
    return _Base(surroundings.base, commit or resolve(taken.mirror, surroundings.base))


def _parents(taken: Taken) -> tuple[str, ...]:
    if not taken.commit:
        return ()
    told = run(taken.mirror.git_dir, "rev-list", "--parents", "--max-count=1", taken.commit).decode().split()[1:]
    return tuple(parent for parent in told if resolve(taken.mirror, parent))


def _whole(choices: Choices, surroundings: Surroundings, worktree: Worktree, taken: Taken) -> Target:
    origin = origin_of(worktree.common_dir)
    name = surroundings.repository or (f"{origin.owner}/{origin.name}" if origin else "")
    host = surroundings.host or (origin.host if origin else "")
    folder = (worktree.root or worktree.git_dir).name.removesuffix(".git")
    target = Target(
        mirror=taken.mirror,
        name=name or path_text(folder.encode("utf-8", "surrogateescape")),
        branch=surroundings.branch or branch_of(taken.mirror),
        commit=taken.commit if taken.head == taken.commit else "",
        head=taken.head,
        mode=Mode.WHOLE,
        address=f"{host}/{name}" if name else "",
        url=surroundings.url or (origin.url if origin else ""),
        trusted=taken.head,
    )
    if not is_shallow(taken.mirror):
        return target
    told = Note(message=noted("This clone is shallow: secrets in the earlier history are not seen. Clone it whole."))
    return target._replace(partial=(told,)) if choices.require_history else target._replace(notes=(told,))


def _whole_of_a_change(target: Target, base: _Base) -> Target:
    """Return a target that is wholly judged, by the rules of the base all the same: the change wrote its own."""
    target = target._replace(trusted=base.commit, base_name=base.asked)
    if base.commit:
        return target
    told = Note(
        message=noted("The base {base} isn't in this clone: the repository was judged by the shipped rules alone."),
        fields={"base": base.asked},
    )
    return target._replace(notes=(*target.notes, told))


def _change(target: Target, base: _Base) -> Target:
    """Return a target that is compared with its base; without it, all is judged, and that is said."""
    common = merge_base(target.mirror, base.commit, target.head) if base.commit and target.head else ""
    if common:
        return target._replace(mode=Mode.CHANGE, base=common, base_name=base.asked, trusted=base.commit, notes=())
    if base.optional:
        return target
    told = Note(
        message=noted(
            "The base {base} isn't in this clone, or has no commit in common: the whole repository was judged by the"
            " shipped rules. Fetch the history (fetch-depth: 0, GIT_DEPTH: 0)."
        ),
        fields={"base": base.asked},
    )
    return target._replace(trusted="", base_name=base.asked, partial=(*target.partial, told))
