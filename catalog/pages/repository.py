# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The page of a repository: what it is, on what terms it may be reused, what it holds and who holds it too."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any
from urllib.parse import quote

from catalog.pages import degrees, holders, publiccode, structured
from catalog.pages.edition import Edition
from catalog.pages.index import OTHER, licence_name, owner_key, repository_key
from catalog.pages.modules import module_rows
from catalog.pages.page import MAX_NAME, MAX_TEXT, Fact, Page, Pages, Sheet, batches, cut, link, web_links
from catalog.pages.settings import Address
from catalog.pages.siblings import siblings_of
from catalog.view import OwnerEntry, ReleaseEntry, RepositoryEntry
from scanner.models import Visibility

SWH = "https://archive.softwareheritage.org/browse/origin/?origin_url="
MAX_TOPICS = 50


def pages(edition: Edition) -> Iterator[Pages]:
    """Yield the page of each repository, gone ones too."""
    for number, entries in enumerate(batches(edition.index.view.repositories)):
        yield Pages(f"repositories/{number}", partial(_around, edition, entries), partial(_pages, edition, entries))


def _around(edition: Edition, entries: Sequence[RepositoryEntry]) -> tuple[object, ...]:
    """Return all that the pages of a few repositories depend on."""
    index = edition.index
    owners = {owner_key(entry.host, entry.owner) for entry in entries}
    return (
        entries,
        [index.owner_by_key[owner] for owner in sorted(owners) if owner in index.owner_by_key],
        [entry for entry in map(index.ranked.get, map(repository_key, entries)) if entry] if index.ranked else [],
        edition.origin,
        index.api.odd,
        [holders.links(edition, entry.clones) for entry in entries if entry.clones],
        [edition.ministry_url(ministry) for ministry in sorted({entry.ministry for entry in entries})],
        [index.licence_slugs.get(name) for name in sorted(set(map(licence_name, entries)))],
        [index.language_slugs.get(language) for language in sorted({entry.language for entry in entries})],
    )


def _pages(edition: Edition, entries: Sequence[RepositoryEntry]) -> Iterator[Page]:
    index = edition.index
    for entry in entries:
        key = repository_key(entry)
        owner = index.owner_by_key.get(owner_key(entry.host, entry.owner))
        links = (edition.ministry_url(entry.ministry), _licence_url(edition, entry), _language_url(edition, entry))
        beside = (index.api.file_of(entry), holders.links(edition, entry.clones), links)
        made_from = (entry, owner, index.ranked.get(key), edition.origin, beside)
        yield Page(
            "repositories",
            index.repository_slugs[key],
            "repository.html",
            partial(_repository, edition, entry, owner),
            made_from,
        )


def _repository(edition: Edition, entry: RepositoryEntry, owner: OwnerEntry | None) -> dict[str, Any]:
    ranked = edition.index.ranked.get(repository_key(entry)) if edition.index.internal else None
    archive = SWH + quote(entry.html_url, safe="") if _is_archived(entry) else ""
    whole = holders.holders_of(entry)
    siblings = siblings_of(edition.index, entry)
    page = structured.absolute(edition, edition.repository_url(entry)) or link(entry.html_url)
    return {
        "name": cut(entry.name or entry.full_name or entry.host, MAX_NAME),
        "repository": entry,
        "description": cut(entry.description, MAX_TEXT) or publiccode.short_description(edition, entry),
        "sentence": _sentence(edition, entry, owner),
        "flags": edition.words.flags(entry),
        "owner_url": edition.owner_url(entry.host, entry.owner),
        "ranked_url": edition.ranked_url(ranked) if ranked else "",
        "facts": _facts(edition, entry, owner),
        "links": _links(edition, entry),
        "licence": {"sentences": [], "sources": []} | edition.words.licence(entry),
        "licence_url": _licence_url(edition, entry),
        "degree": degrees.degree_of(edition, entry),
        "publiccode": publiccode.told(edition, entry),
        "community": edition.words.community(entry),
        "modules": module_rows(edition, entry),
        "holders": holders.told(edition, entry, whole) if whole else None,
        "stakes": _stakes(edition, entry) if not ranked else [],
        "findings": edition.words.findings(entry) if edition.index.internal and not ranked else [],
        "releases": [_release(edition, release) for release in entry.releases],
        "earlier_releases": entry.earlier_releases,
        "archive": archive,
        "siblings": siblings,
        "badges": degrees.badges_of(edition, entry, page, structured.absolute(edition, siblings.badge)),
        "corrections": _corrections(edition, entry),
        "source_url": link(entry.html_url),
        "json_ld": structured.of_repository(edition, entry, owner, archive),
    }


