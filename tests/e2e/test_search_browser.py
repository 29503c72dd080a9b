# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The lists in a real browser: search, facets, order, pages, permalinks, downloads; the keyboard alone; no script."""

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from catalog.i18n import translator
from catalog.labels import Labels
from catalog.pages.edition import Edition
from catalog.pages.index import Index
from catalog.pages.search import search_files
from catalog.pages.settings import SiteSettings, Theme
from catalog.priority_policy import load_priorities
from catalog.publish import publish
from catalog.view import LicenceEntry, View
from catalog.website import Renderer, other_files
from tests.catalog.listing_2021 import LISTING_2021, listing_2021
from tests.catalog.themes import supply_dsfr
from tests.catalog.views import FORGE, owner, repository, view
from tests.e2e.browser import CHROMIUM
from tests.e2e.sites import served

pytest.importorskip("pytest_playwright")
from playwright.sync_api import Browser, Download, Page, ViewportSize, expect

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed (.ci/run installs Debian’s)"),
]

FINANCES, ECOLOGY = "Ministère des Finances", "Ministère de l’Écologie"
LANGUAGES = ("Python", "Java", "Jupyter Notebook", "")


def catalog() -> View:
    """Return 230 repositories of two ministries on two forges, and four that are looked for."""
    mit = LicenceEntry(expression="MIT", agreement="single", legal=True)
    many = [
        repository(
            f"impots/depot-{number:03}" if number % 2 else f"climat/outils/depot-{number:03}",
            "github.com" if number % 2 else FORGE,
            ministry=FINANCES if number % 2 else ECOLOGY,
            description=f"Dépôt numéro {number}",
            language=LANGUAGES[number % 4],
            licence=mit if number % 3 else None,
            archived=number % 10 == 0,
            updated_at=f"20{10 + number % 16}-03-01T00:00:00Z",
            degree="ABC"[number % 3],
        )
        for number in range(230)
    ]
    sought = [
        repository("impots/forêt", ministry=FINANCES, description="Inventaire forestier", language="Python", stars=3),
        repository("impots/calcul-foret", ministry=FINANCES, language="R", license_key="gpl-3.0", stars=9),
        repository("impots/zones", ministry=FINANCES, description="Zones de forêts à l’échelle communale", fork=True),
        repository("impots/formule", ministry=FINANCES, description='=HYPERLINK("https://mal.example"), "forêts"'),
    ]
    return view(
        owners=(
            owner("impots", name="Direction des impôts", ministry=FINANCES, repositories_count=119),
            owner("climat/outils", FORGE, name="Outils du climat", ministry=ECOLOGY, repositories_count=115),
        ),
        repositories=(*many, *sought),
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("liste")
    publish(catalog(), folder)
    return folder


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with served(folder) as address:
        yield f"{address}depots/index.html"


def listed(page: Page) -> list[str]:
    return page.locator(".results .entry h2 a").all_text_contents()


def tells(page: Page, text: str) -> None:
    expect(page.get_by_role("status")).to_have_text(text)


def choose(page: Page, facet: str, value: str) -> None:
    box = page.locator(".facet", has=page.locator("summary", has_text=facet))
    if not box.evaluate("box => box.open"):
        box.locator("summary").click()
    box.get_by_label(value, exact=True).check()


def count_of(page: Page, facet: str, value: str) -> str:
    option = page.locator(".facet", has=page.locator("summary", has_text=facet)).locator("li", has_text=value)
    return option.locator(".count").inner_text()


# --- words ---


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


def test_a_found_repository_leads_to_its_page(page: Page, address: str) -> None:
    page.goto(f"{address}?q=calcul-foret")
    page.get_by_role("link", name="calcul-foret").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("calcul-foret")


# --- facets ---


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
    ],
)
def test_the_addresses_of_code_gouv_fr_lead_to_the_same_pages(
    page: Page, address: str, route: str, page_of_ours: str
) -> None:
    home = address.removesuffix("depots/index.html")
    page.goto(f"{home}{route}")
    page.wait_for_url(f"{home}{page_of_ours}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


# --- order and pages ---


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


# --- everybody ---


def test_the_keyboard_alone_searches_filters_and_turns_pages(page: Page, address: str) -> None:
    page.goto(address)
    tells(page, "234 dépôts trouvés")
    page.get_by_label("Rechercher").focus()
    page.keyboard.type("depot")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Trier par")).to_be_focused()
    tells(page, "230 dépôts trouvés sur 234")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.value") == FINANCES:
            break
    page.keyboard.press("Space")
    tells(page, "115 dépôts trouvés sur 234")
    assert page.evaluate("document.activeElement.value") == FINANCES
    page.get_by_role("link", name="Page suivante").focus()
    page.keyboard.press("Enter")
    assert page.url.endswith("page=2")
    assert page.evaluate("document.activeElement.closest('.results') !== null")


def test_without_script_lists_are_whole_and_their_facets_are_links(browser: Browser, address: str) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(address)
    assert len(listed(page)) == 100
    assert page.locator("input, select, button").filter(visible=True).count() == 0
    page.get_by_role("link", name="Page suivante").click()
    assert page.url.endswith("depots/page-2.html")
    page.goto(address)
    page.get_by_role("link", name="Python", exact=True).click()
    assert page.url.endswith("langages/python.html")
    expect(page.get_by_text("59 dépôts")).to_be_visible()
    page.get_by_role("link", name="Langages").last.click()
    expect(page.get_by_role("row", name="Python 59")).to_be_visible()


def test_a_page_opened_from_a_folder_stays_the_list_that_it_is(page: Page, folder: Path) -> None:
    page.goto((folder / "depots" / "index.html").as_uri())
    page.wait_for_load_state("networkidle")
    assert len(listed(page)) == 100
    assert page.locator("input, select, button").filter(visible=True).count() == 0


def test_the_page_of_a_value_leads_to_the_same_choice_in_the_whole_list(page: Page, address: str) -> None:
    page.goto(address.replace("depots/index", "langages/python"))
    page.get_by_label("Rechercher dans cette liste").fill("foret")
    page.keyboard.press("Enter")
    tells(page, "1 dépôt trouvé sur 234")
    assert page.url == f"{address}?language=Python&q=foret"


def test_on_a_phone_filters_are_folded_and_nothing_overflows(browser: Browser, address: str) -> None:
    page = browser.new_context(viewport=ViewportSize(width=360, height=640)).new_page()
    page.goto(address)
    tells(page, "234 dépôts trouvés")
    assert not page.locator(".facet").first.is_visible()
    page.get_by_text("Filtrer", exact=True).click()
    choose(page, "Langage", "Python")
    tells(page, "59 dépôts trouvés sur 234")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


# --- what can go wrong ---


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


# --- the view as a file ---


def downloaded(page: Page, format_name: str) -> Download:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=format_name, exact=True).click()
    return waiting.value


