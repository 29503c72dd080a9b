# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The accounts and groups of forges that hold the code: their list, and one page each.

The page of an owner says who answers for its code, how its repositories stand, which of their modules can be reused,
and what happened to them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from typing import Any, NamedTuple, Protocol, TypeVar

from catalog.pages import news_words, structured
from catalog.pages.edition import Edition
from catalog.pages.finders import owner_finder
from catalog.pages.index import Index, Part, owner_key
from catalog.pages.indicators import figures_of, indicators, last_activity, table_row, told
from catalog.pages.modules import module_row
from catalog.pages.page import (
    MAX_MODULES,
    MAX_NAME,
    MAX_SUMMARY,
    MAX_TEXT,
    Fact,
    Page,
    Pages,
    Sheet,
    batches,
    cut,
    web_links,
)
from catalog.pages.rows import without_values
from catalog.view import NewsEntry, OwnerEntry, RankedEntry, ReferentEntry, RepositoryEntry

MAX_NEWS = 10
MAX_RANKED = 10


class Known(NamedTuple):
    """What the page of an owner is made from."""

    owner: OwnerEntry
    repositories: tuple[RepositoryEntry, ...]
    parts: tuple[Part, ...]
    """Its best modules."""
    news: tuple[NewsEntry, ...]
    ranked: tuple[RankedEntry, ...]


def pages(edition: Edition) -> Iterator[Page | Pages]:
    """Yield the list of the owners and the page of each."""
    owners, found_by = edition.index.owners, owner_finder(edition)
    for slug, shown, pager in edition.cut_pages("owners", "index", owners):
        found_here = found_by if pager["number"] == 1 else without_values(found_by)
        context = {"pages": pager, "total": len(owners), "finder": found_here}
        yield Page("owners", slug, "owners.html", partial(_list, edition, shown, context), (shown, context))
    for number, batch in enumerate(batches(edition.index.once(read_owners))):
        yield Pages(f"owners/{number}", partial(_around, edition, batch), partial(_pages, edition, batch))


def read_owners(index: Index) -> list[Known]:
    """Return each owner that has repositories, with what the view holds of it."""
    view = index.view
    parts = _grouped(index.modules, lambda part: part.repository)
    news, ranked = _grouped(view.news, lambda entry: entry), _grouped(view.to_open, lambda entry: entry)
    return [
        Known(
            owner,
            tuple(index.repositories_of(owner)),
            tuple(parts.get(key, ())[:MAX_MODULES]),
            tuple(news.get(key, ())[:MAX_NEWS]),
            tuple(ranked.get(key, ())),
        )
        for key, owner in index.owner_by_key.items()
    ]


_Thing = TypeVar("_Thing")


class _Owned(Protocol):
    """What an owner holds."""

    @property
    def host(self) -> str: ...
    @property
    def owner(self) -> str: ...


def _grouped(things: Iterable[_Thing], owned: Callable[[_Thing], _Owned]) -> dict[str, list[_Thing]]:
    """Return things by the key of their owner, in their order."""
    groups: dict[str, list[_Thing]] = defaultdict(list)
    for thing in things:
        groups[owner_key(owned(thing).host, owned(thing).owner)].append(thing)
    return groups


def _list(edition: Edition, shown: Sequence[OwnerEntry], context: dict[str, Any]) -> dict[str, Any]:
    return context | {"rows": [_owner_row(edition, owner) for owner in shown]}


def _owner_row(edition: Edition, owner: OwnerEntry) -> dict[str, Any]:
    return {
        "name": cut(owner.name or owner.login, MAX_NAME),
        "login": edition.account(owner),
        "host": edition.forge(owner.host),
        "url": edition.owner_url(owner.host, owner.login),
        "description": cut(owner.description, MAX_SUMMARY),
        "facts": [fact for fact in _told(edition, owner) if fact],
    }


def _told(edition: Edition, owner: OwnerEntry) -> Iterator[str]:
    """Yield what the list tells of an owner in a few words."""
    _ = edition.translate
    yield _.ngettext("{n} repository", "{n} repositories", owner.repositories_count)
    yield cut(owner.organization, MAX_NAME)
    yield cut(owner.ministry, MAX_NAME) if owner.ministry != owner.organization else ""
    yield "" if owner.vouched else _("attachment not confirmed")


# --- one owner -------------------------------------------------------------------------------------------------------


def _pages(edition: Edition, batch: Sequence[Known]) -> Iterator[Page]:
    for known in batch:
        yield from _pages_of(edition, known)


def _pages_of(edition: Edition, known: Known) -> Iterator[Page]:
    slug = edition.index.owner_slugs[owner_key(known.owner.host, known.owner.login)]
    for page, shown, pager in edition.cut_pages("owners", slug, known.repositories):
        context = {"pages": pager, "total": len(known.repositories)}
        above = _above(edition, known) if pager["number"] == 1 else ()
        made_from = (*_below(edition, known), shown, context, *above)
        yield Page("owners", page, "owner.html", partial(_owner, edition, known, shown, context), made_from)


