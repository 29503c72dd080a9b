# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The site in a real browser: search and its permalinks, the keyboard, a phone, no script, accessibility rules."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.browser import CHROMIUM
from tests.e2e.sites import KINDS, publish_sites, served

pytest.importorskip("pytest_playwright")
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed (.ci/run installs Debian’s)"),
]


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sites")
    publish_sites(folder)
    return folder


@pytest.fixture(scope="module", params=["public"])
def site(sites: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    with served(sites / request.param) as address:
        yield address


def listed(page: Page) -> list[str]:
    return page.locator(".results .entry h2 a").all_text_contents()


def test_search_folds_accents_and_is_kept_in_the_address(page: Page, site: str) -> None:
    page.goto(f"{site}depots/index.html")
    page.get_by_label("Rechercher").fill("DEMARCHES")
    expect(page.get_by_role("status")).to_have_text("1 dépôt trouvé")
    assert listed(page) == ["tableau-de-bord"]
    assert page.url.endswith("?q=DEMARCHES")
    page.reload()
    expect(page.get_by_role("status")).to_have_text("1 dépôt trouvé")
    assert page.get_by_label("Rechercher").input_value() == "DEMARCHES"
    page.get_by_role("link", name="tableau-de-bord").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("tableau-de-bord")


def test_filters_and_sort_work_together_and_clear(page: Page, site: str) -> None:
    page.goto(f"{site}depots/index.html")
    page.get_by_label("Trier par").select_option("updated")
    expect(page.get_by_role("status")).to_have_text("3 dépôts trouvés")
    assert listed(page) == ["calcul-impot", "tableau-de-bord", "guide-usagers"]
    page.get_by_label("Langage").select_option("Python")
    expect(page.get_by_role("status")).to_have_text("1 dépôt trouvé")
    page.get_by_label("Rechercher").fill("introuvable")
    expect(page.get_by_role("status")).to_have_text("Aucun dépôt ne correspond.")
    page.goto(f"{site}depots/index.html")
    expect(page.get_by_role("search")).to_be_visible()
    assert listed(page) == ["calcul-impot", "guide-usagers", "tableau-de-bord"]


def test_without_script_lists_are_whole_and_offer_no_dead_box(browser: Browser, site: str) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{site}depots/index.html")
    assert listed(page) == ["calcul-impot", "guide-usagers", "tableau-de-bord"]
    assert not page.locator("form.search").is_visible()


def test_the_keyboard_reaches_the_content_first_then_the_menu(page: Page, site: str) -> None:
    page.goto(f"{site}index.html")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.figures') !== null")


def test_the_reader_goes_to_the_same_page_in_english_and_back(page: Page, site: str) -> None:
    page.goto(f"{site}a-ouvrir/index.html")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("To open next")
    page.get_by_role("link", name="Français").click()
    assert page.url == f"{site}a-ouvrir/index.html"


@pytest.mark.parametrize("site", ["public", "hostile"], indirect=True)
def test_pages_ask_nothing_of_any_other_site_and_meet_no_error(page: Page, site: str) -> None:
    asked: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto(f"{site}index.html")
    for href in page.locator("main a, nav a").evaluate_all("links => links.map(link => link.href)"):
        if href.startswith(site):
            page.goto(href)
    page.goto(f"{site}depots/index.html")
    expect(page.get_by_role("search")).to_be_visible()
    assert len(asked) > 20
    assert all(url.startswith(site) for url in asked)
    assert errors == []
    assert page.context.cookies() == []


@pytest.mark.parametrize("site", ["public", "hostile"], indirect=True)
def test_nothing_overflows_the_width_of_a_phone(browser: Browser, site: str) -> None:
    page = browser.new_context(viewport={"width": 360, "height": 640}).new_page()
    for kind in ("index.html", "depots/index.html", "a-ouvrir/index.html", "a-propos/index.html"):
        page.goto(f"{site}{kind}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, kind


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("site", ["public", "internal"], indirect=True)
def test_each_kind_of_page_breaks_no_accessibility_rule(browser: Browser, site: str, colours: Any) -> None:  # noqa: ANN401
    page = browser.new_context(color_scheme=colours, bypass_csp=True).new_page()
    for kind in KINDS:
        page.goto(f"{site}{kind}")
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        found = Axe().run(page)
        assert found.violations_count == 0, f"{kind}: {found.generate_report()}"
