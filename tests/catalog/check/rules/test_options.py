# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What an organisation changes in a rule's options is checked, and never makes a problem heavier than its rule."""

from pathlib import Path
from typing import Any

import pytest

from catalog.check.models import Severity
from catalog.check.rules.names import Names
from catalog.check.rules.options import Lighter, Weighed, weight
from scanner.errors import UsageError
from scanner.models import Confidence
from tests.catalog.check.rules.seeing import repository, seen, shipped_rule


@pytest.mark.parametrize(
    ("glob", "holds", "not_"),
    [
        ("*.min.js", ["a.min.js", "b/c/A.MIN.JS"], ["a.js", "min.js"]),
        ("/README*", ["README.md"], ["docs/README.md"]),
        ("docs/**/install*", ["docs/install.md", "docs/fr/Installation.md"], ["a/docs/install.md"]),
        ("**/target/classes/", ["target/classes/A", "a/b/target/classes/c/D"], ["target/A", "xtarget/classes/A"]),
        ("migrations/", ["migrations/0001.py", "a/migrations/0001.py"], ["migrations.py"]),
        ("LICEN[CS]E", ["LICENSE", "licence"], ["LICENZE"]),
        ("a?.[!x]s", ["ab.js"], ["ab.xs", "a.js"]),
        ("a.b+c", ["a.b+c"], ["aXbbc"]),
    ],
)
def test_globs_are_those_of_gitignore_without_case(glob: str, holds: list[str], not_: list[str]) -> None:
    names = Names([glob])
    assert [path for path in holds if path not in names] == []
    assert [path for path in not_ if path in names] == []
    assert "a" not in Names([])


def test_the_first_line_that_fits_gives_the_weight_never_above_the_rule() -> None:
    rule = shipped_rule("internal-address")
    lines = (
        Lighter(severity=Severity.OFF, confidence=Confidence.LOW, history=True),
        Lighter(severity=Severity.NOTE, details=("internal-path",)),
        Lighter(severity=Severity.NOTE, paths=("docs/",)),
        Lighter(severity=Severity.ERROR, confidence=Confidence.MEDIUM),
    )
    weights = [
        weight(rule, lines, Weighed("internal-host", "a", Confidence.LOW, at_head=False)),
        weight(rule, lines, Weighed("internal-path", "a")),
        weight(rule, lines, Weighed("internal-host", "docs/a")),
        weight(rule, lines, Weighed("internal-host", "a", Confidence.LOW)),
        weight(rule, lines, Weighed("internal-host", "a", Confidence.HIGH)),
    ]
    note, warning = Severity.NOTE, Severity.WARNING
    assert weights == [Severity.OFF, note, note, warning, warning]


@pytest.mark.parametrize(
    ("options", "named"),
    [({"large": "énorme"}, "large"), ({"lrage": 3}, "lrage"), ({"kept": [1]}, "kept.0")],
)
def test_a_wrong_option_is_named_with_its_rule(tmp_path: Path, options: dict[str, Any], named: str) -> None:
    depot = repository(tmp_path / "depot", {"a.py": "x = 1\n"})
    with pytest.raises(UsageError) as error:
        seen(depot, "file-size", **options)
    assert error.value.fields["rule"] == "file-size"
    assert error.value.fields["option"] == named
