# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A README is judged by what it tells, in whatever language, form and words it tells it."""

from pathlib import Path

import pytest

from catalog.check.models import Severity
from tests.catalog.check.rules.seeing import repository, seen

FRENCH = """# Calcul de la paie

Ce logiciel calcule la paie des agents d’un ministère.

## Mise en route

Lancez `make`.

## Mode d’emploi

Ouvrez la page d’accueil.

## Licence

Apache-2.0

## Nous écrire

Contactez l’équipe à paie@exemple.gouv.fr.
"""
ENGLISH_RST = """Payroll
=======

This computes the payroll of a ministry.

Getting started
---------------

Run make.

Usage
-----

Open the home page.

License
-------

MIT.

Contributing
------------

See the issues.
"""
ASCIIDOC = """= Paie

Ce logiciel calcule la paie des agents d’un ministère.

== Déploiement
Lancez make.

== Utilisation
Ouvrez la page.

== Licence
MIT

== Équipe
Le bureau de la paie.
"""
ORG = """* Paie
Ce logiciel calcule la paie des agents d’un ministère.
** Installation
** Utilisation
** Licence
** Contact
"""
PLAIN = """PAIE

Ce logiciel calcule la paie des agents d’un ministère.

INSTALLATION

Lancez make.

UTILISATION

Ouvrez la page.

LICENCE

MIT

CONTACT

Le bureau de la paie.
"""
HTML = """<h1 align="center">Paie</h1>
<p>Ce logiciel calcule la paie des agents d’un ministère.</p>
<h2>🚀 Installation</h2>
<details><summary>Comment l’utiliser</summary></details>
<h2 id="licence">Licence</h2>
**Contribuer**
"""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("README.md", FRENCH),
        ("README.rst", ENGLISH_RST),
        ("README.adoc", ASCIIDOC),
        ("README.org", ORG),
        ("README", PLAIN),
        ("README.md", HTML),
        ("docs/README.md", FRENCH),
    ],
    ids=["french", "rst", "asciidoc", "org", "plain", "html", "docs"],
)
def test_a_readme_with_its_sections_is_whole_in_any_form(tmp_path: Path, name: str, text: str) -> None:
    assert seen(repository(tmp_path / "depot", {name: text}), "readme-sections") == []


def test_each_missing_section_is_named_on_the_readme(tmp_path: Path) -> None:
    problems = seen(repository(tmp_path / "depot", {"README.md": "# Paie\n\nPaie.\n"}), "readme-sections")
    assert {problem.detail for problem in problems} == {
        "readme-purpose",
        "readme-installation",
        "readme-usage",
        "readme-licence",
        "readme-contribution",
    }
    assert {problem.path for problem in problems} == {"README.md"}
    assert "how to install" in next(each.message for each in problems if each.detail == "readme-installation")


def test_a_heading_in_a_block_of_code_is_no_section(tmp_path: Path) -> None:
    text = FRENCH.replace("## Mise en route\n\nLancez `make`.", "```sh\n# Installation\nmake\n```")
    problems = seen(repository(tmp_path / "depot", {"README.md": text}), "readme-sections")
    assert [problem.detail for problem in problems] == ["readme-installation"]


def test_what_another_file_says_is_said(tmp_path: Path) -> None:
    text = "# Paie\n\nCe logiciel calcule la paie des agents.\n\n## Utilisation\n\nLicence MIT. Contact : ici.\n"
    depot = repository(tmp_path / "depot", {"README.md": text, "docs/fr/installation.md": "Lancez make.\n"})
    assert seen(depot, "readme-sections") == []


def test_readmes_of_several_languages_speak_together(tmp_path: Path) -> None:
    depot = repository(tmp_path / "depot", {"README.md": "# Paie\n\nVoir README.fr.md.\n", "README.fr.md": FRENCH})
    assert seen(depot, "readme-sections") == []


def test_a_licence_beside_a_silent_readme_weighs_less(tmp_path: Path) -> None:
    text = FRENCH.replace("Licence", "Annexe")
    alone = repository(tmp_path / "seul" / "depot", {"README.md": text})
    beside = repository(tmp_path / "accompagné" / "depot", {"README.md": text, "LICENSE": "MIT License\n"})
    assert [problem.severity for problem in seen(alone, "readme-sections")] == [Severity.WARNING]
    assert [problem.severity for problem in seen(beside, "readme-sections")] == [Severity.NOTE]


