# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Secrets as GitLab's secret detection report, version 15 of its security reports, without any extract of the source.

Source: https://docs.gitlab.com/development/integrations/secure/#report. GitLab reads the commit's id alone: its
author, date and message aren't given.
"""

import json
import uuid
from datetime import UTC, datetime
from typing import Any

from catalog.check.models import Problem, Severity, Verdict
from catalog.check.reports import telling
from catalog.i18n import Translator

VERSION = "15.2.1"
RULE = "secret"
_SEVERITIES = {Severity.ERROR: "Critical", Severity.WARNING: "Medium", Severity.NOTE: "Low"}
_NO_COMMIT = "0000000"
"""What GitLab's own analyzer writes for a file that isn't committed."""
_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)
_MAX_NAME, _MAX_SOLUTION = 255, 7_000
_IDS = uuid.uuid5(uuid.NAMESPACE_URL, "https://github.com/ouvrage/ouvrage/check")


def render(verdict: Verdict, t: Translator) -> str:
    """Return the report: the secrets alone, of the other rules nothing."""
    told = {
        "version": VERSION,
        "scan": _scan(verdict, t),
        "vulnerabilities": [_found(problem, verdict, t) for problem in verdict.problems if problem.rule == RULE],
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _scan(verdict: Verdict, t: Translator) -> dict[str, Any]:
    tool = {"id": "ouvrage", "name": "Ouvrage", "version": verdict.tool, "vendor": {"name": "Ouvrage"}}
    start = verdict.started_at or _NO_TIME
    messages = [("warn", each) for each in telling.notes(verdict.partial, t)]
    messages += [("info", each) for each in telling.notes(verdict.notes, t)]
    return {
        "analyzer": tool,
        "scanner": tool,
        "type": "secret_detection",
        "start_time": _utc(start),
        "end_time": _utc(verdict.ended_at or start),
        "status": "failure" if verdict.partial else "success",
        "messages": [{"level": level, "value": value} for level, value in messages],
    }


def _found(problem: Problem, verdict: Verdict, t: Translator) -> dict[str, Any]:
    rule, kind = verdict.rule(problem.rule), problem.detail or problem.rule
    location = {"file": problem.path, "commit": {"sha": problem.commit or verdict.commit or _NO_COMMIT}}
    lines = {"start_line": problem.line, "end_line": max(problem.line, problem.end_line)} if problem.line else {}
    return {
        "id": str(uuid.uuid5(_IDS, problem.fingerprint)),
        "category": "secret_detection",
        "name": telling.cut(telling.sentence(problem.message, problem.fields, t), _MAX_NAME),
        "description": f"{telling.message(problem, t)}\n\n{telling.words(rule.why, t)}",
        "severity": _SEVERITIES[problem.severity],
        "solution": telling.cut(telling.words(rule.mend, t), _MAX_SOLUTION),
        "identifiers": [{"type": "ouvrage_rule_id", "name": f"Ouvrage: {kind}", "value": kind}],
        "location": location | lines,
    }


def _utc(time: datetime) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
