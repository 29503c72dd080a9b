# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Files that are told one by one while they are few in a folder, and as one when they are many."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from catalog.check.models import Group, Severity, Spotted


class Member(NamedTuple):
    """A file that a rule speaks of."""

    folder: str
    """Under which it is told when there are many."""
    path: str
    detail: str
    severity: Severity | None


class Sentences(NamedTuple):
    """How one file is told, and how many: {count} of {folder}."""

    one: str
    many: str


def told(members: Iterable[Member], sentences: Mapping[str, Sentences]) -> Iterator[Spotted]:
    """Yield each file; those of a folder are gathered where a verdict is told, when they are many.

    Args:
        members: in any order.
        sentences: by detail.
    """
    for member in members:
        said = sentences[member.detail]
        group = Group(member.folder, said.many)
        yield Spotted(path=member.path, message=said.one, detail=member.detail, severity=member.severity, group=group)
