# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Where the files of the static API are, under ``api/v1/hosts/``: nearly all at the very names that are asked for."""

from functools import cache, cached_property

from catalog.listing.codegouv import listed_owners, listed_repositories, platform
from catalog.listing.fixed_paths import address, odd_paths
from catalog.view import OwnerEntry, RepositoryEntry, View
from scanner.models import Frozen

ROOT = "api/v1"
GITHUB = "github.com"


class OddPaths(Frozen):
    """The names that aren't the path of their own file → the path that it has, "" for none; by kind."""

    repositories: dict[str, str]
    releases: dict[str, str]
    owners: dict[str, str]


class ApiPaths:
    """The paths of one view's API: of what is listed, by the name that it is asked for under."""

    def __init__(self, view: View) -> None:
        """Look at the names of what is listed."""
        self.view = view
        self.repositories = listed_repositories(view)
        self.owners = listed_owners(view)

    @cached_property
    def odd(self) -> OddPaths:
        """All that the paths depend on, but for the very names that are asked for."""
        versioned = (entry for entry in self.repositories if entry.releases)
        return OddPaths(
            repositories=odd_paths(_place(entry.host, "repositories", entry.full_name) for entry in self.repositories),
            releases=odd_paths(_place(entry.host, "releases", entry.full_name) for entry in versioned),
            owners=odd_paths(_place(owner.host, "owners", owner.login) for owner in self.owners),
        )

    def file_of(self, entry: RepositoryEntry) -> str:
        """Return the path of a repository's file, "" when it has none."""
        place = _place(entry.host, "repositories", entry.full_name)
        return "" if entry.gone else self.odd.repositories.get(place, place)

    def releases_of(self, entry: RepositoryEntry) -> str:
        """Return the path of the file of a listed repository's versions, "" when there is none."""
        place = _place(entry.host, "releases", entry.full_name)
        return self.odd.releases.get(place, place) if entry.releases else ""

    def owner_file_of(self, owner: OwnerEntry) -> str:
        """Return the path of a listed owner's file, "" when it has none."""
        place = _place(owner.host, "owners", owner.login)
        return self.odd.owners.get(place, place)

    def repository_address(self, entry: RepositoryEntry) -> str:
        """Return the address of a repository's file from the root of the site, "" when it has none."""
        path = self.file_of(entry)
        return f"{ROOT}/hosts/{address(path)}" if path else ""

    def without_file(self) -> int:
        """Return how many repositories have no file of their own, since their name can't be a path."""
        return list(self.odd.repositories.values()).count("")


@cache
def host_name(host: str) -> str:
    """Return the name of a host in addresses: its FQDN, or `github`."""
    return "github" if host == GITHUB else platform(host)


def _place(host: str, kind: str, name: str) -> str:
    return f"{host_name(host)}/{kind}/{name}"
