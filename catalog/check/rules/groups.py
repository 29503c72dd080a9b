# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Files told one by one while they are few in a folder, and as one problem when they are many."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from catalog.check.models import Severity, Spotted


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


def told(members: Iterable[Member], apart: int, sentences: dict[str, Sentences]) -> Iterator[Spotted]:
    """Yield each file, or one problem for those of a folder that are more than `apart`, on the first of them.

    Args:
        members: in any order.
        apart: files of a folder that are told one by one at most.
        sentences: by detail.
    """
    groups: dict[tuple[str, str, Severity | None], list[Member]] = {}
    for member in members:
        groups.setdefault((member.folder, member.detail, member.severity), []).append(member)
    for (folder, detail, severity), group in sorted(groups.items(), key=lambda item: item[0][:2]):
        one, many = sentences[detail]
        if len(group) <= apart:
            yield from (Spotted(path=each.path, message=one, detail=detail, severity=severity) for each in group)
            continue
        fields = {"count": len(group), "folder": f"{folder}/" if folder else "./"}
        first = min(member.path for member in group)
        yield Spotted(path=first, message=many, fields=fields, detail=detail, severity=severity, key=f"{folder}/")
