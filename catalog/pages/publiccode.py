# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A repository's publiccode.yml told to readers: what it declares, and what is to be mended in it, line by line.

The words are those of the standard (publiccode.yml 0.7). Its contacts stay where they are: in the file.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from catalog.i18n import Translator, noted
from catalog.pages.edition import Edition
from catalog.pages.page import MAX_NAME, MAX_TEXT, cut
from catalog.view import PubliccodeEntry, PubliccodeProblem, RepositoryEntry

MAX_PROBLEMS = 50
_MAX_VALUES = 12

_VALUES = {
    "concept": noted("concept"),
    "development": noted("in development"),
    "beta": noted("beta"),
    "stable": noted("stable"),
    "obsolete": noted("obsolete"),
    "internal": noted("by its owner"),
    "contract": noted("by a contractor"),
    "community": noted("by a community"),
    "none": noted("by nobody"),
    "standalone/web": noted("web application"),
    "standalone/mobile": noted("mobile application"),
    "standalone/desktop": noted("desktop application"),
    "standalone/iot": noted("software for connected devices"),
    "standalone/backend": noted("back-end service"),
    "standalone/other": noted("software of another kind"),
    "addon": noted("add-on"),
    "library": noted("library"),
    "configurationFiles": noted("configuration files"),
}


def told(edition: Edition, entry: RepositoryEntry) -> dict[str, Any] | None:
    """Return what to show of a repository's publiccode.yml; None when it isn't known to have one."""
    file = entry.publiccode
    if file is None:
        return None
    return {
        "file": edition.words.place(entry, {"path": file.path}),
        "verdict": _verdict(edition.translate, file),
        "valid": file.valid,
        "short": short_description(edition, entry) if entry.description else "",
        "sheet": [(label, value) for label, value in _sheet(edition, file.document) if value],
        "problems": [_problem(edition, entry, file, problem) for problem in file.problems[:MAX_PROBLEMS]],
        "more": max(0, len(file.problems) - MAX_PROBLEMS),
    }


def _verdict(translate: Translator, file: PubliccodeEntry) -> str:
    errors = sum(problem.severity == "error" for problem in file.problems)
    if not file.valid:
        return translate.ngettext(
            "It isn’t valid: {n} error is to be mended.", "It isn’t valid: {n} errors are to be mended.", errors
        )
    if file.problems:
        return translate.ngettext(
            "It is valid; {n} remark would make it better.",
            "It is valid; {n} remarks would make it better.",
            len(file.problems),
        )
    return translate("It is valid.")


def _problem(
    edition: Edition, entry: RepositoryEntry, file: PubliccodeEntry, problem: PubliccodeProblem
) -> dict[str, Any]:
    _ = edition.translate
    place = edition.words.place(entry, {"path": file.path, "line": problem.line})
    return {
        "line": edition.number(problem.line) if problem.line else "",
        "column": edition.number(problem.column) if problem.column else "",
        "url": place.url,
        "key": cut(problem.key, MAX_NAME),
        "message": cut(_.told(problem.message), MAX_TEXT),
        "severity": _("error") if problem.severity == "error" else _("remark"),
    }


def _sheet(edition: Edition, document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    _ = edition.translate
    yield _("Name"), _text(document.get("name"))
    yield _("State of development"), _value(_, document.get("developmentStatus"))
    yield _("Kind of software"), _value(_, document.get("softwareType"))
    yield _("Maintained"), _value(_, _in(document, "maintenance").get("type"))
    yield _("Version"), _text(document.get("softwareVersion"))
    yield _("Released on"), edition.day_of(_text(document.get("releaseDate")))
    yield _("Platforms"), _list(document.get("platforms"))
    yield _("Categories"), _list(document.get("categories"))
    yield _("Languages of the interface"), _list(_in(document, "localisation").get("availableLanguages"))
    yield _("Used by"), _list(document.get("usedBy"))
    yield _("Based on"), _list(document.get("isBasedOn"))


def short_description(edition: Edition, entry: RepositoryEntry) -> str:
    """Return the short description that a repository's publiccode.yml gives, in the reader's language if it has it."""
    descriptions = _in(entry.publiccode.document, "description") if entry.publiccode else {}
    ours = edition.translate.language
    tags = sorted((str(tag) for tag in descriptions), key=lambda tag: (not tag.lower().startswith(ours), tag))
    texts = (_text(_in(descriptions, tag).get("shortDescription"), MAX_TEXT) for tag in tags)
    return next(filter(None, texts), "")


def _in(document: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    inside = document.get(key)
    return inside if isinstance(inside, Mapping) else {}


def _text(value: object, length: int = MAX_NAME) -> str:
    return cut(str(value), length) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _value(translate: Translator, value: object) -> str:
    text = _text(value)
    return translate(_VALUES[text]) if text in _VALUES else text


def _list(value: object) -> str:
    values = value if isinstance(value, list | tuple) else [value]
    texts = [text for text in map(_text, values) if text]
    return ", ".join([*texts[:_MAX_VALUES], *(["…"] if len(texts) > _MAX_VALUES else [])])
