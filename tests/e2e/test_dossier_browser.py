# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The opening file in a real browser: accessibility rules, a phone, paper, and texts that want to do harm."""

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pytest_playwright")
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Dialog, Page

from tests.e2e.browser import CHROMIUM
from tests.e2e.dossiers import KINDS, write_dossiers

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed (.ci/run installs Debian’s)"),
]

A4 = 672
"""Width of a sheet between its margins, in CSS pixels (178 mm)."""


@pytest.fixture(scope="module")
def dossiers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dossiers")
    write_dossiers(folder)
    return folder


def address(dossiers: Path, kind: str) -> str:
    return (dossiers / kind / "dossier.html").as_uri()


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("kind", KINDS)
def test_it_breaks_no_accessibility_rule(browser: Browser, dossiers: Path, kind: str, colours: Any) -> None:  # noqa: ANN401
    page = browser.new_context(color_scheme=colours).new_page()
    page.goto(address(dossiers, kind))
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("kind", KINDS)
def test_it_asks_nothing_of_a_network_and_runs_nothing(page: Page, dossiers: Path, kind: str) -> None:
    asked: list[str] = []
    spoken: list[str] = []

    def refuse(dialog: Dialog) -> None:
        spoken.append(dialog.message)
        dialog.dismiss()

    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", refuse)
    page.goto(address(dossiers, kind))
    assert asked == [address(dossiers, kind)]
    assert spoken == []
    assert page.locator("script, img, iframe, main a").count() == 0


@pytest.mark.parametrize("width", [360, 794])
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_overflows_a_phone_nor_a_sheet(browser: Browser, dossiers: Path, kind: str, width: int) -> None:
    page = browser.new_context(viewport={"width": width, "height": 900}).new_page()
    page.goto(address(dossiers, kind))
    assert page.evaluate("document.documentElement.scrollWidth") <= width


_BROKEN = """cells => cells.flatMap(cell => [...cell.textContent.matchAll(/\\S+/g)].filter(word => {
    const text = document.createRange();
    text.setStart(cell.firstChild, word.index);
    text.setEnd(cell.firstChild, word.index + word[0].length);
    return new Set([...text.getClientRects()].map(box => Math.round(box.top))).size > 1;
}).map(word => word[0]))"""
"""Words that stand on two lines."""


def test_on_paper_words_are_whole_and_the_decision_has_its_own_page(browser: Browser, dossiers: Path) -> None:
    page = browser.new_context(viewport={"width": A4, "height": 900}).new_page()
    page.emulate_media(media="print")
    page.goto(address(dossiers, "ordinary"))
    states = page.locator("#checklist td:nth-child(2)")
    assert states.count() > 10
    assert states.evaluate_all(_BROKEN) == []
    decision = page.locator("#decision")
    assert decision.evaluate("part => getComputedStyle(part).breakBefore") == "page"
