# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The home page: its figures lead to the rows that they count, its lists to what they name."""

from catalog.pages.home import Key
from catalog.view import NewsEntry, NewsKind, View
from tests.catalog.pages.editions import context, edition, pages, rows_from
from tests.catalog.views import internal_view, public_view, ranked, view


def _figures(of: View) -> list[Key]:
    figures: list[Key] = context(edition(of), "index.html")["figures"]
    return figures


def test_each_figure_counts_the_rows_of_the_page_it_leads_to() -> None:
    made = edition(internal_view())
    figures = _figures(internal_view())
    assert [(each.value.replace("\u202f", " "), each.label) for each in figures] == [
        ("4", "dépôts"),
        ("3", "organisations"),
        ("3", "briques réutilisables"),
        ("3", "dépôts fermés classés"),
        ("1", "algorithme déclaré"),
        ("100 %", "sous une licence reconnue"),
        ("86 %", "des dépôts annoncés par les sources ont été lus"),
    ]
    for each in figures[:4]:  # the sheets of algorithms are in two lists
        assert len(rows_from(made, each.url)) == int(each.value)
    licences = next(each for each in context(made, figures[5].url)["figures"] if each["id"] == "licences")
    assert (licences["known"], licences["total"]) == (2, 4)


def test_the_public_reads_how_many_closed_repositories_are_not_published() -> None:
    closed = next(each for each in _figures(public_view()) if each.url.startswith("a-ouvrir"))
    assert (closed.value, closed.note) == ("1", "2 autres ne sont pas nommés ici")


def test_what_an_exemption_keeps_closed_is_not_to_be_opened_first() -> None:
    scores = {"transparency": 1, "reusability": 1}
    kept = ranked(2, "douanes/ciblage", **scores, exempted_until="2027-06-30", exempted_by="L311-5")
    told = context(edition(view(to_open=(ranked(1, "rh/paie", **scores), kept))), "index.html")
    assert [row["name"] for row in told["ranked"]] == ["paie"]
    told = context(edition(view(to_open=(kept,))), "index.html")
    assert (told["ranked"], told["nothing_ranked"]) == (
        [],
        "Des dérogations en vigueur maintiennent fermés tous les codes classés.",
    )


def test_news_lead_to_the_repositories_that_have_a_page() -> None:
    at = {"at": "2026-11-01T08:00:00Z", "host": "github.com", "owner": "dgfip-exemple", "kind": NewsKind.OPENED}
    known = NewsEntry.model_validate(at | {"full_name": "dgfip-exemple/calcul-impot", "name": "calcul-impot"})
    gone = NewsEntry.model_validate(at | {"full_name": "dgfip-exemple/disparu", "name": "disparu"})
    made = edition(public_view().model_copy(update={"news": (known, gone)}))
    told = context(made, "index.html")["news"]
    assert [(row["name"], row["word"], row["day"]) for row in told] == [
        ("calcul-impot", "Ouverture", "1er novembre 2026"),
        ("disparu", "Ouverture", "1er novembre 2026"),
    ]
    assert told[0]["url"] in pages(made)
    assert told[1]["url"] == ""


def test_each_bar_leads_to_a_page_with_as_many_rows() -> None:
    made = edition(public_view())
    charts = {chart["id"]: chart["bars"] for chart in context(made, "index.html")["charts"]}
    for bar in (*charts["licences"], *charts["languages"]):
        assert len(rows_from(made, bar.url)) == bar.total


def test_an_empty_catalog_says_so_without_dividing_by_nothing() -> None:
    assert [(each.value, each.label) for each in _figures(view())] == [("0", "dépôt ouvert"), ("0", "organisation")]
