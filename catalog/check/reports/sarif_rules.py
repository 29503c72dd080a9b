# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Rules as SARIF describes them: title, why, how to mend, and what GitHub reads of their properties."""

from typing import Any

from catalog.check.models import Rule, Severity
from catalog.check.reports import telling
from catalog.i18n import Translator
from catalog.reports.text import markdown

_SECURITY = frozenset({"secret", "personal-data", "internal-address"})
"""Rules whose problems harm someone by being read."""
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note", Severity.OFF: "none"}
_SCORES = {Severity.ERROR: "8.0", Severity.WARNING: "5.0", Severity.NOTE: "2.0", Severity.OFF: "0.1"}
"""GitHub's scale: from 7 high, from 4 medium, else low."""
_PROBLEM = {Severity.ERROR: "error", Severity.WARNING: "warning"}
_LESS_PRECISE = frozenset({"personal-data", "internal-address"})


def level(severity: Severity) -> str:
    """Return the level of SARIF that a severity is."""
    return _LEVELS[severity]


def descriptor(rule: Rule, t: Translator) -> dict[str, Any]:
    """Return the description of a rule."""
    title, why, mend = (telling.words(text, t) for text in (rule.title, rule.why, rule.mend))
    linked = telling.is_address(rule.source)
    return {
        "id": rule.id,
        "name": "Ouvrage" + "".join(part.capitalize() for part in rule.id.split("-")),
        "shortDescription": {"text": title},
        "fullDescription": {"text": why},
        "help": {
            "text": "\n".join([why, mend, *([rule.source] if linked else [])]),
            "markdown": "\n\n".join([markdown(why), markdown(mend), *([f"<{rule.source}>"] if linked else [])]),
        },
        **({"helpUri": rule.source} if linked else {}),
        "defaultConfiguration": {"level": level(rule.severity)},
        "properties": _properties(rule),
    }


def _properties(rule: Rule) -> dict[str, Any]:
    told: dict[str, Any] = {
        "tags": ["openness"],
        "precision": "medium" if rule.id in _LESS_PRECISE else "high",
        "problem.severity": _PROBLEM.get(rule.severity, "recommendation"),
    }
    if rule.id in _SECURITY:
        told |= {"tags": ["openness", "security"], "security-severity": _SCORES[rule.severity]}
    return told