def test_the_view_is_downloaded_as_it_is_shown(page: Page, address: str) -> None:
    page.goto(f"{address}?q=foret&sort=stars")
    tells(page, "4 dépôts trouvés sur 234")
    text = downloaded(page, "CSV").path().read_bytes().decode()
    assert text.count("\r\n") == 5
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["full_name"] for row in rows][:2] == ["impots/calcul-foret", "impots/forêt"]
    assert (rows[0]["license"], rows[0]["owner"], rows[0]["stars"]) == ("GPL-3.0", "https://github.com/impots", "9")
    (formula,) = [row for row in rows if row["repo_name"] == "formule"]
    assert formula["description"] == '\'=HYPERLINK("https://mal.example"), "forêts"'
    known = json.loads(downloaded(page, "JSON").path().read_text(encoding="utf-8"))
    assert [row["full_name"] for row in known] == [row["full_name"] for row in rows]
    assert next(row for row in known if row["repo_name"] == "formule")["description"].startswith("=HYPERLINK")
    assert known[0]["fork"] is False
    page.goto(known[0]["page"])
    expect(page.get_by_role("heading", level=1)).to_contain_text("calcul-foret")


# --- the other lists ---


@pytest.fixture(scope="module")
def internal(sites: Path) -> Iterator[str]:
    with served(sites / "internal") as address:
        yield address


def test_owners_are_found_by_their_ministry_and_counted_in_words(page: Page, internal: str) -> None:
    page.goto(f"{internal}organisations/index.html?q=economie")
    tells(page, "1 organisation trouvée sur 3")
    row = page.locator(".results .entry")
    expect(row.locator("h2")).to_have_text("Direction générale des finances publiques (exemple)")
    expect(row.locator(".facts li").first).to_have_text("2 dépôts")
    choose(page, "Forge", "github.com")
    page.get_by_role("button", name="Retirer le filtre « economie »").click()
    tells(page, "1 organisation trouvée sur 3")
    row.get_by_role("link").click()
    assert page.url.endswith("organisations/github.com/dgfip-exemple.html")


