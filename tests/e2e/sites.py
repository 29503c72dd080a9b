# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Published sites to look at, and one page of each kind of theirs."""

import functools
import http.server
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from catalog.pages.settings import SiteSettings, Theme
from catalog.publish import publish
from tests.catalog.hostile_views import hostile_view
from tests.catalog.themes import supply_dsfr
from tests.catalog.views import internal_view, public_view, view

VIEWS = {"public": public_view, "internal": internal_view, "hostile": hostile_view, "empty": view}
DSFR = "dsfr"
"""The public view again, in the State's design system."""
ENGLISH = ("en", "en/repositories", "en/to-open", "en/licences")
"""The folders that are looked at in English too; in French all are."""
ALIKE = frozenset({"langages", "forges", "degres", "etats", "api"})
"""Folders whose pages are made as those of the licences are; and what is no page."""


class _QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - the signature of the library
        """Say nothing."""


def publish_sites(folder: Path) -> None:
    """Publish each of `VIEWS` under its name in `folder`, and the public one in the State's design system."""
    settings = SiteSettings(contact="codes@exemple.gouv.fr", publisher="Ministère de l’Exemple")
    for name, make in VIEWS.items():
        publish(make(), folder / name, settings=settings)
    dressed = {"theme": Theme.DSFR, "dsfr_dir": supply_dsfr(folder.parent / "dsfr-dist")}
    base_url = {"base_url": "https://codes.exemple.gouv.fr/"}
    publish(public_view(), folder / DSFR, settings=settings.model_copy(update=dressed | base_url))


def kinds(site: Path) -> list[str]:
    """Return the address of one page of each kind: of each folder its first page, and the longest of the others."""
    pages: dict[str, list[PurePosixPath]] = defaultdict(list)
    for path in site.rglob("*.html"):
        page = PurePosixPath(path.relative_to(site))
        if page.parts[0] not in ALIKE and not _leads_on(path):
            pages[_folder(page)].append(page)
    chosen = set()
    for folder, inside in pages.items():
        if not folder.startswith("en") or folder in ENGLISH:
            first = min(inside, key=lambda page: (page.name != "index.html", len(page.parts), page))
            others = [page for page in inside if page != first] or [first]
            chosen |= {first, max(others, key=lambda page: ((site / page).stat().st_size, page))}
    return sorted(map(str, chosen))


def _leads_on(path: Path) -> bool:
    """Tell whether a page only leads to another, where a browser goes at once."""
    return b'http-equiv="refresh"' in path.read_bytes()


def _folder(page: PurePosixPath) -> str:
    """Return the folder of a kind of page: the first one, below that of its language."""
    depth = 2 if page.parts[0] == "en" else 1
    return "/".join(page.parts[:-1][:depth])


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on the loopback; yield the address of its root, with its last slash."""
    handler = functools.partial(_QuietHandler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
