# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Pages of a view, made by the real templates and read as a reader does."""

import html
import json
import re
from typing import Any

from catalog.i18n import Language, translator
from catalog.labels import Labels
from catalog.pages.addresses import address
from catalog.pages.edition import Edition
from catalog.pages.index import Index
from catalog.pages.kinds import every_page
from catalog.pages.page import Page
from catalog.pages.settings import SiteSettings
from catalog.priority_policy import load_priorities
from catalog.view import View
from catalog.website import Renderer

ORIGIN = "https://codes.exemple.gouv.fr/"


class Site:
    """The pages of a view in one language, by their paths."""

    def __init__(self, view: View, language: Language = "fr", settings: SiteSettings | None = None) -> None:
        priorities = load_priorities()
        self.edition = Edition(
            Index(view), translator(language), Labels(priorities, language), settings or SiteSettings()
        )
        self._renderer = Renderer(self.edition, priorities)
        self.pages: dict[str, Page] = {
            address(language, page.kind, page.slug): page for page in every_page(self.edition)
        }

    def context(self, path: str) -> dict[str, Any]:
        """Return what the template of a page is given."""
        return self.pages[path].context()

    def html(self, path: str) -> str:
        """Return a page."""
        return self._renderer._page(path, self.pages[path], self.context(path))

    def text(self, path: str) -> str:
        """Return the words of a page's content, on one line, no-break spaces as spaces."""
        content = self.html(path).split("<main", 1)[1].split("</main>")[0]
        words = html.unescape(re.sub(r"<[^>]*>", " ", content))
        return " ".join(words.split())

    def json_ld(self, path: str) -> dict[str, Any]:
        """Return what a page says to machines."""
        (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', self.html(path), re.DOTALL)
        known: dict[str, Any] = json.loads(found)
        return known
