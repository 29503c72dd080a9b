# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The ministries: their list, and one page each with its indicators, its agencies as cards, and what it announced.

Each figure leads to the page of the repositories that it counts. What is due is told inside alone.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple, TypeVar

from catalog.belonging import Belonging
from catalog.pages import structured
from catalog.pages.edition import Edition
from catalog.pages.index import Index
from catalog.pages.indicators import DEGREES, Indicator, figures_of, indicators, label, last_activity, table_row, told
from catalog.pages.page import MAX_NAME, MAX_TEXT, Page, Pages, cut, link
from catalog.pages.tracking import quarter_label
from catalog.registers.due import DueKind
from catalog.reports.due import DUE_TITLES, due_line
from catalog.view import DueEntry, OpeningEntry, OwnerEntry, RankedEntry, RepositoryEntry, View

MAX_RANKED = 10
_ON_CARDS = ("all", "licence", "publiccode", "scanned")


class Ministry(NamedTuple):
    """What a view holds of a ministry; the one named "" is of the owners for which none is known."""

    name: str
    owners: tuple[OwnerEntry, ...]
    repositories: tuple[RepositoryEntry, ...]
    openings: tuple[OpeningEntry, ...]
    ranked: tuple[RankedEntry, ...]
    due: tuple[DueEntry, ...]


def pages(edition: Edition) -> Iterator[Page | Pages]:
    """Yield the list of the ministries, then the page of each with those of the rows that its figures count."""
    ministries = edition.index.once(read_ministries)
    numbers = [(each.name, len(each.owners), len(each.repositories)) for each in ministries]
    everything = [entry for each in ministries for entry in (*each.owners, *each.repositories)]
    yield Page("ministries", "index", "ministries.html", partial(_list, edition, ministries), (numbers, everything))
    for ministry in ministries:
        slug = edition.index.ministry_slugs[ministry.name]
        yield Pages(f"ministries {slug}", partial(_around, edition, ministry), partial(_pages_of, edition, ministry))


def read_ministries(index: Index) -> list[Ministry]:
    """Return the ministries that have repositories, the largest first, then what no ministry is known of."""
    view = index.view
    openings = _by_ministry(index, view.openings, _opened_by(view))
    ranked = _by_ministry(index, view.to_open, lambda entry: entry.ministry)
    due = _by_ministry(index, view.due, lambda each: each.ministry)
    nobodys = {""} & {*openings, *ranked, *due}
    names = sorted(
        {*index.by_ministry, *nobodys}, key=lambda name: (not name, -len(index.by_ministry.get(name, ())), name)
    )
    return [
        Ministry(
            name=name,
            owners=tuple(owner for owner in index.owners if owner.ministry == name),
            repositories=tuple(index.by_ministry.get(name, ())),
            openings=tuple(openings.get(name, ())),
            ranked=tuple(ranked.get(name, ())),
            due=tuple(due.get(name, ())),
        )
        for name in names
    ]


def _opened_by(view: View) -> Callable[[OpeningEntry], str]:
    """Return how to know the ministry of an opening: that of the closed code, else that of where it is open."""
    belonging = Belonging(view.owners)
    ranked = {f"{entry.host}/{entry.full_name}": entry.ministry for entry in view.to_open}

    def ministry(entry: OpeningEntry) -> str:
        closed = ranked.get(entry.repository) or belonging.ministry(entry.repository)
        return closed or belonging.ministry(entry.public_repository)

    return ministry


def read_figures(index: Index) -> dict[str, dict[str, Indicator]]:
    """Return the figures of each ministry."""
    return {each.name: indicators(each.repositories, index.view.date) for each in index.once(read_ministries)}


def _found(edition: Edition, ministry: Ministry) -> dict[str, Indicator]:
    return edition.index.once(read_figures)[ministry.name]


_Thing = TypeVar("_Thing")


