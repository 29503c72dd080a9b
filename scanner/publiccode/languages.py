# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Language tags (BCP 47, RFC 5646): the grammar, and whether language, script and region are names that exist."""

import re
from functools import cache

from babel import Locale
from babel.core import get_global

from scanner.publiccode.vocabularies import COUNTRIES, OVERSEAS_LANGUAGES

_TAG = re.compile(
    r"(?P<language>(?:(?:ar|kok|lv|ms|sgn|sw|uz|zh)(?=-[a-z]{3}(?:-|$))|[a-z]{2,3}(?!-[a-z]{3}(?:-|$))))(?:-[a-z]{3})?"
    r"(?:-(?P<script>[a-z]{4}))?"
    r"(?:-(?P<region>[a-z]{2}|[0-9]{3}))?"
    r"(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*"
    r"(?:-[a-wyz0-9](?:-[a-z0-9]{2,8})+)*"
    r"(?:-x(?:-[a-z0-9]{1,8})+)?",
    re.IGNORECASE,
)
_LONGEST = 100


def is_language(text: str) -> bool:
    """Tell whether the text is a language tag (`fr`, `en-GB`, `zh-Hant`, `sl-IT-nedis`).

    Variants are judged by their shape alone. Names of languages are those of Unicode's CLDR, with the three-letter
    codes that stand for them.
    """
    match = _TAG.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None:
        return False
    region, script = match["region"] or "", match["script"] or ""
    return (
        match["language"].lower() in _languages()
        and (not script or script.title() in _scripts())
        and (not region or region.isdigit() or region.upper() in COUNTRIES)
    )


@cache
def _languages() -> frozenset[str]:
    names = {str(name).partition("_")[0] for name in Locale("en").languages}
    older = {str(name) for name in get_global("language_aliases") if "_" not in str(name)}
    return frozenset(names | older) | OVERSEAS_LANGUAGES


@cache
def _scripts() -> frozenset[str]:
    return frozenset(map(str, Locale("en").scripts))
