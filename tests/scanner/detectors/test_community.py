# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Which files count as community files, and where (code.gouv.fr's recognition, and what it missed)."""

import pytest

from scanner.detectors.community import community_detector
from tests.scanner.detectors.trees import Files, facts_of


def found(files: Files) -> dict[str, str]:
    return {fact.rule: fact.path for fact in facts_of(community_detector(), files)}


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("README", "community-readme"),
        ("readme.md", "community-readme"),
        ("docs/README.rst", "community-readme"),
        (".github/CONTRIBUTING.md", "community-contributing"),
        (".gitlab/contributing.md", "community-contributing"),
        ("CHANGELOG.md", "community-changelog"),
        ("CHANGES", "community-changelog"),
        ("History.txt", "community-changelog"),
        ("NEWS.md", "community-changelog"),
        ("LICENSE", "community-license"),
        ("LICENCE.txt", "community-license"),
        ("LICENSE.AGPL.txt", "community-license"),
        ("COPYING.LESSER", "community-license"),
        ("MIT-LICENSE", "community-license"),
        ("LICENSES/EUPL-1.2.txt", "community-license"),
        ("publiccode.yml", "community-publiccode"),
        ("publiccode.yaml", "community-publiccode"),
        ("SECURITY.md", "community-security"),
        ("CODE_OF_CONDUCT.md", "community-code-of-conduct"),
        ("docs/code-of-conduct.md", "community-code-of-conduct"),
        ("codemeta.json", "community-codemeta"),
        ("CITATION.cff", "community-citation"),
        ("GOVERNANCE.md", "community-governance"),
        ("ROADMAP.md", "community-roadmap"),
        ("AUTHORS", "community-authors"),
        (".github/SUPPORT.md", "community-support"),
    ],
)
def test_a_community_file_is_recognised_whatever_its_case_and_spelling(path: str, rule: str) -> None:
    assert found({path: "content"}) == {rule: path}


@pytest.mark.parametrize(
    "path",
    [
        "src/README.md",
        "packages/a/LICENSE",
        "license_checker.py",
        "licenses.json",
        "newsletter.rb",
        "changes.sql",
        "readmes.txt",
        "docs/publiccode.yml",
        "securityrules.md",
    ],
)
def test_code_data_and_files_of_parts_are_not_community_files(path: str) -> None:
    assert found({path: "content"}) == {}


def test_one_fact_a_kind_on_the_best_file() -> None:
    files = {
        "docs/README.md": "d",
        "README.fr.md": "f",
        "README.md": "r",
        ".github/SECURITY.md": "g",
        "SECURITY.md": "s",
    }
    assert found(files) == {"community-readme": "README.md", "community-security": "SECURITY.md"}


def test_an_empty_file_says_nothing() -> None:
    assert found({"README.md": "", "docs/README.md": "There is one here."}) == {"community-readme": "docs/README.md"}


def test_the_readme_is_measured_and_its_openness_badge_read() -> None:
    badge = "![](https://img.shields.io/badge/code.gouv.fr-publi%C3%A9-orange.svg)"
    [fact] = facts_of(community_detector(), {"README.md": f"# Calcul des bourses\n{badge}\n"})
    assert fact.data["degree"] == "C"
    [bare] = facts_of(community_detector(), {"README.md": "# Demo\n"})
    assert bare.data == {"words": 1, "degree": "", "sentence": ""}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("# Camino\n\nLe cadastre minier de la France. Voir plus bas.\n", "Le cadastre minier de la France."),
        ("Camino\n======\nLe **cadastre** [minier](https://a.fr) numérique\n", "Le cadastre minier numérique"),
        (
            "[![Build](a)](b)\n\n<p>\nCe service calcule les `droits` des foyers.\n</p>",
            "Ce service calcule les droits des foyers.",
        ),
        ("<!-- brouillon de ce que fait le code -->\n\n- une liste de quatre mots\n", ""),
        (
            "# Itou\n\n    cp un deux trois quatre\n\n> Un service qui délivre des agréments.\n",
            "Un service qui délivre des agréments.",
        ),
        (
            "Vous ne connaissez pas encore Onyxia ?\n\nUn espace de travail pour les données.",
            "Un espace de travail pour les données.",
        ),
        ("Écrivez à paie@exemple.fr pour avoir accès au code.\n", ""),
        ("---\ntitle: un titre de quatre mots\n---\nUne page qui dit ceci.\n", "Une page qui dit ceci."),
    ],
)
def test_the_first_sentence_of_a_readme_says_what_the_code_is_for(text: str, sentence: str) -> None:
    (fact,) = facts_of(community_detector(), {"README.md": text})
    assert fact.data["sentence"] == sentence
