# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Lists for everybody: by the keyboard alone, without a script, from a folder, on a phone."""

from pathlib import Path

import pytest

from tests.e2e.browser import CHROMIUM
from tests.e2e.lists import FINANCES

pytest.importorskip("pytest_playwright")
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.e2e.reading import choose, listed, tells

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed (.ci/run installs Debian’s)"),
]


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
