# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Who else holds the same code: forks and copies of one work told apart from independent reuse."""

from collections.abc import Iterable
from typing import Any

from catalog.pages.edition import Edition
from catalog.pages.page import MAX_NAME, cut, link
from catalog.view import CloneEntry, RepositoryEntry

MAX_HOLDERS = 25
"""Holders shown of one unit; the others are counted."""

_SAME_WORK = ("fork", "copy")


def holders_of(entry: RepositoryEntry, unit: str = "") -> list[CloneEntry]:
    """Return who holds a repository's code, or that of one of its modules."""
    return [clone for clone in entry.clones if clone.unit == unit]


def told(edition: Edition, entry: RepositoryEntry, clones: list[CloneEntry]) -> dict[str, Any]:
    """Return the holders as rows, with their number in sentences."""
    return {
        "sentences": list(_sentences(edition, entry, clones)),
        "rows": [_row(edition, clone) for clone in clones[:MAX_HOLDERS]],
        "more": max(0, len(clones) - MAX_HOLDERS),
    }


def links(edition: Edition, clones: Iterable[CloneEntry]) -> tuple[str, ...]:
    """Return the addresses of the pages of holders: what a page that names them depends on."""
    return tuple(_page(edition, clone) for clone in clones)


def _sentences(edition: Edition, entry: RepositoryEntry, clones: list[CloneEntry]) -> Iterable[str]:
    _ = edition.translate
    apart = {_group(clone) for clone in clones if not clone.lineage} - {_group(entry)}
    counts = {kind: sum(clone.lineage == kind for clone in clones) for kind in (*_SAME_WORK, "descendant")}
    if apart:
        yield _.ngettext(
            "{n} other owner holds this code, or part of it, independently: the need may be shared.",
            "{n} other owners hold this code, or part of it, independently: the need may be shared.",
            len(apart),
        )
    if counts["descendant"]:
        yield _.ngettext(
            "A part of this code was taken out with its history into {n} repository.",
            "Parts of this code were taken out with their history into {n} repositories.",
            counts["descendant"],
        )
    if kin := sum(counts[kind] for kind in _SAME_WORK):
        yield _.ngettext(
            "{n} repository is a fork or a copy of it: the same work under another name.",
            "{n} repositories are forks or copies of it: the same work under other names.",
            kin,
        )


def _group(held: CloneEntry | RepositoryEntry) -> tuple[str, str]:
    """Return the group above all subgroups, with its host: they are one owner."""
    return held.host, held.owner.partition("/")[0].lower()


def _row(edition: Edition, clone: CloneEntry) -> dict[str, Any]:
    _ = edition.translate
    lineages = {
        "": _("independent"),
        "fork": _("fork"),
        "copy": _("copy without the history"),
        "descendant": _("part taken out with its history"),
    }
    return {
        "name": cut(clone.full_name, MAX_NAME),
        "host": edition.forge(clone.host),
        "page": _page(edition, clone),
        "url": link(clone.url),
        "path": cut(clone.path, MAX_NAME),
        "closed": not clone.public,
        "share": _.percent(clone.containment),
        "files": edition.number(clone.equal_files),
        "lineage": lineages.get(clone.lineage, clone.lineage),
    }


def _page(edition: Edition, clone: CloneEntry) -> str:
    """Return the page of a holder in this site, or "" when it has none."""
    slug = edition.index.repository_slugs.get(f"{clone.host}/{clone.full_name}")
    return edition.url("repositories", slug) if slug else ""
