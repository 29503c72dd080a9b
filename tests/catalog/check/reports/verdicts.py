# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Verdicts made by hand, with the shipped rules: what reports are specified with."""

import hashlib
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import yaml

from catalog.check.models import Excluded, Mode, Note, PolicySource, Problem, Rule, Severity, Verdict
from scanner.models import Confidence
from scanner.resources import resource_dir

HOSTILE = (
    "a\nb",
    "::error::taken",
    "##[add-mask]x",
    "%0A::error::taken",
    "a,title=b:c",
    "\u202etxt.exe",
    "]]></failure>",
    "<script>alert(1)</script>",
    "`code` | [a](javascript:b) *b*",
    "\"quoted\" & 'too'",
    "\x1b[31mred\x07",
    "x" * 10_000,
    "{place} {0} %s",
    "\ufffe\ud7ff\u0085",
)
"""Names that break out of a format which doesn't escape them."""


@cache
def shipped_rules() -> tuple[Rule, ...]:
    """Return the rules of `policies/opening.yml`."""
    given = yaml.safe_load((resource_dir("policies") / "opening.yml").read_text(encoding="utf-8"))["rules"]
    return tuple(Rule(id=name, **values) for name, values in given.items())


def fingerprint(*parts: object) -> str:
    """Return what stands for the fingerprint of a problem."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def problem(rule: str, severity: Severity = Severity.ERROR, path: str = "", line: int = 0, **more: Any) -> Problem:  # noqa: ANN401
    """Return a problem with a message and a fingerprint of its own."""
    given = {"message": "a problem of {rule}", "fields": {"rule": rule}} | more
    return Problem(
        rule=rule, severity=severity, path=path, line=line, fingerprint=fingerprint(rule, path, line, given), **given
    )


def verdict(problems: tuple[Problem, ...] = (), **more: Any) -> Verdict:  # noqa: ANN401
    """Return a verdict on a whole repository; its problems are put in order."""
    ranked = sorted(problems, key=lambda each: (-each.severity.weight, each.path, each.line))
    given: dict[str, Any] = {
        "tool": "0.1.0",
        "repository": "ministere/outil",
        "commit": "1" * 40,
        "branch": "main",
        "mode": Mode.WHOLE,
        "files": 12,
        "rules": shipped_rules(),
        "started_at": datetime(2026, 3, 2, 10, 0, 0, tzinfo=UTC),
        "ended_at": datetime(2026, 3, 2, 10, 0, 2, tzinfo=UTC),
    }
    return Verdict(**given | {"problems": tuple(ranked)} | more)


def change() -> Verdict:
    """Return what a change brings: something of every kind that a verdict holds."""
    return verdict(
        (
            problem("licence-present"),
            problem("secret", path="src/réglages.py", line=12, detail="secret-aws-access-key", commit="a" * 40),
            problem("secret", path="old.env", line=3, detail="secret-password", commit="b" * 40, at_head=False),
            problem("personal-data", Severity.WARNING, "src/réglages.py", 3, confidence=Confidence.LOW, end_line=5),
            problem("spdx-headers", Severity.NOTE, "src/un dossier/a#b.py"),
        ),
        mode=Mode.CHANGE,
        base="2" * 40,
        url="https://git.example.org/ministere/outil",
        excluded=(
            problem(
                "binary-file",
                Severity.WARNING,
                "logo.png",
                excluded=Excluded(by=".ouvrage.yml:7", reason="the logo", until=date(2027, 1, 31)),
            ),
            problem("secret", path="tests/a.py", line=2, excluded=Excluded(by="tests/a.py:2", reason="a fake one")),
        ),
        already_there=3,
        policies=(PolicySource(name="main:.ouvrage.yml", digest="c" * 64),),
        notes=(Note(message="The history is cut short."),),
        partial=(Note(message="{path} was not read", fields={"path": "big.sql"}),),
    )


def hostile() -> Verdict:
    """Return a verdict whose every name of the repository is hostile."""
    problems = tuple(
        problem(rule, severity, name, 1, message="{name} is here", fields={"name": name}, detail=name, commit="d" * 40)
        for name in HOSTILE
        for rule, severity in (("secret", Severity.ERROR), ("file-size", Severity.WARNING))
    )
    excluded = tuple(problem("readme-present", path=name, excluded=Excluded(by=name, reason=name)) for name in HOSTILE)
    notes = tuple(Note(message="{name} was not read", fields={"name": name}) for name in HOSTILE)
    policies = tuple(PolicySource(name=name, digest="e" * 64) for name in HOSTILE)
    return verdict(
        problems,
        repository=HOSTILE[0],
        branch=HOSTILE[3],
        url=f"https://a/{HOSTILE[7]}",
        excluded=excluded,
        notes=notes,
        partial=notes,
        policies=policies,
    )