def _sentence(edition: Edition, entry: RepositoryEntry, owner: OwnerEntry | None) -> str:
    """Return what a repository is in one sentence made from its facts."""
    _ = edition.translate
    said = {
        "owner": cut((owner.name if owner else "") or entry.owner, MAX_NAME),
        "language": cut(entry.language, MAX_NAME),
        "terms": _terms(edition, entry),
    }
    if entry.visibility is not Visibility.PUBLIC:
        return (
            _("Closed source code of {owner}, in {language}, {terms}.", **said)
            if entry.language
            else _("Closed source code of {owner}, {terms}.", **said)
        )
    return (
        _("Source code in {language}, published by {owner} {terms}.", **said)
        if entry.language
        else _("Source code published by {owner} {terms}.", **said)
    )


def _terms(edition: Edition, entry: RepositoryEntry) -> str:
    _, licence = edition.translate, licence_name(entry)
    if licence and licence != OTHER:
        return _("under {licence}", licence=cut(licence, MAX_NAME))
    if licence == OTHER:
        return _("under a licence that isn’t recognised")
    known = entry.licence is not None
    return _("without a declared licence") if known else _("under a licence that isn’t known")


def _facts(edition: Edition, entry: RepositoryEntry, owner: OwnerEntry | None) -> list[Fact]:
    """Return the card: what each repository should say is told as missing; the rest is there when it is known."""
    _ = edition.translate
    ministry = edition.ministry_url(entry.ministry) if entry.ministry else ""
    expected = [
        Fact(_("Owner"), cut(entry.owner, MAX_NAME), edition.owner_url(entry.host, entry.owner)),
        Fact(_("Ministry"), cut(entry.ministry, MAX_NAME), ministry),
        Fact(_("Language"), cut(entry.language, MAX_NAME), _language_url(edition, entry)),
        Fact(_("Created on"), edition.day_of(entry.created_at)),
        Fact(_("Last update"), edition.day_of(entry.updated_at)),
    ]
    counts = ((_("Stars"), entry.stars), (_("Forks"), entry.forks), (_("Open issues"), entry.open_issues))
    others = [
        Fact(_("Administration"), cut(owner.organization, MAX_NAME) if owner else ""),
        Fact(_("Forge"), edition.forge(entry.host)),
        Fact(_("Visibility"), edition.words.visibility(entry.visibility) if edition.index.internal else ""),
        Fact(_("Opened on"), edition.day_of(entry.opened_on)),
        Fact(_("Topics"), cut(", ".join(entry.topics[:MAX_TOPICS]), MAX_TEXT)),
        *(Fact(label, edition.number(count)) for label, count in counts if count is not None),
        Fact(_("Main branch"), cut(entry.default_branch, MAX_NAME)),
        Fact(_("Commit read"), entry.commit[:12]),
        Fact(_("Former names"), cut(", ".join(entry.previous_names), MAX_TEXT)),
    ]
    return expected + [fact for fact in others if fact.value]


def _licence_url(edition: Edition, entry: RepositoryEntry) -> str:
    """Return the page of those under the same licence, "" when it isn't known."""
    name = licence_name(entry)
    return edition.url("licences", slug) if name and (slug := edition.index.licence_slugs.get(name)) else ""


def _language_url(edition: Edition, entry: RepositoryEntry) -> str:
    """Return the page of those in the same language, "" when it isn't known."""
    slug = edition.index.language_slugs.get(entry.language) if entry.language else ""
    return edition.url("languages", slug) if slug else ""


def _stakes(edition: Edition, entry: RepositoryEntry) -> list[dict[str, Any]]:
    """Return what the code holds of public action; the reusable modules have a section of their own."""
    points = [point for point in entry.points if point.axis == "transparency"]
    return [axis for axis in edition.words.axes(points) if axis["reasons"]]


def _links(edition: Edition, entry: RepositoryEntry) -> Sheet:
    _ = edition.translate
    return web_links((_("Source code"), entry.html_url), (_("Web site"), entry.homepage))


def _is_archived(entry: RepositoryEntry) -> bool:
    return entry.visibility is Visibility.PUBLIC and bool(link(entry.html_url))


def _corrections(edition: Edition, entry: RepositoryEntry) -> Address | None:
    """Return where to write about this entry: a message's subject already names it."""
    address = edition.corrections()
    if address is None or not address["url"].startswith("mailto:"):
        return address
    subject = edition.translate("Correction of the entry {name}", name=cut(repository_key(entry), MAX_NAME))
    return address | {"url": f"{address['url']}?subject={quote(subject, safe='')}"}


def _release(edition: Edition, release: ReleaseEntry) -> dict[str, str]:
    name = release.name if release.name != release.tag else ""
    return {
        "tag": cut(release.tag, MAX_NAME),
        "name": cut(name, MAX_NAME),
        "day": edition.day_of(release.published_at),
        "url": link(release.url),
    }
