# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The API of ecosyste.ms as static files under ``api/v1/``: what code.gouv.fr's pages of a repository or owner ask for.

They ask for ``hosts/HOST/repositories/OWNER/NAME`` and ``hosts/HOST/owners/LOGIN``, with `github` for github.com: files
of those very names, without suffix, so that any static server answers. Lists, which would be folders too, end in
`.json`. Null is what isn't known. A name that can't be a path has no file of its own; it stays in the lists.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cache, cached_property, partial
from typing import Any

from catalog.listing.codegouv import license_key, listed_owners, listed_repositories, owner_address, platform
from catalog.listing.dates import as_received
from catalog.listing.fixed_paths import address, file_paths, is_path
from catalog.listing.tables import Row, json_text
from catalog.made import Joined, Made, Text, whole
from catalog.view import ForgeEntry, OwnerEntry, ReleaseEntry, RepositoryEntry, View

ROOT = "api/v1"
GITHUB = "github.com"
FILES = (
    *("readme", "license", "contributing", "changelog", "publiccode", "codemeta", "code_of_conduct", "security"),
    *("citation", "governance", "roadmap", "authors", "support"),
)
"""The keys of `metadata.files`, each with a path or null."""

_Known = tuple[Any, ...]
"""A repository, and what stands beside it (`Api.beside`)."""


class Api:
    """The addresses and answers of one view's API; `base_url` is where the site is served, or "" (root-relative)."""

    def __init__(self, view: View, base_url: str = "") -> None:
        """Sort what is listed by host."""
        self._root = f"{base_url.rstrip('/')}/{ROOT}/hosts"
        self.repositories = listed_repositories(view)
        self.owners = listed_owners(view)

    @cached_property
    def repository_paths(self) -> dict[str, str]:
        """``HOST/repositories/FULL_NAME`` of each repository → the path of its file under ``hosts/``."""
        return file_paths(_place(entry.host, "repositories", entry.full_name) for entry in self.repositories)

    @cached_property
    def release_paths(self) -> dict[str, str]:
        """``HOST/releases/FULL_NAME`` of each repository that has versions → the path of their file."""
        versioned = (entry for entry in self.repositories if entry.releases)
        return file_paths(_place(entry.host, "releases", entry.full_name) for entry in versioned)

    @cached_property
    def owner_paths(self) -> dict[str, str]:
        """``HOST/owners/LOGIN`` of each owner → the path of its file."""
        return file_paths(_place(owner.host, "owners", owner.login) for owner in self.owners)

    def file_of(self, entry: RepositoryEntry) -> str | None:
        """Return the path of a repository's file under ``hosts/``, None when it has none."""
        return self.repository_paths.get(_place(entry.host, "repositories", entry.full_name))

    def repository_address(self, entry: RepositoryEntry) -> str:
        """Return the address of a repository's file from the root of the site, "" when it has none."""
        path = self.file_of(entry)
        return f"{ROOT}/hosts/{address(path)}" if path else ""

    def repositories_of(self, host: str) -> list[RepositoryEntry]:
        """Return the listed repositories of a host."""
        return self._by_host[0].get(host, [])

    def owners_of(self, host: str) -> list[OwnerEntry]:
        """Return the listed owners of a host."""
        return self._by_host[1].get(host, [])

    def releases_url(self, entry: RepositoryEntry) -> str | None:
        """Return the address of the versions of a repository, None when it has none."""
        return self._url(self.release_paths.get(_place(entry.host, "releases", entry.full_name)))

    def host(self, forge: ForgeEntry) -> Row:
        """Return one forge."""
        name = host_name(forge.host)
        return {
            "name": name,
            "kind": forge.kind.value,
            "url": forge.url or None,
            "repositories_count": len(self.repositories_of(forge.host)),
            "owners_count": len(self.owners_of(forge.host)),
            "host_url": self._url(f"{name}.json"),
            "repositories_url": self._url(f"{name}/repositories.json"),
            "owners_url": self._url(f"{name}/owners.json"),
        }

    def repository(self, entry: RepositoryEntry) -> Row:
        """Return one repository."""
        community = {kind.replace("-", "_"): path for kind, path in entry.community.items()}
        owner = self._owner_by_key.get((entry.host, entry.owner))
        return {
            "full_name": entry.full_name,
            "owner": entry.owner,
            "html_url": entry.html_url or None,
            "owner_url": self._url(self.owner_paths.get(_place(entry.host, "owners", entry.owner))),
            "repository_url": self._url(self.file_of(entry)),
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
            "total_stars": self._stars[owner.host, owner.login],
            "repositories_count": owner.repositories_count,
            "created_at": owner.created_at or None,
            "owner_url": self._url(self.owner_paths.get(_place(owner.host, "owners", owner.login))),
        }

    def beside(self, entry: RepositoryEntry) -> tuple[str | None, ...]:
        """Return what the answer on a repository holds that isn't its own: the image of its owner, and addresses."""
        owner = self._owner_by_key.get((entry.host, entry.owner))
        return (
            owner.icon_url if owner else "",
            self.owner_paths.get(_place(entry.host, "owners", entry.owner)),
            self.file_of(entry),
            self.release_paths.get(_place(entry.host, "releases", entry.full_name)),
        )

    def _url(self, path: str | None) -> str | None:
        return f"{self._root}/{address(path)}" if path else None

    @cached_property
    def _by_host(self) -> tuple[dict[str, list[RepositoryEntry]], dict[str, list[OwnerEntry]]]:
        repositories: dict[str, list[RepositoryEntry]] = defaultdict(list)
        owners: dict[str, list[OwnerEntry]] = defaultdict(list)
        for entry in self.repositories:
            repositories[entry.host].append(entry)
        for owner in self.owners:
            owners[owner.host].append(owner)
        return repositories, owners

    @cached_property
    def _owner_by_key(self) -> dict[tuple[str, str], OwnerEntry]:
        return {(owner.host, owner.login): owner for owner in self.owners}

    @cached_property
    def _stars(self) -> Counter[tuple[str, str]]:
        stars: Counter[tuple[str, str]] = Counter()
        for entry in self.repositories:
            stars[entry.host, entry.owner] += entry.stars or 0
        return stars


