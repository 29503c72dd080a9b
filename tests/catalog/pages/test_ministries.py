# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Ministries and owners: how their repositories stand, each figure with the rows that it counts."""

import re
from datetime import date
from typing import Any

import pytest

from catalog.pages.indicators import FIGURES, indicators
from catalog.registers.due import DueKind
from catalog.view import Audience, DueEntry, LicenceEntry, NewsKind, OpeningEntry, RepositoryEntry, View
from scanner.models import Visibility
from tests.catalog.pages.reading import Site
from tests.catalog.views import FORGE, news, owner, ranked, repository, view

FINANCES = "Ministère de l’Économie et des Finances"
MIT = LicenceEntry(expression="MIT", agreement="single", legal=True)
DAY = "2026-11-03"


def catalog(audience: Audience = Audience.PUBLIC, **fields: object) -> View:
    """Return two accounts of one ministry, and one that nobody attaches."""
    repositories = (
        repository(
            "dgfip/lu",
            ministry=FINANCES,
            licence=MIT,
            scanned_at=DAY,
            degree="A",
            community={"publiccode": "publiccode.yml"},
            updated_at="2026-10-01T00:00:00Z",
        ),
        repository("dgfip/non-lu", ministry=FINANCES),
        repository("insee/listed", ministry=FINANCES, license_key="other", updated_at="2020-01-01T00:00:00Z"),
        repository("inconnu/x", FORGE),
    )
    owners = (
        owner("dgfip", ministry=FINANCES, organization="DGFiP", repositories_count=2),
        owner("insee", ministry=FINANCES, repositories_count=1),
        owner("inconnu", FORGE, repositories_count=1),
    )
    known: dict[str, object] = {"repositories": repositories, "owners": owners, "date": DAY}
    return view(audience, **(known | fields))


def page_of(site: Site, ministry: str, figure: str = "") -> str:
    slug = site.edition.index.ministry_slugs[ministry]
    return f"ministeres/{slug}/~{figure}.html" if figure else f"ministeres/{slug}.html"


# --- the figures -----------------------------------------------------------------------------------------------------


def test_each_figure_counts_what_is_known_and_only_that() -> None:
    found = indicators(catalog().repositories, DAY)

    told = {name: (len(each.rows), each.known) for name, each in found.items()}
    assert told == {
        "all": (4, 4),
        "open": (4, 4),
        "licence": (1, 2),
        "publiccode": (1, 1),
        "scanned": (1, 4),
        "active": (1, 2),
        "degree-a": (1, 1),
        "degree-b": (0, 1),
        "degree-c": (0, 1),
    }


def test_a_figure_of_which_nothing_is_known_is_missing_and_not_zero() -> None:
    site = Site(view(repositories=(repository("a/b"),), owners=(owner("a", repositories_count=1),)))
    figures = {each["label"]: each["value"] for each in site.context("ministeres/~none.html")["figures"]}

    assert figures["avec un fichier publiccode.yml"] == ""
    assert figures["dont les fichiers ont été lus"] == "0\u202f%"
    assert "non renseigné avec un fichier publiccode.yml" in site.text("ministeres/~none.html")


def test_each_figure_of_a_ministry_leads_to_the_rows_that_it_counts() -> None:
    site = Site(catalog())
    context = site.context(page_of(site, FINANCES))
    by_url = {figure["url"]: figure for figure in context["figures"] if figure["url"]}

    counted = ("all", "licence", "publiccode", "scanned", "active", "degree-a")
    assert set(by_url) == {page_of(site, FINANCES, name) for name in counted}
    assert all(path in site.pages for path in by_url)
    licensed = site.context(page_of(site, FINANCES, "licence"))
    assert [row["name"] for row in licensed["rows"]] == ["lu"]
    assert "sous une licence reconnue 1 dépôt Dépôt" in site.text(page_of(site, FINANCES, "licence"))
    assert by_url[page_of(site, FINANCES, "licence")]["note"] == "1 sur 2, non renseigné pour 1"


def test_a_label_agrees_with_its_number() -> None:
    labels = [Site(catalog()).context(page)["figures"][0]["label"] for page in (OWNER, OWNER.replace("dgfip", "insee"))]

    assert labels == ["dépôts ouverts", "dépôt ouvert"]


def test_rows_tell_yes_from_no_and_from_what_is_not_known() -> None:
    site = Site(catalog())
    rows = {row["name"]: row for row in site.context(page_of(site, FINANCES, "all"))["rows"]}

    assert [rows[name]["licensed"] for name in ("lu", "non-lu", "listed")] == [True, None, False]
    assert [rows[name]["publiccode"] for name in ("lu", "non-lu")] == [True, None]


