# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Licences as people write their names, in French and English, and the SPDX ids that are meant.

"AGPL v3 ou ultérieure", "licence publique de l'Union européenne 1.2", "Apache 2", "Licence Ouverte 2.0"… ScanCode reads
English names well; these are the ones it misreads or misses, and those of manifests.
"""

import itertools
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from scanner.detectors.licenses import expressions

MAX_TEXT = 20_000
"""Characters of the longest text searched for names."""


class Name(NamedTuple):
    """A licence named in a text: its expression, and where in the text (offsets)."""

    expression: str
    start: int
    end: int


_PUBLISHED = (
    r"(?:[\s,]*(?:telle\s+que\s+publiée\s+par\s+la|as\s+published\s+by\s+the)\s+Free\s+Software\s+Foundation)?"
    r"(?:[\s,;:]+(?:soit|either))?(?:[\s,]+(?:en|dans|la|sa|the|de\s+la))*"
)
_V = r"[\s,(-]*(?:v(?:ersion)?\.?|[lL]icen[cs]e)?[\s.-]*"
_AT_YOUR_CHOICE = r"at\s+your\s+(?:option|choice)|(?:à|selon)\s+votre\s+(?:choix|gré|convenance|discrétion|préférence)"
_LATER = (
    r"(?P<later>\s*\+|(?:\s+(?:de\s+(?:la|cette)\s+(?:présente\s+)?licence|of\s+the\s+licen[cs]e))?[\s,;(]*"
    rf"(?:ou|or|et|and|soit)\s*(?:[(,]?\s*(?:{_AT_YOUR_CHOICE})\s*[),]?\s*)?"
    r"(?:(?:any|toute|une|all|les)\s+)?(?:autres?\s+)?(?:versions?\s+)?"
    r"(?:later|newer|ultérieures?|postérieures?|suivantes?|plus\s+récente?s?)"
    r"|-or-later\b)?"
)
_GNU = (
    r"\b(?:(?P<short>[AL]?GPL)|(?:GNU\s+)?(?P<long>(?:(?:Affero|Lesser|Library)\s+)?General\s+Public\s+Licen[sc]e)"
    r"|licence\s+publique\s+générale\s+(?P<fr>(?:limitée|amoindrie|affero)\s+)?(?:de\s+)?(?:GNU|Affero)(?:\s+affero)?"
    r"(?:\s*\([AL]?GPL\))?|GNU\s+(?P<word>Affero|Lesser|Library)\b(?:\s+GPL)?)"
)
_AGAIN = r"(?:\s*\(\s*(?:GNU\s+)?[AL]?GPL\s*\))?"


def _gnu(match: re.Match[str]) -> str:
    said = " ".join(filter(None, match.group("short", "long", "fr", "word"))).lower()
    whole = match.group().lower()
    if said.startswith("agpl") or "affero" in whole:
        family = "AGPL"
    elif said.startswith("lgpl") or re.search(r"lesser|library|limitée|amoindrie", said):
        family = "LGPL"
    else:
        family = "GPL"
    number = {"2": "2.0", "3": "3.0"}.get(match.group("version"), match.group("version"))
    return f"{family}-{number}-{'or-later' if match.group('later') else 'only'}"


def _cecill(match: re.Match[str]) -> str:
    said = (match.group("letter") or match.group("version")).upper()
    return f"CECILL-{ {'1': '1.0', '2': '2.0'}.get(said, said) }"


def _versioned(prefix: str) -> Callable[[re.Match[str]], str]:
    def expression(match: re.Match[str]) -> str:
        version = match.group("version")
        return f"{prefix}-{version if '.' in version else version + '.0'}"

    return expression


_BSD_CLAUSES = {"new": "3", "modified": "3", "revised": "3", "simplified": "2"}


def _bsd(match: re.Match[str]) -> str:
    clauses = match.group("before") or match.group("after") or ""
    count = {"new": "3", "modified": "3", "revised": "3", "simplified": "2", "freebsd": "2"}.get(
        clauses.lower(), clauses
    )
    return f"BSD-{count}-Clause"


def _creative(match: re.Match[str]) -> str:
    terms = re.sub(r"[\s_]+", "-", match.group("terms").upper())
    return f"CC-{terms}-{match.group('version')}"


def _same(expression: str) -> Callable[[re.Match[str]], str]:
    return lambda _match: expression


_EUPL = (
    r"\b(?:EUPL|European\s+Union\s+Public\s+Licen[cs]e|licence\s+publique\s+de\s+l['’]union\s+européenne)"
    rf"(?:\s*[(«\"]*\s*EUPL\s*[)»\"]*)?{_V}(?P<version>1\.[012])(?!\d)"
)
_OPEN_LICENCE = (
    r"\b(?:licen[cs]e\s+ouverte(?:\s*/\s*open\s+licen[cs]e)?(?:\s+(?:d['’])?etalab)?|open\s+licen[cs]e"
    rf"(?:\s+etalab)?|etalab)\s*\)?{_V}(?P<version>[12](?:\.0)?)(?![.\d]*\d)"
)
_BSD = (
    r"\b(?:(?P<before>[0234]|new|modified|revised|simplified)[\s-]*(?:clauses?[\s-]*)?BSD"
    r"|BSD[\s-]*(?P<after>[0234])[\s-]*clauses?)\b(?!-\w)(?:\s+licen[cs]e)?"
)
_ODBL = r"\b(?:ODbL|Open\s+Data(?:base)?\s+Licen[cs]e)\b(?:\s*\(ODbL\))?(?:[\s-]*(?:v(?:ersion)?\.?\s*)?1\.0)?"
_TWO = r"(?P<version>2(?:\.0)?|1\.1)(?![.\d]*\d)"
_NAMES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), expression)
    for pattern, expression in (
        (rf"{_GNU}{_AGAIN}{_PUBLISHED}{_V}(?P<version>2\.[01]|3\.0|[23])(?![.\d]*\d){_LATER}", _gnu),
        (rf"\bCeCILL(?:[\s-]*(?P<letter>[BC])\b|{_V}(?P<version>1\.[01]|2\.[01]|[12])(?!\d))", _cecill),
        (_EUPL, _versioned("EUPL")),
        (_OPEN_LICENCE, _versioned("etalab")),
        (rf"\bApache(?:\s+Software)?(?:\s+Licen[cs]e)?{_V}{_TWO}", _versioned("Apache")),
        (rf"\b(?:MPL|Mozilla\s+Public\s+Licen[cs]e)(?:\s*\(MPL\))?{_V}{_TWO}", _versioned("MPL")),
        (
            rf"\b(?:EPL|Eclipse\s+Public\s+Licen[cs]e)(?:\s*\(EPL\))?{_V}(?P<version>[12](?:\.0)?)(?![.\d]*\d)",
            _versioned("EPL"),
        ),
        (_BSD, _bsd),
        (_ODBL, _same("ODbL-1.0")),
        (rf"\bCC0\b(?:{_V}1\.0)?(?:\s+universal)?", _same("CC0-1.0")),
        (r"\bCC[\s-](?P<terms>BY(?:[\s-](?:NC|SA|ND))*)[\s-]+(?P<version>[1-4]\.[05])", _creative),
        (r"\b(?:the\s+)?(?:MIT|Expat)(?:\s*\(Expat\))?(?=\s+licen[cs]e|\b(?![-\w]))(?:\s+licen[cs]e)?", _same("MIT")),
        (r"\bISC\b(?:\s+licen[cs]e)?", _same("ISC")),
        (r"\b(?:the\s+)?unlicen[cs]e\b(?!d)", _same("Unlicense")),
    )
)
_ALTERNATIVE = re.compile(r"\s(?:ou|or)\s|\||/|\b(?:au choix|double licence|dual[- ]licen[cs]ed?)\b", re.IGNORECASE)


def find(text: str) -> Iterator[Name]:
    """Yield the licences named in a text, in order, none overlapping; the version is needed where it matters.

    Only the first `MAX_TEXT` characters are searched.
    """
    found = [
        Name(expression(match), match.start(), match.end())
        for pattern, expression in _NAMES
        for match in pattern.finditer(text[:MAX_TEXT])
    ]
    end = -1
    for name in sorted(found, key=lambda name: (name.start, -name.end)):
        if name.start >= end:
            end = name.end
            yield name


def expression_of(value: str) -> str:
    """Return the SPDX expression that a short declaration means (a manifest's value, a classifier), or "".

    An SPDX expression is taken as it is; names are joined by OR where the text gives a choice, else by AND.
    """
    value = value.strip().strip("\"'").strip()
    if not value or len(value) > expressions.MAX_LENGTH:
        return ""
    if expressions.is_spdx(value):
        return expressions.normalise(value)
    if "/" in value and expressions.is_spdx(value.replace("/", " OR ")):
        return expressions.normalise(value.replace("/", " OR "))
    names = list(find(value))
    choice = any(_ALTERNATIVE.search(value[one.end : two.start]) for one, two in itertools.pairwise(names))
    named = expressions.one_version_each(name.expression for name in names)
    return expressions.join("OR" if choice else "AND", named)
