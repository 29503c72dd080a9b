# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What one file tells of rights: its findings, and a summary for the conclusions.

Keys of a summary, each there only when it says something: `packages` (a manifest's), `annotations` (of REUSE.toml),
`text` (a licence file's licence), `readme` (the licence a README states), `banner`, `licensed` (the file grants a
licence), `spdx` (by a tag), `holders` (rows of `holders.Held`).
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from scanner.detectors.interface import Content
from scanner.detectors.licenses import names
from scanner.detectors.licenses import notices as licence_notices
from scanner.detectors.rights import paths
from scanner.detectors.rights.archives import read_archive
from scanner.detectors.rights.banners import read_banner
from scanner.detectors.rights.copyrights import Statement, statements
from scanner.detectors.rights.fonts import read_font
from scanner.detectors.rights.holders import PERSON, Held, Holder, classify, listed_part, mark_of
from scanner.detectors.rights.lexicon import Lexicon
from scanner.detectors.rights.manifests import NONE_GRANTED, read_annotations, read_packages
from scanner.detectors.rights.notices import find_notices, find_products, grants_a_licence, group_of
from scanner.detectors.rights.text import Text, readable
from scanner.models import Confidence, Finding

MAX_HOLDERS = 50
DATA_HEAD = 200_000
"""Bytes of a data file that are read: who holds rights in data is said at its top."""
_LICENCE_TITLE = 1_500
_OURS = frozenset({"administration", "contractor"})
_LISTED = frozenset({"administration", "contractor", "project"})


class Told(NamedTuple):
    """What a file tells."""

    findings: tuple[Finding, ...]
    summary: dict[str, Any]
    reason: str = ""
    """Why the reading is bounded, or ""."""


def tell(content: Content, lexicon: Lexicon) -> Told:
    """Read one blob of a path class of `paths`."""
    form = paths.form_of(content.path_class)
    if form == "font":
        return Told(*_font(content.data, lexicon))
    if form == "archive":
        return Told((), _archive(content.data, lexicon))
    text = readable(_head(content.data) if form == "data" else content.data)
    if text is None:
        return Told((), {})
    vendored = paths.is_vendored(content.path_class)
    findings, reason = find_notices(text, form, lexicon, vendored=vendored)
    findings += find_products(text, form, lexicon)
    held, contractors = _holders(text, form, lexicon)
    summary = {
        "licensed": grants_a_licence(text, form, lexicon),
        "holders": [list(each) for each in held],
        **_own(text, form, lexicon),
    }
    if form == "manifest":
        packages = _manifest(content)
        summary |= packages
        findings += _none_granted(packages.get("packages", ()))
    return Told(tuple(findings if vendored else [*findings, *contractors]), _without_nothing(summary), reason)


def _head(data: bytes) -> bytes:
    """Return whole lines: a character cut in two would make another encoding of the text."""
    return data if len(data) <= DATA_HEAD else data[:DATA_HEAD].rpartition(b"\n")[0]


def _without_nothing(summary: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in summary.items() if value}


def _own(text: Text, form: str, lexicon: Lexicon) -> dict[str, Any]:
    """Return what only some forms tell."""
    told: dict[str, Any] = {"spdx": b"spdx-license-identifier:" in text.folded}
    if form == "licence":
        told["text"] = _licence_text(text, lexicon)
    elif form == "readme":
        stated = licence_notices.readme_says(_shown(text), ())
        told["readme"] = stated.expression if stated else ""
    elif form in {"script", "minified"} and (banner := read_banner(text, lexicon)):
        told["banner"] = banner._asdict() | {"own": _is_own(text, lexicon)}
    return told


def _shown(text: Text) -> str:
    """Return a text as characters; those outside Latin-1 are lost."""
    return text.written.decode("latin-1")


def _licence_text(text: Text, lexicon: Lexicon) -> dict[str, Any]:
    """Return the licence that a licence file names first, and whether it grants one at all."""
    named = next(names.find(_shown(text)[:_LICENCE_TITLE]), None)
    licence = named.expression if named else ""
    return {"licence": licence, "licensed": bool(licence or lexicon.grants_in(text.folded))}


def _is_own(text: Text, lexicon: Lexicon) -> bool:
    """Return whether the top of a script names an administration or its contractor as holder."""
    top = Text(text.written[:2_000], text.folded[:2_000])
    return any(classify(each.holder, each.domain, lexicon).kind in _OURS for each in statements(top, "script"))


# --- manifests, fonts ------------------------------------------------------------------------------------------------


def _manifest(content: Content) -> dict[str, Any]:
    kind = paths.manifest_kind(content.path_class)
    if kind == "reuse":
        return {"annotations": read_annotations(content.data)}
    return {"packages": [package._asdict() for package in read_packages(kind, content.data)]}


def _none_granted(packages: Iterable[dict[str, Any]]) -> list[Finding]:
    return [
        Finding(
            rule="rights-unlicensed-manifest",
            line=package["line"],
            confidence=Confidence.HIGH,
            message="This manifest grants no right",
            fingerprint=group_of("manifest", package["written"]),
            data={"kind": "reserved", "written": package["written"], "private": package["private"]},
        )
        for package in packages
        if package["licence"] == NONE_GRANTED
    ]


def _font(data: bytes, lexicon: Lexicon) -> tuple[tuple[Finding, ...], dict[str, Any]]:
    """Tell a font whose own words reserve rights and grant none."""
    font = read_font(data)
    if font is None or not (font.licence or font.copyright):
        return (), {}
    words = readable(f"{font.copyright}\n{font.licence}".encode())
    if words is None or lexicon.grants_in(words.folded) or lexicon.free_fonts.search(font.family):
        return (), {"licensed": True}
    if not (font.licence or b"reserv" in words.folded):
        return (), {}
    data_ = {"kind": "use", "family": font.family[:100]}
    message = "This font reserves its rights"
    group = group_of("font", font.family)
    finding = Finding(rule="rights-font", confidence=Confidence.MEDIUM, message=message, fingerprint=group, data=data_)
    return (finding,), {}


def _archive(data: bytes, lexicon: Lexicon) -> dict[str, Any]:
    archive = read_archive(data)
    if archive is None:
        return {}
    text = readable(archive.licence_text.encode())
    summary: dict[str, Any] = {"packages": [archive.package._asdict()] if archive.package else []}
    if text and archive.licence_text:
        summary["text"] = _licence_text(text, lexicon)
    return _without_nothing(summary)


# --- holders ---------------------------------------------------------------------------------------------------------


def _holders(text: Text, form: str, lexicon: Lexicon) -> tuple[list[Held], list[Finding]]:
    """Return the holders that a file names, each once, and a finding for each contractor."""
    held: dict[tuple[str, str, bool, str], Held] = {}
    for each in statements(text, form):
        kind, name = _holder(each, lexicon)
        if (each.credit and kind not in _OURS) or (form == "licence" and kind == "project"):
            continue  # a licence's text names its own author
        mark = "" if name or each.author else mark_of(each.holder)
        found = Held(kind, name, each.first, each.last, each.line, each.author, mark)
        key = (kind, name, each.author, mark)
        if key in held:
            held[key] = _with_years(held[key], found)
        elif len(held) < MAX_HOLDERS:
            held[key] = found
    return list(held.values()), [_contractor(each) for each in held.values() if each.kind == "contractor"]


def _holder(each: Statement, lexicon: Lexicon) -> Holder:
    """Return the holder of a statement; of an `@author`, who is a person most of the time, the employer at most."""
    holder = classify(each.holder, each.domain, lexicon)
    if not each.author or (holder.name and holder.name == each.domain):
        return holder
    if part := listed_part(each.holder, lexicon):
        return Holder(holder.kind, part)
    return holder if holder.kind in _LISTED else Holder(PERSON, "")


def _with_years(one: Held, other: Held) -> Held:
    years = [year for year in (one.first, one.last, other.first, other.last) if year]
    return one._replace(first=min(years, default=0), last=max(years, default=0))


def _contractor(held: Held) -> Finding:
    return Finding(
        rule="rights-contractor",
        line=held.line,
        confidence=Confidence.MEDIUM if held.author else Confidence.HIGH,
        message="A contractor is named as author or holder of rights",
        fingerprint=group_of("contractor", held.name),
        data={"kind": "contractor", "holder": held.name, "author": held.author},
    )
