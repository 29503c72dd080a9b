# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Charts and what leads out of them, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser import CHROMIUM

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed (.ci/run installs Debian’s)"),
]

PAGES = ("index", "chiffres/index", "suivi/index", "a-ouvrir/index", "algorithmes/index")


def test_the_search_box_of_the_home_page_leads_to_the_list_already_filtered(page: Page, site: str) -> None:
    page.goto(f"{site}index.html")
    page.get_by_role("searchbox", name="Chercher dans les dépôts").fill("impot")
    page.keyboard.press("Enter")
    page.wait_for_url("**/depots/index.html?q=impot*")
    expect(page.get_by_role("link", name="calcul-impot", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="tableau-de-bord", exact=True)).to_have_count(0)


def test_a_mark_of_the_scatter_is_reached_by_keyboard_and_leads_to_its_repository(page: Page, site: str) -> None:
    page.goto(f"{site}a-ouvrir/index.html")
    mark = page.get_by_role("link", name="1. aides-logement")
    mark.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("aides-logement")


@pytest.mark.parametrize("site", ["internal"], indirect=True)
def test_each_bar_leads_to_as_many_rows(page: Page, site: str) -> None:
    page.goto(f"{site}chiffres/index.html")
    rows = page.locator(".bar-table tbody tr:has(a)")
    bars = rows.evaluate_all(
        "rows => rows.map(row => [row.querySelector('a').href, row.querySelectorAll('td.n')[0].textContent])"
    )
    assert len(bars) > 10
    for address, number in bars:
        page.goto(address)
        shown = page.locator("li.entry, .counts tbody tr, .cards > li")
        if "/ministeres/" not in address:  # a ministry's page tells more than its list
            assert shown.count() == int(number), address


def test_a_quarter_leads_to_its_openings(page: Page, site: str) -> None:
    page.goto(f"{site}suivi/index.html")
    page.get_by_role("link", name="T4 2021").click()
    assert page.url.endswith("#2021-T4")
    expect(page.get_by_role("heading", name="T4 2021")).to_be_in_viewport()


def test_the_public_counts_an_opening_that_it_may_not_read_about(page: Page, site: str) -> None:
    page.goto(f"{site}suivi/index.html")
    expect(page.get_by_text("1 ouverture n’est pas nommée ici.")).to_be_visible()
    expect(page.get_by_text("File d’attente")).to_have_count(0)


@pytest.mark.parametrize("place", PAGES)
@pytest.mark.parametrize("site", ["public", "internal", "hostile", "empty"], indirect=True)
def test_nothing_is_wider_than_a_phone(page: Page, site: str, place: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{site}{place}.html")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("media", ["screen", "print"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_series_are_told_apart_in_every_light(page: Page, site: str, media: str, scheme: str) -> None:
    page.emulate_media(media=media, color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(f"{site}suivi/index.html")
    looks = page.evaluate(
        """() => [0, 1, 2, 3, 4].map(n => {
            const mark = document.createElementNS("http://www.w3.org/2000/svg", "rect");
            mark.setAttribute("class", `series-${n}`);
            document.querySelector(".chart svg").append(mark);
            const style = getComputedStyle(mark);
            return [style.fill, style.fillOpacity, style.strokeWidth, style.strokeDasharray].join(" ");
        })"""
    )
    assert len(set(looks)) == 5
