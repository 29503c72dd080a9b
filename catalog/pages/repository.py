# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The page of one repository."""

from collections.abc import Iterator
from functools import partial
from typing import Any
from urllib.parse import quote

from catalog.pages.edition import Edition
from catalog.pages.index import licence_name, repository_key
from catalog.pages.page import MAX_MODULES, MAX_NAME, MAX_TEXT, Page, Sheet, cut, link, web_links
from catalog.view import RepositoryEntry
from scanner.models import Visibility

SWH = "https://archive.softwareheritage.org/browse/origin/?origin_url="
MAX_TOPICS = 50


def pages(edition: Edition) -> Iterator[Page]:
    """Yield the page of each repository, gone ones too."""
    index = edition.index
    for entry in index.view.repositories:
        key = repository_key(entry)
        made_from = (entry, edition.owner_url(entry.host, entry.owner), index.ranked.get(key))
        yield Page(
            "repositories",
            index.repository_slugs[key],
            "repository.html",
            partial(_repository, edition, entry),
            made_from,
        )


def _repository(edition: Edition, entry: RepositoryEntry) -> dict[str, Any]:
    ranked = edition.index.ranked.get(repository_key(entry)) if edition.index.internal else None
    return {
        "name": cut(entry.name or entry.full_name or entry.host, MAX_NAME),
        "repository": entry,
        "description": cut(entry.description, MAX_TEXT),
        "flags": edition.words.flags(entry),
        "owner_url": edition.owner_url(entry.host, entry.owner),
        "ranked_url": edition.ranked_url(ranked) if ranked else "",
        "sheet": _repository_sheet(edition, entry),
        "links": _repository_links(edition, entry),
        "licence": {"sentences": [], "sources": []} | edition.words.licence(entry),
        "community": edition.words.community(entry),
        "modules": edition.words.modules(entry, MAX_MODULES),
        "axes": edition.words.axes(entry.points) if entry.points and not ranked else [],
        "findings": edition.words.findings(entry) if edition.index.internal and not ranked else [],
        "archive": SWH + quote(entry.html_url, safe="") if _is_archived(entry) else "",
        "json_ld": json_ld(entry),
    }


def _repository_sheet(edition: Edition, entry: RepositoryEntry) -> Sheet:
    _ = edition.translate
    counts = ((_("Stars"), entry.stars), (_("Forks"), entry.forks), (_("Open issues"), entry.open_issues))
    lines = [
        (_("Owner"), cut(entry.owner, MAX_NAME)),
        (_("Ministry"), cut(entry.ministry, MAX_NAME)),
        (_("Forge"), edition.forge(entry.host)),
        (_("Visibility"), edition.words.visibility(entry.visibility) if edition.index.internal else ""),
        (_("Language"), cut(entry.language, MAX_NAME)),
        (_("Topics"), cut(", ".join(entry.topics[:MAX_TOPICS]), MAX_TEXT)),
        *((label, edition.number(count)) for label, count in counts if count is not None),
        (_("Created on"), edition.day_of(entry.created_at)),
        (_("Last update"), edition.day_of(entry.updated_at)),
        (_("Commit read"), entry.commit[:12]),
    ]
    return [(label, value) for label, value in lines if value]


def _repository_links(edition: Edition, entry: RepositoryEntry) -> Sheet:
    _ = edition.translate
    return web_links((_("Source code"), entry.html_url), (_("Web site"), entry.homepage))


def _is_archived(entry: RepositoryEntry) -> bool:
    return entry.visibility is Visibility.PUBLIC and bool(link(entry.html_url))


def json_ld(entry: RepositoryEntry) -> dict[str, Any]:
    """Return a repository as schema.org's SoftwareSourceCode; what is unknown is left out."""
    licence = licence_name(entry)
    simple = bool(licence) and licence.replace("-", "").replace(".", "").isalnum() and entry.licence is not None
    known = {
        "name": cut(entry.name, MAX_NAME),
        "description": cut(entry.description, MAX_TEXT),
        "codeRepository": link(entry.html_url),
        "url": link(entry.homepage),
        "programmingLanguage": cut(entry.language, MAX_NAME),
        "license": f"https://spdx.org/licenses/{licence}" if simple else "",
        "keywords": [cut(topic, MAX_NAME) for topic in entry.topics[:MAX_TOPICS]],
        "dateCreated": entry.created_at,
        "dateModified": entry.updated_at,
    }
    kept = {key: value for key, value in known.items() if value}
    return {"@context": "https://schema.org", "@type": "SoftwareSourceCode"} | kept
