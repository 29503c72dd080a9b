# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The banner at the top of a script or style sheet of others: ``/*! jQuery v3.4.1 | (c) … | MIT */``."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from scanner.detectors.licenses import expressions, names
from scanner.detectors.rights.lexicon import Lexicon
from scanner.detectors.rights.text import Text

_TOP = 400
"""Characters of code (a shebang, "use strict") that may stand before the banner."""
_LENGTH = 3_000
_OPENING = re.compile(r"/\*(?P<kept>!)?|^\s*//(?P<kept_line>!)?", re.MULTILINE)
_LINE_SIGNS = re.compile(r"^[\s/*!#=~_+-]+|[\s*/=~_+-]+$")
_VERSION = r"v?@?(?P<version>\d+\.\d+(?:\.\d+)*(?:[-.+]?(?:alpha|beta|rc|pre|dev|SNAPSHOT)[\w.]*)?)(?![\w.]*\w)"
_TAG = r"(?:@(?:license|preserve|name|package|module|fileoverview|overview)\s+|name\s*:\s*)?"
_NAMED = re.compile(
    rf"^{_TAG}(?P<name>(?:@[\w.-]+/)?[A-Za-z][\w.@/+ -]{{1,50}}?)"
    rf"(?:\s*[,:|-]\s*|\s+)(?:\(?(?:version|release|build)\)?[\s:]*)?{_VERSION}",
    re.IGNORECASE,
)
_TITLE = re.compile(rf"^{_TAG}(?P<name>(?:@[\w.-]+/)?[A-Za-z][\w.@/+-]*(?: [\w.@/+-]+){{0,3}})")
_LATER_VERSION = re.compile(rf"(?:^|[\s|*])@?(?:version|ver|release)[\s:]+{_VERSION}", re.IGNORECASE)
_WITHOUT_VERSION = re.compile(r"[,:|(]|\.\s|\s-|\s(?:javascript|js|library|plugin|is|by|for)\b", re.IGNORECASE)
_ORDINARY_WORDS = (
    "android author available build built chrome class copyright created css date depends description"
    " distributed ecmascript eslint file firefox fixme for function generated global html ie import js jshint"
    " licence license licensed modified node note opera param php private public python released require"
    " requires safari see since style styles stylesheet the this todo type use version warning webkit"
)
_ORDINARY = re.compile(rf"(?:{_ORDINARY_WORDS.replace(' ', '|')})\b", re.IGNORECASE)
"""A line that begins by one of these names no component."""
_REFERS = re.compile(r"\w\.\w{2,6}/licen[cs]e|\blicen[cs]e\s*:\s*\w", re.IGNORECASE)


class Banner(NamedTuple):
    """What a banner says of the file below it; "" and False where it doesn't."""

    name: str
    version: str
    licence: str
    """SPDX expression of the licences named."""
    licensed: bool
    kept: bool
    """Whether it asks minifiers to keep it (``/*!``, ``@license``, ``@preserve``), as distributed code does."""


def read_banner(text: Text, lexicon: Lexicon) -> Banner | None:
    """Return the banner of a text; None when it has none, or one that names nothing."""
    block = _block(text)
    if block is None:
        return None
    said, kept = block
    name, version = _identity(said)
    if not name:
        return None
    folded = text.folded[: text.written.find(said[:40].encode("latin-1")) + len(said) + 1]
    licence = expressions.join("OR", dict.fromkeys(found.expression for found in names.find(said)))
    licensed = bool(licence or lexicon.grants_in(folded) or _REFERS.search(said))
    return Banner(name, version, licence, licensed, kept)


def _block(text: Text) -> tuple[str, bool] | None:
    """Return the first comment of a text and whether it is to be kept."""
    written = text.written[: _TOP + _LENGTH].decode("latin-1")
    opening = _OPENING.search(written, 0, _TOP)
    if opening is None:
        return None
    if written[opening.start() : opening.start() + 2] == "/*":
        said = written[opening.end() :].partition("*/")[0]
    else:
        said = "\n".join(_leading_comments(written[opening.start() :]))
    kept = bool(opening["kept"] or opening["kept_line"] or re.search(r"@licen[cs]e|@preserve", said))
    return said, kept


def _leading_comments(written: str) -> Iterator[str]:
    for line in written.splitlines():
        if not line.lstrip().startswith("//"):
            return
        yield line


def _identity(said: str) -> tuple[str, str]:
    """Return the name and version that the first lines of a banner tell."""
    lines = [line for raw in said.splitlines()[:12] if (line := _LINE_SIGNS.sub("", raw))]
    for line in lines[:4]:
        match = _NAMED.match(line)
        if match and not _ORDINARY.match(match["name"]):
            return _without_words(match["name"]), match["version"]
    title = _TITLE.match(lines[0]) if lines else None
    if title is None or _ORDINARY.match(title["name"]):
        return "", ""
    version = _LATER_VERSION.search(said)
    return _without_words(title["name"]), version["version"] if version else ""


def _without_words(name: str) -> str:
    return _WITHOUT_VERSION.split(name.strip(), maxsplit=1)[0].strip(" .-") or name.strip()