def test_modules_are_found_by_path_and_lead_to_their_page_and_their_repository(page: Page, internal: str) -> None:
    page.goto(f"{internal}briques/index.html")
    tells(page, "3 briques trouvées")
    published = {row.inner_text() for row in page.locator(".results .entry").all()}
    page.goto(f"{internal}briques/index.html?sort=path")
    expect(page.locator(".results .entry").first).to_contain_text("calcul/arrondis")
    expect(page.locator(".results .entry").first).to_contain_text("impôt sur le revenu")
    assert {row.inner_text() for row in page.locator(".results .entry").all()} == published
    choose(page, "Pour la prendre", "après quelques coupures")
    tells(page, "1 brique trouvée sur 3")
    page.get_by_role("link", name="calcul-impot").click()
    assert page.url.endswith("depots/github.com/dgfip-exemple/calcul-impot.html")
    page.go_back()
    page.get_by_role("link", name="calcul/formulaires.py").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("calcul/formulaires.py")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_code_to_open_is_found_with_its_scores_and_its_reasons(page: Page, internal: str, language: str) -> None:
    at, purpose = {"fr": ("a-ouvrir", "versées aux ménages"), "en": ("en/to-open", "housing benefits")}[language]
    page.goto(f"{internal}{at}/index.html")
    expect(page.get_by_role("status")).not_to_be_empty()
    published = page.locator(".results .ranks > li").first.inner_text()
    page.goto(f"{internal}{at}/index.html?q={purpose.split()[0]}&degree=B")
    row = page.locator(".results .ranks > li")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("86")
    expect(row).to_contain_text(purpose)
    expect(row.locator("rect.fill").first).to_have_attribute("width", "86")
    expect(row).to_contain_text("transparence" if language == "fr" else "transparency")
    assert row.inner_text().splitlines()[:4] == published.splitlines()[:4]
    page.goto(f"{internal}{at}/index.html?sort=reusability")
    expect(page.locator(".results .ranks h3").first).to_contain_text("file-attente")


# --- for real ---


class OnePage(NamedTuple):
    """An output that takes a single page, as nothing else needs to be made."""

    folder: Path
    name: str

    def holds(self, name: str, key: str) -> bool:
        return name != self.name

    def write(self, name: str, content: str, key: str = "") -> bool:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
        return True


@pytest.fixture(scope="module")
def listing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the list of the 9 066 repositories of November 2021, with all that it is searched in."""
    if not LISTING_2021.is_dir():
        pytest.skip("the listing of November 2021 is not beside this checkout")
    folder, index, priorities = tmp_path_factory.mktemp("2021"), Index(listing_2021()), load_priorities()
    edition = Edition(index, translator("fr"), Labels(priorities, "fr"), SiteSettings())
    Renderer(edition, priorities).write(OnePage(folder, "depots/index.html"))
    for name, content in (*search_files(index), *other_files(index, SiteSettings())):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with served(folder) as address:
        yield f"{address}depots/index.html"


def test_thousands_of_real_repositories_are_searched(page: Page, listing: str) -> None:
    page.goto(listing)
    tells(page, "9\u202f066 dépôts trouvés")
    page.get_by_label("Rechercher").fill("openfisca france")
    expect(page.locator(".results .entry h2 a").first).to_have_text("openfisca-france")
    page.goto(f"{listing}?q=impôts&language=python")
    expect(page.get_by_role("status")).to_have_text(re.compile(r"^\d+ dépôts trouvés sur 9\u202f066$"))
    page.get_by_text("calculette-impots-python").wait_for()
    choose(page, "Organisation", "openfisca (github.com)")
    page.get_by_role("button", name="Retirer le filtre openfisca (github.com)").wait_for()
    assert "group=https%3A%2F%2Fgithub.com%2Fopenfisca" in page.url
    assert set(page.locator(".results .owner bdi").all_inner_texts()) == {"openfisca"}


# --- the State's theme -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def dressed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("etat")
    dsfr = supply_dsfr(folder / "dsfr")
    settings = SiteSettings(theme=Theme.DSFR, dsfr_dir=dsfr, base_url="https://codes.exemple.gouv.fr/")
    publish(catalog(), folder / "site", settings=settings)
    with served(folder / "site") as address:
        yield f"{address}depots/index.html"


def classes_within(page: Page, selector: str) -> list[str]:
    """Return the classes of the first element that a selector names, and of all in it."""
    script = (
        "first => [first, ...first.querySelectorAll('*')].map(({ tagName, classList }) => `${tagName} ${classList}`)"
    )
    found: list[str] = page.locator(selector).first.evaluate(script)
    return found


def test_what_the_script_makes_is_dressed_as_what_was_published(page: Page, dressed: str) -> None:
    page.goto(dressed)
    row, pager = classes_within(page, ".results .entry"), classes_within(page, ".results nav")
    page.goto(f"{dressed}?sort=name&state=open")
    tells(page, "210 dépôts trouvés sur 234")
    assert set(classes_within(page, ".results .entry")) <= set(row)
    assert set(classes_within(page, ".results nav")) == set(pager)
    assert "fr-raw-list" in classes_within(page, ".results > ul")[0]
    chip = classes_within(page, ".chips button")[0]
    assert "fr-tag--dismiss" in chip
    assert "fr-btn" not in chip
    page.get_by_role("link", name="Page suivante").click()
    assert page.url.endswith("page=2")
