# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""How a site is dressed: our own style, or the State's design system (DSFR) over the same pages.

The DSFR is for sites of .gouv.fr alone, under terms that their deployer accepts. Nothing of it is held here nor
fetched: its files come from a folder that the deployer supplies. What is ours is which of its classes each of our parts
takes (markup as its documentation describes it, versions 1.12 to 1.15): the pages are the same in both themes.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from posixpath import normpath
from urllib.parse import urlsplit

import jinja2

from catalog.manifest import is_inside
from catalog.pages.settings import SiteSettings, Theme
from catalog.reports.text import plain
from scanner.errors import UsageError
from scanner.resources import resource_dir

STATE_DOMAIN = "gouv.fr"
STYLE, SCRIPTS = "dsfr.min.css", ("dsfr.module.min.js", "dsfr.nomodule.min.js")
MAX_FILE = 10_000_000
"""Bytes of the largest file that is taken from the deployer's folder."""
_TOLD = 100
"""Characters of a name that are told."""

_BANNER = re.compile(rb"DSFR v1\.(?:1[2-9]|[2-9]\d)\.")
_URL = re.compile(rb"""url\(\s*["']?([^"')\s]+)["']?\s*\)""")
_CLASSES = {
    "agencies": "fr-raw-list",
    "agency": "fr-card fr-card--no-arrow fr-p-3w",
    "banner": "fr-notice fr-notice--warning",
    "callout": "fr-callout",
    "checks": "fr-raw-list",
    "chip": "fr-tag fr-tag--dismiss",
    "clear": "fr-btn fr-btn--tertiary-no-outline fr-btn--sm",
    "downloads": "fr-text--sm",
    "entries": "fr-raw-list",
    "lead": "fr-text--lead",
    "links": "fr-raw-list",
    "owner": "fr-text--sm",
    "scroll": "fr-table",
    "tag": "fr-badge fr-badge--sm fr-badge--no-icon",
    "why": "fr-text--sm",
}
"""Our class → those of the DSFR that are added to it."""
_CONTROLS = {"label": "fr-label", "input": "fr-input", "select": "fr-select", "button": "fr-btn"}
"""Element of a form → its class."""
_TABLE = {
    "<table": '<div class="fr-table__wrapper"><div class="fr-table__container"><div class="fr-table__content"><table',
    "</table>": "</table></div></div></div>",
}
"""What our templates write → the same in the structure that the DSFR asks for."""
_CLASS = re.compile(r'\bclass="([a-z0-9 -]+)"')
_CONTROL = re.compile(
    r"<(label|input|select|button)\b(?![^>]*type=\"(?:hidden|checkbox|radio)\")(?! class=\"(?:chip|clear)\b)([^>]*)"
)


def check_theme(settings: SiteSettings) -> None:
    """Refuse the State's design system where it may not be, or when its files aren't there.

    Raises:
        UsageError: no address of the site, or one outside .gouv.fr; no folder, or one that lacks a file.
    """
    if settings.theme is not Theme.DSFR:
        return
    host = urlsplit(settings.base_url).hostname or "" if settings.base_url else ""
    if host != STATE_DOMAIN and not host.endswith(f".{STATE_DOMAIN}"):
        raise UsageError(
            "the State’s design system may only dress a site of .gouv.fr",
            source=settings.base_url,
            mend="give --base-url its address, or leave --theme out",
        )
    if settings.dsfr_dir is None:
        raise UsageError(
            "the files of the State’s design system aren’t supplied",
            mend="obtain them, accept their terms of use, and give their folder to --dsfr-dir",
        )
    for _ in dsfr_files(settings.dsfr_dir):
        pass


