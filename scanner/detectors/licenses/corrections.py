# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Where ScanCode misreads or misses a licence named in French, what the file says: a layer of ours over its verdict.

ScanCode's detections stay as they are; a correction says on which lines what it read stands for something else, and by
which of our rules:

- `or-later`: "AGPL v3 ou ultérieure" is read as only that version.
- `cecill`: the address in a CeCILL header is read as CeCILL 2.0, beside the CeCILL that the header names.
- `any-version`: CeCILL's own header names no version, and is read as 2.0; it is of the declared version, if any.
- `notice`: a notice that ScanCode doesn't find ("concédée sous licence EUPL, version 1.2", "sous licence CeCILL 2.1").
- `manifest`: a manifest's list of licences is a choice where its ecosystem says so.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from scanner.detectors.licenses import expressions, names

_HEAD = 6_000
"""Characters of the start of a file in which a notice is looked for."""
_BEFORE = 90
_LEADERS = re.compile(r"^[ \t]*(?:#+|//+|/?\*+/?|;+|--+|%+|<!--|'|\"{3}|dnl\b|REM\b)", re.MULTILINE)
_GRANTS = re.compile(
    r"(?:sous|selon|régie?s?\s+par|soumise?s?\s+à|concédée?s?|distribuée?s?|publiée?s?|diffusée?s?|under|licen[cs]ed)\b|licen[cs]e\s*:",
    re.IGNORECASE,
)
_NAMES_ITSELF = re.compile(r"licence\s+(?:publique|ouverte|cecill)", re.IGNORECASE)
_FRENCH = re.compile(rb"(?i:licence|eupl|cecill)")
_CECILL = "CECILL-"
_HEADER = re.compile(
    r"(?:régi\s+par\s+la\s+licence\s+CeCILL\s+soumise\s+au\s+droit\s+français"
    r"|governed\s+by\s+the\s+CeCILL\s+license\s+under\s+French\s+law)",
    re.IGNORECASE,
)


class Correction(NamedTuple):
    """On some lines, the ids that ScanCode read (none for what it missed), what is meant instead, and our rule."""

    line: int
    end_line: int
    read: tuple[str, ...]
    meant: str
    rule: str


def correct(data: bytes, detections: Iterable[dict[str, Any]]) -> list[Correction]:
    """Return the corrections of one file.

    Args:
        data: the file; only its start is searched for names.
        detections: ScanCode's detections in it, as in its verdict.
    """
    if not _FRENCH.search(data[: 4 * names.MAX_TEXT]):
        return []
    text = _uncommented(data[: 4 * names.MAX_TEXT].decode("utf-8", "replace"))
    said = [(text.count("\n", 0, name.start) + 1, name) for name in names.find(text)]
    matches = [match for detection in detections for match in detection["matches"]]
    found = [*_later(text, said, matches), *(_one_cecill(said, matches) or _any_cecill(text, said, matches))]
    return found or (list(_missed(text, said)) if not matches else [])


def granted(text: str) -> list[names.Name]:
    """Return the licences, named in any language, under which a text puts itself in its first lines."""
    plain = _uncommented(text[:_HEAD])
    return [name for name in names.find(plain) if _is_granted(plain, name)]


def of_manifest(written: str, meant: str) -> list[Correction]:
    """Return the correction that a manifest's own value is, over all of the file: its list is a choice, or a licence.

    Args:
        written: ScanCode's expression for the file.
        meant: the manifest's expression.
    """
    read, ids = expressions.ids(written), expressions.ids(meant)
    if not meant or not ids or expressions.normalise(written) == meant or not expressions.families(meant) & _all(read):
        return []
    return [Correction(0, 0, tuple(sorted(read)), meant, "manifest")]


def applied(expression: str, line: int, end_line: int, corrections: Sequence[Correction]) -> str:
    """Return an expression read on some lines as it is meant there."""
    for each in corrections:
        if each.rule == "manifest":
            return each.meant
        if each.read and (each.line == 0 or (each.line <= end_line and line <= each.end_line)):
            ids = expressions.ids(expression)
            expression = expressions.replace(expression, {name: each.meant for name in each.read if name in ids})
    return expression


def _all(ids: Iterable[str]) -> frozenset[str]:
    return frozenset().union(*(expressions.families(name) for name in ids))


_Said = Sequence[tuple[int, names.Name]]


def _later(text: str, said: _Said, matches: Sequence[dict[str, Any]]) -> Iterator[Correction]:
    """Yield names that say "or later" on lines where ScanCode read only that version."""
    for line, name in said:
        end_line = line + text.count("\n", name.start, name.end)
        only = name.expression.removesuffix("-or-later") + "-only"
        on_it = (match for match in matches if match["start_line"] <= end_line and line <= match["end_line"])
        read = {identifier for match in on_it for identifier in expressions.ids(match["license_expression_spdx"])}
        if name.expression.endswith("-or-later") and only in read and name.expression not in read:
            yield Correction(line, end_line, (only,), name.expression, "or-later")


def _one_cecill(said: _Said, matches: Sequence[dict[str, Any]]) -> list[Correction]:
    """Return the CeCILL that a file names, in place of the others that ScanCode reads in it."""
    named = sorted({name.expression for _, name in said if name.expression.startswith(_CECILL)})
    ids = {identifier for match in matches for identifier in expressions.ids(match["license_expression_spdx"])}
    read = sorted(identifier for identifier in ids if identifier.startswith(_CECILL) and identifier not in named)
    if not (named and read):
        return []
    line = next(line for line, name in said if name.expression == named[0])
    return [Correction(0, line, tuple(read), expressions.join("AND", named), "cecill")]


def _any_cecill(text: str, said: _Said, matches: Sequence[dict[str, Any]]) -> list[Correction]:
    """Return the numbered CeCILL that ScanCode reads in a header that names CeCILL without a number."""
    header = _HEADER.search(text[:_HEAD])
    if header is None or any(name.expression.startswith(_CECILL) for _, name in said):
        return []
    ids = {identifier for match in matches for identifier in expressions.ids(match["license_expression_spdx"])}
    read = sorted(identifier for identifier in ids if re.match(r"CECILL-\d", identifier))
    line = text.count("\n", 0, header.start()) + 1
    return [Correction(0, line, tuple(read), expressions.join("OR", read), "any-version")] if read else []


def _missed(text: str, said: _Said) -> Iterator[Correction]:
    """Yield the licences under which a file that ScanCode says nothing of puts itself, in its first lines."""
    for line, name in said:
        if name.start < _HEAD and _is_granted(text, name):
            end_line = line + text.count("\n", name.start, name.end)
            yield Correction(line, end_line, (), name.expression, "notice")


def _is_granted(text: str, name: names.Name) -> bool:
    before = text[max(0, name.start - _BEFORE) : name.start]
    return bool(_GRANTS.search(re.split(r"[.;]\s", before)[-1]) or _NAMES_ITSELF.match(text, name.start))


def _uncommented(text: str) -> str:
    """Return a text with spaces for the signs that begin its comment lines, so that places stay the same."""
    return _LEADERS.sub(lambda leader: " " * len(leader[0]), text)
