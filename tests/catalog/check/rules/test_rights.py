# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What a check says of the code of others, and of words that reserve rights or keep from publishing."""

from pathlib import Path

import pytest

from catalog.check.models import Severity
from tests.building import RepositoryBuilder
from tests.catalog.check.sides import checked, of_rule

JQUERY = "/*! jQuery v3.4.1 | (c) JS Foundation */\n!function(e,t){}();\n"
LICENSED = JQUERY.replace("Foundation", "Foundation | MIT License")


@pytest.fixture
def builder(tmp_path: Path) -> RepositoryBuilder:
    return RepositoryBuilder(tmp_path / "depot").write("src/a.py", "x = 1\n")


# --- code of others --------------------------------------------------------------------------------------------------


def test_code_of_others_without_licence_fails(builder: RepositoryBuilder) -> None:
    builder.write("static/vendor/jquery.min.js", JQUERY).commit()
    [problem] = of_rule(checked(builder), "third-party-licence")
    assert (problem.path, problem.severity) == ("static/vendor/jquery.min.js", Severity.ERROR)
    assert problem.fields["name"] == "jQuery 3.4.1"


def test_code_of_others_that_names_its_licence_does_not(builder: RepositoryBuilder) -> None:
    builder.write("static/vendor/jquery.min.js", LICENSED).commit()
    assert of_rule(checked(builder), "third-party-licence") == []


def test_code_of_others_that_says_where_its_licence_is_weighs_less(builder: RepositoryBuilder) -> None:
    link = "https://exemple.org/tabler-icons/blob/master/LICENSE"
    banner = f"/*!\n * Tabler Icons 3.35.0 by tabler - https://exemple.org\n * License - {link}\n */@font-face{{}}\n"
    builder.write("static/vendor/tabler-icons.min.css", banner).commit()
    assert [one.severity for one in of_rule(checked(builder), "third-party-licence")] == [Severity.WARNING]


def test_an_upgrade_of_code_of_others_brings_nothing_and_a_new_piece_does(builder: RepositoryBuilder) -> None:
    base = builder.write("static/vendor/jquery.min.js", JQUERY).commit()
    builder.write("static/vendor/jquery.min.js", JQUERY.replace("3.4.1", "3.7.0")).commit()
    assert of_rule(checked(builder, base), "third-party-licence") == []
    builder.write("static/vendor/popper.min.js", JQUERY.replace("jQuery", "Popper")).commit()
    assert [one.path for one in of_rule(checked(builder, base), "third-party-licence")] == [
        "static/vendor/popper.min.js"
    ]


def test_the_many_pieces_of_a_folder_are_one_problem(builder: RepositoryBuilder) -> None:
    for name in ("antlr-2.7.6", "cglib-2.1.3", "dom4j-1.6.1", "ehcache-1.2.3", "jta-1.1"):
        builder.write(f"lib/{name}.jar", b"PK\x05\x06" + b"\0" * 18)
    builder.commit()
    [problem] = of_rule(checked(builder), "third-party-licence")
    assert (problem.fields["count"], problem.fields["folder"], problem.severity) == (5, "lib/", Severity.WARNING)


# --- notices ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "detail"),
    [
        ("# Ce code source est strictement confidentiel", "rights-confidential-code"),
        ("# DIFFUSION RESTREINTE", "rights-state-marking"),
        ("# Toute reproduction est strictement interdite", "rights-do-not-distribute"),
        ("# Ce logiciel est la propriété exclusive de la société Exemple", "rights-exclusive-property"),
    ],
)
def test_words_that_keep_from_publishing_are_told_at_their_line(
    builder: RepositoryBuilder, line: str, detail: str
) -> None:
    builder.write("src/b.py", f"import os\n{line}\nx = 1\n").commit()
    [problem] = of_rule(checked(builder), "rights-notice")
    assert (problem.detail, problem.path, problem.line) == (detail, "src/b.py", 2)
    assert problem.severity is Severity.WARNING


@pytest.mark.parametrize(
    "line",
    [
        "# les informations confidentielles de l'usager sont masquées",
        "# identifiant du propriétaire du logement",
        "# liste de diffusion restreinte aux agents du service",
    ],
)
def test_words_of_the_trade_are_not(builder: RepositoryBuilder, line: str) -> None:
    builder.write("src/b.py", f"{line}\nx = 1\n").commit()
    assert of_rule(checked(builder), "rights-notice") == []


def test_the_authors_of_code_of_others_may_reserve_their_rights(builder: RepositoryBuilder) -> None:
    reserved = LICENSED.replace("JS Foundation", "JS Foundation. All rights reserved.")
    builder.write("static/vendor/jquery.min.js", reserved).commit()
    assert of_rule(checked(builder), "rights-notice") == []


def test_a_manifest_that_grants_nothing_is_told(builder: RepositoryBuilder) -> None:
    builder.write("composer.json", '{\n  "name": "a/b",\n  "license": "proprietary"\n}\n').commit()
    [problem] = of_rule(checked(builder), "rights-notice")
    assert (problem.detail, problem.path, problem.line) == ("rights-unlicensed-manifest", "composer.json", 3)


def test_a_moved_notice_is_not_new(builder: RepositoryBuilder) -> None:
    line = "# Ce code source est strictement confidentiel\n"
    base = builder.write("src/b.py", line + "x = 1\n").commit()
    builder.remove("src/b.py").write("lib/b.py", f"import os\n\n{line}x = 2\n").commit()
    assert of_rule(checked(builder, base), "rights-notice") == []
