# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What the catalog says of itself: where it comes from, its ranks, its words."""

from catalog.view import Audience
from tests.catalog.pages.editions import context, edition
from tests.catalog.pages.reading import Site
from tests.catalog.views import public_view, repository, view

ABOUT = "a-propos/index.html"


def test_sources_that_may_not_be_named_are_not_told_as_forges_that_were_asked() -> None:
    copied = view(Audience.PUBLIC, repositories=[repository("etalab/a")])
    assert "internes à l’administration" in context(edition(copied), ABOUT)["no_coverage"]
    assert context(edition(view(Audience.PUBLIC)), ABOUT)["no_coverage"] == "Aucune source n’a encore été lue."


def test_the_words_that_not_everybody_knows_are_told_in_both_languages() -> None:
    told = {term: meaning for term, meaning, _ in context(edition(public_view()), ABOUT)["terms"]}
    assert {"Dépôt", "Forge", "Code source", "Dépôt dérivé (fork)", "Brique réutilisable"} <= told.keys()
    assert {"publiccode.yml", "Degré d’ouverture", "Organisation"} <= told.keys()
    assert "A contributif, B ouvert, C publié, D non communicable" in told["Degré d’ouverture"]
    english = [term for term, _, _ in context(edition(public_view(), "en"), "en/about/index.html")["terms"]]
    assert len(english) == len(told)


def test_the_front_that_ranks_speak_of_is_explained_with_them() -> None:
    told = Site(public_view()).text(ABOUT)
    assert "qu’aucun autre ne dépasse sur les deux critères à la fois (front nº 1)" in told
    assert "Front Groupe de dépôts fermés qui se valent" in told
