# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The accounts and groups of forges that hold the code: their list, and one page each."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from catalog.pages.edition import Edition
from catalog.pages.index import repository_key
from catalog.pages.page import MAX_NAME, MAX_SUMMARY, MAX_TEXT, Page, Sheet, cut, web_links
from catalog.view import OwnerEntry, ReferentEntry, RepositoryEntry


def pages(edition: Edition) -> Iterator[Page]:
    """Yield the list of the owners and the page of each."""
    owners = edition.index.owners
    for slug, shown, pager in edition.cut_pages("owners", "index", owners):
        context = {"pages": pager, "total": len(owners)}
        yield Page("owners", slug, "owners.html", partial(_list, edition, shown, context), (*shown, context))
    for owner in owners:
        yield from _pages_of(edition, owner)


def _list(edition: Edition, shown: Sequence[OwnerEntry], context: dict[str, Any]) -> dict[str, Any]:
    return context | {"rows": [_owner_row(edition, owner) for owner in shown]}


def _pages_of(edition: Edition, owner: OwnerEntry) -> Iterator[Page]:
    entries = edition.index.repositories_of(owner)
    slug = edition.index.owner_slugs[f"{owner.host}/{owner.login}"]
    for page, shown, pager in edition.cut_pages("owners", slug, entries):
        context = {"pages": pager, "total": len(entries)}
        made_from = (owner, *shown, context)
        yield Page("owners", page, "owner.html", partial(_owner, edition, owner, shown, context), made_from)


def _owner(
    edition: Edition, owner: OwnerEntry, shown: Sequence[RepositoryEntry], context: dict[str, Any]
) -> dict[str, Any]:
    return context | {
        "name": cut(owner.name or owner.login, MAX_NAME),
        "owner": owner,
        "description": cut(owner.description, MAX_TEXT),
        "sheet": _owner_sheet(edition, owner),
        "links": _owner_links(edition, owner),
        "rows": [edition.row(repository_key(entry)) for entry in shown],
    }


def _owner_row(edition: Edition, owner: OwnerEntry) -> dict[str, Any]:
    return {
        "name": cut(owner.name or owner.login, MAX_NAME),
        "login": cut(owner.login, MAX_NAME),
        "host": edition.forge(owner.host),
        "url": edition.owner_url(owner.host, owner.login),
        "description": cut(owner.description, MAX_SUMMARY),
        "count": owner.repositories_count,
        "organization": cut(owner.organization, MAX_NAME),
        "ministry": cut(owner.ministry, MAX_NAME),
        "vouched": owner.vouched,
    }


def _owner_sheet(edition: Edition, owner: OwnerEntry) -> Sheet:
    _ = edition.translate
    lines = [
        (_("Account"), cut(owner.login, MAX_NAME)),
        (_("Forge"), edition.forge(owner.host)),
        (_("Administration"), cut(owner.organization, MAX_NAME)),
        (_("Ministry"), cut(owner.ministry, MAX_NAME)),
        (_("Attachment"), "" if owner.vouched else _("not confirmed: nobody vouches for this account")),
        (_("Vouched for by"), cut(", ".join(owner.vouched_by), MAX_TEXT)),
        (_("Code referent"), _referent(owner.referent)),
        (_("Place"), cut(owner.location, MAX_NAME)),
        (_("Created on"), edition.day_of(owner.created_at)),
    ]
    return [(label, value) for label, value in lines if value]


def _referent(referent: ReferentEntry | None) -> str:
    if referent is None:
        return ""
    told = ", ".join(filter(None, (referent.name, referent.role)))
    return cut(f"{told} ({referent.email})" if referent.email else told, MAX_TEXT)


def _owner_links(edition: Edition, owner: OwnerEntry) -> Sheet:
    _ = edition.translate
    return web_links(
        (_("On its forge"), owner.html_url),
        (_("Web site"), owner.website),
        (_("Open source policy"), owner.floss_policy),
        (_("Open source programme office"), owner.ospo_url),
        (_("Contact of the code referent"), owner.referent.url if owner.referent else ""),
    )
