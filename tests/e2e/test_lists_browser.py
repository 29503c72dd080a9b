# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The view of a list as a file, the lists of other things, a real list, and a list in the State’s theme."""

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalog.i18n import translator
from catalog.labels import Labels
from catalog.made import whole
from catalog.pages import repositories
from catalog.pages.edition import Edition
from catalog.pages.index import Index
from catalog.pages.search import search_files
from catalog.pages.settings import SiteSettings, Theme
from catalog.priority_policy import load_priorities
from catalog.publish import publish
from catalog.view import ModuleEntry
from catalog.website import Renderer, other_files
from tests.catalog.listing_2021 import LISTING_2021, listing_2021
from tests.catalog.themes import supply_dsfr
from tests.catalog.views import owner, repository, view
from tests.e2e.browser import CHROMIUM
from tests.e2e.lists import catalog
from tests.e2e.sites import served

pytest.importorskip("pytest_playwright")
from playwright.sync_api import Download, Page, expect

from tests.e2e.reading import choose, tells

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed (.ci/run installs Debian’s)"),
]


# --- the view as a file ----------------------------------------------------------------------------------------------


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


# --- the other lists -------------------------------------------------------------------------------------------------


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


@pytest.mark.parametrize("at", ["organisations", "en/owners"])
def test_an_owner_whose_name_is_its_login_is_named_once(page: Page, tmp_path: Path, at: str) -> None:
    named = {"etalab": "Etalab", "dinum": "Direction interministérielle du numérique", "sans-nom": ""}
    owners = tuple(owner(login, name=name, repositories_count=1) for login, name in named.items())
    publish(view(owners=owners, repositories=tuple(repository(f"{login}/depot") for login in named)), tmp_path)
    with served(tmp_path) as home:
        page.goto(f"{home}{at}/index.html")
        told = page.locator(".results .entry .owner")
        assert sorted(told.all_inner_texts()) == ["dinum · github.com", "github.com", "github.com"]
        page.goto(f"{home}{at}/index.html?sort=name")
        expect(page.locator(".finder[data-found='3']")).to_be_attached()
        expect(told).to_have_text(["dinum · github.com", "github.com", "github.com"])


def test_modules_are_found_by_path_and_lead_to_their_page_and_their_repository(page: Page, internal: str) -> None:
    page.goto(f"{internal}briques/index.html")
    tells(page, "3 briques trouvées")
    published = {row.inner_text() for row in page.locator(".results .entry").all()}
    page.goto(f"{internal}briques/index.html?sort=path")
    expect(page.locator(".results .entry").first).to_contain_text("calcul/arrondis")
    expect(page.locator(".finder[data-found='3']")).to_be_attached()
    expect(page.locator(".results .entry p[dir=auto]")).to_have_count(3)
    assert {row.inner_text() for row in page.locator(".results .entry").all()} == published
    choose(page, "Pour la prendre", "après quelques coupures")
    tells(page, "1 brique trouvée sur 3")
    page.get_by_role("link", name="calcul-impot").click()
    assert page.url.endswith("depots/github.com/dgfip-exemple/calcul-impot.html")
    page.go_back()
    page.get_by_role("link", name="calcul/formulaires.py").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("calcul/formulaires.py")


@pytest.mark.parametrize("query", ["", "?sort=path"])
def test_a_module_of_which_no_licence_is_known_says_so(page: Page, tmp_path: Path, query: str) -> None:
    module = ModuleEntry(path="lib", kind="directory", score=0.5)
    publish(view(repositories=(repository("etalab/nu", modules=(module,)),)), tmp_path)
    with served(tmp_path) as home:
        page.goto(f"{home}briques/index.html{query}")
        tells(page, "1 brique trouvée")
        expect(page.locator(".results .entry")).to_contain_text("aucune licence connue")


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


@pytest.mark.parametrize("at", ["a-ouvrir/index.html", "a-ouvrir/index.html?sort=name"])
def test_the_rank_of_code_to_open_is_heard_too(page: Page, internal: str, at: str) -> None:
    page.goto(f"{internal}{at}", wait_until="networkidle")
    ranks = [row.aria_snapshot().split("Rang ")[1][0] for row in page.locator(".results .ranks > li").all()]
    assert sorted(ranks) == ["1", "2", "3"]


# --- for real --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def listing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the list of the 9 066 repositories of November 2021, with all that it is searched in."""
    if not LISTING_2021.is_dir():
        pytest.skip("the listing of November 2021 is not beside this checkout")
    folder, index, priorities = tmp_path_factory.mktemp("2021"), Index(listing_2021()), load_priorities()
    edition = Edition(index, translator("fr"), Labels(priorities, "fr"), SiteSettings())
    first = next(whole(Renderer(edition, priorities).files([repositories])))
    for name, content in (first, *whole(search_files(index)), *other_files(index, SiteSettings())):
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
