# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A view sorted and grouped for the site, whatever the language: what each list holds, and the slug of each thing."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple, TypeVar, cast

from catalog import licence_keys
from catalog.listing.api_paths import ApiPaths
from catalog.listing.codegouv import score
from catalog.pages.addresses import slugs
from catalog.pages.measures import activity, activity_limits, creation_year, owner_size, publiccode_state
from catalog.view import Audience, ModuleEntry, OwnerEntry, RankedEntry, RepositoryEntry, View
from scanner.models import Frozen, Visibility

Groups = dict[str, list[RepositoryEntry]]
Found = TypeVar("Found")

NOTHING = "~none"
"""Slug of the group of what is unknown: no name gives it."""

OTHER = licence_keys.OTHER


def repository_key(entry: RepositoryEntry | RankedEntry) -> str:
    """Return `host/full_name`."""
    return f"{entry.host}/{entry.full_name}"


def owner_key(host: str, login: str) -> str:
    """Return `host/login`."""
    return f"{host}/{login}"


def licence_name(entry: RepositoryEntry) -> str:
    """Return the SPDX expression that the files declare, else the forge's key spelt as SPDX does, "other", or ""."""
    if entry.licence and entry.licence.expression:
        return entry.licence.expression
    return licence_keys.spelt(entry.license_key)


def state(entry: RepositoryEntry) -> str:
    """Return the one word that says how a repository stands: gone, closed, archived, template, fork or open."""
    if entry.gone:
        return "gone"
    if entry.visibility is not Visibility.PUBLIC:
        return "closed"
    if entry.archived:
        return "archived"
    if entry.template:
        return "template"
    return "fork" if entry.fork else "open"


class Part(NamedTuple):
    """A reusable module, with the repository that holds it."""

    repository: RepositoryEntry
    module: ModuleEntry

    @property
    def key(self) -> str:
        """``host/owner/name/path``."""
        return f"{repository_key(self.repository)}/{self.module.path}"


class OddSlugs(Frozen):
    """Slugs that aren't the name in lower case, by name: they depend on other names, and any file may hold them."""

    repositories: dict[str, str]
    ranked: dict[str, str]
    owners: dict[str, str]
    modules: dict[str, str]


