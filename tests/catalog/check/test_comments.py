# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""`ouvrage:allow RULE reason` speaks beside any problem that stands on a line; without a reason it is told."""

from pathlib import Path

import pytest

from catalog.check.comments import allowed
from catalog.check.models import Spotted
from catalog.check.side import Side
from tests.building import RepositoryBuilder
from tests.catalog.check.sides import checked, of_rule, sides
from tests.scanner.detectors.secrets.made import draw

SECRET = f'password = "{draw(18, seed="commentaire")}"'


@pytest.fixture
def builder(tmp_path: Path) -> RepositoryBuilder:
    return RepositoryBuilder(tmp_path / "depot")


def side_of(builder: RepositoryBuilder, text: str) -> Side:
    builder.write("page.html", text).commit()
    return sides(builder).head


def accepted(side: Side, *seen: Spotted, rule: str = "dsfr-outside-gouv") -> list[tuple[str, str]]:
    return [(one.accepted_by, one.accepted_reason) for one in allowed(rule, seen, side)]


def test_a_comment_allows_a_rule_on_its_line_or_alone_on_the_line_before(builder: RepositoryBuilder) -> None:
    side = side_of(
        builder,
        "<link>  <!-- ouvrage:allow dsfr-outside-gouv maquette -->\n"
        "<!-- ouvrage:allow dsfr-outside-gouv accord du SIG -->\n"
        "<link>\n"
        "<link>\n",
    )
    assert accepted(side, *(Spotted(path="page.html", line=line) for line in (1, 3, 4))) == [
        ("page.html:1", "maquette"),
        ("page.html:2", "accord du SIG"),
        ("", ""),
    ]


def test_a_comment_speaks_of_its_rule_or_of_its_detectors(builder: RepositoryBuilder) -> None:
    side = side_of(builder, "<link>  <!-- ouvrage:allow rights-state-marking modèle public -->\n")
    here = Spotted(path="page.html", line=1, detail="rights-state-marking")
    assert accepted(side, here, rule="rights-notice") == [("page.html:1", "modèle public")]
    assert accepted(side, here._replace(detail="rights-trial"), rule="rights-notice") == [("", "")]


def test_what_stands_on_no_line_or_only_in_the_history_has_no_comment(builder: RepositoryBuilder) -> None:
    side = side_of(builder, "x <!-- ouvrage:allow dsfr-outside-gouv maquette -->\n")
    here = Spotted(path="page.html", line=1)
    others = (here._replace(line=0), here._replace(at_head=False), here._replace(path="absent.html"), Spotted())
    assert accepted(side, *others) == [("", "")] * 4


def test_who_accepted_it_already_stays(builder: RepositoryBuilder) -> None:
    side = side_of(builder, "x <!-- ouvrage:allow dsfr-outside-gouv maquette -->\n")
    here = Spotted(path="page.html", line=1, accepted_by=".gitleaks.toml:2", accepted_reason="essais")
    assert accepted(side, here) == [(".gitleaks.toml:2", "essais")]


def test_a_comment_without_a_reason_allows_nothing_and_is_told(builder: RepositoryBuilder) -> None:
    builder.write("a.py", f"{SECRET}  # ouvrage:allow secret\n").write("b.py", "# ouvrage:allow\nx = 1\n").commit()

    verdict = checked(builder)

    assert [one.path for one in of_rule(verdict, "secret")] == ["a.py"]
    assert [(one.path, one.line) for one in of_rule(verdict, "exclusion-without-reason")] == [("a.py", 1)]
