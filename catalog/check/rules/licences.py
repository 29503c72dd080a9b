# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The rules `licence-present`, `licence-legal` and `licence-embedded`: what is declared, and what stands under it."""

from collections.abc import Iterable, Iterator
from typing import Any

from catalog.check.models import Rule, Severity, Spotted
from catalog.check.rules.options import options_of
from catalog.check.side import Side
from catalog.i18n import noted
from scanner.detectors import roles
from scanner.detectors.languages import language_of
from scanner.detectors.licenses import expressions, paths
from scanner.detectors.rights import paths as forms
from scanner.models import Confidence, Fact, Frozen
from scanner.policies import load_policy

_NONE = noted("No licence is declared: add the text of one at the root, in a LICENSE file")
_NOT_KNOWN = noted("This file holds no licence that we know: put the official text of an admitted licence in it")
_ONLY_NAMED = noted("The licence {licence} is only named here: add its text at the root, in a LICENSE file")
_CONFLICT = noted("The declarations of licence contradict each other ({told}): make them say the same")
_NOT_LEGAL = noted("{licence} isn't among the licences that the State may choose for software: {admitted}")
_FOR_INFORMATION = noted("{licence} is for public information: software needs another one of the list: {admitted}")
_INCOMPATIBLE = noted(
    "Code under {inbound} can't stand in a repository under {outbound}: take it out, or choose a licence that allows it"
)
_TEXTS = ("license-file", "reuse")


class _Legal(Frozen):
    also: tuple[str, ...] = ()
    """Licences that are admitted beside those of `policies/licenses.yml`: homologated for this administration."""


class _Embedded(Frozen):
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
        if fact.data["agreement"] == "conflict":
            yield _conflict(fact, sources)


def judge_licence_legal(side: Side, rule: Rule) -> Iterator[Spotted]:
    """Yield the declared licence when the State may not choose it for what the repository holds.

    Raises:
        UsageError: the rule's options, or the policy of licences, can't be used.
    """
    options, policy = options_of(rule, _Legal), load_policy("licenses", side.policies).data
    for fact in side.of("licence-declared"):
        licence = fact.data["expression"]
        if not licence or licence in options.also or expressions.is_legal(licence, policy, uses=_uses(side)):
            continue
        information = expressions.is_legal(licence, policy, uses=("information",))
        yield Spotted(
            path=fact.path,
            line=fact.line,
            message=_FOR_INFORMATION if information else _NOT_LEGAL,
            fields={"licence": licence, "admitted": ", ".join((*expressions.legal_choices(policy), *options.also))},
            detail="licence-for-information" if information else "licence-not-listed",
            key=licence,
        )


def judge_licence_embedded(side: Side, rule: Rule) -> Iterator[Spotted]:
    """Yield the files under a licence that can't stand under the declared one.

    Raises:
        UsageError: the rule's options can't be used.
    """
    options = options_of(rule, _Embedded)
    for fact in side.of("licence-incompatible"):
        for place in fact.data["examples"]:
            if _counts(place["path"], options.forms):
                yield _incompatible(fact, place, rule)


def _absent(side: Side) -> Spotted:
    texts = sorted(path for path in side.files if "/" not in path and paths.kind_of(path) == "license")
    if texts:
        return Spotted(path=texts[0], message=_NOT_KNOWN, detail="licence-unknown", key="none")
    return Spotted(message=_NONE, detail="licence-none", key="none")


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


def _incompatible(fact: Fact, place: dict[str, Any], rule: Rule) -> Spotted:
    unsure = fact.confidence is not Confidence.HIGH or roles.is_test(place["path"])
    return Spotted(
        path=place["path"],
        line=place["line"],
        message=_INCOMPATIBLE,
        fields={"inbound": fact.data["inbound"], "outbound": fact.data["outbound"]},
        detail="licence-incompatible",
        confidence=fact.confidence,
        severity=Severity.WARNING if unsure else rule.severity,
        key=f"{fact.data['inbound']} {place['path'].rpartition('/')[2]}",
    )
