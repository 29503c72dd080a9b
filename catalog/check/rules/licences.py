# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The rules `licence-present`, `licence-legal` and `licence-embedded`: what is declared, and what stands under it."""

from collections.abc import Iterable, Iterator
from posixpath import dirname
from typing import Any

from catalog.check.models import Group, Rule, Severity, Spotted
from catalog.check.rules.options import options_of
from catalog.check.side import Side
from catalog.i18n import noted
from scanner.detectors import roles
from scanner.detectors.languages import language_of
from scanner.detectors.licenses import expressions, manifests, paths
from scanner.detectors.rights import paths as forms
from scanner.models import Confidence, Fact, Frozen
from scanner.policies import load_policy

_NONE = noted("No licence is declared: add the text of one at the root, in a LICENSE file")
_NOT_KNOWN = noted("This file holds no licence that we know: put the official text of an admitted licence in it")
_ONLY_NAMED = noted("The licence {licence} is only named here: add its text at the root, in a LICENSE file")
_CONFLICT = noted("The declarations of licence contradict each other ({told}): make them say the same")
_NOT_LEGAL = noted("{licence} isn't among the licences that the State may choose for software: {admitted}")
_PART = noted(
    "{part} is declared beside {licence}, and the State may not choose it for software: say which files are under it,"
    " or put its text beside them"
)
_FOR_INFORMATION = noted("{licence} is for public information: software needs another one of the list: {admitted}")
_INCOMPATIBLE = noted(
    "Code under {inbound} can't stand in a repository under {outbound}: take it out, or choose a licence that allows it"
)
_MANY = noted(
    "{count} files of {folder} are under licences that can't stand under the declared one:"
    " remove them, or choose another"
)
_UNSETTLED = noted(
    "Some files grant rights in words that only ScanCode compares, and it isn't installed ({count}):"
    " install ouvrage[full]"
)
_TEXTS = ("license-file", "reuse")


class _Legal(Frozen):
    also: tuple[str, ...] = ()
    """Licences that are admitted beside those of `policies/licenses.yml`: homologated for this administration."""


class _Embedded(Frozen):
    apart: int
    """Files of a folder that are told one by one at most."""
    forms: frozenset[str]
    """Of files that count (`scanner.detectors.rights.paths`): a document may speak of a licence that isn’t its own."""


def judge_licence_present(side: Side, rule: Rule) -> Iterator[Spotted]:  # noqa: ARG001 - a judge's arguments
    """Yield that no licence is declared, that one is only named, or that its declarations contradict each other."""
    for fact in side.of("licence-declared"):
        if fact.data["agreement"] == "none":
            yield _absent(side)
            return
        sources = fact.data["sources"]
        if not any(source["kind"] in _TEXTS for source in sources):
            yield Spotted(
                path=fact.path,
                line=fact.line,
                message=_ONLY_NAMED,
                fields={"licence": fact.data["expression"]},
                detail="licence-text-missing",
                severity=Severity.WARNING,
                key="text",
            )
        told = [source for source in sources if source["expression"] != manifests.NONE_GRANTED]
        if fact.data["agreement"] == "conflict" and len({source["expression"] for source in told}) > 1:
            yield _conflict(fact, told)


def judge_licence_legal(side: Side, rule: Rule) -> Iterator[Spotted]:
    """Yield the declared licence when the State may not choose it for what the repository holds.

    Raises:
        UsageError: the rule's options, or the policy of licences, can't be used.
    """
    options, policy = options_of(rule, _Legal), load_policy("licenses", side.policies).data
    uses = _uses(side)
    for fact in side.of("licence-declared"):
        parts = expressions.all_of(fact.data["expression"]) if fact.data["expression"] else ()
        legal = [part for part in parts if part in options.also or expressions.is_legal(part, policy, uses=uses)]
        others = [part for part in parts if part not in legal]
        if others:
            admitted = ", ".join((*expressions.legal_choices(policy), *options.also))
            yield _not_legal(fact, legal, others, admitted, for_information=_is_for_information(others, policy))


