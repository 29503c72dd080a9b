# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The rule `dsfr-outside-gouv`: the State's design system, its font or its mark, in what isn't a site of the State."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from catalog.check.models import Rule, Severity, Spotted
from catalog.check.rules.names import Names
from catalog.check.rules.options import options_of
from catalog.check.side import Side
from catalog.i18n import noted
from scanner import yamlfile
from scanner.errors import OuvrageError
from scanner.models import Frozen

_COPIED = noted(
    "The State’s design system (its font, mark or styles) is copied here (files: {count}), and the declared site"
    " ({site}) isn’t under {domains}: take it out, or declare the right site in publiccode.yml (landingURL)"
)
_UNDECLARED = noted(
    "The State’s design system (its font, mark or styles) is copied here (files: {count}): it is for sites under"
    " {domains} only. Declare the site in publiccode.yml (landingURL), and say in the README that others replace it"
)
_INSTALLED = noted(
    "{name}, the State’s design system, is installed for a site that isn’t declared under {domains}: whoever reuses"
    " this elsewhere must replace it"
)
_MAX_BYTES = 500_000
_SITES = (("publiccode.yml", "landingURL"), ("publiccode.yaml", "landingURL"), ("package.json", "homepage"))
_FORGES = ("github.com", "gitlab.com", "npmjs.com", "codeberg.org")


class _StateDesign(Frozen):
    domains: tuple[str, ...]
    """Endings of the hosts of the State's sites."""
    copied: tuple[str, ...]
    """Names of the design system's own files."""
    packages: frozenset[str]
    """npm packages that bring it."""


def judge_state_design(side: Side, rule: Rule) -> Iterator[Spotted]:
    """Yield one problem for all copied files, or for the dependency, unless the declared site is one of the State's.

    Raises:
        UsageError: the rule's options can't be used.
    """
    options = options_of(rule, _StateDesign)
    site = _site(side)
    if site.endswith(options.domains):
        return
    names = Names(options.copied)
    copied = sorted(path for path in side.files if path in names and "node_modules/" not in path)
    fields = {"count": len(copied), "site": site, "domains": ", ".join(options.domains)}
    if copied:
        yield Spotted(
            path=copied[0],
            message=_COPIED if site else _UNDECLARED,
            fields=fields,
            detail="dsfr-copied",
            severity=None if site else Severity.NOTE,
            key="copied",
        )
        return
    yield from _installed(side, options.packages, fields["domains"])


def _installed(side: Side, packages: frozenset[str], domains: object) -> Iterator[Spotted]:
    for path in sorted(side.files):
        if path.rpartition("/")[2] == "package.json" and "node_modules/" not in path and side.concerns(path):
            document = _json(side.content(path))
            for name in sorted(packages & _dependencies(document)):
                yield Spotted(
                    path=path,
                    message=_INSTALLED,
                    fields={"name": name, "domains": domains},
                    detail="dsfr-installed",
                    severity=Severity.NOTE,
                    key=name,
                )
                return


def _site(side: Side) -> str:
    """Return the host of the site that the repository declares, or ""; a page on a forge is no site."""
    for path, key in _SITES:
        content = side.content(path) if path in side.files else None
        document = _json(content) if path.endswith(".json") else _yaml(content)
        host = _host(document.get(key))
        if host and not host.endswith(_FORGES):
            return host
    return ""


def _host(url: object) -> str:
    try:
        return (urlsplit(url.strip()).hostname or "") if isinstance(url, str) else ""
    except ValueError:
        return ""


def _dependencies(document: dict[str, Any]) -> set[str]:
    told = (document.get(key) for key in ("dependencies", "devDependencies", "peerDependencies"))
    return {name for each in told if isinstance(each, dict) for name in each}


def _json(content: bytes | None) -> dict[str, Any]:
    if content is None or len(content) > _MAX_BYTES:
        return {}
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def _yaml(content: bytes | None) -> dict[str, Any]:
    if content is None or len(content) > _MAX_BYTES:
        return {}
    try:
        data = yamlfile.load(content.decode("utf-8", "replace"), "publiccode.yml").data
    except OuvrageError:
        return {}
    return data if isinstance(data, dict) else {}
