# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""How a group of repositories stands: a few figures, each the rows that it counts, of those for which it is known.

What isn't known is counted apart, and a figure of which nothing is known is told as missing: never as zero.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import compress
from typing import Any, NamedTuple

from catalog.pages.edition import Edition
from catalog.pages.index import OTHER, licence_name, repository_key
from catalog.pages.measures import ACTIVITY, activity, activity_limits, publiccode_state
from catalog.pages.page import MAX_NAME, cut
from catalog.view import RepositoryEntry
from scanner.models import Visibility

DEGREES = ("degree-a", "degree-b", "degree-c")
FIGURES = ("all", "open", "licence", "publiccode", "scanned", "active", *DEGREES)
"""Names of the figures, in their order."""
_SHARES = ("open", "licence", "publiccode", "scanned", "active")

Test = Callable[[RepositoryEntry], bool | None]


class Indicator(NamedTuple):
    """A figure on a group of repositories."""

    name: str
    rows: list[RepositoryEntry]
    """Those that it counts."""
    known: int
    """Repositories of the group for which it is known whether they count."""
    total: int

    @property
    def share(self) -> float | None:
        """Part of the known ones that it counts, 0 to 1; None when nothing is known."""
        return len(self.rows) / self.known if self.known else None


def indicators(entries: Sequence[RepositoryEntry], day: str) -> dict[str, Indicator]:
    """Return every figure of `FIGURES` on a group of repositories; `day` is that of the data."""
    tests = _tests(day)
    answers = zip(*([test(entry) for test in tests.values()] for entry in entries), strict=True)
    return {name: _counted(name, entries, next(answers, ())) for name in tests}


def licensed(entries: Sequence[RepositoryEntry]) -> Indicator:
    """Return which repositories of a group are under a recognised licence, of those whose licence is known."""
    return _counted("licence", entries, [_is_licensed(entry) for entry in entries])


def _tests(day: str) -> dict[str, Test]:
    """Return what each figure counts: yes, no, or None when it isn't known."""
    limits = activity_limits(day)
    degrees: dict[str, Test] = {name: partial(_has_degree, name[-1].upper()) for name in DEGREES}
    return {
        "all": lambda _: True,
        "open": lambda entry: entry.visibility is Visibility.PUBLIC,
        "licence": _is_licensed,
        "publiccode": _has_publiccode,
        "scanned": lambda entry: bool(entry.scanned_at),
        "active": lambda entry: _is_active(entry, limits),
        **degrees,
    }


def _counted(name: str, entries: Sequence[RepositoryEntry], answers: Sequence[bool | None]) -> Indicator:
    return Indicator(name, list(compress(entries, answers)), len(answers) - answers.count(None), len(answers))


def _is_licensed(entry: RepositoryEntry) -> bool | None:
    if entry.licence is None and not entry.license_key:
        return None
    return licence_name(entry) not in ("", OTHER)


def _has_publiccode(entry: RepositoryEntry) -> bool | None:
    state = publiccode_state(entry)
    return state != "absent" if state else None


def _is_active(entry: RepositoryEntry, limits: tuple[str, ...]) -> bool | None:
    known = activity(entry, limits)
    return known in ACTIVITY[:2] if known else None


def _has_degree(degree: str, entry: RepositoryEntry) -> bool | None:
    return entry.degree == degree if entry.degree else None


def figures_of(edition: Edition) -> list[str]:
    """Return the names of the figures of a view; the public one has open code alone."""
    return [name for name in FIGURES if edition.index.internal or name != "open"]


# --- told ------------------------------------------------------------------------------------------------------------


def label(edition: Edition, found: Indicator) -> str:
    """Return what a figure is called, under its number."""
    _, number = edition.translate, len(found.rows)
    if found.name in DEGREES:
        letter = found.name[-1].upper()
        return _("of degree {letter} ({title})", letter=letter, title=edition.labels.degree(letter).lower())
    if found.name == "all":
        inside = edition.index.internal
        return (
            _.ngettext("repository", "repositories", number)
            if inside
            else _.ngettext("open repository", "open repositories", number)
        )
    return {
        "open": _("open to everybody"),
        "licence": _("under a recognised licence"),
        "publiccode": _("with a publiccode.yml"),
        "scanned": _("whose files have been read"),
        "active": _("updated in the last 12 months"),
    }[found.name]


def told(edition: Edition, found: Indicator, url: str) -> dict[str, str]:
    """Return a figure as cards show it; `url` is where its rows are."""
    return {
        "label": label(edition, found),
        "value": _value(edition, found),
        "note": _note(edition, found),
        "url": url if found.rows else "",
    }


def _value(edition: Edition, found: Indicator) -> str:
    """Write a share, or a number where a share says less; "" when it isn't known."""
    if found.share is None:
        return ""
    if found.name in _SHARES:
        return edition.translate.percent(found.share)
    return edition.number(len(found.rows))


def _note(edition: Edition, found: Indicator) -> str:
    _, number = edition.translate, edition.number
    if found.name == "all" or not found.known:
        return ""
    counted = _("{n} of {total}", n=number(len(found.rows)), total=number(found.known))
    unknown = found.total - found.known
    missing = _("not known for {n}", n=number(unknown)) if unknown else ""
    return ", ".join(filter(None, (counted, missing)))


def last_activity(edition: Edition, entries: Iterable[RepositoryEntry]) -> str:
    """Return the day of the last update of a group; "" when none is known."""
    return edition.day_of(max((entry.updated_at for entry in entries), default=""))


# --- the rows that are counted ---------------------------------------------------------------------------------------


def table_row(edition: Edition, entry: RepositoryEntry) -> dict[str, Any]:
    """Return a repository as a line of a table: each figure can be counted in its column."""
    licence = licence_name(entry)
    return {
        "name": cut(entry.name or entry.full_name or entry.host, MAX_NAME),
        "key": repository_key(entry),
        "url": edition.repository_url(entry),
        "owner": cut(entry.owner, MAX_NAME),
        "owner_url": edition.owner_url(entry.host, entry.owner),
        "flags": edition.words.flags(entry),
        "licence": cut(edition.words.licence_label(licence), MAX_NAME) if licence else "",
        "licensed": _is_licensed(entry),
        "publiccode": _has_publiccode(entry),
        "scanned": bool(entry.scanned_at),
        "degree": entry.degree,
        "updated": edition.day_of(entry.updated_at),
    }
