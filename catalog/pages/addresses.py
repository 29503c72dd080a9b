# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Where each page of the site is: one address a thing, made from names that nobody vouches for.

An address is a relative POSIX path of lower-case ASCII. Names that lose something on the way (accents, case, path
tricks, lengths, names that mean something to a file system) carry a hash of what they were, after a ``~`` that no plain
name can hold: two things never share an address, and an address never depends on the order of things.
"""

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from catalog.i18n import LANGUAGES, Language

MAX_SEGMENT = 80
MAX_PATH = 200

_WORDS: dict[str, tuple[str, str]] = {
    "home": ("", ""),
    "repositories": ("depots", "repositories"),
    "owners": ("organisations", "owners"),
    "ministries": ("ministeres", "ministries"),
    "modules": ("briques", "modules"),
    "to-open": ("a-ouvrir", "to-open"),
    "tracking": ("suivi", "tracking"),
    "algorithms": ("algorithmes", "algorithms"),
    "figures": ("chiffres", "figures"),
    "news": ("actualites", "news"),
    "licences": ("licences", "licences"),
    "languages": ("langages", "languages"),
    "forges": ("forges", "forges"),
    "degrees": ("degres", "degrees"),
    "states": ("etats", "states"),
    "about": ("a-propos", "about"),
    "legal": ("mentions-legales", "legal-notice"),
    "accessibility": ("accessibilite", "accessibility"),
}
SECTIONS: dict[Language, dict[str, str]] = {
    language: {kind: words[place] for kind, words in _WORDS.items()} for place, language in enumerate(LANGUAGES)
}
"""Kind of page → its folder, in each language."""

_ROOTS: dict[Language, str] = {"fr": "", "en": "en/"}
_NOT_PLAIN = re.compile(r"[^a-z0-9._-]+")
_RESERVED = re.compile(
    r"index|con|prn|aux|nul|com\d|lpt\d|page-\d+|(?:con|prn|aux|nul|com\d|lpt\d)\..*|.*\.(?:html?|json|svg)"
)
"""Names that mean something to a file system, or that a file beside the folder of that name may bear."""


def address(language: Language, kind: str, slug: str = "index") -> str:
    """Return the path of a page: French at the root of the site, English under ``en/``."""
    folder = SECTIONS[language][kind]
    return f"{_ROOTS[language]}{folder}/{slug}.html" if folder else f"{_ROOTS[language]}{slug}.html"


def page_slug(slug: str, number: int) -> str:
    """Return the slug of the `number`th page (from 1) of a list whose first page is at `slug`."""
    if number == 1:
        return slug
    return f"page-{number}" if slug == "index" else f"{slug}/page-{number}"


def slugs(names: Iterable[str]) -> dict[str, str]:
    """Return the slug of each name (segments between ``/``), all different whatever the names."""
    plain = {name: _plain(name) for name in set(names)}
    sharing: dict[str, list[str]] = defaultdict(list)
    for name, slug in plain.items():
        sharing[slug].append(name)
    return {name: slug if _keeps(name, slug, sharing[slug]) else _marked(slug, name) for name, slug in plain.items()}


def _keeps(name: str, slug: str, sharing: list[str]) -> bool:
    return len(sharing) == 1 or name == slug


def _plain(name: str) -> str:
    path = "/".join(_segment(segment) for segment in name.split("/", 40))
    return path if len(path) <= MAX_PATH else _marked(path[:MAX_SEGMENT].rpartition("/")[0] or "long", name)


@lru_cache(100_000)
def _segment(name: str) -> str:
    folded = unicodedata.normalize("NFKD", name[:1000]).encode("ascii", "ignore").decode().lower()
    plain = _NOT_PLAIN.sub("-", folded).strip("-.")[:MAX_SEGMENT].rstrip(".")
    return plain if plain == name.lower() and not _RESERVED.fullmatch(plain) and plain else _marked(plain, name)


def _marked(slug: str, name: str) -> str:
    return f"{slug}~{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"
