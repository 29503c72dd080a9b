# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Whether code under one licence may stand in a repository that declares another, by `policies/compatibility.yml`.

The table is applied where the declared licence is concluded, so that the store holds the answer with its path, line,
reason and source, alike for ranking, dossiers and pages. It is no part of the readings: a change of the table concludes
again and reads nothing (`LicensesDetector.conclusions`). What an incompatibility weighs is for the priorities to say.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from scanner.detectors.licenses import expressions
from scanner.models import Confidence, Fact

UNKNOWN = "unknown"
ANSWERS = ("no", UNKNOWN, "depends", "yes")
"""From the worst to the best."""

_ANY = "any"
_SAME = {"fr": "C’est la même licence.", "en": "It is the same licence."}
_MISSING = {"fr": "La table ne dit rien de ces deux licences.", "en": "The table says nothing of these two licences."}
_EXCEPTION = {
    "fr": "Non sous la licence seule ; vérifiez ce que son exception permet.",
    "en": "Not under the licence alone; check what its exception permits.",
}


class Answer(NamedTuple):
    """An answer for two expressions: one of `ANSWERS`, why (by language), and the title and URL of the source."""

    answer: str
    reason: Mapping[str, str]
    source: Mapping[str, Any]


class _Row(NamedTuple):
    inbound: frozenset[str]
    outbound: frozenset[str]
    answer: Answer


class Compatibility:
    """The table of the policy, its groups spelt out.

    Raises (when made):
        KeyError: a row names a source that the policy doesn't have.
    """

    def __init__(self, policy: Mapping[str, Any]) -> None:
        groups, sources = policy["groups"], policy["sources"]
        self._rows = tuple(
            _Row(
                _spelt_out(row["inbound"], groups),
                _spelt_out(row["outbound"], groups),
                Answer(row["answer"], row["reason"], sources[row["source"]]),
            )
            for row in policy["rows"]
        )

    def may_hold(self, outbound: str, inbound: str) -> Answer:
        """Answer whether a repository under one expression may hold code under another.

        A choice within the code takes the best side, a choice offered to reusers must hold for all sides; licences that
        the code has together must all do, and one part of what the repository declares together is enough.
        """
        answers = expressions.fold(
            inbound, lambda licence, exception: self._under(outbound, licence, exception), _best, _worst
        )
        return answers or Answer(UNKNOWN, _MISSING, {})

    def _under(self, outbound: str, licence: str, exception: str) -> Answer:
        found = expressions.fold(
            outbound, lambda declared, _exception: self._answer(declared, licence, exception), _worst, _best
        )
        return found or Answer(UNKNOWN, _MISSING, {})

    def _answer(self, outbound: str, inbound: str, exception: str) -> Answer:
        if outbound == inbound:
            return Answer("yes", _SAME, {})
        rows = (row for row in self._rows if _holds(row.inbound, inbound) and _holds(row.outbound, outbound))
        found = next((row.answer for row in rows), Answer(UNKNOWN, _MISSING, {}))
        return Answer("depends", _EXCEPTION, found.source) if exception and found.answer == "no" else found


def facts(embedded: Sequence[Fact], declared: str, table: Compatibility, legal: Iterable[str]) -> Iterator[Fact]:
    """Yield a `licence-incompatible` fact for each embedded licence that can't stand, after one that sums up.

    Args:
        embedded: the `licence-embedded` facts of the repository; without any, nothing is said.
        declared: its declared expression; "" for none, where only what remains possible is said.
        table: of the policy.
        legal: the ids that an administration may choose for software.
    """
    if not embedded:
        return
    answers = [(fact, table.may_hold(declared, fact.data["expression"])) for fact in embedded] if declared else []
    yield _summed_up(embedded, declared, answers, possible(embedded, table, legal))
    yield from (_incompatible(fact, declared, answer) for fact, answer in answers if answer.answer == "no")


def possible(embedded: Sequence[Fact], table: Compatibility, legal: Iterable[str]) -> list[dict[str, str]]:
    """Return which of the ids in `legal` what is embedded leaves possible, each with its worst answer but "no"."""
    worst = {each: _worst([table.may_hold(each, fact.data["expression"]) for fact in embedded]) for each in legal}
    return [{"expression": each, "answer": answer.answer} for each, answer in worst.items() if answer.answer != "no"]


def _summed_up(
    embedded: Sequence[Fact], declared: str, answers: Sequence[tuple[Fact, Answer]], remaining: list[dict[str, str]]
) -> Fact:
    worst = _worst([answer for _, answer in answers]).answer if answers else UNKNOWN
    first = next((fact for fact, answer in answers if answer.answer == worst), embedded[0])
    return Fact(
        detector="licenses",
        rule="licence-compatibility",
        path=first.path,
        line=first.line,
        confidence=Confidence.MEDIUM,
        message=_SUMMED_UP[worst] if declared else "No licence is declared; what is embedded leaves these possible",
        data={
            "outbound": declared,
            "answer": worst,
            "embedded": [
                {"expression": fact.data["expression"], "files": fact.data["files"], **_told(answer)}
                for fact, answer in answers
            ],
            "possible": remaining,
        },
    )


_SUMMED_UP = {
    "yes": "The declared licence is compatible with those of the embedded code",
    "depends": "The declared licence is compatible with those of the embedded code under conditions",
    UNKNOWN: "The compatibility table doesn't know all the licences of the embedded code",
    "no": "The declared licence is incompatible with those of some embedded code",
}


def _incompatible(fact: Fact, declared: str, answer: Answer) -> Fact:
    return fact.model_copy(
        update={
            "rule": "licence-incompatible",
            "message": "Code under this licence can't stand under the declared one",
            "data": {
                "inbound": fact.data["expression"],
                "outbound": declared,
                **_told(answer),
                "files": fact.data["files"],
                "examples": fact.data["examples"],
            },
        }
    )


def _told(answer: Answer) -> dict[str, Any]:
    return {"answer": answer.answer, "reason": dict(answer.reason), "source": dict(answer.source)}


def _best(answers: Iterable[Answer]) -> Answer:
    return max(answers, key=lambda answer: ANSWERS.index(answer.answer))


def _worst(answers: Iterable[Answer]) -> Answer:
    return min(answers, key=lambda answer: ANSWERS.index(answer.answer))


def _spelt_out(names: Iterable[str], groups: Mapping[str, Sequence[str]]) -> frozenset[str]:
    return frozenset(name for each in names for name in groups.get(each, [each]))


def _holds(names: frozenset[str], name: str) -> bool:
    return name in names or _ANY in names
