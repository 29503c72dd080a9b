# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What repositories have in common: the pages of each value, which are the filters of the lists without a script."""

import pytest

from catalog.view import Audience
from tests.catalog.pages.editions import context, edition
from tests.catalog.views import owner, ranked, repository, view

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


RANKED = ranked(1, "prestations/aides", ministry="Finances", transparency=5, reusability=5)
MANY = view(
    Audience.PUBLIC,
    owners=[owner(f"compte-{n:03}", ministry="Finances" if n else "", repositories_count=1) for n in range(101)],
    repositories=[repository(f"compte-{n:03}/a", ministry="Finances" if n else "") for n in range(101)],
    to_open=[RANKED, RANKED.model_copy(update={"name": "file", "full_name": "a/file", "ministry": "Armées"})],
)


@pytest.mark.parametrize(("page", "count"), [("organisations/index.html", 100), ("a-ouvrir/index.html", 1)])
def test_without_a_script_lists_lead_to_the_ministries_whose_pages_list_the_same(page: str, count: int) -> None:
    ministries, *others = context(edition(MANY), page)["finder"]["facets"]
    told = [(value["label"], value["count"], value["url"]) for value in ministries["values"] if value["name"]]
    assert told == [("Finances", count, "ministeres/finances.html")]
    assert (ministries["every"], ministries["url"]) == ("Tous les ministères", "ministeres/index.html")
    assert not any(facet["values"] for facet in others)


def test_only_the_first_page_of_a_list_bears_counts_that_change_with_all_the_others() -> None:
    for page in ("organisations/page-2.html", "depots/page-2.html"):
        facets = context(edition(MANY), page)["finder"]["facets"]
        assert not any(facet["values"] for facet in facets)
        assert any(facet["url"] for facet in facets)
