# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""One ``codemeta.json`` a repository (CodeMeta 3.0): what archives and research catalogs read of a source code.

Made from what the listing says of the repository and from its publiccode.yml; nobody is named but the organization
that owns it.
"""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any
from urllib.parse import quote

from catalog.links import is_web
from catalog.listing.codegouv import listed_by_owner
from catalog.listing.tables import json_text
from catalog.made import Bundle, Made, whole
from catalog.pages.index import Index, owner_key, repository_key
from catalog.pages.structured import licence_urls
from catalog.view import OwnerEntry, RepositoryEntry
from scanner.models import ForgeKind, OwnerKind

FOLDER = "data/codemeta"
_CONTEXT = "https://w3id.org/codemeta/3.0"
_ISSUES = {
    ForgeKind.GITHUB: "/issues",
    ForgeKind.GITLAB: "/-/issues",
    ForgeKind.GITEA: "/issues",
    ForgeKind.FORGEJO: "/issues",
    ForgeKind.GOGS: "/issues",
}
_STATUSES = {
    "concept": "concept",
    "development": "wip",
    "beta": "wip",
    "stable": "active",
    "obsolete": "unsupported",
}
"""publiccode.yml's words for the state of a development → those of repostatus.org, which CodeMeta asks for."""


def files(index: Index) -> Iterator[tuple[str, str]]:
    """Yield the path and text of each file."""
    return whole(contents(index))


def contents(index: Index) -> Iterator[Bundle]:
    """Yield the files, those of an owner's repositories in one bundle."""
    for entries in listed_by_owner(index.view):
        owner = _owner_of(entries[0], index)
        name = f"{FOLDER} {quote(repository_key(entries[0]))}"
        yield Bundle(name, (index.odd_slugs, entries, owner), partial(_files, index, entries, owner))


def _files(index: Index, entries: Iterable[RepositoryEntry], owner: OwnerEntry | None) -> Iterator[tuple[str, Made]]:
    for entry in entries:
        if path := codemeta_path(entry, index):
            yield path, Made((entry, owner), partial(_text, entry, index))


def _text(entry: RepositoryEntry, index: Index) -> str:
    return json_text(description(entry, index))


def codemeta_path(entry: RepositoryEntry, index: Index) -> str:
    """Return the path of a repository's file from the root of the site, "" when it has none."""
    slug = "" if entry.gone else index.repository_slugs.get(repository_key(entry), "")
    return f"{FOLDER}/{slug}.json" if slug else ""


def description(entry: RepositoryEntry, index: Index) -> dict[str, Any]:
    """Return a repository in the words of CodeMeta; what isn't known is left out."""
    address = entry.html_url if is_web(entry.html_url) else ""
    licences = licence_urls(entry)
    known = {
        "@context": _CONTEXT,
        "@type": "SoftwareSourceCode",
        "@id": address,
        "identifier": address,
        "name": entry.name,
        "description": entry.description or _short(entry),
        "codeRepository": address,
        "url": entry.homepage if is_web(entry.homepage) else address,
        "issueTracker": _issue_tracker(entry, address),
        "license": licences[0] if len(licences) == 1 else licences,
        "programmingLanguage": entry.language,
        "keywords": list(entry.topics),
        "version": entry.releases[0].tag if entry.releases else "",
        "dateCreated": entry.created_at[:10],
        "dateModified": (entry.pushed_at or entry.updated_at)[:10],
        "datePublished": entry.opened_on,
        "developmentStatus": _status(entry),
        "maintainer": _owner(_owner_of(entry, index)),
    }
    return {key: value for key, value in known.items() if value}


def _issue_tracker(entry: RepositoryEntry, address: str) -> str:
    ending = _ISSUES.get(entry.platform, "")
    return address.rstrip("/") + ending if address and ending and not entry.archived else ""


def _short(entry: RepositoryEntry) -> str:
    """Return the short description of the publiccode.yml, the French one first."""
    languages = entry.publiccode.document.get("description") if entry.publiccode else None
    if not isinstance(languages, dict):
        return ""
    ordered = [
        value for _, value in sorted(languages.items(), key=lambda pair: (not pair[0].startswith("fr"), pair[0]))
    ]
    texts = (value.get("shortDescription") for value in ordered if isinstance(value, dict))
    return next((" ".join(text.split()) for text in texts if isinstance(text, str) and text), "")


def _status(entry: RepositoryEntry) -> str:
    told = entry.publiccode.document.get("developmentStatus") if entry.publiccode else ""
    word = "inactive" if entry.archived else _STATUSES.get(str(told), "")
    return f"https://www.repostatus.org/#{word}" if word else ""


def _owner_of(entry: RepositoryEntry, index: Index) -> OwnerEntry | None:
    return index.owner_by_key.get(owner_key(entry.host, entry.owner))


def _owner(owner: OwnerEntry | None) -> dict[str, str]:
    if owner is None or owner.kind is not OwnerKind.ORGANIZATION:
        return {}
    known = {"@type": "Organization", "name": owner.name or owner.login, "url": owner.website or owner.html_url}
    return {key: value for key, value in known.items() if key != "url" or is_web(value)}
