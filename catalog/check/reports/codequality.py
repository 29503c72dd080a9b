# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The verdict as GitLab's code quality report.

Source: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format. GitLab compares the report of a
merge request with that of its target branch; what is excluded isn't in it, as the format can't say why.
"""

import hashlib
import json
from typing import Any

from catalog.check.models import Problem, Severity, Verdict
from catalog.check.reports import telling
from catalog.i18n import Translator

NOT_JUDGED = "not-judged"
"""Name of the check that stands for what could not be judged: a partial report never looks whole."""
_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.NOTE: "minor"}


def render(verdict: Verdict, t: Translator) -> str:
    """Return the report: an array of problems, the heaviest first."""
    told = [_issue(problem, t) for problem in verdict.problems]
    told += [_not_judged(sentence) for sentence in telling.notes(verdict.partial, t)]
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _issue(problem: Problem, t: Translator) -> dict[str, Any]:
    return {
        "description": telling.message(problem, t),
        "check_name": problem.rule,
        "fingerprint": problem.fingerprint,
        "severity": _SEVERITIES[problem.severity],
        "location": _location(problem.path or telling.REPOSITORY_FILE, problem.line),
    }


def _not_judged(sentence: str) -> dict[str, Any]:
    return {
        "description": sentence,
        "check_name": NOT_JUDGED,
        "fingerprint": hashlib.sha256(f"{NOT_JUDGED} {sentence}".encode()).hexdigest(),
        "severity": "major",
        "location": _location(telling.REPOSITORY_FILE, 1),
    }


def _location(path: str, line: int) -> dict[str, Any]:
    return {"path": path, "lines": {"begin": max(line, 1)}}
