# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Pages of a view as the site makes them, each by its address."""

from functools import cache
from typing import Any

from catalog.i18n import Language, translator
from catalog.labels import Labels
from catalog.pages.edition import Edition
from catalog.pages.index import Index
from catalog.pages.kinds import every_page
from catalog.pages.page import Page
from catalog.pages.settings import SiteSettings
from catalog.priority_policy import load_priorities
from catalog.view import View


def edition(view: View, language: Language = "fr") -> Edition:
    """Return the edition of a view in a language."""
    return Edition(Index(view), translator(language), Labels(load_priorities(), language), SiteSettings())


@cache
def pages(of: Edition) -> dict[str, Page]:
    """Return every page by its address."""
    return {of.url(page.kind, page.slug): page for page in every_page(of)}


def context(of: Edition, url: str) -> dict[str, Any]:
    """Return what the template of the page at `url` is given."""
    return pages(of)[url.partition("#")[0]].context()


def rows_from(of: Edition, url: str) -> list[Any]:
    """Return the rows of a list, all its pages together."""
    rows: list[Any] = []
    while url:
        page = context(of, url)
        rows += page["rows"]
        url = page["pages"]["next"] if "pages" in page else ""
    return rows
