# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The verdict as SARIF 2.1.0 (OASIS), within what GitHub's code scanning takes.

Sources: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html and, for the limits,
https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support.
"""

import gzip
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from catalog.check.models import Problem, Verdict
from catalog.check.reports import telling
from catalog.check.reports.sarif_results import result
from catalog.check.reports.sarif_rules import descriptor
from catalog.i18n import Translator
from catalog.reports.text import plain

VERSION = "2.1.0"
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MAX_RESULTS = 25_000
"""Results of a run; GitHub rejects a file that has more, and shows the first 5 000 by severity."""
MAX_BYTES = 10_000_000
"""Of the file compressed by gzip."""
CATEGORY = "ouvrage/check/"
"""GitHub compares the analyses of one category: those of a change with those of its base, so they have the same."""
_PAGE = "https://github.com/ouvrage/ouvrage"
_ROOT = "%SRCROOT%"


def render(verdict: Verdict, t: Translator) -> str:
    """Return a file of one run; what is beyond GitHub's limits is left out, the lightest first, and that is said."""
    ranked = [*verdict.problems, *verdict.excluded]
    kept = min(len(ranked), MAX_RESULTS)
    text = _written(verdict, ranked[:kept], len(ranked), t)
    while kept and len(text) > MAX_BYTES and len(gzip.compress(text.encode(), 6)) > MAX_BYTES:
        kept //= 2
        text = _written(verdict, ranked[:kept], len(ranked), t)
    return text


def _written(verdict: Verdict, kept: Sequence[Problem], total: int, t: Translator) -> str:
    run = _run(verdict, kept, total, t)
    return json.dumps({"$schema": SCHEMA, "version": VERSION, "runs": [run]}, ensure_ascii=False) + "\n"


def _run(verdict: Verdict, kept: Sequence[Problem], total: int, t: Translator) -> dict[str, Any]:
    index = {rule.id: position for position, rule in enumerate(verdict.rules)}
    driver = {
        "name": "Ouvrage",
        "version": verdict.tool,
        "informationUri": _PAGE,
        "language": t.language,
        "rules": [descriptor(rule, t) for rule in verdict.rules],
    }
    return {
        "tool": {"driver": driver},
        "language": t.language,
        "automationDetails": {"id": CATEGORY},
        "invocations": [_invocation(verdict, total - len(kept), total, t)],
        **_provenance(verdict),
        "originalUriBaseIds": {_ROOT: {"description": {"text": t("The root of the repository")}}},
        "columnKind": "unicodeCodePoints",
        "results": [result(problem, index, _ROOT, t) for problem in kept],
        "properties": _properties(verdict),
    }


def _invocation(verdict: Verdict, left_out: int, total: int, t: Translator) -> dict[str, Any]:
    """Tell how the check went: not whole when something couldn't be judged."""
    told = [_notification("error", each) for each in telling.notes(verdict.partial, t)]
    if left_out:
        sentence = t(
            "{left} of {total} results are left out, the lightest: GitHub takes no more.",
            left=t.number(left_out),
            total=t.number(total),
        )
        told.append(_notification("warning", sentence))
    told += [_notification("note", each) for each in telling.notes(verdict.notes, t)]
    times = {"startTimeUtc": verdict.started_at, "endTimeUtc": verdict.ended_at}
    return {
        "executionSuccessful": not verdict.partial,
        **{name: _utc(time) for name, time in times.items() if time},
        "toolExecutionNotifications": told,
    }


def _notification(level: str, text: str) -> dict[str, Any]:
    return {"level": level, "message": {"text": text}}


def _provenance(verdict: Verdict) -> dict[str, Any]:
    """Return where the code comes from; SARIF asks for an address, so there is none where that isn't known."""
    if not telling.is_address(verdict.url):
        return {}
    details = {"repositoryUri": verdict.url, "revisionId": verdict.commit, "branch": plain(verdict.branch)}
    mapped = {"mappedTo": {"uriBaseId": _ROOT}}
    return {"versionControlProvenance": [{name: value for name, value in details.items() if value} | mapped]}


def _properties(verdict: Verdict) -> dict[str, Any]:
    return {
        "repository": plain(verdict.repository),
        "mode": verdict.mode.value,
        "base": verdict.base,
        "filesJudged": verdict.files,
        "alreadyThere": verdict.already_there,
        "policies": [{"name": plain(source.name), "digest": source.digest} for source in verdict.policies],
    }


def _utc(time: datetime) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
