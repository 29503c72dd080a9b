# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""``awesome.json``: the publiccode.yml documents of the listing, each with the versions of its repository.

The inventory's clients and the catalogs that read publiccode.yml take it as one list of documents. Only documents that
validate are there, as they were written; the others are counted by `left_out`. The standard's `url` says which software
a document describes: of two with the same one, a fork is left aside for the repository that bears that address.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from catalog.listing.api_paths import ApiPaths
from catalog.listing.codegouv import listed_repositories
from catalog.listing.ecosystems import Api, release
from catalog.listing.tables import Row, json_text
from catalog.view import RepositoryEntry, View

SHOWN_RELEASES = 3
"""Versions of one software: the newest, as the inventory told them."""


def files(paths: ApiPaths, base_url: str = "") -> Iterator[tuple[str, str]]:
    """Yield ``awesome.json``, under ``data/``; an empty list when no document validates."""
    yield "awesome.json", json_text(documents(paths, base_url))


def documents(paths: ApiPaths, base_url: str = "") -> list[Row]:
    """Return the valid documents sorted by the address of what they describe, each with `releases_url`, `releases`."""
    api = Api(paths, base_url)
    described: dict[str, RepositoryEntry] = {}
    for entry in sorted(_with_valid_document(paths.view), key=_not_the_original):
        described.setdefault(_address(entry), entry)
    return [_document(described[address], api) for address in sorted(described)]


def left_out(view: View) -> list[RepositoryEntry]:
    """Return the repositories of the listing whose publiccode.yml isn't valid, or is too large to be kept."""
    return [entry for entry in listed_repositories(view) if entry.publiccode and not _has_valid_document(entry)]


def _with_valid_document(view: View) -> Iterable[RepositoryEntry]:
    return (entry for entry in listed_repositories(view) if _has_valid_document(entry))


def _has_valid_document(entry: RepositoryEntry) -> bool:
    return bool(entry.publiccode and entry.publiccode.valid and entry.publiccode.document)


def _address(entry: RepositoryEntry) -> str:
    """Return the address of what a document describes, without what doesn't tell two repositories apart."""
    document = entry.publiccode.document if entry.publiccode else {}
    return _plain(str(document.get("url") or entry.html_url))


def _plain(url: str) -> str:
    return url.lower().rstrip("/").removesuffix(".git")


def _not_the_original(entry: RepositoryEntry) -> tuple[bool, bool, str, str]:
    """Order those that share an address, the one that bears it first, forks last."""
    return _plain(entry.html_url) != _address(entry), bool(entry.fork), entry.host, entry.full_name


def _document(entry: RepositoryEntry, api: Api) -> Row:
    document: dict[str, Any] = entry.publiccode.document if entry.publiccode else {}
    releases = [
        {"url": each.url, "repo_name": entry.full_name} | {key: value or "" for key, value in release(each).items()}
        for each in entry.releases[:SHOWN_RELEASES]
    ]
    return document | {"releases_url": api.releases_url(entry) or "", "releases": releases}