def _around(edition: Edition, batch: Sequence[Known]) -> tuple[object, ...]:
    """Return all that the pages of a few owners depend on."""
    return tuple(chain.from_iterable((*_below(edition, known), *_above(edition, known)) for known in batch))


def _below(edition: Edition, known: Known) -> tuple[object, ...]:
    """Return what all the pages of an owner depend on, beside the repositories that each shows."""
    return known.owner, edition.ministry_url(known.owner.ministry), edition.origin


def _above(edition: Edition, known: Known) -> tuple[object, ...]:
    """Return what the first of them depends on too."""
    return (
        known.repositories,
        [part.key for part in known.parts],
        known.news,
        [_repository_url(edition, entry) for entry in known.news],
        known.ranked,
    )


def _repository_url(edition: Edition, entry: NewsEntry) -> str:
    """Return the page of the repository that a piece of news is about, "" when it has none any more."""
    repository = edition.index.by_key.get(f"{entry.host}/{entry.full_name}")
    return edition.repository_url(repository) if repository else ""


def _owner(edition: Edition, known: Known, shown: Sequence[RepositoryEntry], context: dict[str, Any]) -> dict[str, Any]:
    owner = known.owner
    return (
        context
        | {
            "name": cut(owner.name or owner.login, MAX_NAME),
            "owner": owner,
            "description": cut(owner.description, MAX_TEXT),
            "facts": _facts(edition, owner),
            "links": _links(edition, owner),
            "rows": [table_row(edition, entry) for entry in shown],
            "json_ld": structured.of_owner(edition, owner),
            "ministry_url": edition.ministry_url(owner.ministry) if owner.ministry else "",
        }
        | (_first_page(edition, known) if context["pages"]["number"] == 1 else _NOTHING_MORE)
    )


_NOTHING_MORE: dict[str, Any] = {"figures": [], "last": "", "modules": [], "news": [], "ranked": [], "more_ranked": 0}


def _first_page(edition: Edition, known: Known) -> dict[str, Any]:
    """Return what stands above the repositories, on the first page alone."""
    found = indicators(known.repositories, edition.index.view.date)
    return {
        "figures": [told(edition, found[name], "#repositories") for name in figures_of(edition)],
        "last": last_activity(edition, known.repositories),
        "modules": [module_row(edition, part) for part in known.parts],
        "news": [_news(edition, entry) for entry in known.news],
        "ranked": [edition.ranked_row(entry) for entry in known.ranked[:MAX_RANKED]],
        "more_ranked": max(0, len(known.ranked) - MAX_RANKED),
    }


def _news(edition: Edition, entry: NewsEntry) -> dict[str, str]:
    return {
        "day": edition.day_of(entry.at),
        "name": cut(entry.name or entry.full_name, MAX_NAME),
        "url": _repository_url(edition, entry),
        "kind": news_words.kind_word(edition.translate, entry.kind),
        "sentence": news_words.sentence(edition.translate, entry),
    }


def _facts(edition: Edition, owner: OwnerEntry) -> list[Fact]:
    """Return the card: what each owner should say is told as missing; the rest is there when it is known."""
    _ = edition.translate
    expected = [
        Fact(_("Account"), cut(owner.login, MAX_NAME)),
        Fact(_("Administration"), cut(owner.organization, MAX_NAME)),
        Fact(_("Ministry"), cut(owner.ministry, MAX_NAME), edition.ministry_url(owner.ministry)),
        Fact(_("Code referent"), _referent(owner.referent)),
    ]
    others = [
        Fact(_("Forge"), edition.forge(owner.host)),
        Fact(_("Attachment"), "" if owner.vouched else _("not confirmed: nobody vouches for this account")),
        Fact(_("Vouched for by"), cut(", ".join(owner.vouched_by), MAX_TEXT)),
        Fact(_("Place"), cut(owner.location, MAX_NAME)),
        Fact(_("Created on"), edition.day_of(owner.created_at)),
    ]
    return expected + [fact for fact in others if fact.value]


def _referent(referent: ReferentEntry | None) -> str:
    if referent is None:
        return ""
    told = ", ".join(filter(None, (referent.name, referent.role)))
    return cut(f"{told} ({referent.email})" if referent.email else told, MAX_TEXT)


def _links(edition: Edition, owner: OwnerEntry) -> Sheet:
    _ = edition.translate
    return web_links(
        (_("On its forge"), owner.html_url),
        (_("Web site"), owner.website),
        (_("Open source policy"), owner.floss_policy),
        (_("Open source programme office"), owner.ospo_url),
        (_("Contact of the code referent"), owner.referent.url if owner.referent else ""),
    )
