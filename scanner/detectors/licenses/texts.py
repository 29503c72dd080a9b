# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What a licence file declares: which licence texts it holds, and which of them are the project's own.

Two readers complete each other. `licenseclassifier` compares a text with the templates of the SPDX list (its matching
guidelines: case, punctuation, copyright lines and optional parts don't count) and answers where nearly all of the file
is licence text. ScanCode knows more licences, other languages and notices. Where both name a licence, the SPDX template
decides, except for a file that holds, word for word, the reference text of another licence: templates are looser.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from scanner.detectors.licenses import expressions, notices

MAX_TEXT = 400_000
"""Characters of the longest licence file that is compared with the SPDX templates."""
MIN_TEMPLATE, LOW_TEMPLATE = 75.0, 60.0
"""Per cent of a file's words that SPDX templates must account for: usually, and where ScanCode finds nothing listed."""
MIN_COVERAGE = 70.0
"""Per cent of a licence's text that ScanCode must match for the file to hold that text."""

_LEAD = 500
_ADDRESS = 120
_MOSTLY = 0.3
_OTHER_NAMES = (
    "Aladdin-9 Anti996 BSD-1-Clause-Clear BSD-2-Clause-pos-unchanged BSD-3-Clause-NoTrademark BSD-3-Clause-OpenWebUI"
    " BSD-Source-Code-no-disclaimer BSD-Source-alt-GPL BSD-ask-to-endorse CC-BY-NC-SA-3.0-US CommonsClause FDK-MPEG-H"
    " GPL-2.0-or-3.0 GooglePatentClause GooglePatentsFile Hippocratic-3.0-core MIT-NoAd Prosperity-3.0.0"
)
NOT_SPDX = frozenset(_OTHER_NAMES.split())
"""Names of `licenseclassifier` that aren't in the SPDX list: a file that holds one is left to ScanCode."""
_OF_A_PART = re.compile(
    r"\b(?:parts?|portions?|pieces?|some|files?|folders?|director(?:y|ies)|includ\w+|contain\w*|incorporat\w+|bundl\w+"
    r"|embed\w*|vendor\w*|third[- ]part\w+|derived|adapted|taken|copied|borrowed|used\s+(?:by|in)|applies\s+to"
    r"|(?:licen[cs]e|software|code|notice)\s+(?:for|in|of)|parties?|composants?|dépendances?|tiers|fichiers?|dossiers?"
    r"|inclu\w*|contien\w*|issue?s?\s+de)\b",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(
    r"\bthird[- ]part\w+|\bbundl\w+|\bvendor\w*|\bincludes?\s+the\s+following|\bcode\s+(?:de\s+)?tiers\b|\bdépendances",
    re.IGNORECASE,
)
_CHOICE = re.compile(
    r"\b(?:either|dual(?:ly)?[- ]licen[cs]\w+|double\s+licence|at\s+your\s+(?:option|choice)|you\s+may\s+choose"
    r"|au\s+choix|à\s+votre\s+choix|l['’]une\s+(?:ou\s+l['’]autre|des))\b",
    re.IGNORECASE,
)
# REUSE-IgnoreStart
_TAG = re.compile(r"^\W*SPDX-License-Identifier:\s*([^\n]{1,200}?)\s*$", re.MULTILINE)
# REUSE-IgnoreEnd
_WITHIN = {"LGPL-3.0": "GPL-3.0"}
"""Licences that are written as additions to another: they come with its text, and are the ones that count."""


class Region(NamedTuple):
    """A licence's text or notice within a file: its expression, and where (offsets)."""

    expression: str
    start: int
    end: int


IsText = Callable[[str], bool]
Match = Mapping[str, Any]


def licence_file_says(text: str, matches: Sequence[Match], is_text: IsText) -> notices.Stated | None:
    """Return the licence that a licence file declares, with its line; None when it names none that we know.

    Args:
        text: the file.
        matches: ScanCode's matches in it, as in its verdict.
        is_text: tells whether a ScanCode rule id stands for a licence's whole text.
    """
    regions = _regions(text, matches, is_text)
    if not regions:
        return _notices(text, matches)
    if _OF_OTHERS.search(_lead(text, 0, regions[0])):
        stated = notices.sentence(text[: regions[0].start])
        if stated:
            return stated
    own = list(_own(text, regions)) or regions[:1]
    leads = [_lead(text, end, region) for end, region in zip((0, *(each.end for each in own)), own, strict=False)]
    return notices.Stated(_said(own, "\n".join(leads)), 1 + text.count("\n", 0, own[0].start))


def texts_of_parts(text: str, matches: Sequence[Match], is_text: IsText, declared: str) -> list[notices.Stated]:
    """Return the licence texts in a file that are of parts of the project: those of other licences than `declared`."""
    own = expressions.families(declared)
    others = (
        notices.Stated(region.expression, 1 + text.count("\n", 0, region.start))
        for region in _regions(text, matches, is_text)
        if not _is_address(text, region) and not expressions.families(region.expression) <= own | included(own)
    )
    return list({each.expression: each for each in others}.values())


def _regions(text: str, matches: Sequence[Match], is_text: IsText) -> list[Region]:
    """Return where a file holds licence texts, by the reader that knows best."""
    regions = _word_for_word(text, matches) or _by_template(text, MIN_TEMPLATE)
    if regions:
        return regions
    whole = _whole_texts(text, matches, is_text)
    listed = any(expressions.is_listed(region.expression) for region in whole)
    return whole if listed else _by_template(text, LOW_TEMPLATE) or whole


def _lead(text: str, end: int, region: Region) -> str:
    """Return the words just before a text, back to the end of the one before."""
    return text[max(end, region.start - _LEAD) : region.start]


def _notices(text: str, matches: Sequence[Match]) -> notices.Stated | None:
    """Return what a file without a licence's text names: what is most of the file, else what its title says.

    Official French texts that ScanCode doesn't hold quote other licences; their title tells what they are, and whether
    later versions count.
    """
    firm = [
        match
        for match in matches
        if notices.known_part(match["license_expression_spdx"]) and not notices.is_vague(match)
    ]
    words = len(text.split())
    parts = (notices.known_part(match["license_expression_spdx"]) for match in firm)
    named = expressions.join("AND", expressions.one_version_each(parts))
    titled = notices.title_of(text)
    mostly = sum(match["matched_length"] for match in firm) >= _MOSTLY * words
    if titled and not (mostly and expressions.families(named) != expressions.families(titled.expression)):
        return titled
    return notices.Stated(named, firm[0]["start_line"]) if firm else None


def _said(own: Sequence[Region], leads: str) -> str:
    """Join the project's own texts as the words before them say: an SPDX tag, a choice, else all of them."""
    named = [region.expression for region in own]
    families = expressions.families(expressions.join("AND", named))
    tags = (expressions.normalise(tag) for tag in _TAG.findall(leads))
    tagged = next((tag for tag in tags if expressions.families(tag) == families), "")
    return tagged or expressions.join("OR" if _CHOICE.search(leads) else "AND", named)


def _own(text: str, regions: Sequence[Region]) -> Iterator[Region]:
    """Yield the texts that are the project's own: the first, and those not said to be of a part of it.

    A notice within a text (how to apply the licence) and an address add nothing to it.
    """
    wholes = [region for region in regions if not _is_address(text, region)] or list(regions)
    had = included(expressions.families(expressions.join("AND", (region.expression for region in wholes))))
    found, end = False, 0
    for region in wholes:
        families = expressions.families(region.expression)
        lead, end = _lead(text, end, region), region.end
        if families <= had or (found and _OF_A_PART.search(lead)):
            continue
        found, had = True, had | families
        yield region


def included(families: frozenset[str]) -> frozenset[str]:
    """Return the licences whose text comes with another of `families`, as an addition to it, and doesn't count."""
    return frozenset(_WITHIN[family] for family in families if family in _WITHIN)


def _is_address(text: str, region: Region) -> bool:
    return region.end - region.start < _ADDRESS and "://" in text[region.start : region.end]


def _by_template(text: str, coverage: float) -> list[Region]:
    """Return the SPDX licences that at least `coverage` per cent of a text is made of."""
    if len(text) > MAX_TEXT:
        return []
    from licenseclassifier import identify_license  # 20 MB, for the few files that need it

    found = identify_license(text, coverage)
    if any(each.id in NOT_SPDX for each in found):
        return []
    return [Region(expressions.normalise(each.id), each.start, each.end) for each in found]


def _word_for_word(text: str, matches: Sequence[Match]) -> list[Region]:
    """Return the SPDX licence whose reference text ScanCode found whole, if it found nothing else."""
    if len({match["license_expression_spdx"] for match in matches}) != 1:
        return []
    return [
        _region(text, match)
        for match in matches
        if match["match_coverage"] == 100
        and match["rule_identifier"].endswith(".LICENSE")
        and not match["license_expression_spdx"].startswith("LicenseRef-")
    ]


def _whole_texts(text: str, matches: Iterable[Match], is_text: IsText) -> list[Region]:
    """Return the licence texts that ScanCode found, nearly whole, in order."""
    whole = (
        match for match in matches if is_text(match["rule_identifier"]) and match["match_coverage"] >= MIN_COVERAGE
    )
    return sorted((_region(text, match) for match in whole), key=lambda region: (region.start, -region.end))


def _region(text: str, match: Match) -> Region:
    lines = text.splitlines(keepends=True)
    start, end = (sum(map(len, lines[:count])) for count in (match["start_line"] - 1, match["end_line"]))
    return Region(expressions.normalise(match["license_expression_spdx"]), start, end)