def test_the_administration_is_told_what_part_of_its_code_is_open() -> None:
    closed = repository("dgfip/ferme", ministry=FINANCES, visibility=Visibility.PRIVATE)
    inside = Site(catalog(Audience.INTERNAL, repositories=(*catalog().repositories, closed)))
    figures = {each["label"]: each["value"] for each in inside.context(page_of(inside, FINANCES))["figures"]}

    assert figures["ouverts à tous"] == "75\u202f%"
    assert "ouverts à tous" not in Site(catalog()).text("ministeres/index.html")


# --- ministries ------------------------------------------------------------------------------------------------------


def test_the_largest_ministry_comes_first_and_what_none_is_known_of_last() -> None:
    site = Site(catalog())

    cards = site.context("ministeres/index.html")["cards"]
    assert [card["name"] for card in cards] == [FINANCES, "Ministère non renseigné"]
    assert "2 comptes et groupes" in site.text("ministeres/index.html")


def test_a_ministry_shows_each_account_as_a_card() -> None:
    site = Site(catalog())
    cards = {card["name"]: card for card in site.context(page_of(site, FINANCES))["agencies"]}

    assert list(cards) == ["dgfip", "insee"]
    assert [figure["value"] for figure in cards["dgfip"]["figures"]] == ["2", "100\u202f%", "100\u202f%", "50\u202f%"]
    assert (cards["dgfip"]["degrees"], cards["insee"]["degrees"]) == ("A 1 · B 0 · C 0", "")
    assert cards["insee"]["last"] == "1er janvier 2020"


def test_a_card_names_an_account_once_where_its_name_is_its_login() -> None:
    owners = [owner("dinum", name="Direction du numérique"), owner("etalab", name="Etalab"), owner("sans-nom", name="")]
    attached = tuple(each.model_copy(update={"ministry": FINANCES, "repositories_count": 1}) for each in owners)
    repositories = tuple(repository(f"{each.login}/r", ministry=FINANCES) for each in owners)
    site = Site(catalog(owners=attached, repositories=repositories))
    cards = {card["name"]: card["by"] for card in site.context(page_of(site, FINANCES))["agencies"]}

    assert cards == {
        "Direction du numérique": "dinum · github.com",
        "Etalab": "github.com",
        "sans-nom": "github.com",
    }


def test_a_ministry_of_many_accounts_shows_them_on_several_pages() -> None:
    logins = [f"compte{number:03}" for number in range(101)]
    repositories = tuple(repository(f"{login}/r", ministry="Culture") for login in logins)
    owners = tuple(owner(login, ministry="Culture", repositories_count=1) for login in logins)
    site = Site(view(repositories=repositories, owners=owners))
    slug = site.edition.index.ministry_slugs["Culture"]
    first, second = f"ministeres/{slug}.html", f"ministeres/{slug}/page-2.html"

    assert [len(site.context(page)["agencies"]) for page in (first, second)] == [100, 1]
    assert site.context(second)["figures"] == []
    assert "101 comptes et groupes de forges lui sont rattachés." in site.text(second)


def test_machines_are_told_of_a_ministry_and_of_its_accounts() -> None:
    site = Site(catalog())
    said = site.json_ld(page_of(site, FINANCES))

    assert (said["@type"], said["name"]) == ("GovernmentOrganization", FINANCES)
    assert [account["name"] for account in said["subOrganization"]] == ["dgfip", "insee"]
    assert "ld+json" not in site.html("ministeres/~none.html")


def test_what_a_ministry_announced_is_told_to_all_and_what_is_due_inside_alone() -> None:
    opening = OpeningEntry(name="Simulateur", repository="dgfip/simulateur", quarter="2021-T4", late=True)
    elsewhere = OpeningEntry(name="Ailleurs", repository="autre/x", quarter="2021-T4")
    due = DueEntry(
        kind=DueKind.EXEMPTION_LAPSED,
        name="dgfip/ferme",
        on=date(2026, 1, 1),
        details=("L311-5", "DGFiP"),
        ministry=FINANCES,
    )
    public = Site(catalog(openings=(opening, elsewhere), due=(due,)))
    inside = Site(catalog(Audience.INTERNAL, openings=(opening, elsewhere), due=(due,)))

    told = public.text(page_of(public, FINANCES))
    assert "Simulateur T4 2021 – en retard" in told
    assert "Ailleurs" not in told
    assert "dgfip/ferme" not in told
    assert "dgfip/ferme : jusqu’au 1er janvier 2026" in inside.text(page_of(inside, FINANCES))


