# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What is declared of a repository, as facts that the ranking counts: each at the file and line of its declaration."""

import json
from collections.abc import Iterator
from typing import Any

from catalog.registers.models import Algorithm, Record, RepositoryRegisters, Request
from catalog.subjects import FactRow, Subject

ALGORITHM = "algorithm-declared"
"""Rule of what a register, or a file of the repository itself, declares of an algorithm."""
REQUEST = "request-received"
_DECLARED_ALGORITHM = "An algorithm is declared"
_REQUEST_RECEIVED = "A request for this code was received"
_UNTOLD = ("file", "line")
_SAME = ("name", "repository")
"""What two declarations of one algorithm share, whatever the case or the form."""


def declare(subject: Subject, registers: RepositoryRegisters) -> None:
    """Add to a repository what is declared of it.

    An algorithm that the repository declares too, under the same name, counts once: as the administration's register
    says, with the fields that disagree in `disagrees`.
    """
    subject.registers = registers
    own = subject.facts.get(ALGORITHM, [])
    declared = [_algorithm(each, own) for each in registers.algorithms]
    named = {_name(fact) for fact in declared}
    if facts := declared + [fact for fact in own if _name(fact) not in named]:
        subject.facts[ALGORITHM] = facts
    if requests := [_request(each) for each in registers.requests]:
        subject.facts[REQUEST] = requests


def _algorithm(algorithm: Algorithm, own: list[FactRow]) -> FactRow:
    data = _data(algorithm)
    twin = next((fact for fact in own if _name(fact) == algorithm.name.casefold()), None)
    if twin and (differing := list(_differing(data, twin.data))):
        data["disagrees"] = {"path": twin.path, "line": twin.line, "fields": differing}
    return _fact(ALGORITHM, algorithm, _DECLARED_ALGORITHM, data)


def _differing(data: dict[str, Any], other: dict[str, Any]) -> Iterator[str]:
    return (key for key, value in data.items() if key in other and key not in _SAME and other[key] != value)


def _request(request: Request) -> FactRow:
    return _fact(REQUEST, request, _REQUEST_RECEIVED, _data(request))


def _fact(rule: str, record: Record, message: str, data: dict[str, Any]) -> FactRow:
    raw = json.dumps(data, ensure_ascii=False)
    return FactRow(rule, record.file, record.line, record.line, message, raw, declared=True)


def _data(record: Record) -> dict[str, Any]:
    """Return what a record says, without its place nor what it doesn't say."""
    values = record.model_dump(mode="json", exclude=set(_UNTOLD))
    return {key: value for key, value in values.items() if value not in (None, "", [])}


def _name(fact: FactRow) -> str:
    return str(fact.data.get("name", "")).casefold()