class Index:
    """What the pages of one view are made from; what is gone from its forge keeps a page but no place in lists."""

    def __init__(self, view: View) -> None:
        """Sort the repositories by name and the owners by how many they hold; give each thing its slug."""
        self._found: dict[Callable[[Index], object], object] = {}
        self.view = view
        self.internal = view.audience is Audience.INTERNAL
        listed = (entry for entry in view.repositories if not entry.gone)
        self.repositories = sorted(
            listed, key=lambda e: (e.name.casefold(), e.full_name.casefold(), e.host, e.full_name)
        )
        kept = (owner for owner in view.owners if owner.repositories_count)
        self.owners = sorted(kept, key=lambda o: (-o.repositories_count, o.login.casefold(), o.host, o.login))
        self.ranked = {repository_key(entry): entry for entry in view.to_open}
        self.repository_slugs = slugs(repository_key(entry) for entry in view.repositories)
        self.ranked_slugs = slugs(repository_key(entry) for entry in view.to_open)
        self.owner_slugs = slugs(owner_key(owner.host, owner.login) for owner in self.owners)
        self.licence_slugs = slugs(self.by_licence) | {"": NOTHING}
        self.language_slugs = slugs(self.by_language) | {"": NOTHING}

    @cached_property
    def by_licence(self) -> Groups:
        """Listed repositories by the name of their licence; "" = none is declared."""
        return _grouped(self.best_first, licence_name)

    @cached_property
    def by_language(self) -> Groups:
        """Listed repositories by language; "" = the forge doesn't say."""
        return _grouped(self.best_first, attrgetter("language"))

    @cached_property
    def by_owner(self) -> Groups:
        """Listed repositories by `owner_key`."""
        return _grouped(self.repositories, lambda entry: owner_key(entry.host, entry.owner))

    @cached_property
    def by_ministry(self) -> Groups:
        """Listed repositories by the ministry of their owner; "" = none is known."""
        return _grouped(self.repositories, attrgetter("ministry"))

    @cached_property
    def ministry_slugs(self) -> dict[str, str]:
        """Slug of each ministry; "" = those that none is known of."""
        return slugs(self.by_ministry) | {"": NOTHING}

    @cached_property
    def by_forge(self) -> Groups:
        """Listed repositories by host."""
        return _grouped(self.best_first, attrgetter("host"))

    @cached_property
    def by_degree(self) -> Groups:
        """Listed repositories by degree of openness; "" = it can't be told."""
        return _grouped(self.best_first, attrgetter("degree"))

    @cached_property
    def by_state(self) -> Groups:
        """Listed repositories by `state`."""
        return _grouped(self.best_first, state)

    @cached_property
    def by_creation(self) -> Groups:
        """Listed repositories by the year when they were made; "" = the forge doesn't say."""
        return _grouped(self.best_first, creation_year)

    @cached_property
    def by_activity(self) -> Groups:
        """Listed repositories by how long ago they were updated (`measures.ACTIVITY`); "" = it isn't known."""
        limits = activity_limits(self.view.date)
        return _grouped(self.best_first, lambda entry: activity(entry, limits))

    @cached_property
    def by_publiccode(self) -> Groups:
        """Listed repositories by their publiccode.yml (`measures.PUBLICCODE`); "" = their files aren't known."""
        return _grouped(self.best_first, publiccode_state)

    @cached_property
    def owners_by_size(self) -> dict[str, list[OwnerEntry]]:
        """Owners by how many repositories they hold (`measures.SIZES`)."""
        groups: dict[str, list[OwnerEntry]] = defaultdict(list)
        for owner in self.owners:
            groups[owner_size(owner)].append(owner)
        return dict(groups)

    @cached_property
    def modules(self) -> list[Part]:
        """The reusable modules of listed repositories, the best first; of those of one address, the best alone."""
        parts = (Part(entry, module) for entry in self.repositories for module in entry.modules)
        best: dict[str, Part] = {}
        for part in sorted(parts, key=lambda part: (-part.module.score, part.key)):
            best.setdefault(part.key, part)
        return [*best.values()]

    @cached_property
    def module_slugs(self) -> dict[str, str]:
        """Slug of each module by its `Part.key`."""
        return slugs(part.key for part in self.modules)

    @cached_property
    def odd_slugs(self) -> OddSlugs:
        """The slugs that stand among what files are made from."""
        return OddSlugs(
            repositories=_odd(self.repository_slugs),
            ranked=_odd(self.ranked_slugs),
            owners=_odd(self.owner_slugs),
            modules=_odd(self.module_slugs),
        )

    @cached_property
    def owner_by_key(self) -> dict[str, OwnerEntry]:
        """Owners that have a page, by `owner_key`."""
        return {owner_key(owner.host, owner.login): owner for owner in self.owners}

    @cached_property
    def api(self) -> ApiPaths:
        """Where the static API beside the pages has its files."""
        return ApiPaths(self.view)

    @cached_property
    def by_key(self) -> dict[str, RepositoryEntry]:
        """Every repository by `repository_key`."""
        return {repository_key(entry): entry for entry in self.view.repositories}

    @cached_property
    def best_first(self) -> list[RepositoryEntry]:
        """Listed repositories in the order of the lists: by the inventory's score, then by name."""
        return sorted(self.repositories, key=lambda entry: -score(entry))

    @cached_property
    def recent(self) -> list[RepositoryEntry]:
        """Listed repositories, the last updated first."""
        return sorted(self.repositories, key=lambda entry: (entry.updated_at, entry.full_name), reverse=True)

    def repositories_of(self, owner: OwnerEntry) -> list[RepositoryEntry]:
        """Return the listed repositories of an owner."""
        return self.by_owner.get(owner_key(owner.host, owner.login), [])

    def once(self, make: "Callable[[Index], Found]") -> Found:
        """Return what `make` finds in the index, whatever the language; it is asked once."""
        if make not in self._found:
            self._found[make] = make(self)
        return cast("Found", self._found[make])


def _grouped(entries: Iterable[RepositoryEntry], key: Callable[[RepositoryEntry], str]) -> Groups:
    groups: Groups = defaultdict(list)
    for entry in entries:
        groups[key(entry)].append(entry)
    return dict(groups)


def _odd(slugs: Mapping[str, str]) -> dict[str, str]:
    return {name: slug for name, slug in sorted(slugs.items()) if "~" in slug}