def judge_licence_embedded(side: Side, rule: Rule) -> Iterator[Spotted]:
    """Yield the files under a licence that can't stand under the declared one, and those that we can't tell.

    Raises:
        UsageError: the rule's options can't be used.
    """
    options = options_of(rule, _Embedded)
    agreed = all(fact.data["agreement"] != "conflict" for fact in side.of("licence-declared"))
    for fact in side.of("licence-incompatible"):
        for path, line in _places(side, fact).items():
            if _counts(path, options.forms):
                # A copy or a move of what a change touches is the same thing; what it leaves stays in its place.
                place = "" if side.concerns(path) else path
                yield _incompatible(fact, path, line, agreed=agreed)._replace(key=f"{fact.data['inbound']} {place}")
    for fact in side.of("licence-unsettled"):
        fields = {"count": fact.data["files"]}
        yield Spotted(
            path=fact.path, message=_UNSETTLED, fields=fields, detail="licence-unsettled", severity=Severity.NOTE
        )


def _absent(side: Side) -> Spotted:
    texts = sorted(path for path in side.files if "/" not in path and paths.kind_of(path) == "license")
    if texts:
        return Spotted(path=texts[0], message=_NOT_KNOWN, detail="licence-unknown", key="none")
    return Spotted(message=_NONE, detail="licence-none", key="none")


def _is_for_information(licences: Iterable[str], policy: dict[str, Any]) -> bool:
    return all(expressions.is_legal(licence, policy, uses=("information",)) for licence in licences)


def _not_legal(fact: Fact, legal: list[str], others: list[str], admitted: str, *, for_information: bool) -> Spotted:
    """Tell the licences that aren't admitted: less gravely when another one is, or when the declarations disagree."""
    part = expressions.join("AND", others)
    alone = _FOR_INFORMATION if for_information else _NOT_LEGAL
    lighter = legal or fact.data["agreement"] == "conflict"
    return Spotted(
        path=fact.path,
        line=fact.line,
        message=_PART if legal else alone,
        fields={"licence": expressions.join("AND", legal) or part, "part": part, "admitted": admitted},
        detail="licence-for-information" if for_information else "licence-not-listed",
        severity=Severity.WARNING if lighter else None,
        key=part,
    )


def _conflict(fact: Fact, sources: Iterable[dict[str, Any]]) -> Spotted:
    told = "; ".join(dict.fromkeys(f"{source['path']}: {source['expression']}" for source in sources))
    return Spotted(
        path=fact.path,
        line=fact.line,
        message=_CONFLICT,
        fields={"told": told},
        detail="licence-conflict",
        severity=Severity.WARNING,
        key=told,
    )


def _uses(side: Side) -> tuple[str, ...]:
    """Return what the licence is for: a repository without code holds information."""
    code = any(language_of(path) for path in side.files)
    return ("software",) if code else ("software", "information")


def _counts(path: str, kept: frozenset[str]) -> bool:
    path_class = forms.path_class(path)
    return path_class is not None and forms.form_of(path_class) in kept


def _places(side: Side, fact: Fact) -> dict[str, int]:
    """Return all files under an incompatible licence, with their lines: a fact has but some as examples."""
    places = {place["path"]: place["line"] for place in fact.data["examples"]}
    for placed in side.findings:
        sure = placed.detector == "licenses" and placed.finding.confidence is not Confidence.LOW
        if sure and expressions.normalise(placed.finding.data["expression"]) == fact.data["inbound"]:
            places.setdefault(placed.path, placed.finding.line)
    return places


def _incompatible(fact: Fact, path: str, line: int, *, agreed: bool) -> Spotted:
    sure = agreed and fact.confidence is Confidence.HIGH and not roles.is_test(path)
    return Spotted(
        path=path,
        line=line,
        message=_INCOMPATIBLE,
        fields={"inbound": fact.data["inbound"], "outbound": fact.data["outbound"]},
        detail="licence-incompatible",
        confidence=fact.confidence,
        severity=None if sure else Severity.WARNING,
        group=Group(dirname(path), _MANY),
    )
