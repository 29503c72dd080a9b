# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Lists that are searched in a real browser: words, facets, order, pages and permalinks, and a server that fails."""

from pathlib import Path

import pytest

from catalog.publish import publish
from tests.catalog.views import FORGE, owner, repository, view
from tests.e2e.browser import CHROMIUM
from tests.e2e.lists import ECOLOGY
from tests.e2e.sites import served

pytest.importorskip("pytest_playwright")
from playwright.sync_api import Page, expect

from tests.e2e.reading import choose, count_of, listed, tells

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed (.ci/run installs Debian’s)"),
]


# --- words -----------------------------------------------------------------------------------------------------------


def test_words_are_found_whatever_their_accents_and_case_the_closest_names_first(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("Rechercher").fill("FORET")
    tells(page, "4 dépôts trouvés sur 234")
    assert listed(page) == ["forêt", "calcul-foret", "formule", "zones"]
    page.get_by_label("Rechercher").fill("forêts zones")
    tells(page, "1 dépôt trouvé sur 234")
    page.get_by_label("Rechercher").fill("impots/forêt")
    expect(page.locator(".results .entry h2 a").first).to_have_text("forêt")
    page.get_by_label("Rechercher").fill("direction 117")
    tells(page, "1 dépôt trouvé sur 234")
    page.get_by_label("Rechercher").fill("forêt introuvable")
    tells(page, "Aucun dépôt ne correspond.")


@pytest.mark.parametrize("name", ["constructor", "__proto__", "toString"])
def test_names_that_the_script_has_a_use_for_are_names_as_others(page: Page, tmp_path: Path, name: str) -> None:
    entries = (repository(f"{name}/{name}", language=name), repository("etalab/autre", language="C"))
    publish(view(owners=(owner(name), owner("etalab")), repositories=entries), tmp_path)
    with served(tmp_path) as home:
        for query in (f"q={name}", f"language={name}", f"group=https://github.com/{name}"):
            page.goto(f"{home}depots/index.html?{query}")
            tells(page, "1 dépôt trouvé sur 2")
            assert listed(page) == [name]
        expect(page.locator(".facet").get_by_role("checkbox", name=name, exact=True).first).to_be_checked()
        page.goto(f"{home}depots/index.html?sort={name}")
        tells(page, "2 dépôts trouvés")


def test_a_found_repository_leads_to_its_page(page: Page, address: str) -> None:
    page.goto(f"{address}?q=calcul-foret")
    page.get_by_role("link", name="calcul-foret").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("calcul-foret")


# --- facets ----------------------------------------------------------------------------------------------------------


def test_facets_combine_and_their_counts_follow_the_other_choices(page: Page, address: str) -> None:
    page.goto(address)
    choose(page, "Langage", "Python")
    tells(page, "59 dépôts trouvés sur 234")
    assert count_of(page, "Langage", "Java") == "58"
    choose(page, "Langage", "Java")
    tells(page, "117 dépôts trouvés sur 234")
    choose(page, "Forge", FORGE)
    tells(page, "58 dépôts trouvés sur 234")
    assert count_of(page, "Forge", "github.com") == "59"
    assert not page.get_by_label("Jupyter Notebook", exact=True).is_checked()
    page.get_by_role("button", name="Retirer le filtre Python").click()
    tells(page, "Aucun dépôt ne correspond.")
    page.get_by_role("button", name="Tout effacer").click()
    tells(page, "234 dépôts trouvés")
    assert page.url == address


def test_what_is_unknown_can_be_chosen_too(page: Page, address: str) -> None:
    page.goto(f"{address}?language=~none")
    tells(page, "59 dépôts trouvés sur 234")
    expect(page.get_by_role("checkbox", name="Langage non renseigné")).to_be_checked()


def test_choices_are_in_the_address_and_come_back_with_it(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("Rechercher").fill("dépôt")
    tells(page, "230 dépôts trouvés sur 234")
    choose(page, "Ministère", ECOLOGY)
    choose(page, "Licence", "MIT")
    page.get_by_label("Trier par").select_option(label="Dernière mise à jour")
    tells(page, "76 dépôts trouvés sur 234")
    expected, address_now = listed(page), page.url
    assert address_now.endswith("&license=MIT&sort=updated_at")
    page.reload()
    tells(page, "76 dépôts trouvés sur 234")
    assert listed(page) == expected
    expect(page.get_by_label("Rechercher")).to_have_value("dépôt")
    page.go_back()
    page.go_back()
    tells(page, "115 dépôts trouvés sur 234")
    page.go_back()
    tells(page, "230 dépôts trouvés sur 234")
    page.go_forward()
    tells(page, "115 dépôts trouvés sur 234")


def test_the_parameters_of_code_gouv_fr_are_understood(page: Page, address: str) -> None:
    for query, found in {
        "language=python java": 117,
        "language=jupyter notebook": 57,
        "license=mit": 153,
        "license=GPL": 1,
        f"forge={FORGE}&q=depot": 115,
        "group=https://github.com/impots": 119,
        "fork=true": 1,
        f"platform={FORGE}": 115,
        "platform=all&g=impots": 119,
        "is-fork=true": 1,
        "is-licensed=true": 154,
        "fork=false&ministry=": 234,
    }.items():
        page.goto(f"{address}?{query}")
        expect(page.locator(f".finder[data-found='{found}']"), query).to_be_attached()


@pytest.mark.parametrize(
    ("route", "page_of_ours"),
    [
        ("#/repos?language=python&license=MIT", "depots/index.html?language=python&license=MIT"),
        ("#/repos/github.com/impots%2Fzones", "depots/index.html?q=impots%2Fzones&forge=github.com"),
        ("#/groups?ministry=Minist%C3%A8re", "organisations/index.html?ministry=Minist%C3%A8re"),
        ("#/stats", "chiffres/index.html"),
        ("#/awesome/Calcul%20des%20aides", "depots/index.html?with-publiccode=true"),
        ("#/releases", "actualites/releases.html"),
        ("#/sitemap", "index.html"),
    ],
)
def test_the_addresses_of_code_gouv_fr_lead_to_the_same_pages(
    page: Page, address: str, route: str, page_of_ours: str
) -> None:
    home = address.removesuffix("depots/index.html")
    page.goto(f"{home}{route}")
    page.wait_for_url(f"{home}{page_of_ours}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


# --- order and pages -------------------------------------------------------------------------------------------------


def test_enter_after_words_that_are_found_already_is_no_step(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("Rechercher").fill("forêt")
    tells(page, "4 dépôts trouvés sur 234")
    page.keyboard.press("Enter")
    page.go_back()
    tells(page, "234 dépôts trouvés")


def test_pages_are_turned_in_the_address(page: Page, address: str) -> None:
    page.goto(f"{address}?sort=name")
    tells(page, "234 dépôts trouvés")
    assert listed(page)[:2] == ["calcul-foret", "depot-000"]
    page.get_by_role("link", name="Page suivante").click()
    assert page.url.endswith("?sort=name&page=2")
    assert listed(page)[0] == "depot-099"
    page.get_by_role("link", name="3", exact=True).click()
    assert len(listed(page)) == 34
    page.go_back()
    expect(page.locator(".pager [aria-current=page]")).to_have_text("2")
    page.goto(f"{address}?sort=name&page=99")
    expect(page.locator(".pager [aria-current=page]")).to_have_text("3")


def test_rows_are_ordered_by_date_and_by_stars(page: Page, address: str) -> None:
    page.goto(f"{address}?q=foret&sort=stars")
    tells(page, "4 dépôts trouvés sur 234")
    expect(page.locator(".results .entry h2 a").first).to_have_text("calcul-foret")
    assert listed(page)[:2] == ["calcul-foret", "forêt"]
    page.goto(f"{address}?q=depot-01&sort=updated_at")
    tells(page, "10 dépôts trouvés sur 234")
    assert listed(page)[0] == "depot-015"


@pytest.mark.parametrize(
    ("at", "found_all", "day"),
    [
        ("depots", "234 dépôts trouvés", "1er mars 2019"),
        ("en/repositories", "234 repositories found", "1 March 2019"),
    ],
)
def test_a_row_found_is_the_row_that_was_published(page: Page, address: str, at: str, found_all: str, day: str) -> None:
    address = address.replace("depots", at)
    page.goto(address)
    published = {row.inner_text() for row in page.locator(".results .entry").all()}
    found = set()
    for number in (1, 2, 3):
        page.goto(f"{address}?sort=name&page={number}")
        tells(page, found_all)
        page.get_by_text("Inventaire forestier").or_(page.get_by_text("Dépôt numéro")).first.wait_for()
        found |= {row.inner_text() for row in page.locator(".results .entry").all()}
    assert len(published) == 100
    assert published <= found
    assert any(day in row for row in published)


def test_the_same_choices_are_kept_in_english_and_back(page: Page, address: str) -> None:
    page.goto(f"{address}?q=foret&fork=true")
    tells(page, "1 dépôt trouvé sur 234")
    page.get_by_role("link", name="English").click()
    tells(page, "1 repository found out of 234")
    expect(page.get_by_role("button", name="Remove the filter Fork of another repository")).to_be_visible()
    page.get_by_role("link", name="Français").click()
    assert page.url == f"{address}?q=foret&fork=true"


# --- what can go wrong -----------------------------------------------------------------------------------------------


def test_a_search_that_cannot_be_loaded_says_so_and_can_be_tried_again(page: Page, address: str) -> None:
    page.route("**/data/search/*", lambda route: route.fulfill(status=503))
    page.goto(address)
    expect(page.get_by_role("status")).to_contain_text("La recherche est indisponible")
    assert len(listed(page)) == 100
    page.unroute("**/data/search/*")
    page.get_by_role("button", name="Réessayer").click()
    tells(page, "234 dépôts trouvés")


def test_a_file_that_cannot_be_made_says_so(page: Page, address: str) -> None:
    page.route("**/repositories-texts.json*", lambda route: route.fulfill(status=503))
    page.goto(address)
    tells(page, "234 dépôts trouvés")
    page.get_by_role("button", name="CSV", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("La recherche est indisponible\u00a0: 503")


@pytest.mark.parametrize("server", ["keeps no compressed file", "unpacks them on the way"])
def test_data_are_read_however_the_server_gives_them(page: Page, address: str, folder: Path, server: str) -> None:
    plain = (folder / "data" / "search" / "repositories.json").read_bytes()
    answer = {"status": 404} if server.startswith("keeps") else {"body": plain}
    page.route("**/repositories.json.gz", lambda route: route.fulfill(**answer))
    page.goto(f"{address}?q=foret")
    tells(page, "4 dépôts trouvés sur 234")
