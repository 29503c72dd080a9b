# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What a page says to machines, in the words of schema.org (JSON-LD); what is unknown is left out."""

import re
from collections.abc import Iterable
from typing import Any

from catalog.from_git import language_name
from catalog.pages.edition import Edition
from catalog.pages.index import OTHER, Part, licence_name
from catalog.pages.page import MAX_NAME, MAX_TEXT, cut, link
from catalog.pages.publiccode import short_description
from catalog.view import OwnerEntry, RepositoryEntry
from scanner.models import Visibility

Json = dict[str, Any]

_CONTEXT = "https://schema.org"
_MAX_PARTS = 20
_MAX_TOPICS = 50
_EXPRESSION = re.compile(r"[A-Za-z0-9.+() -]{1,200}")
_TIME = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?")
_EXCEPTION = re.compile(r"\bWITH +\S+")
_OPERATORS = re.compile(r"[ ()]+|\b(?:AND|OR)\b")
_NOT_LISTED = ("LicenseRef-", "DocumentRef-", "NOASSERTION", "NONE")


def of_repository(edition: Edition, entry: RepositoryEntry, owner: OwnerEntry | None, archive: str) -> Json:
    """Return a repository as a SoftwareSourceCode.

    Args:
        edition: the site in one language.
        entry: the repository.
        owner: its owner, when the site has a page on it.
        archive: its address in the archive of Software Heritage, or "".
    """
    page = absolute(edition, edition.repository_url(entry))
    return _kept(
        {
            "@context": _CONTEXT,
            "@type": "SoftwareSourceCode",
            "@id": page,
            "name": cut(entry.name or entry.full_name, MAX_NAME),
            "alternateName": cut(entry.full_name, MAX_NAME),
            "description": cut(entry.description, MAX_TEXT) or short_description(edition, entry),
            "url": page or link(entry.html_url),
            "codeRepository": link(entry.html_url),
            "programmingLanguage": cut(entry.language, MAX_NAME),
            "license": _one_or_all(licence_urls(entry)),
            "keywords": [cut(topic, MAX_NAME) for topic in entry.topics[:_MAX_TOPICS]],
            "version": cut(entry.releases[0].tag, MAX_NAME) if entry.releases else "",
            "dateCreated": _date(entry.created_at),
            "datePublished": _date(entry.opened_on),
            "dateModified": _date(entry.updated_at),
            "creativeWorkStatus": "Archived" if entry.archived else "",
            "maintainer": _organization(edition, entry, owner),
            "isAccessibleForFree": entry.visibility is Visibility.PUBLIC or None,
            "archivedAt": archive,
            "targetProduct": _product(entry),
            "hasPart": [_part(edition, Part(entry, module)) for module in entry.modules[:_MAX_PARTS]],
            "isPartOf": _site(edition),
        }
    )


def of_module(edition: Edition, part: Part) -> Json:
    """Return a module as a SoftwareSourceCode that is part of its repository's."""
    entry = part.repository
    repository = {
        "@type": "SoftwareSourceCode",
        "@id": absolute(edition, edition.repository_url(entry)),
        "name": cut(entry.name or entry.full_name, MAX_NAME),
        "codeRepository": link(entry.html_url),
    }
    known = {
        "@context": _CONTEXT,
        "codeRepository": link(entry.html_url),
        "programmingLanguage": language_name(str(part.module.data.get("language") or "")),
        "license": _one_or_all(licence_urls(entry)),
        "isPartOf": _kept(repository),
    }
    return _kept(known | _part(edition, part))


def of_owner(edition: Edition, owner: OwnerEntry) -> Json:
    """Return an owner as an organization."""
    above = {"@type": "GovernmentOrganization", "name": cut(owner.organization or owner.ministry, MAX_NAME)}
    page = absolute(edition, edition.owner_url(owner.host, owner.login))
    return _kept(
        {
            "@context": _CONTEXT,
            "@type": "Organization",
            "@id": page,
            "name": cut(owner.name or owner.login, MAX_NAME),
            "description": cut(owner.description, MAX_TEXT),
            "url": link(owner.website) or link(owner.html_url),
            "sameAs": link(owner.html_url),
            "parentOrganization": above if above["name"] else None,
        }
    )


def of_ministry(edition: Edition, name: str, owners: Iterable[OwnerEntry]) -> Json:
    """Return a ministry as an organization, with the accounts that are attached to it."""
    accounts = [
        _kept(
            {
                "@type": "Organization",
                "@id": absolute(edition, edition.owner_url(owner.host, owner.login)),
                "name": cut(owner.name or owner.login, MAX_NAME),
                "url": link(owner.html_url),
            }
        )
        for owner in owners
    ]
    page = absolute(edition, edition.ministry_url(name))
    known = {"@id": page, "name": cut(name, MAX_NAME), "subOrganization": accounts}
    return {"@context": _CONTEXT, "@type": "GovernmentOrganization"} | _kept(known)


def absolute(edition: Edition, path: str) -> str:
    """Return the web address of a page; "" when nobody said where the site is served."""
    origin = edition.origin
    return origin + path if origin and path else ""


def licence_urls(entry: RepositoryEntry) -> list[str]:
    """Return the SPDX page of each licence that a repository's expression names; none for what SPDX doesn't list."""
    expression = licence_name(entry)
    if expression == OTHER or not _EXPRESSION.fullmatch(expression):
        return []
    names = _OPERATORS.split(_EXCEPTION.sub(" ", expression))
    listed = [name for name in names if name and not name.startswith(_NOT_LISTED)]
    return [f"https://spdx.org/licenses/{name.removesuffix('+')}" for name in dict.fromkeys(listed)]


def _one_or_all(urls: list[str]) -> str | list[str]:
    return urls[0] if len(urls) == 1 else urls


def _organization(edition: Edition, entry: RepositoryEntry, owner: OwnerEntry | None) -> Json:
    name = (owner.name if owner else "") or entry.owner
    page = absolute(edition, edition.owner_url(entry.host, entry.owner))
    address = link(owner.website) or link(owner.html_url) if owner else ""
    return _kept({"@type": "Organization", "@id": page, "name": cut(name, MAX_NAME), "url": address})


def _product(entry: RepositoryEntry) -> Json | None:
    """Return the program that the code makes, when it has a site of its own."""
    home = link(entry.homepage)
    name = cut(entry.name or entry.full_name, MAX_NAME)
    return {"@type": "SoftwareApplication", "name": name, "url": home} if home else None


def _part(edition: Edition, part: Part) -> Json:
    page = absolute(edition, edition.module_url(part))
    return _kept({"@type": "SoftwareSourceCode", "@id": page, "name": cut(part.module.path, MAX_NAME), "url": page})


def _site(edition: Edition) -> Json | None:
    origin = edition.origin
    return {"@type": "WebSite", "@id": origin, "url": origin, "name": edition.name} if origin else None


def _date(text: str) -> str:
    """Return an ISO 8601 date or time, or "" for anything else."""
    return text if _TIME.fullmatch(text) else ""


def _kept(known: Json) -> Json:
    return {key: value for key, value in known.items() if value}
