# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What an administration declares of its code: openings, exemptions, requests, algorithms, and who answers for it.

Every record knows its file and line, so that what it brings to a ranking or a dossier can be checked at its place.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any, TypeVar

from catalog.ospos import Referent
from scanner.models import Frozen, Problem


class Record(Frozen):
    """A declaration at its place."""

    file: str
    """Its folder and name, ``declarations/openings.yml``: never a path of the machine."""
    line: int
    """From 1."""

    @property
    def place(self) -> str:
        """``file:line``."""
        return f"{self.file}:{self.line}"


class Opening(Record):
    """An opening of code that was announced, done, or both: a row of the quarterly table of the 2021 note."""

    name: str
    repository: str = ""
    """``host/owner/name`` or ``owner/name`` of the code to open; "" if unknown."""
    quarter: str = ""
    """The quarter that was announced, ``2021-T4``; "" when nothing was."""
    announced_on: date | None = None
    effective_on: date | None = None
    source: str = ""
    """Address of what announced it."""
    public_repository: str = ""
    """Address of the code once open."""


class Exemption(Record):
    """Code that stays closed, by a legal ground, under someone's answer, until a day."""

    repository: str
    ground: str
    """Id of a ground of ``policies/legal.yml``."""
    article: str = ""
    """The article of that ground."""
    owner: str
    """Who answers for it."""
    reason: str = ""
    expires_on: date

    def in_force(self, today: date) -> bool:
        """Tell whether it still holds: its last day is in."""
        return today <= self.expires_on


class Requester(StrEnum):
    """Who asks for code."""

    CITIZEN = "citizen"
    ADMINISTRATION = "administration"
    ASSOCIATION = "association"
    COMPANY = "company"


class RequestStatus(StrEnum):
    """What became of a request."""

    OPEN = "open"
    ANSWERED = "answered"
    REFUSED = "refused"


class CadaOpinion(StrEnum):
    """How the CADA, the commission for access to administrative documents, found."""

    FAVOURABLE = "favourable"
    PARTLY = "partly-favourable"
    UNFAVOURABLE = "unfavourable"
    NONE = "none"
    """It didn't: not competent, without object, or not yet."""


class Request(Record):
    """A request for code (CRPA, article L311-1), with the opinion of the CADA if there is one."""

    id: str
    repository: str = ""
    subject: str = ""
    requester: Requester
    received_on: date
    answered_on: date | None = None
    status: RequestStatus = RequestStatus.OPEN
    cada: str = ""
    """Reference of the opinion: its number."""
    cada_opinion: CadaOpinion = CadaOpinion.NONE


class Automation(StrEnum):
    """How much of a decision is the machine's."""

    FULL = "full"
    PARTIAL = "partial"
    SUPPORT = "support"


class AlgorithmKind(StrEnum):
    """How an algorithm was made."""

    RULES = "rules"
    LEARNING = "machine-learning"
    BOTH = "both"


class AlgorithmStatus(StrEnum):
    """Whether people stand by what is said. The machine only proposes; nothing here confirms."""

    PROPOSED = "proposed"
    DECLARED = "declared"


class Algorithm(Record):
    """A sheet of the inventory of algorithmic processing: the fields of Etalab's guide, "" for what isn't said."""

    name: str
    repository: str = ""
    paths: tuple[str, ...] = ()
    """Files and folders of the repository that carry it out."""
    administration: str = ""
    service: str = ""
    contact: str = ""
    updated_on: date | None = None
    context: str = ""
    purpose: str = ""
    moment: str = ""
    """When it acts in the decision."""
    automation: Automation | None = None
    legal_basis: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    decisions_per_year: int | None = None
    """None = not said, which is never few."""
    scope: str = ""
    """``internal`` or ``external``."""
    persons: str = ""
    data: str = ""
    data_sources: str = ""
    data_collection: str = ""
    kind: AlgorithmKind | None = None
    operations: str = ""
    repositories: tuple[str, ...] = ()
    l311_5: bool = False
    """Covered by article L311-5, hence out of the public inventory (CRPA, article L312-1-3)."""
    publish: bool = False
    """Whether it may stand in the public inventory though its code is closed."""
    status: AlgorithmStatus = AlgorithmStatus.DECLARED


_YES = ("true", "yes", "oui")
_LISTS = ("paths", "legal_basis", "resources", "repositories")


def plain_algorithm(values: dict[str, Any]) -> dict[str, Any]:
    """Return a sheet's values as `Algorithm` takes them: lists for what may be one text, numbers for digits."""
    plain = dict(values)
    for key in _LISTS:
        if isinstance(plain.get(key), str):
            plain[key] = (plain[key],)
    for key in ("l311_5", "publish"):
        if key in plain:
            plain[key] = str(plain[key]).lower() in _YES
    if "decisions_per_year" in plain:
        plain["decisions_per_year"] = int("0" + "".join(filter(str.isdecimal, str(plain["decisions_per_year"]))))
    return plain


