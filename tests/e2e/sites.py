# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Published sites to look at, and one page of each kind."""

import functools
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from catalog.pages.settings import SiteSettings
from catalog.publish import publish
from tests.catalog.views import hostile_view, internal_view, public_view, view

VIEWS = {"public": public_view, "internal": internal_view, "hostile": hostile_view, "empty": view}
REPOSITORY = "depots/github.com/dgfip-exemple/calcul-impot.html"
RANKED = "a-ouvrir/forge.exemple.gouv.fr/prestations/aides-logement.html"
KINDS = (
    "index.html",
    "404.html",
    "depots/index.html",
    REPOSITORY,
    "organisations/index.html",
    "organisations/github.com/dgfip-exemple.html",
    "a-ouvrir/index.html",
    RANKED,
    "licences/index.html",
    "langages/python.html",
    "a-propos/index.html",
    "mentions-legales/index.html",
    "accessibilite/index.html",
    "en/index.html",
    "en/to-open/index.html",
)
"""One page of each kind, in the public and the internal site alike."""


class _QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - the signature of the library
        """Say nothing."""


def publish_sites(folder: Path) -> None:
    """Publish each of `VIEWS` under its name in `folder`."""
    settings = SiteSettings(contact="codes@exemple.gouv.fr", publisher="Ministère de l’Exemple")
    for name, make in VIEWS.items():
        publish(make(), folder / name, settings=settings)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on the loopback; yield the address of its root, with its last slash."""
    handler = functools.partial(_QuietHandler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