def _by_ministry(index: Index, things: Iterable[_Thing], ministry: Callable[[_Thing], str]) -> dict[str, list[_Thing]]:
    """Return things by their ministry; under "" also those of a ministry that has no repository here."""
    groups: dict[str, list[_Thing]] = defaultdict(list)
    for thing in things:
        name = ministry(thing)
        groups[name if name in index.by_ministry else ""].append(thing)
    return groups


# --- the list --------------------------------------------------------------------------------------------------------


def _list(edition: Edition, ministries: Sequence[Ministry]) -> dict[str, Any]:
    return {"cards": [_card(edition, each) for each in ministries]}


def _card(edition: Edition, ministry: Ministry) -> dict[str, Any]:
    _, found = edition.translate, _found(edition, ministry)
    return {
        "name": _name(edition, ministry),
        "url": _url(edition, ministry),
        "known": bool(ministry.name),
        "by": _.ngettext("{n} account or group", "{n} accounts and groups", len(ministry.owners)),
        "figures": [told(edition, found[name], _url(edition, ministry, name)) for name in _ON_CARDS],
        "last": last_activity(edition, ministry.repositories),
    }


def _name(edition: Edition, ministry: Ministry) -> str:
    return cut(ministry.name, MAX_NAME) or edition.translate("No known ministry")


def _url(edition: Edition, ministry: Ministry, figure: str = "") -> str:
    slug = edition.index.ministry_slugs[ministry.name]
    return edition.url("ministries", f"{slug}/~{figure}" if figure else slug)


# --- one ministry ----------------------------------------------------------------------------------------------------


def _around(edition: Edition, ministry: Ministry) -> tuple[object, ...]:
    """Return all that the pages of a ministry depend on."""
    accounts = [edition.index.repositories_of(owner) for owner in ministry.owners]
    holders = sorted({(entry.host, entry.owner) for entry in ministry.repositories})
    return (
        edition.index.view.date,
        ministry.name,
        ministry.owners,
        ministry.repositories,
        [entry for entries in accounts for entry in entries],
        [edition.owner_url(*holder) for holder in holders],
        ministry.openings,
        ministry.ranked,
        ministry.due,
    )


def _pages_of(edition: Edition, ministry: Ministry) -> Iterator[Page]:
    """Yield the page of a ministry, those of the accounts that it has no room for, and the rows of its figures."""
    yield from _accounts(edition, ministry)
    for figure in figures_of(edition):
        yield from _rows(edition, ministry, _found(edition, ministry)[figure])


def _accounts(edition: Edition, ministry: Ministry) -> Iterator[Page]:
    slug = edition.index.ministry_slugs[ministry.name]
    accounts = sorted(ministry.owners, key=_by_body)
    for page, shown, pager in edition.cut_pages("ministries", slug, accounts):
        context = {"pages": pager, "owners_count": len(accounts)}
        entries = [entry for owner in shown for entry in edition.index.repositories_of(owner)]
        above = ministry if pager["number"] == 1 else (ministry.name,)
        make = partial(_ministry, edition, ministry, shown, context)
        yield Page("ministries", page, "ministry.html", make, (*above, shown, entries, context))


def _ministry(
    edition: Edition, ministry: Ministry, shown: Sequence[OwnerEntry], context: dict[str, Any]
) -> dict[str, Any]:
    first = context["pages"]["number"] == 1
    return context | {
        "name": _name(edition, ministry),
        "known": bool(ministry.name),
        "agencies": [_agency(edition, owner) for owner in shown],
        "json_ld": structured.of_ministry(edition, ministry.name, shown) if ministry.name else None,
        **(_first_page(edition, ministry) if first else _NOTHING_MORE),
    }


_NOTHING_MORE: dict[str, Any] = {"figures": [], "last": "", "openings": [], "ranked": [], "more_ranked": 0, "due": []}


