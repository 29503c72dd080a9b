# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Headings are read in every form that READMEs take, each at its line."""

import pytest

from catalog.check.rules.headings import Heading, headings, introduces, plain, says


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("# Titre #\n\n## Suite\n", [(1, "Titre"), (3, "Suite")]),
        ("##Sans blanc\n", [(1, "Sans blanc")]),
        ("Titre\n=====\n\nSuite\n-----\n", [(1, "Titre"), (4, "Suite")]),
        ("=====\nTitre\n=====\n", [(2, "Titre")]),
        ("== Titre\n", [(1, "Titre")]),
        ("h2. Titre\n", [(1, "Titre")]),
        ('<h2 align="center">Titre</h2>\n', [(1, "Titre")]),
        ("**Titre**\n", [(1, "Titre")]),
        ("TITRE EN CAPITALES\n", [(1, "TITRE EN CAPITALES")]),
        ("```\n# commentaire\n```\n~~~\n# autre\n~~~\n", []),
        ("* puce\n- autre\n1. liste\n", []),
        ("#!/bin/sh\n", []),
        ("Une phrase ordinaire.\n", []),
        ("", []),
    ],
)
def test_a_heading_is_known_in_each_form(text: str, found: list[tuple[int, str]]) -> None:
    assert headings(text) == [Heading(*each) for each in found]


def test_a_star_is_a_heading_in_org_alone() -> None:
    assert headings("* Titre :etiquette:\n", "README.org") == [Heading(1, "Titre")]
    assert headings("* Titre\n", "README.md") == []


def test_what_underlines_a_title_opens_no_block_of_code_but_where_it_does() -> None:
    assert headings("Test\n----\n\nSuite\n-----\n") == [Heading(1, "Test"), Heading(4, "Suite")]
    assert headings("Test\n~~~~\n\nSuite\n~~~~~\n", "README.rst") == [Heading(1, "Test"), Heading(4, "Suite")]
    assert headings("== Test\n----\n== Code\n----\n== Suite\n", "README.adoc") == [
        Heading(1, "Test"),
        Heading(5, "Suite"),
    ]


def test_words_are_compared_without_case_accents_and_marks() -> None:
    assert plain("## 🚀 [Démarrage](https://exemple.fr/install) *rapide*") == " demarrage rapide "
    assert says(plain("L’Installation"), ["instal"])
    assert not says(plain("Réinstaller"), ["instal"])
    assert says(plain("Comment ça marche ?"), ["comment ca"])


def test_a_document_introduces_itself_before_its_second_heading() -> None:
    assert introduces("# Paie\n\nCe logiciel calcule la paie des agents.\n\n## Suite\n")
    assert not introduces("# Paie\n\n## Suite\n\nCe logiciel calcule la paie des agents.\n")
    assert not introduces("# Paie\n\n- un élément de liste assez long pour une phrase\n")
    assert not introduces("")


def test_hostile_documents_are_read_in_bounds() -> None:
    for piece in ("[", "<", "#", "*", "=", "<h1>", "![](", "`", "__"):
        text = piece * (200_000 // len(piece))
        assert len(headings(f"{text}\n{text}")) <= 2
        assert len(plain(text)) < 3 * len(text)
