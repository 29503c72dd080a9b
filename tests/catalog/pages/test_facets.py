# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What repositories have in common: the pages of each value, which are the filters of the lists without a script."""

from catalog.view import Audience
from tests.catalog.pages.editions import context, edition
from tests.catalog.views import repository, view

GRADED = view(
    Audience.PUBLIC,
    repositories=[repository("etalab/a", degree="A"), repository("etalab/b", degree="B"), repository("etalab/c")],
)


def test_the_page_of_a_degree_says_what_it_means() -> None:
    made = edition(GRADED)
    published = "Le code est publié\u202f; les contributions extérieures sont "
    assert context(made, "degres/a.html")["intro"] == f"{published}recherchées et traitées."
    assert context(made, "degres/b.html")["intro"] == f"{published}traitées, sans être recherchées."
    assert "rien n’y permet d’établir le degré" in context(made, "degres/~none.html")["intro"]


def test_the_list_of_degrees_gives_the_whole_scale_even_what_no_repository_has() -> None:
    scale = context(edition(GRADED), "degres/index.html")["scale"]
    assert [name for name, _ in scale] == ["A – Contributif", "B – Ouvert", "C – Publié", "D – Non communicable"]
    assert all(meaning for _, meaning in scale)


def test_other_facets_speak_of_no_degree() -> None:
    made = edition(GRADED)
    assert (context(made, "licences/index.html")["scale"], context(made, "licences/~none.html")["intro"]) == ((), "")
