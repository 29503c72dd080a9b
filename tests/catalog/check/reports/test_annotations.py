# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Annotations: commands that GitHub's runner reads, no more than it shows, and none that a name can forge."""

import re

from catalog.check.models import Severity, Verdict
from catalog.check.reports import REPORTS
from catalog.check.reports.annotations import MAX_OF_A_KIND
from catalog.i18n import translator
from tests.catalog.check.reports.verdicts import HOSTILE, change, hostile, problem, verdict

COMMAND = re.compile(r"::(error|warning|notice) ([^:]*)::(.*)")


def read(of: Verdict) -> list[tuple[str, dict[str, str], str]]:
    """Read commands as the runner does: split at the first `::`, then commas and equal signs, then unescape."""
    return [parsed(line) for line in REPORTS["annotations"](of, translator("en")).splitlines()]


def parsed(line: str) -> tuple[str, dict[str, str], str]:
    found = COMMAND.fullmatch(line)
    assert found, line
    pairs = dict(pair.split("=", 1) for pair in found[2].split(","))
    return found[1], {key: unescaped(value) for key, value in pairs.items()}, unescaped(found[3])


def unescaped(text: str) -> str:
    for code, character in (("%3A", ":"), ("%2C", ","), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        text = text.replace(code, character)
    return text


def test_problems_are_at_their_lines() -> None:
    assert read(change()) == [
        ("error", {"title": "Ouvrage: licence-present"}, "a problem of licence-present"),
        (
            "error",
            {"title": "Ouvrage: secret"},
            "old.env:3: a problem of secret (in the history, commit bbbbbbbb)",
        ),
        (
            "error",
            {"file": "src/réglages.py", "line": "12", "endLine": "12", "title": "Ouvrage: secret"},
            "a problem of secret",
        ),
        (
            "warning",
            {"file": "src/réglages.py", "line": "3", "endLine": "5", "title": "Ouvrage: personal-data"},
            "a problem of personal-data",
        ),
        ("notice", {"file": "src/un dossier/a#b.py", "title": "Ouvrage: spdx-headers"}, "a problem of spdx-headers"),
        ("warning", {"title": "Not judged"}, "big.sql was not read"),
    ]
    assert read(verdict()) == []


def test_no_more_of_a_kind_than_a_step_shows_and_the_others_are_counted() -> None:
    errors = tuple(problem("secret", path=f"{number:02}") for number in range(12))
    warnings = tuple(problem("file-size", Severity.WARNING, f"{number:02}") for number in range(10))
    told = read(verdict((*errors, *warnings)))
    kinds = [kind for kind, _, _ in told]
    assert (kinds.count("error"), kinds.count("warning")) == (MAX_OF_A_KIND, MAX_OF_A_KIND)
    assert told[MAX_OF_A_KIND - 1] == ("error", {"title": "Ouvrage"}, "3 other problems of this severity")
    partial = read(verdict(warnings, partial=change().partial))
    assert len(partial) == MAX_OF_A_KIND
    assert [text for _, _, text in partial[-2:]] == ["2 other problems of this severity", "big.sql was not read"]


def test_names_forge_no_command_and_no_property() -> None:
    for name in HOSTILE:
        of = verdict((problem("secret", path=name, line=1, message="{name}", fields={"name": name}),))
        ((kind, properties, text),) = read(of)
        assert (kind, set(properties)) == ("error", {"file", "line", "endLine", "title"})
        assert "\n" not in text
    assert len(read(hostile())) == 2 * MAX_OF_A_KIND
    ((_, properties, text),) = read(verdict((problem("secret", path="%0A,a=b::c"),)))
    assert (properties["file"], text) == ("%0A,a=b::c", "a problem of secret")
