# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The inventory of algorithmic processing (CRPA, article L312-1-3): sheets declared by people, or proposed by facts.

The machine proposes a sheet where it detected something and nothing is declared; it confirms none. The fields are
those of Etalab's guide on public algorithms.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from catalog.citations import citation
from catalog.database import Store
from catalog.registers.facts import ALGORITHM, declare
from catalog.registers.models import (
    Algorithm,
    AlgorithmKind,
    AlgorithmStatus,
    Registers,
    all_names,
    is_called,
    plain_algorithm,
    plain_key,
)
from catalog.subjects import FactRow, Scope, Subject, read_subjects
from scanner.hosts import FOLDER_HOST
from scanner.models import Frozen, Visibility

RULES, MODEL, LAW = "algorithm-rules", "algorithm-model", "algorithm-legal-basis"
_DETECTED = (RULES, MODEL, "algorithm-control", "algorithm-spreadsheet")
INVENTORIED = frozenset({ALGORITHM, LAW, *_DETECTED})
"""Rules of the facts that sheets are made from."""
_MOST_PLACES = 20
"""Places named on a proposed sheet, and passages of law quoted."""
_MOST_QUOTES = 3
_KEYS = "SELECT host || '/' || full_name FROM repositories WHERE gone_at IS NULL"
_NOT_OPEN = "SELECT host || '/' || full_name AS key FROM repositories WHERE visibility <> ? OR gone_at IS NOT NULL"
_IN_ADDRESS = re.compile(r"[/?#]+")
_OWNERS = """
    SELECT o.host, o.login, o.name, w.organization FROM owners o JOIN owner_organizations w ON w.owner_id = o.id
"""


class EvidencePlace(Frozen):
    """Where a proposed sheet was seen; `line` 0 = the whole file."""

    path: str
    line: int = 0


class Sheet(Frozen):
    """A sheet of the inventory, with what it rests on."""

    algorithm: Algorithm
    """Its `file` and `line` are those of the declaration; "" and 0 for a proposed sheet."""
    repository: str = ""
    """``host/owner/name`` in the store; "" when the store has none."""
    visibility: Visibility | None = None
    evidence: tuple[EvidencePlace, ...] = ()
    not_open: tuple[str, ...] = ()
    """Those of the algorithm's repositories, as it calls them, that are closed or gone; empty in the public view."""

    @property
    def is_open(self) -> bool:
        """Whether the code is in a public repository."""
        return self.visibility is Visibility.PUBLIC


def read_inventory(
    store: Store, registers: Registers | None = None, subjects: Collection[Subject] | None = None
) -> tuple[Sheet, ...]:
    """Return the sheets of the inventory, declared ones first, then by name.

    Args:
        store: the store.
        registers: what the administration declares, or None.
        subjects: the repositories of the store with their `INVENTORIED` facts and what is declared of them, when the
            caller has read them; open ones without any may be left out.

    Raises:
        StoreError: the store can't be read.
    """
    registers = registers or Registers.empty()
    if subjects is None:
        subjects = read_subjects(store, INVENTORIED, (), Scope.ALL)
        for subject in subjects:
            declare(subject, registers.of(subject.key))
    administrations = _administrations(store)
    sheets = [sheet for subject in subjects if subject.facts for sheet in _sheets(subject, administrations)]
    known = _known(store, registers.algorithms) if registers.algorithms else frozenset()
    sheets += [Sheet(algorithm=each) for each in registers.algorithms if known.isdisjoint(_names(each))]
    hidden = all_names(row["key"] for row in store.rows(_NOT_OPEN, [Visibility.PUBLIC]))
    return tuple(sorted((_with_not_open(sheet, hidden) for sheet in _once(sheets)), key=_order))


def public_sheets(sheets: Sequence[Sheet], closed: Collection[str]) -> tuple[Sheet, ...]:
    """Return what everybody may read: algorithms of open code, and those declared as publishable.

    Those that article L311-5 covers are left out. Of closed code neither the repository, its files nor the place of the
    declaration is said; `closed` holds the keys of the closed repositories: no sheet names them, nor what is gone.
    """
    shown = (sheet for sheet in sheets if not sheet.algorithm.l311_5 and (sheet.is_open or sheet.algorithm.publish))
    named = all_names(closed)
    return tuple(_public(sheet, named) for sheet in shown)


def _public(sheet: Sheet, closed: Collection[str]) -> Sheet:
    algorithm = sheet.algorithm
    shown = (each for each in algorithm.repositories if each not in sheet.not_open and not _leads_to(each, closed))
    changes: dict[str, Any] = {"file": "", "line": 0, "repositories": tuple(shown)}
    if not sheet.is_open:
        changes |= {"repository": "", "paths": ()}
        changes |= {"name": ""} if algorithm.name == algorithm.file else {}  # without a name, it bore that of its file
        return Sheet(algorithm=algorithm.model_copy(update=changes))
    return sheet.model_copy(update={"algorithm": algorithm.model_copy(update=changes), "not_open": ()})


def _with_not_open(sheet: Sheet, names: Collection[str]) -> Sheet:
    found = tuple(each for each in sheet.algorithm.repositories if _leads_to(each, names))
    return sheet.model_copy(update={"not_open": found}) if found else sheet