def test_an_organisation_asks_for_a_section_of_its_own(tmp_path: Path) -> None:
    asked = {"accessibilité": {"headings": ["accessib"]}}
    depot = repository(tmp_path / "depot", {"README.md": FRENCH})
    (problem,) = seen(depot, "readme-sections", sections=asked)
    assert problem.fields == {"section": "accessibilité"}
    depot.write("README.md", FRENCH + "\n## Accessibilité\n\nNon conforme.\n")
    assert seen(depot, "readme-sections", sections=asked) == []


def test_a_change_is_told_of_the_section_that_it_removes_and_of_no_other(tmp_path: Path) -> None:
    depot = repository(tmp_path / "depot", {"README.md": FRENCH.replace("## Mode d’emploi", "## Suite")})
    base = depot.commit()
    depot.write("README.md", FRENCH.replace("## Mode d’emploi", "## Suite").replace("## Mise en route", "## Suite"))
    assert [problem.detail for problem in seen(depot, "readme-sections", base)] == ["readme-installation"]


@pytest.mark.parametrize(
    ("files", "where"),
    [
        ({"README.md": FRENCH}, []),
        ({"src/paie.py": "x = 1\n"}, [("", 0)]),
        ({"README.md": "# Paie\n"}, [("README.md", 1)]),
        ({"README.md": ""}, [("", 0)]),
        ({"src/README.md": FRENCH}, [("", 0)]),
    ],
    ids=["there", "absent", "one word", "empty", "of a folder"],
)
def test_a_repository_presents_itself(
    tmp_path: Path, files: dict[str, str | bytes], where: list[tuple[str, int]]
) -> None:
    problems = seen(repository(tmp_path / "depot", files), "readme-present")
    assert [(problem.path, problem.fields.get("words", 0)) for problem in problems] == where


@pytest.mark.parametrize("degree", ["contributif", "ouvert", "publi%C3%A9"])
def test_the_badge_of_the_degree_is_seen(tmp_path: Path, degree: str) -> None:
    badge = f"![Degré](https://img.shields.io/badge/code.gouv.fr-{degree}-blue.svg)\n"
    depot = repository(tmp_path / "depot", {"README.md": FRENCH})
    assert len(seen(depot, "degree-badge")) == 1
    depot.write("README.md", badge + FRENCH)
    assert seen(depot, "degree-badge") == []


def test_documents_need_not_say_how_they_are_installed(tmp_path: Path) -> None:
    files = {f"pages/{number}.html": "<p>Une page.</p>\n" for number in range(40)}
    documents = repository(
        tmp_path / "pages", {**files, "README.md": "# Référentiel\n\nLes règles des agents.\n", "a.js": "1\n"}
    )
    told = {problem.detail: problem.severity for problem in seen(documents, "readme-sections")}
    assert told["readme-installation"] is told["readme-usage"] is Severity.NOTE
    software = repository(tmp_path / "logiciel", {"README.md": "# Paie\n\nLa paie des agents.\n", "a.js": "1\n"})
    told = {problem.detail: problem.severity for problem in seen(software, "readme-sections")}
    assert told["readme-installation"] is told["readme-usage"] is Severity.WARNING


@pytest.mark.parametrize(("target", "told"), [("textes/long.md", []), ("textes/court.md", ["readme-usage"])])
def test_a_readme_that_is_a_link_is_judged_by_what_it_leads_to(tmp_path: Path, target: str, told: list[str]) -> None:
    short = FRENCH.replace("## Mode d’emploi\n\nOuvrez la page d’accueil.\n", "")
    depot = repository(tmp_path / "depot", {"textes/long.md": FRENCH, "textes/court.md": short})
    (depot.path / "README.md").symlink_to(target)
    assert [(problem.path, problem.detail) for problem in seen(depot, "readme-sections")] == [
        ("README.md", detail) for detail in told
    ]


def test_a_link_that_leaves_the_repository_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "ailleurs.md").write_text("# Paie\n", encoding="utf-8")
    depot = repository(tmp_path / "depot", {"paie.py": "1\n"})
    (depot.path / "README.md").symlink_to("../ailleurs.md")
    assert seen(depot, "readme-sections") == []
