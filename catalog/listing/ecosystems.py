# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The API of ecosyste.ms as static files under ``api/v1/``: what code.gouv.fr's pages of a repository or owner ask for.

They ask for ``hosts/HOST/repositories/OWNER/NAME`` and ``hosts/HOST/owners/LOGIN``, with `github` for github.com: files
of those very names, without suffix, so that any static server answers. Lists, which would be folders too, end in
`.json`. Null is what isn't known. A name that can't be a path has no file of its own; it stays in the lists.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, partial
from typing import Any, NamedTuple, TypeVar

from catalog.listing.api_paths import ROOT, ApiPaths, host_name
from catalog.listing.codegouv import license_key, listed_by_owner, owner_address, platform
from catalog.listing.dates import as_received
from catalog.listing.fixed_paths import address, is_path
from catalog.listing.tables import Row, json_text
from catalog.made import Bundle, Joined, Made, Text, whole
from catalog.view import ForgeEntry, OwnerEntry, ReleaseEntry, RepositoryEntry, View

FILES = (
    *("readme", "license", "contributing", "changelog", "publiccode", "codemeta", "code_of_conduct", "security"),
    *("citation", "governance", "roadmap", "authors", "support"),
)
"""The keys of `metadata.files`, each with a path or null."""


_Thing = TypeVar("_Thing", RepositoryEntry, OwnerEntry)


class _Group(NamedTuple):
    """Repositories of one owner that follow one another, with it."""

    entries: tuple[RepositoryEntry, ...]
    owner: OwnerEntry | None
    """None where it isn't listed."""


class Api:
    """The answers of one view's API; `base_url` is where the site is served, or "" (root-relative)."""

    def __init__(self, paths: ApiPaths, base_url: str = "") -> None:
        """Sort what is listed by host."""
        self.paths = paths
        self._root = f"{base_url.rstrip('/')}/{ROOT}/hosts"

    def runs_of(self, host: str) -> list[tuple[RepositoryEntry, ...]]:
        """Return the listed repositories of a host, those of one owner that follow one another together."""
        return self._by_host[0].get(host, [])

    def owners_of(self, host: str) -> list[OwnerEntry]:
        """Return the listed owners of a host."""
        return self._by_host[1].get(host, [])

    def owner_of(self, entry: RepositoryEntry) -> OwnerEntry | None:
        """Return the listed owner of a repository."""
        return self._owner_by_key.get((entry.host, entry.owner))

    def stars_of(self, owner: OwnerEntry) -> int:
        """Return how many stars the listed repositories of an owner have."""
        return self._stars[owner.host, owner.login]

    def releases_url(self, entry: RepositoryEntry) -> str | None:
        """Return the address of the versions of a listed repository, None when it has none."""
        return self._url(self.paths.releases_of(entry))

    def host(self, forge: ForgeEntry) -> Row:
        """Return one forge."""
        name = host_name(forge.host)
        return {
            "name": name,
            "kind": forge.kind.value,
            "url": forge.url or None,
            "repositories_count": sum(map(len, self.runs_of(forge.host))),
            "owners_count": len(self.owners_of(forge.host)),
            "host_url": self._url(f"{name}.json"),
            "repositories_url": self._url(f"{name}/repositories.json"),
            "owners_url": self._url(f"{name}/owners.json"),
        }

    def repository(self, entry: RepositoryEntry) -> Row:
        """Return one repository."""
        community = {kind.replace("-", "_"): path for kind, path in entry.community.items()}
        owner = self.owner_of(entry)
        return {
            "full_name": entry.full_name,
            "owner": entry.owner,
            "html_url": entry.html_url or None,
            "owner_url": self._url(self.paths.owner_file_of(owner)) if owner else None,
            "repository_url": self._url(self.paths.file_of(entry)),
            "description": entry.description or None,
            "homepage": entry.homepage or None,
            "icon_url": (owner.icon_url if owner else "") or None,
            "created_at": entry.created_at or None,
            "updated_at": as_received(entry.updated_at) or None,
            "pushed_at": as_received(entry.pushed_at) or None,
            "fork": entry.fork,
            "template": entry.template,
            "archived": entry.archived,
            "language": entry.language or None,
            "license": license_key(entry) or None,
            "forks_count": entry.forks,
            "subscribers_count": entry.subscribers,
            "stargazers_count": entry.stars,
            "open_issues_count": entry.open_issues,
            "default_branch": entry.default_branch or None,
            "topics": list(entry.topics),
            "releases_url": self.releases_url(entry),
            "metadata": {"files": {kind: community.get(kind) or None for kind in FILES}},
        }

    def owner(self, owner: OwnerEntry) -> Row:
        """Return one owner."""
        return {
            "login": owner.login,
            "name": owner.name or owner.login,
            "html_url": owner_address(owner),
            "icon_url": owner.icon_url or None,
            "description": owner.description or None,
            "website": owner.website or None,
            "email": owner.email or None,
            "location": owner.location or None,
            "kind": owner.kind.value,
            "followers": owner.followers,
            "total_stars": self.stars_of(owner),
            "repositories_count": owner.repositories_count,
            "created_at": owner.created_at or None,
            "owner_url": self._url(self.paths.owner_file_of(owner)),
        }

    def _url(self, path: str) -> str | None:
        return f"{self._root}/{address(path)}" if path else None

    @cached_property
    def _by_host(self) -> tuple[dict[str, list[tuple[RepositoryEntry, ...]]], dict[str, list[OwnerEntry]]]:
        runs: dict[str, list[tuple[RepositoryEntry, ...]]] = defaultdict(list)
        owners: dict[str, list[OwnerEntry]] = defaultdict(list)
        for run in listed_by_owner(self.paths.view):
            runs[run[0].host].append(run)
        for owner in self.paths.owners:
            owners[owner.host].append(owner)
        return runs, owners

    @cached_property
    def _owner_by_key(self) -> dict[tuple[str, str], OwnerEntry]:
        return {(owner.host, owner.login): owner for owner in self.paths.owners}

    @cached_property
    def _stars(self) -> Counter[tuple[str, str]]:
        stars: Counter[tuple[str, str]] = Counter()
        for entry in self.paths.repositories:
            stars[entry.host, entry.owner] += entry.stars or 0
        return stars


