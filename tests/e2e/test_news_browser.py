# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The news in a real browser: filtered without a script, reached from old addresses, found by feed readers."""

from xml.etree import ElementTree as ET

import pytest

from tests.e2e.browser import CHROMIUM

pytest.importorskip("pytest_playwright")
from playwright.sync_api import Browser, Page, expect

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed (.ci/run installs Debian’s)"),
]


def test_a_kind_of_news_is_chosen_without_a_script_and_by_the_keyboard(browser: Browser, site: str) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{site}actualites/index.html")
    expect(page.locator(".news li")).to_have_count(5)
    page.get_by_role("link", name="Archivage").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site}actualites/archived.html")
    expect(page.get_by_role("heading", level=1)).to_have_text("Archivage")
    expect(page.locator(".news li")).to_have_count(1)
    page.get_by_role("link", name="Actualités").last.click()
    page.get_by_role("link", name="Août 2026").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Août 2026")
    page.get_by_role("link", name="Septembre 2026").click()
    expect(page.locator(".news li")).to_have_count(3)


@pytest.mark.parametrize("script", [True, False])
def test_an_old_address_ends_at_the_page_of_today(browser: Browser, site: str, script: bool) -> None:
    page = browser.new_context(java_script_enabled=script).new_page()
    page.goto(f"{site}depots/github.com/dgfip-exemple/moteur-impot.html")
    page.wait_for_url(f"{site}depots/github.com/dgfip-exemple/calcul-impot.html")
    expect(page.get_by_role("heading", level=1)).to_contain_text("calcul-impot")


@pytest.mark.parametrize("start", ["index.html", "actualites/index.html", "en/news/index.html"])
def test_a_feed_reader_finds_the_feed_of_its_language(page: Page, site: str, start: str) -> None:
    page.goto(f"{site}{start}")
    found = page.locator('link[rel="alternate"][type="application/atom+xml"]').get_attribute("href")
    answer = page.request.get(page.evaluate("href => new URL(href, location).href", found))
    assert answer.ok
    feed = ET.fromstring(answer.body())  # noqa: S314 - ours
    language = "en" if start.startswith("en/") else "fr"
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == language


def test_an_item_of_what_is_gone_leads_to_its_line_among_the_news(page: Page, site: str) -> None:
    feed = page.request.get(f"{site}actualites/feed.json").json()
    gone = next(item for item in feed["items"] if item["tags"] == ["Retrait"])
    page.goto(page.evaluate("([url, base]) => new URL(url, base).href", [gone["url"], f"{site}actualites/feed.json"]))
    expect(page.locator(":target")).to_contain_text("ancien-portail")
