# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The site of one view: static pages that are readable without JavaScript, French at the root and English under /en/.

Nothing here knows the store or decides who may read what: a page can only say what the view holds.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any
from urllib.parse import urlsplit

import jinja2
from markupsafe import Markup

from catalog.i18n import DEFAULT, LANGUAGES, Language, translator
from catalog.labels import Labels
from catalog.listing.codegouv import platform
from catalog.listing.tables import json_text
from catalog.pages.addresses import SECTIONS, address
from catalog.pages.edition import Edition
from catalog.pages.index import Index, licence_name, repository_key
from catalog.pages.kinds import every_page
from catalog.pages.settings import SiteSettings, Theme
from catalog.priority_policy import Priorities
from catalog.theme import loader, theme_files
from scanner.resources import resource_dir

LANGUAGE_NAMES = {"fr": "Français", "en": "English"}

_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"
)
"""What HTML forbids, and the marks that turn the direction of the text that follows them."""


def site_files(index: Index, priorities: Priorities, settings: SiteSettings) -> Iterator[tuple[str, str | bytes]]:
    """Yield the path and content of every file of the site.

    Args:
        index: what the audience may see.
        priorities: the policy whose words explain the ranks.
        settings: what the administration says of its site.
    """
    for language in LANGUAGES:
        renderer = Renderer(Edition(index, translator(language), Labels(priorities, language), settings))
        yield from renderer.files()
        if language == DEFAULT:
            yield "404.html", renderer.not_found()
    yield "data/search-repositories.json", json_text(search_index(index))
    yield "robots.txt", "User-agent: *\nDisallow: /\n" if index.internal else "User-agent: *\nAllow: /\n"
    yield from theme_files(settings)
    for path in sorted(path for path in (resource_dir("site") / "assets").iterdir() if path.is_file()):
        yield f"assets/{path.name}", path.read_bytes()


def search_index(index: Index) -> dict[str, list[str]]:
    """Return the columns that the search box of the repositories list reads, in the order of the list."""
    entries = index.repositories
    return {
        "slugs": [index.repository_slugs[repository_key(entry)] for entry in entries],
        "names": [entry.name or entry.full_name for entry in entries],
        "owners": [entry.owner for entry in entries],
        "hosts": [platform(entry.host) for entry in entries],
        "descriptions": [entry.description[:300] for entry in entries],
        "languages": [entry.language for entry in entries],
        "licences": [licence_name(entry) for entry in entries],
        "updated": [entry.updated_at[:10] for entry in entries],
    }


class Renderer:
    """Templates filled for one edition; what many pages share is rendered once."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._language = edition.translate.language
        self._template = _environment(self._language, edition.settings.theme).get_template
        self._part = cache(self._render_part)
        self._shared = {
            "internal": edition.index.internal,
            "site": edition.site(),
            "menu": edition.menu(),
            "contact": edition.contact(),
            "corrections": edition.corrections(),
        }

    def files(self) -> Iterator[tuple[str, str]]:
        """Yield the path and HTML of each page of the edition."""
        for page in every_page(self._edition):
            path = address(self._language, page.kind, page.slug)
            versions = [(language, address(language, page.kind, page.slug)) for language in LANGUAGES]
            frame = self._frame(path, "../" * path.count("/"), page.kind, first=page.slug == "index")
            yield path, self._render(page.template, frame | {"translations": versions} | page.context())

    def not_found(self) -> str:
        """Return the page of addresses that lead nowhere; a server shows it at any depth."""
        root = urlsplit(self._edition.settings.base_url).path.rstrip("/") + "/"
        return self._render("404.html", self._frame("", root, "", first=False) | {"translations": []})

    def _frame(self, path: str, root: str, section: str, *, first: bool) -> dict[str, Any]:
        menu = self._part("menu.html", root, section, first)
        footer = self._part("footer.html", root, "", False)
        return {"path": path, "root": root, "section": section, "menu_html": menu, "footer_html": footer}

    def _render(self, template: str, context: dict[str, Any]) -> str:
        return _UNSEEN.sub("", self._template(template).render(self._shared | context))

    def _render_part(self, template: str, root: str, section: str, first: bool) -> Markup:
        html = self._template(template).render(self._shared | {"root": root, "section": section, "first": first})
        return Markup(html)  # noqa: S704 - the template has escaped what needs it


@cache
def _environment(language: Language, theme: Theme) -> jinja2.Environment:
    """Return the templates of a language and a theme, compiled once; each rendering is given what its site says."""
    translate = translator(language)
    environment = jinja2.Environment(
        loader=loader(theme),
        autoescape=True,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.globals.update(
        _=translate,
        ngettext=translate.ngettext,
        number=lru_cache(10_000)(translate.number),
        day=lru_cache(10_000)(translate.day),
        lang=language,
        language_names=LANGUAGE_NAMES,
        urls={kind: address(language, kind) for kind in SECTIONS[language]},
    )
    return environment
