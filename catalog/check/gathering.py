# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Problems of a folder told one by one while they are few, and as one when they are many.

It comes last: what a change brings, and what is excluded, is decided file by file.
"""

import hashlib
from collections.abc import Iterable, Mapping
from posixpath import dirname

from catalog.check.models import Group, Problem, Rule

MAX_FOLDERS = 10
"""Of which a rule speaks apart, for one kind of problem."""


def gathered(problems: Iterable[Problem], groups: Mapping[str, Group], rules: Iterable[Rule]) -> list[Problem]:
    """Return problems, those of a folder that are more than its rule's option `apart` as one, on the first of them.

    Args:
        problems: in any order.
        groups: of those that may be gathered, by fingerprint.
        rules: with their options.
    """
    apart = {rule.id: int(rule.options.get("apart", 0)) for rule in rules}
    told: list[Problem] = []
    alike: dict[tuple[object, ...], list[Problem]] = {}
    for problem in problems:
        if problem.fingerprint in groups and not problem.also:
            kind = (problem.rule, problem.detail, problem.severity, problem.excluded)
            alike.setdefault(kind, []).append(problem)
        else:
            told.append(problem)
    for some in alike.values():
        for folder, members in _by_folder(some, groups).items():
            many = len(members) > apart[members[0].rule]
            told += [_as_one(members, folder, groups[members[0].fingerprint].many)] if many else members
    return told


def _as_one(members: list[Problem], folder: str, message: str) -> Problem:
    first = min(members, key=lambda problem: problem.path)
    name = f"{folder}/" if folder else "./"
    what = "\0".join((first.rule, first.detail, name))
    return first.model_copy(
        update={
            "message": message,
            "fields": {"count": len(members), "folder": name},
            "fingerprint": hashlib.sha256(what.encode("utf-8", "surrogatepass")).hexdigest(),
        }
    )


def _by_folder(problems: Iterable[Problem], groups: Mapping[str, Group]) -> dict[str, list[Problem]]:
    """Return problems by folder; while the folders are many, the deepest go with the one they are in."""
    folders: dict[str, list[Problem]] = {}
    for problem in problems:
        folders.setdefault(groups[problem.fingerprint].folder, []).append(problem)
    while len(folders) > MAX_FOLDERS:
        deepest = max(map(_depth, folders))
        shorter: dict[str, list[Problem]] = {}
        for folder, some in folders.items():
            shorter.setdefault(dirname(folder) if _depth(folder) == deepest else folder, []).extend(some)
        folders = shorter
    return folders


def _depth(folder: str) -> int:
    return len(folder.split("/")) if folder else 0
