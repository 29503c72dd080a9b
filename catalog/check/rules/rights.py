# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The rules `third-party-licence` and `rights-notice`: code of others, and words that keep rights or reading."""

import re
from collections.abc import Iterator
from posixpath import dirname

from catalog.check.models import Group, Rule, Severity, Spotted, lightest
from catalog.check.rules.found import spotted
from catalog.check.rules.options import Lighter, Weighed, options_of, weight
from catalog.check.side import Placed, Side
from catalog.i18n import noted
from scanner.models import Fact, Frozen

_ONE = noted(
    "{name} is code of others, copied without its licence: add the text of it beside this code, or install it instead"
)
_MANY = noted(
    "{count} pieces of code of others in {folder} were copied without their licences: add them, or install this code"
    " instead"
)
_OURS_ONLY = frozenset({"reserved", "distribution"})
"""Kinds of notices that say nothing in code of others, whose authors reserve their rights and then license them."""
_SAID = {
    "reserved": noted("Rights are reserved here: say under which licence the file is, or have its holder agree"),
    "proprietary": noted(
        "This is said to be proprietary: check who holds the rights, then remove the words or the file"
    ),
    "confidential": noted("This is said to be confidential: remove the words if they are wrong, else the file"),
    "marking": noted("A State protection marking stands here: such a document is not published; ask who classified it"),
    "distribution": noted("Copying or passing on is forbidden here: have the holder agree, or remove the file"),
    "terms": noted("A publisher’s licence agreement applies here: what it covers can’t be published with your code"),
    "use": noted("Use is restricted here: code that anyone may reuse can’t hold this"),
    "product": noted("Software that its publisher sells is kept here: install it instead, and never publish it"),
}
_GRANTS_NOTHING = noted("This manifest says that no right is granted: name in it the licence of the repository")
_LINKED = re.compile(rb"licen[cs]e\b.{0,60}https?://|https?://\S{0,200}licen[cs]e", re.IGNORECASE)
_TOP = 1_000
"""Bytes of a file in which its banner stands."""
_OTHER = noted("{what}: check who holds the rights")


class _ThirdParty(Frozen):
    apart: int
    """Pieces of a folder that are told one by one at most."""
    lighter: tuple[Lighter, ...] = ()


class _Notices(Frozen):
    families: tuple[str, ...]
    """How the detector's rules begin."""
    lighter: tuple[Lighter, ...] = ()


def judge_third_party(side: Side, rule: Rule) -> Iterator[Spotted]:
    """Yield each piece of code of others that stands without a licence; the many of a folder are gathered when told.

    Raises:
        UsageError: the rule's options can't be used.
    """
    options = options_of(rule, _ThirdParty)
    for fact in side.of("rights-vendored"):
        severity = weight(rule, options.lighter, Weighed(_detail(fact), fact.path, fact.confidence))
        if not fact.data["licensed"] and severity is not Severity.OFF:
            yield _piece(fact, lightest(severity, Severity.WARNING) if _is_linked(side, fact) else severity)


def judge_rights_notices(side: Side, rule: Rule) -> Iterator[Spotted]:
    """Yield the words that reserve rights, forbid passing on, or keep from being read, in the code that is one's own.

    Raises:
        UsageError: the rule's options can't be used.
    """
    options = options_of(rule, _Notices)
    foreign = _Foreign(side)
    for one in spotted(side, rule, options.families, options.lighter, _says):
        if one.detail not in foreign.silent or not foreign.holds(one.path):
            yield one


def _says(placed: Placed) -> str:
    if placed.finding.rule == "rights-unlicensed-manifest":
        return _GRANTS_NOTHING
    return _SAID.get(placed.finding.data.get("kind", ""), _OTHER)


class _Foreign:
    """Where the code of others stands, and which rules say nothing there."""

    def __init__(self, side: Side) -> None:
        self._paths = frozenset(fact.path for fact in side.of("rights-vendored"))
        self.silent = frozenset(
            placed.finding.rule for placed in side.findings if placed.finding.data.get("kind") in _OURS_ONLY
        )

    def holds(self, path: str) -> bool:
        """Tell whether a file is code of others, or lies in a folder of it."""
        while path and path not in self._paths:
            path = dirname(path)
        return bool(path)


def _is_linked(side: Side, fact: Fact) -> bool:
    """Tell whether the banner of a file says where its licence is, if not which it is."""
    return fact.data["manager"] == "file" and bool(_LINKED.search((side.content(fact.path) or b"")[:_TOP]))


def _detail(fact: Fact) -> str:
    return f"vendored-{fact.data['manager']}"


def _piece(fact: Fact, severity: Severity) -> Spotted:
    version = fact.data["version"]
    return Spotted(
        path=fact.path,
        message=_ONE,
        fields={"name": f"{fact.data['name']} {version}" if version else fact.data["name"]},
        detail=_detail(fact),
        confidence=fact.confidence,
        severity=severity,
        key=fact.data["name"].lower(),
        group=Group(dirname(fact.path), _MANY),
    )