def _leads_to(address: str, names: Collection[str]) -> bool:
    """Tell whether an address, of any scheme, is that of one of these repositories or of something in it."""
    from scanner.forges.remotes import parse_remote  # with what reaches forges, slow to load

    remote = parse_remote(address)
    parts = _IN_ADDRESS.split(plain_key(address))
    prefixes = {"/".join(parts[:length]).removesuffix(".git") for length in range(2, len(parts) + 1)}
    return not prefixes.isdisjoint(names) or (remote is not None and "/".join(remote.key) in names)


# --- sheets ----------------------------------------------------------------------------------------------------------


def _sheets(subject: Subject, administrations: Mapping[tuple[str, str], str]) -> Iterator[Sheet]:
    declared = subject.facts.get(ALGORITHM, [])
    for fact in declared:
        yield Sheet(algorithm=_declared(fact, subject), repository=subject.key, visibility=subject.visibility)
    if not declared and any(subject.facts.get(rule) for rule in _DETECTED):
        yield _proposed(subject, administrations)


def _declared(fact: FactRow, subject: Subject) -> Algorithm:
    """Return the sheet of a declaration as it was declared: what is known of the owner isn't told in its name."""
    known = {key: value for key, value in plain_algorithm(fact.data).items() if key in Algorithm.model_fields}
    given = {"name": fact.path, "repository": subject.key}
    return _valid(given | known | {"file": fact.path, "line": fact.line})


def _valid(values: dict[str, Any]) -> Algorithm:
    """Return a sheet without the values that it can't hold: a repository may declare anything."""
    try:
        return Algorithm.model_validate(values)
    except ValidationError as error:
        bad = {str(each["loc"][0]) for each in error.errors()}
        return Algorithm.model_validate({key: value for key, value in values.items() if key not in bad})


def _proposed(subject: Subject, administrations: Mapping[tuple[str, str], str]) -> Sheet:
    found = [fact for rule in _DETECTED for fact in subject.facts.get(rule, ())]
    places = dict.fromkeys((fact.path, fact.line) for fact in found if fact.path)
    evidence = tuple(EvidencePlace(path=path, line=line) for path, line in list(places)[:_MOST_PLACES])
    algorithm = Algorithm(
        file="",
        line=0,
        name=subject.name,
        repository=subject.key,
        administration=administrations.get((subject.host, subject.owner), ""),
        paths=tuple(dict.fromkeys(each.path for each in evidence)),
        legal_basis=tuple(dict.fromkeys(_quotes(subject)))[:_MOST_QUOTES],
        kind=_kind(subject),
        repositories=(subject.html_url,) if subject.host != FOLDER_HOST else (),
        status=AlgorithmStatus.PROPOSED,
    )
    return Sheet(algorithm=algorithm, repository=subject.key, visibility=subject.visibility, evidence=evidence)


def _kind(subject: Subject) -> AlgorithmKind | None:
    has_rules, has_model = bool(subject.facts.get(RULES)), bool(subject.facts.get(MODEL))
    if has_model:
        return AlgorithmKind.BOTH if has_rules else AlgorithmKind.LEARNING
    return AlgorithmKind.RULES if has_rules else None


def _quotes(subject: Subject) -> Iterator[str]:
    """Yield what the lines of code next to rules cite of the law."""
    for fact in subject.facts.get(LAW, ()):
        if fact.data.get("rule_file"):
            yield from filter(None, (citation(str(line.get("text", ""))) for line in fact.data.get("lines") or ()))


def _administrations(store: Store) -> dict[tuple[str, str], str]:
    """Return who each owner (host and login) is: its body as the directory calls it, else itself."""
    rows = store.rows(_OWNERS)
    return {(row["host"], row["login"]): row["organization"] or row["name"] or row["login"] for row in rows}


def _names(algorithm: Algorithm) -> set[str]:
    """Return what an algorithm calls the repositories that it says it is in."""
    return {plain_key(each) for each in (algorithm.repository, *algorithm.repositories)}


def _known(store: Store, algorithms: Iterable[Algorithm]) -> frozenset[str]:
    """Return the names of the repositories of the store that algorithms are said to be in."""
    asked = {name for each in algorithms for name in _names(each)}
    return all_names(key for (key,) in store.tuples(_KEYS) if is_called(key, asked))


def _once(sheets: Sequence[Sheet]) -> list[Sheet]:
    """Return the sheets without those that a declaration on several repositories repeats: an open one is kept."""
    kept: dict[object, Sheet] = {}
    for number, sheet in enumerate(sheets):
        algorithm = sheet.algorithm
        same = (algorithm.file, algorithm.line) if sheet.algorithm.file and not sheet.evidence else number
        key = same if isinstance(same, int) else (*same, algorithm.name)
        if key not in kept or (sheet.is_open and not kept[key].is_open):
            kept[key] = sheet
    return list(kept.values())


def _order(sheet: Sheet) -> tuple[object, ...]:
    proposed = sheet.algorithm.status is AlgorithmStatus.PROPOSED
    return (proposed, sheet.algorithm.name.casefold(), sheet.repository, sheet.algorithm.line)
