# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A list as its reader sees it and uses it; a test that imports this needs Playwright."""

from playwright.sync_api import Page, expect


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
