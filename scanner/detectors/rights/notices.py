# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Notices that reserve rights, and the banners of software that is sold."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from scanner.detectors.rights.lexicon import Lexicon, Notice
from scanner.detectors.rights.text import MAX_LINES, Context, Line, Text, bare, context, lines_holding
from scanner.models import Confidence, Finding

MAX_FINDINGS = 100
"""Notices told of one file."""
_HEAD = 3_000
_PROSE = frozenset({"licence", "text", "readme"})
_TEXT = 50_000
"""Bytes of a text for people in which a licence is looked for."""
_BEFORE, _AFTER = 1_500, 3_000
"""Bytes around a notice where a licence may be granted."""
_BANNERS = re.compile(rb"/\*!|@licen[cs]e\b|@preserve\b")
_MAX_BANNERS = 300
_BANNER = 600
_ORDER = (Confidence.LOW, Confidence.MEDIUM, Confidence.HIGH)
_OURS_ONLY = frozenset({"reserved", "distribution"})
"""Kinds that say nothing in code of others, where rights are reserved above nearly every file."""

_MESSAGES = {
    "reserved": "Rights are reserved here",
    "proprietary": "This is said to be proprietary",
    "confidential": "This is said to be confidential",
    "marking": "A State protection marking stands here",
    "distribution": "Copying or passing on is forbidden here",
    "terms": "A publisher’s licence agreement applies here",
    "use": "Use is restricted here",
}


class Found(NamedTuple):
    """A notice at a line, with how sure we are of it."""

    notice: Notice
    line: int
    context: Context
    confidence: Confidence
    words: bytes
    """What the pattern matched."""


def group_of(rule: str, words: str) -> str:
    """Return what equal findings share, whatever their file. `words` hold no person's name."""
    return hashlib.sha256(f"{rule}\0{words}".encode()).hexdigest()[:16]


def find_notices(text: Text, form: str, lexicon: Lexicon, *, vendored: bool) -> tuple[list[Finding], str]:
    """Return the notices of a text, one a rule and line, and why some were left out, or ""."""
    held = lexicon.words_in(text.folded)
    wanted = [
        notice
        for notice in lexicon.notices
        if not held.isdisjoint(notice.words) and not (vendored and notice.kind in _OURS_ONLY)
    ]
    reason = ""
    found: list[Found] = []
    for notice in wanted:
        lines, cut = lines_holding(text, held.intersection(notice.words))
        reason = f"more than {MAX_LINES} lines to look at for notices" if cut else reason
        found += _find(text, lines, form, notice, lexicon)
    if len(found) > MAX_FINDINGS:
        reason = f"more than {MAX_FINDINGS} notices in one file"
    return [_finding(each) for each in sorted(found, key=lambda each: each.line)[:MAX_FINDINGS]], reason


def grants_a_licence(text: Text, form: str, lexicon: Lexicon) -> bool:
    """Return whether a text grants a licence: in one for people, or at the top of code."""
    return lexicon.grants_in(text.folded, 0, _TEXT if form in _PROSE else _HEAD)


def find_products(text: Text, form: str, lexicon: Lexicon) -> list[Finding]:
    """Return the software sold by its publisher that the banners of a file name."""
    if form not in {"code", "script", "minified", "markup"}:
        return []
    named = [
        (product, start, start + len(part))
        for start, part in _banner_parts(text.folded, further=form in {"script", "minified"})
        for product in lexicon.products
        if any(word in part for word in product.words)
    ]
    found: dict[str, Finding] = {}
    for product, start, end in named:
        match = product.pattern.search(text.folded, start, end)
        if match and product.name not in found and _is_comment(text, match.start(), form):
            found[product.name] = Finding(
                rule="rights-commercial-product",
                line=text.folded.count(b"\n", 0, match.start()) + 1,
                confidence=Confidence.HIGH,
                message="Software that its publisher sells",
                fingerprint=group_of("product", product.name),
                data={"product": product.name, "licence": dict(product.licence), "source": product.url},
            )
    return list(found.values())


def _find(text: Text, lines: Iterable[Line], form: str, notice: Notice, lexicon: Lexicon) -> Iterator[Found]:
    for line in lines:
        match = _matches(text, notice, line)
        if match is None:
            continue
        where = context(text, line, form, line.start + match.start())
        if where in notice.contexts and not (notice.granted and _granted(text, line, form, notice, lexicon)):
            yield Found(notice, line.number, where, _confidence(notice, where, form), match.group())


def _matches(text: Text, notice: Notice, line: Line) -> re.Match[bytes] | None:
    """Return where a notice's pattern matches a line, or None."""
    if notice.alone:
        said = bare(text.folded[line.start : line.end])
        begins = bare(text.written[line.start : line.end])[:1]
        found = notice.pattern.fullmatch(said) if begins.isupper() else None
        return found if found and not notice.unless.search(said) else None
    said = text.folded[line.start : line.end]
    match = notice.pattern.search(said)
    return match if match and not notice.unless.search(said) else None


def _granted(text: Text, line: Line, form: str, notice: Notice, lexicon: Lexicon) -> bool:
    """Return whether a licence stands beside a notice; a mere reference to one only explains reserved rights."""
    start, end = (0, _TEXT) if form in _PROSE else (max(0, line.start - _BEFORE), line.end + _AFTER)
    return lexicon.grants_in(text.folded, start, end, refers=notice.kind == "reserved")


def _confidence(notice: Notice, where: Context, form: str) -> Confidence:
    if where is Context.STRING:
        return Confidence.LOW
    cap = Confidence.MEDIUM if form in {"text", "readme", "data", "markup"} else Confidence.HIGH
    return min(notice.confidence, cap, key=_ORDER.index)


def _finding(found: Found) -> Finding:
    notice = found.notice
    return Finding(
        rule=f"rights-{notice.id}",
        line=found.line,
        confidence=found.confidence,
        message=_MESSAGES[notice.kind],
        fingerprint=group_of(notice.id, found.words.decode("latin-1")),
        data={"kind": notice.kind, "context": found.context.value, "source": notice.source},
    )


def _banner_parts(folded: bytes, *, further: bool) -> Iterator[tuple[int, bytes]]:
    """Yield the top of a file and, in what may be a bundle, the banners further down, with their offsets."""
    yield 0, folded[:_HEAD]
    for number, match in enumerate(_BANNERS.finditer(folded, _HEAD) if further else ()):
        if number >= _MAX_BANNERS:
            return
        yield match.start(), folded[match.start() : match.start() + _BANNER]


def _is_comment(text: Text, at: int, form: str) -> bool:
    if form == "minified":
        return True
    start = text.folded.rfind(b"\n", 0, at) + 1
    return context(text, Line(0, start, at), form, at) is Context.COMMENT