def theme_files(settings: SiteSettings) -> Iterator[tuple[str, bytes]]:
    """Yield the path and content of the style sheet, and of what the theme needs beside it.

    Raises:
        UsageError: a file of the State's design system is missing.
    """
    parts = {path.name: path for path in sorted((resource_dir("site") / "assets" / "css").glob("*.css"))}
    if settings.theme is Theme.DSFR and settings.dsfr_dir:
        parts |= {path.name: path for path in (_folder(Theme.DSFR) / "css").glob("*.css")}
        yield from ((f"assets/dsfr/{name}", data) for name, data in dsfr_files(settings.dsfr_dir))
    yield "assets/site.css", b"".join(parts[name].read_bytes() for name in sorted(parts))


def loader(theme: Theme) -> jinja2.BaseLoader:
    """Return the loader of the templates: those of a theme first, then those of all, dressed in its classes."""
    common = resource_dir("site") / "templates"
    if theme is Theme.NEUTRAL:
        return jinja2.FileSystemLoader(common)
    return jinja2.ChoiceLoader([jinja2.FileSystemLoader(_folder(theme) / "templates"), _DressedLoader(common)])


def dsfr_files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the path, from the design system's root, and content of its style, its scripts and what the style asks for.

    Raises:
        UsageError: a file is missing, too large, a link out of the folder, or of a version that isn't known here.
    """
    root = folder / "dist" if (folder / "dist" / STYLE).is_file() else folder
    style = _read(root, STYLE)
    if not _BANNER.search(style[:1000]):
        raise UsageError(
            "this isn’t the State’s design system in version 1.12 or a later 1.x",
            source=str(root / STYLE),
            mend="give --dsfr-dir the dist/ folder of version 1.15",
        )
    yield STYLE, style
    for name in (*SCRIPTS, *sorted(_needed(style))):
        yield name, _read(root, name)


def _needed(style: bytes) -> set[str]:
    """Return the files that a style sheet names: fonts, icons."""
    found = (match.decode("utf-8", "replace") for match in _URL.findall(style))
    names = {re.split(r"[?#]", url)[0] for url in found if not re.match(r"data:|[a-z]+://|//|#", url)}
    return {normpath(name) for name in names if name}


def _read(root: Path, name: str) -> bytes:
    try:
        data = _content(root, root / name) if is_inside(name) else None
    except (OSError, RuntimeError):  # a name that no system takes, a link to itself
        data = None
    if data is None:
        raise UsageError(
            "a file of the State’s design system is missing: {name}",
            source=str(root),
            mend="give --dsfr-dir its whole dist/ folder",
            name=plain(name)[:_TOLD],
        )
    return data


def _content(root: Path, path: Path) -> bytes | None:
    inside = path.resolve().is_relative_to(root.resolve())
    return path.read_bytes() if inside and path.is_file() and path.stat().st_size <= MAX_FILE else None


class _DressedLoader(jinja2.FileSystemLoader):
    """Loads our templates with the DSFR's classes and structure added, once each, when they are compiled."""

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, object]:  # type: ignore[override]
        """Return the source of a template, dressed."""
        source, name, uptodate = super().get_source(environment, template)
        return dressed(source), name, uptodate


def dressed(source: str) -> str:
    """Return the source of a template with the DSFR's classes added to ours, and its structure around our tables."""
    for ours, theirs in _TABLE.items():
        source = source.replace(ours, theirs)
    source = _CLASS.sub(lambda match: f'class="{_with_theirs(match[1])}"', source)
    return _CONTROL.sub(lambda match: _control(match[1], match[2]), source)


def _with_theirs(classes: str) -> str:
    names = classes.split()
    return " ".join([*names, *(_CLASSES[name] for name in names if name in _CLASSES)])


def _control(name: str, attributes: str) -> str:
    theirs = _CONTROLS[name]
    if 'class="' in attributes:
        return f"<{name}" + attributes.replace('class="', f'class="{theirs} ', 1)
    return f'<{name} class="{theirs}"{attributes}'


def _folder(theme: Theme) -> Path:
    return resource_dir("site") / "themes" / theme.value
