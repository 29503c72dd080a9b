# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The verdict for programs: all that it holds, and each sentence in the reader's language beside its values.

Its shape is ``policies/schemas/output/check.schema.json``.
"""

import json
from typing import Any

from catalog.check.models import Note, Problem, Rule, Verdict
from catalog.check.reports import telling
from catalog.i18n import Translator


def render(verdict: Verdict, t: Translator) -> str:
    """Return the verdict as JSON; the rules' options, which may tell of an organisation's network, stay out of it."""
    told = verdict.model_dump(mode="json", exclude={"problems", "excluded", "rules", "notes", "partial"})
    told |= {
        "language": t.language,
        "failed": verdict.failed,
        "counts": {severity.value: number for severity, number in telling.by_severity(verdict.problems).items()},
        "problems": [_problem(problem, t) for problem in verdict.problems],
        "excluded": [_problem(problem, t) for problem in verdict.excluded],
        "rules": [_rule(rule) for rule in verdict.rules],
        "notes": [_note(note, t) for note in verdict.notes],
        "partial": [_note(note, t) for note in verdict.partial],
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _problem(problem: Problem, t: Translator) -> dict[str, Any]:
    told = telling.sentence(problem.message, problem.fields, t)
    return problem.model_dump(mode="json") | {"message": told, "also": [_note(note, t) for note in problem.also]}


def _rule(rule: Rule) -> dict[str, Any]:
    return rule.model_dump(mode="json", exclude={"options"})


def _note(note: Note, t: Translator) -> dict[str, Any]:
    return note.model_dump(mode="json") | {"message": telling.sentence(note.message, note.fields, t)}
