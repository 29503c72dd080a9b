# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The site of one view: static pages that are readable without JavaScript, French at the root and English under /en/.

Nothing here knows the store or decides who may read what: a page can only say what the view holds.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache, partial
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup

from catalog.fingerprints import Fingerprints, Models, program
from catalog.i18n import LANGUAGES
from catalog.made import Bundle, Made
from catalog.pages.addresses import address
from catalog.pages.edition import Edition
from catalog.pages.index import Index
from catalog.pages.kinds import KINDS, Kind, pages_of
from catalog.pages.page import Page, Pages
from catalog.pages.settings import SiteSettings
from catalog.priority_policy import Priorities
from catalog.templates import environment
from catalog.theme import theme_files
from scanner.resources import resource_dir

_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"
)
"""What HTML forbids, and the marks that turn the direction of the text that follows them."""


class Renderer:
    """The pages of one edition, each of which says what it is made from."""

    def __init__(self, edition: Edition, priorities: Priorities, models: Models | None = None) -> None:
        """Look at what every page of the edition shares.

        Args:
            edition: the pages, in a language.
            priorities: those whose words they tell.
            models: the keys that are known already.
        """
        self._edition = edition
        self._language = edition.translate.language
        self._template = environment(self._language, edition.settings.theme).get_template
        self._part = cache(self._render_part)
        self._shared = {
            "internal": edition.index.internal,
            "site": edition.site(),
            "menu": edition.menu(),
            "contact": edition.contact(),
            "corrections": edition.corrections(),
        }
        same = (program(), self._language, self._shared, priorities, edition.settings, edition.index.odd_slugs)
        self.keys = Fingerprints(*same, models=models)
        """What makes the keys of what the pages are made from, and of what they all share."""

    def files(
        self, kinds: Sequence[Kind] = KINDS, part: int = 0, parts: int = 1
    ) -> Iterator[tuple[str, Made] | Bundle]:
        """Yield the path and the content of each page, but the 404, alone or in bundles.

        Args:
            kinds: the kinds of pages.
            part: which share of them, from 0.
            parts: how many shares there are.
        """
        for each in islice(pages_of(self._edition, kinds), part, None, parts):
            if isinstance(each, Pages):
                yield Bundle(f"{self._language} {each.name}", each.made_from(), partial(self._files, each))
            else:
                yield self._file(each)

    def _files(self, pages: Pages) -> Iterator[tuple[str, Made]]:
        return map(self._file, pages.pages())

    def _file(self, page: Page) -> tuple[str, Made]:
        path = address(self._language, page.kind, page.slug)
        context = page.context if page.made_from is not None else cache(page.context)
        made_from = page.made_from if page.made_from is not None else (context(),)
        return path, Made((page.template, *made_from), lambda: self._page(path, page, context()))

    def not_found(self) -> str:
        """Return the page of addresses that lead nowhere; a server shows it at any depth."""
        root = urlsplit(self._edition.settings.base_url).path.rstrip("/") + "/"
        return self._render("404.html", self._frame("", root, "", first=False) | {"translations": []})

    def _page(self, path: str, page: Page, context: dict[str, Any]) -> str:
        versions = [(language, address(language, page.kind, page.slug)) for language in LANGUAGES]
        frame = self._frame(path, "../" * path.count("/"), page.kind, first=page.slug == "index")
        return self._render(page.template, frame | {"translations": versions} | context)

    def _frame(self, path: str, root: str, section: str, *, first: bool) -> dict[str, Any]:
        menu = self._part("menu.html", root, section, first)
        footer = self._part("footer.html", root, "", False)
        return {"path": path, "root": root, "section": section, "menu_html": menu, "footer_html": footer}

    def _render(self, template: str, context: dict[str, Any]) -> str:
        return _UNSEEN.sub("", self._template(template).render(self._shared | context))

    def _render_part(self, template: str, root: str, section: str, first: bool) -> Markup:
        html = self._template(template).render(self._shared | {"root": root, "section": section, "first": first})
        return Markup(html)  # noqa: S704 - the template has escaped what needs it


def other_files(index: Index, settings: SiteSettings) -> Iterator[tuple[str, str | bytes]]:
    """Yield the path and content of the files that pages and robots ask for."""
    yield "robots.txt", "User-agent: *\nDisallow: /\n" if index.internal else "User-agent: *\nAllow: /\n"
    yield from theme_files(settings)
    for path in sorted(path for path in (resource_dir("site") / "assets").iterdir() if path.is_file()):
        yield f"assets/{path.name}", path.read_bytes()