def files(view: View, base_url: str = "") -> Iterator[tuple[str, str]]:
    """Yield the path and text of each file; an empty view gives an empty list of hosts."""
    return whole(contents(view, base_url))


def contents(view: View, base_url: str = "") -> Iterator[tuple[str, Text]]:
    """Yield the path and content of each file."""
    api = Api(view, base_url)
    forges = sorted((forge for forge in view.forges if is_path(host_name(forge.host))), key=lambda f: platform(f.host))
    yield f"{ROOT}/hosts.json", _text([api.host(forge) for forge in forges])
    for forge in forges:
        folder = f"{ROOT}/hosts/{host_name(forge.host)}"
        yield f"{folder}.json", _text(api.host(forge))
        owners = {owner.login: _text(api.owner(owner)) for owner in api.owners_of(forge.host)}
        yield f"{folder}/owners.json", "[" + ",\n".join(text.rstrip("\n") for text in owners.values()) + "]\n"
        yield from _files(api.owner_paths, forge.host, "owners", owners)
        known: list[_Known] = [(entry, *api.beside(entry)) for entry in api.repositories_of(forge.host)]
        text = partial(_repository, api)
        yield f"{folder}/repositories.json", Joined(known, text, between=",\n", made_from=(base_url,))
        made = {each[0].full_name: Made((each, base_url), partial(_file, text, each)) for each in known}
        yield from _files(api.repository_paths, forge.host, "repositories", made)
        versioned = (entry for entry in api.repositories_of(forge.host) if entry.releases)
        versions = {entry.full_name: _text([release(each) for each in entry.releases]) for entry in versioned}
        yield from _files(api.release_paths, forge.host, "releases", versions)


def _repository(api: Api, known: _Known) -> str:
    return _text(api.repository(known[0])).rstrip("\n")


def _file(text: Callable[[_Known], str], known: _Known) -> str:
    return text(known) + "\n"


def _files(paths: Mapping[str, str], host: str, kind: str, contents: Mapping[str, Text]) -> Iterator[tuple[str, Text]]:
    for name, content in contents.items():
        if path := paths.get(_place(host, kind, name)):
            yield f"{ROOT}/hosts/{path}", content


def release(entry: ReleaseEntry) -> dict[str, Any]:
    """Return one version under the keys of ecosyste.ms."""
    return {
        "name": entry.name or entry.tag,
        "tag_name": entry.tag,
        "html_url": entry.url or None,
        "published_at": entry.published_at or None,
        "body": None,
    }


def without_file(view: View) -> int:
    """Return how many repositories have no file of their own, since their name can't be a path."""
    api = Api(view)
    return len(api.repositories) - len(api.repository_paths)


@cache
def host_name(host: str) -> str:
    """Return the name of a host in addresses: its FQDN, or `github`."""
    return "github" if host == GITHUB else platform(host)


def _place(host: str, kind: str, name: str) -> str:
    return f"{host_name(host)}/{kind}/{name}"


def _text(value: object) -> str:
    """Return JSON where no ``<`` is bare: a server that knows no suffix lets browsers guess what the file is."""
    return json_text(value).replace("<", "\\u003c")
