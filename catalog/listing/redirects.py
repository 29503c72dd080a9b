# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Old addresses for a web server, which answers better than a page that leads elsewhere: ``redirects.map``.

One line an address, ``/old.html /new.html;``, as nginx's ``map`` includes it (ngx_http_map_module). The addresses are
made of ``a-z0-9._~/-`` alone, whatever the names are: nothing there is to be escaped.
"""

from urllib.parse import urlsplit

from catalog.i18n import LANGUAGES
from catalog.pages.addresses import address
from catalog.pages.index import Index, repository_key
from catalog.pages.moved import old_addresses
from catalog.pages.settings import SiteSettings

FILE = "redirects.map"


def files(index: Index, settings: SiteSettings) -> list[tuple[str, str]]:
    """Return the name and text of the file; without old addresses it is empty."""
    root = urlsplit(settings.base_url).path.rstrip("/")
    lines = [
        f"{root}/{address(language, old.kind, old.slug)}"
        f" {root}/{address(language, 'repositories', index.repository_slugs[repository_key(old.entry)])};\n"
        for language in LANGUAGES
        for old in index.once(old_addresses)
    ]
    return [(FILE, "".join(lines))]