def test_an_opening_is_of_the_ministry_of_its_code_closed_or_open() -> None:
    """The public view has no owner without open code: what it ranks says whose it is."""
    openings = (
        OpeningEntry(name="Paie", repository=f"{FORGE}/rh/paie", quarter="2021-T4"),
        OpeningEntry(name="Barème", public_repository="https://github.com/dgfip/lu", effective=True),
        OpeningEntry(name="De personne", quarter="2021-T4"),
    )
    closed = ranked(1, "rh/paie", transparency=1, reusability=1, ministry=FINANCES)
    site = Site(catalog(openings=openings, to_open=(closed,)))

    assert [name in site.text(page_of(site, FINANCES)) for name in ("Paie", "Barème", "De personne")] == [1, 1, 0]
    assert [name in site.text("ministeres/~none.html") for name in ("Paie", "Barème", "De personne")] == [0, 0, 1]


def test_what_is_due_by_nobody_known_is_told_all_the_same() -> None:
    due = (
        DueEntry(kind=DueKind.REPOSITORY_UNKNOWN, name="inconnu/x"),
        DueEntry(kind=DueKind.REPOSITORY_UNKNOWN, name="ailleurs/x", ministry="Sans dépôt"),
    )
    ours = tuple(entry for entry in catalog().repositories if entry.ministry)
    inside = Site(catalog(Audience.INTERNAL, repositories=ours, due=due))

    told = inside.text("ministeres/~none.html")
    assert "inconnu/x" in told
    assert "ailleurs/x" in told
    assert "ministeres/~none.html" not in Site(catalog(repositories=ours)).pages


def test_a_name_with_a_slash_is_a_ministry_and_never_the_rows_of_another() -> None:
    names = ("Culture", "Culture/~licence", "Culture/~all")
    repositories = [repository(f"o{n}/r", ministry=name, license_key="mit") for n, name in enumerate(names)]
    site = Site(view(repositories=tuple(repositories)))

    pages = [page_of(site, name) for name in names] + [
        page_of(site, "Culture", figure) for figure in ("all", "licence")
    ]
    assert len(set(pages)) == 5
    assert [site.pages[page].template for page in pages] == ["ministry.html"] * 3 + ["ministry_counted.html"] * 2


# --- owners ----------------------------------------------------------------------------------------------------------

OWNER = "organisations/github.com/dgfip.html"


def test_an_owner_shows_its_figures_and_its_repositories() -> None:
    site = Site(catalog())

    assert [each["url"] for each in site.context(OWNER)["figures"] if each["url"]] == ["#repositories"] * 6
    assert [row["name"] for row in site.context(OWNER)["rows"]] == ["lu", "non-lu"]
    assert "Référent des codes sources non renseigné" in site.text(OWNER)


def test_an_owner_tells_its_news_and_its_closed_code() -> None:
    happened = news(NewsKind.ARCHIVED, "2026-10-01T00:00:00Z", "dgfip/lu")
    elsewhere = news(NewsKind.ARCHIVED, "2026-10-02T00:00:00Z", "insee/listed")
    closed = ranked(1, "dgfip/ferme", transparency=3, reusability=0).model_copy(update={"host": "github.com"})
    told = Site(catalog(news=(elsewhere, happened), to_open=(closed,))).text(OWNER)

    assert "1er octobre 2026 – Archivage : lu" in told.replace("lu .", "lu")
    assert "2 octobre 2026" not in told
    assert "Codes fermés à ouvrir ferme" in told


def test_the_way_back_of_an_owner_goes_by_its_ministry_when_one_is_known() -> None:
    site = Site(catalog())
    way = re.compile(r'<nav class="crumb".*?</nav>', re.DOTALL)

    assert FINANCES in way.findall(site.html(OWNER))[0]
    assert way.findall(site.html(f"organisations/{FORGE}/inconnu.html"))[0].count("<li>") == 1


def test_what_stands_above_the_repositories_is_on_the_first_page_alone() -> None:
    many = tuple(repository(f"dgfip/r{n:03}") for n in range(101))
    site = Site(view(repositories=many, owners=(owner("dgfip", repositories_count=101),)))
    second = OWNER.replace(".html", "/page-2.html")

    assert (len(site.context(OWNER)["figures"]), site.context(second)["figures"]) == (len(FIGURES) - 1, [])
    assert len(site.context(second)["rows"]) == 1


@pytest.mark.parametrize("change", [{"degree": "B"}, {"licence": None}, {"updated_at": "2025-01-01T00:00:00Z"}])
def test_a_change_of_any_repository_makes_the_pages_of_its_owner_and_ministry_anew(change: dict[str, Any]) -> None:
    def made_from(*repositories: RepositoryEntry) -> list[object]:
        site = Site(catalog(repositories=repositories))
        return [site.pages[path].made_from for path in (OWNER, page_of(site, FINANCES), "ministeres/index.html")]

    before = catalog().repositories
    after = (before[0].model_copy(update=change), *before[1:])
    assert all(one != other for one, other in zip(made_from(*before), made_from(*after), strict=True))
