# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Problems as results of SARIF: message, place, fingerprint, and why some don't count."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from catalog.check.models import Excluded, Problem
from catalog.check.reports import telling
from catalog.check.reports.sarif_rules import level
from catalog.i18n import Translator
from catalog.reports.text import plain

FINGERPRINT = "ouvrage/v1"
_BY = re.compile(r"(.+?):([1-9]\d{0,8})")


def result(problem: Problem, index: Mapping[str, int], root: str, t: Translator) -> dict[str, Any]:
    """Return a problem as a result; `index` places each rule among the tool's, `root` names the repository's root."""
    return {
        "ruleId": problem.rule,
        **({"ruleIndex": index[problem.rule]} if problem.rule in index else {}),
        "level": level(problem.severity),
        "message": {"text": telling.message(problem, t)},
        "locations": [_location(problem, root)],
        "partialFingerprints": {FINGERPRINT: problem.fingerprint},
        **({"suppressions": [_suppression(problem.path, problem.excluded, root)]} if problem.excluded else {}),
        "properties": _properties(problem),
    }


def _location(problem: Problem, root: str) -> dict[str, Any]:
    """Return where a problem is: GitHub refuses a result that has no file and line."""
    region = {"startLine": max(problem.line, 1)}
    if problem.end_line > region["startLine"]:
        region["endLine"] = problem.end_line
    return _physical(problem.path or telling.REPOSITORY_FILE, region, root)


def _physical(path: str, region: dict[str, int], root: str) -> dict[str, Any]:
    return {"physicalLocation": {"artifactLocation": {"uri": quote(path), "uriBaseId": root}, "region": region}}


def _suppression(path: str, excluded: Excluded, root: str) -> dict[str, Any]:
    """Return why a result doesn't count: `inSource` when a comment of its own file says so."""
    by = _BY.fullmatch(excluded.by)
    until = {"properties": {"until": excluded.until.isoformat()}} if excluded.until else {}
    return {
        "kind": "inSource" if by and by[1] == path else "external",
        "status": "accepted",
        "justification": telling.cut(plain(excluded.reason)) or plain(excluded.by),
        **({"location": _physical(by[1], {"startLine": int(by[2])}, root)} if by else {}),
        **until,
    }


def _properties(problem: Problem) -> dict[str, Any]:
    told = {
        "scope": "file" if problem.path else "repository",
        "detail": problem.detail,
        "confidence": problem.confidence.value,
        "commit": problem.commit,
    }
    return {name: value for name, value in told.items() if value} | {"atHead": problem.at_head}