def files(view: View, base_url: str = "") -> Iterator[tuple[str, str]]:
    """Yield the path and text of each file; an empty view gives an empty list of hosts."""
    return whole(contents(ApiPaths(view), base_url))


def contents(paths: ApiPaths, base_url: str = "") -> Iterator[tuple[str, Text] | Bundle]:
    """Yield the path and content of each file, in bundles where there are many."""
    api, shared = Api(paths, base_url), (base_url, paths.odd)
    forges = [forge for forge in paths.view.forges if is_path(host_name(forge.host))]
    forges.sort(key=lambda forge: platform(forge.host))
    yield f"{ROOT}/hosts.json", _text([api.host(forge) for forge in forges])
    for forge in forges:
        folder = f"{ROOT}/hosts/{host_name(forge.host)}"
        yield f"{folder}.json", _text(api.host(forge))
        owners = [(owner, api.stars_of(owner)) for owner in api.owners_of(forge.host)]
        yield f"{folder}/owners.json", Joined(owners, partial(_owner, api), between=",\n", made_from=shared)
        yield Bundle(f"{folder} owners", (*shared, owners), partial(_owner_files, api, shared, owners))
        groups = [_Group(run, api.owner_of(run[0])) for run in api.runs_of(forge.host)]
        yield f"{folder}/repositories.json", Joined(groups, partial(_group, api), between=",\n", made_from=shared)
        for group in groups:
            name = f"{folder} {address(group.entries[0].full_name)}"
            yield Bundle(name, (*shared, *group), partial(_group_files, api, shared, group))


def _owner(api: Api, known: tuple[OwnerEntry, int]) -> str:
    return _text(api.owner(known[0])).rstrip("\n")


def _group(api: Api, group: _Group) -> str:
    return ",\n".join(_text(api.repository(entry)).rstrip("\n") for entry in group.entries)


def _owner_files(
    api: Api, shared: tuple[object, ...], owners: Iterable[tuple[OwnerEntry, int]]
) -> Iterator[tuple[str, Text]]:
    for owner, stars in owners:
        if path := api.paths.owner_file_of(owner):
            yield f"{ROOT}/hosts/{path}", Made((*shared, owner, stars), partial(_made, api.owner, owner))


def _group_files(api: Api, shared: tuple[object, ...], group: _Group) -> Iterator[tuple[str, Text]]:
    for entry in group.entries:
        if path := api.paths.file_of(entry):
            made_from = (*shared, entry, group.owner)
            yield f"{ROOT}/hosts/{path}", Made(made_from, partial(_made, api.repository, entry))
        if path := api.paths.releases_of(entry):
            yield f"{ROOT}/hosts/{path}", _text([release(each) for each in entry.releases])


def release(entry: ReleaseEntry) -> dict[str, Any]:
    """Return one version under the keys of ecosyste.ms."""
    return {
        "name": entry.name or entry.tag,
        "tag_name": entry.tag,
        "html_url": entry.url or None,
        "published_at": entry.published_at or None,
        "body": None,
    }


def _made(answer: Callable[[_Thing], Row], thing: _Thing) -> str:
    return _text(answer(thing))


def _text(value: object) -> str:
    """Return JSON where no ``<`` is bare: a server that knows no suffix lets browsers guess what the file is."""
    return json_text(value).replace("<", "\\u003c")
