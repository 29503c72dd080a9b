# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Every kind of page in a real browser: accessibility rules, keyboard, phone, paper, no script, no third party."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.e2e.browser import CHROMIUM
from tests.e2e.sites import kinds, served

pytest.importorskip("pytest_playwright")
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, expect

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed (.ci/run installs Debian’s)"),
]
PHONE = ViewportSize(width=320, height=640)
"""The width that WCAG 2.2 asks to reflow to (1.4.10)."""
TABS = 40
"""Steps of the keyboard on one page."""
LIKE_OTHERS = ("empty", "dsfr")
"""Sites whose first pages are looked at alone: they hold nothing, or what another one holds in another dress."""
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
FOCUSABLE = ":is(a[href], button, input, select, textarea, summary, [tabindex='0']):not([tabindex='-1'])"


class Published(NamedTuple):
    """A site that is served, and the addresses of its kinds of pages."""

    address: str
    kinds: list[str]


@pytest.fixture(scope="module")
def published(sites: Path, request: pytest.FixtureRequest) -> Iterator[Published]:
    with served(sites / request.param) as address:
        found = kinds(sites / request.param)
        yield Published(address, [kind for kind in found if _differs(kind)] if request.param in LIKE_OTHERS else found)


def _differs(kind: str) -> bool:
    return kind in ("404.html", "index.html") or (kind.endswith("/index.html") and not kind.startswith("en/"))


everywhere = pytest.mark.parametrize("published", ["public", "internal", "hostile", "empty", "dsfr"], indirect=True)
ours = pytest.mark.parametrize("published", ["public", "internal", "hostile", "empty"], indirect=True)
public = pytest.mark.parametrize("published", ["public"], indirect=True)
internal = pytest.mark.parametrize("published", ["internal"], indirect=True)
"""Its pages hold all that those of the public one do, and more."""


# --- for everybody ---------------------------------------------------------------------------------------------------


@everywhere
def test_no_kind_of_page_breaks_an_accessibility_rule(browser: Browser, published: Published) -> None:
    page = browser.new_context(bypass_csp=True).new_page()
    for kind in published.kinds:
        page.goto(published.address + kind)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        found = Axe().run(page)
        assert found.violations_count == 0, f"{kind}: {found.generate_report()}"


@public
def test_text_stands_out_in_the_dark_too(browser: Browser, published: Published) -> None:
    page = browser.new_context(color_scheme="dark", bypass_csp=True).new_page()
    for kind in published.kinds:
        page.goto(published.address + kind)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        found = Axe().run(page, options=CONTRAST)
        assert found.violations_count == 0, f"{kind}: {found.generate_report()}"


@internal
def test_the_keyboard_goes_everywhere_and_shows_where_it_is(page: Page, published: Published) -> None:
    for kind in published.kinds:
        page.goto(published.address + kind, wait_until="networkidle")  # lists are drawn again once they are loaded
        places = page.locator(FOCUSABLE).filter(visible=True).count()
        seen = []
        for _ in range(min(places, TABS)):
            page.keyboard.press("Tab")
            seen.append(page.evaluate(WHERE))
        assert all(place["outlined"] for place in seen), f"{kind}: {seen}"
        assert len({place["number"] for place in seen}) == len(seen), f"{kind}: some place is a trap, or is missed"


WHERE = f"""() => {{
    const place = document.activeElement;
    const outlined = [place, ...place.children].some(each => {{
        const style = getComputedStyle(each);
        const marked = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
        return marked || (each instanceof SVGElement && parseFloat(style.strokeWidth) >= 3);
    }});
    const number = [...document.querySelectorAll({FOCUSABLE!r})].indexOf(place);
    return {{number, outlined, text: place.textContent.slice(0, 40)}};
}}"""


def test_the_keyboard_reaches_the_content_first_then_the_menu(page: Page, site: str) -> None:
    page.goto(f"{site}index.html")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


@internal
def test_without_script_every_page_says_as_much_and_offers_no_dead_control(
    browser: Browser, published: Published
) -> None:
    scripted, plain = browser.new_page(), browser.new_context(java_script_enabled=False).new_page()
    for kind in published.kinds:
        for each in (scripted, plain):
            each.goto(published.address + kind)
        headings = [each.locator("h1").all_inner_texts() for each in (scripted, plain)]
        assert headings[0] == headings[1] != [], kind
        assert plain.locator("input, select, button").filter(visible=True).count() == 0, kind


# --- on any screen, and on paper -------------------------------------------------------------------------------------


@ours
def test_nothing_overflows_the_width_of_a_small_phone(browser: Browser, published: Published) -> None:
    page = browser.new_context(viewport=PHONE).new_page()
    for kind in published.kinds:
        page.goto(published.address + kind)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], kind


@internal
def test_paper_takes_the_content_in_black_on_white_without_the_menu(browser: Browser, published: Published) -> None:
    page = browser.new_context(color_scheme="dark").new_page()
    page.emulate_media(media="print", color_scheme="dark")
    for kind in published.kinds:
        page.goto(published.address + kind)
        assert page.locator("h1").first.is_visible(), kind
        assert not page.locator("header nav").first.is_visible(), kind
        colours = page.evaluate(
            "(({color, backgroundColor}) => [color, backgroundColor])(getComputedStyle(document.body))"
        )
        assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"], kind


# --- alone -----------------------------------------------------------------------------------------------------------


@everywhere
def test_pages_ask_nothing_of_any_other_site_set_no_cookie_and_meet_no_error(page: Page, published: Published) -> None:
    asked: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    for kind in published.kinds:
        page.goto(published.address + kind)
    page.wait_for_load_state("networkidle")
    assert len(asked) > len(published.kinds)
    assert [url for url in asked if not url.startswith((published.address, "data:"))] == []
    assert errors == []
    assert page.context.cookies() == []
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_the_reader_goes_to_the_same_page_in_english_and_back(page: Page, site: str) -> None:
    page.goto(f"{site}a-ouvrir/index.html")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("To open next")
    page.get_by_role("link", name="Français").click()
    assert page.url == f"{site}a-ouvrir/index.html"