def _first_page(edition: Edition, ministry: Ministry) -> dict[str, Any]:
    """Return what stands above the accounts, on the first page alone."""
    found = _found(edition, ministry)
    return {
        "figures": [told(edition, found[name], _url(edition, ministry, name)) for name in figures_of(edition)],
        "last": last_activity(edition, ministry.repositories),
        "openings": [_opening(edition, entry) for entry in ministry.openings],
        "ranked": [edition.ranked_row(entry) for entry in ministry.ranked[:MAX_RANKED]],
        "more_ranked": max(0, len(ministry.ranked) - MAX_RANKED),
        "due": _due(edition, ministry.due) if edition.index.internal else [],
    }


def _by_body(owner: OwnerEntry) -> tuple[bool, str, int, str]:
    """Put the accounts of one body together, the largest first; those that name none come last."""
    body = owner.organization.casefold()
    return (not body, body, -owner.repositories_count, owner.login.casefold())


def _agency(edition: Edition, owner: OwnerEntry) -> dict[str, Any]:
    entries = edition.index.repositories_of(owner)
    found = indicators(entries, edition.index.view.date)
    url = edition.owner_url(owner.host, owner.login)
    rows = url + "#repositories"
    degrees = [f"{name[-1].upper()} {len(found[name].rows)}" for name in DEGREES]
    known = found["degree-a"].known
    return {
        "name": cut(owner.name or owner.login, MAX_NAME),
        "url": url,
        "body": cut(owner.organization, MAX_NAME) if owner.organization not in (owner.name, owner.ministry) else "",
        "by": " · ".join(filter(None, (edition.account(owner), edition.forge(owner.host)))),
        "figures": [told(edition, found[name], rows) for name in _ON_CARDS],
        "degrees": " · ".join(degrees) if known else "",
        "last": last_activity(edition, entries),
        "referent": bool(owner.referent),
    }


def _opening(edition: Edition, entry: OpeningEntry) -> dict[str, str]:
    _ = edition.translate
    states = ((entry.effective, _("open")), (entry.late, _("late")))
    return {
        "name": cut(entry.name, MAX_NAME),
        "announced": quarter_label(edition, entry.quarter) if entry.quarter else "",
        "since": quarter_label(edition, entry.effective_quarter) if entry.effective_quarter else "",
        "state": next((word for true, word in states if true), _("announced")),
        "url": link(entry.public_repository),
        "source": link(entry.source),
    }


def _due(edition: Edition, due: Sequence[DueEntry]) -> list[dict[str, Any]]:
    """Return what is due, kind by kind, in the words of ``ouvrage status``."""
    _ = edition.translate
    of_kind = {kind: [each for each in due if each.kind is kind] for kind in DueKind}
    return [
        {"title": _(DUE_TITLES[kind]), "lines": [cut(due_line(each, _), MAX_TEXT) for each in group]}
        for kind, group in of_kind.items()
        if group
    ]


# --- the rows that a figure counts -----------------------------------------------------------------------------------


def _rows(edition: Edition, ministry: Ministry, found: Indicator) -> Iterator[Page]:
    if not found.rows:
        return
    slug = f"{edition.index.ministry_slugs[ministry.name]}/~{found.name}"
    frame = {
        "ministry": _name(edition, ministry),
        "ministry_url": _url(edition, ministry),
        "heading": label(edition, found),
    }
    for page, shown, pager in edition.cut_pages("ministries", slug, found.rows):
        total = len(found.rows) if pager["number"] == 1 else 0  # the others needn't be made anew when it changes
        context = frame | {"pages": pager, "total": total}
        made_from = (shown, [edition.owner_url(entry.host, entry.owner) for entry in shown], context)
        yield Page("ministries", page, "ministry_counted.html", partial(_counted, edition, shown, context), made_from)


def _counted(edition: Edition, shown: Sequence[RepositoryEntry], context: dict[str, Any]) -> dict[str, Any]:
    return context | {"rows": [table_row(edition, entry) for entry in shown]}