class RepositoryRegisters(Frozen):
    """What is declared of one repository."""

    today: date
    openings: tuple[Opening, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    requests: tuple[Request, ...] = ()
    algorithms: tuple[Algorithm, ...] = ()

    @property
    def exemption(self) -> Exemption | None:
        """The exemption in force that lasts longest, or None."""
        holding = [each for each in self.exemptions if each.in_force(self.today)]
        return max(holding, key=lambda each: each.expires_on, default=None)

    @property
    def opened(self) -> Opening | None:
        """The last opening that is declared to be done, or None."""
        done = [each for each in self.openings if each.effective_on and each.effective_on <= self.today]
        return max(done, key=lambda each: each.effective_on or date.min, default=None)


class Registers(Frozen):
    """All that a folder of declarations says, and what of it couldn't be used."""

    today: date
    openings: tuple[Opening, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    requests: tuple[Request, ...] = ()
    algorithms: tuple[Algorithm, ...] = ()
    referents: tuple[Referent, ...] = ()
    problems: tuple[Problem, ...] = ()

    @classmethod
    def empty(cls) -> "Registers":
        """Return the registers of an administration that declares nothing."""
        return cls(today=date.min)

    def of(self, repository_key: str) -> RepositoryRegisters:
        """Return what is declared of ``host/owner/name`` (or ``owner/name``), whatever the case."""
        if not (self.called and is_called(repository_key, self.called)):
            return self._nothing
        key = plain_key(repository_key)
        openings, exemptions, requests, algorithms = self._by_key
        return RepositoryRegisters(
            today=self.today,
            openings=_at(openings, key),
            exemptions=_at(exemptions, key),
            requests=_at(requests, key),
            algorithms=_at(algorithms, key),
        )

    @cached_property
    def _nothing(self) -> RepositoryRegisters:
        return RepositoryRegisters(today=self.today)

    @cached_property
    def called(self) -> frozenset[str]:
        """What they call the repositories that they tell of, as `is_called` takes it."""
        return all_names(name for index in self._by_key for name in index)

    @cached_property
    def _by_key(self) -> "_Indexes":
        return (
            _index((each.repository, each) for each in self.openings),
            _index((each.repository, each) for each in self.exemptions),
            _index((each.repository, each) for each in self.requests),
            _index((name, each) for each in self.algorithms for name in (each.repository, *each.repositories)),
        )


_RecordT = TypeVar("_RecordT", bound=Record)
_Index = Mapping[str, tuple[_RecordT, ...]]
_Indexes = tuple[_Index[Opening], _Index[Exemption], _Index[Request], _Index[Algorithm]]


def _index(named: Iterable[tuple[str, _RecordT]]) -> dict[str, tuple[_RecordT, ...]]:
    """Return the records by the repository that each names, in order, a record once for each."""
    index: dict[str, dict[_RecordT, None]] = {}
    for name, record in named:
        if key := plain_key(name):
            index.setdefault(key, {})[record] = None
    return {key: tuple(records) for key, records in index.items()}


def _at(index: _Index[_RecordT], key: str) -> tuple[_RecordT, ...]:
    """Return the records that name `key`, with its host or without."""
    if not index:  # as for most repositories
        return ()
    short = without_host(key)
    found = dict.fromkeys((*index.get(key, ()), *(index.get(short, ()) if short else ())))
    if not short:
        found |= dict.fromkeys(each for name, each_of in index.items() if without_host(name) == key for each in each_of)
    return tuple(found)


def names(declared: str, key: str) -> bool:
    """Tell whether what is declared (``host/owner/name``, ``owner/name`` or an address) names a repository."""
    one, other = plain_key(declared), plain_key(key)
    return bool(one) and (one == other or without_host(other) == one or without_host(one) == other)


def all_names(keys: Iterable[str]) -> frozenset[str]:
    """Return every name, as `plain_key` gives it, that a declaration may call one of these repositories by."""
    plain = [plain_key(key) for key in keys]
    return frozenset(filter(None, (*plain, *map(without_host, plain))))


def is_called(key: str, names: Collection[str]) -> bool:
    """Tell whether ``host/owner/name``, or that without its host, is among `names`, which are as `plain_key` gives."""
    plain = plain_key(key)
    return plain in names or without_host(plain) in names


def plain_key(text: str) -> str:
    """Return ``host/owner/name`` or ``owner/name``, in lower case, of a name or address of a repository."""
    return text.strip().lower().split("://", 1)[-1].rstrip("/").removesuffix(".git")


def without_host(key: str) -> str:
    """Return a key without its host; "" when it hasn't one."""
    host, _, rest = key.partition("/")
    return rest if "/" in rest and (any(mark in host for mark in ".:") or host in ("folder", "localhost")) else ""
