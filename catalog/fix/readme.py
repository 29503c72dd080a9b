# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A README that isn't there, or the sections that one lacks, as an outline to complete."""

import re
from collections.abc import Iterator

from catalog.check.models import Note
from catalog.fix.models import Case, Edit
from catalog.i18n import LANGUAGES, Translator, noted, translator
from catalog.publiccode.guesses import language_of
from scanner.detectors.licenses.paths import kind_of

_SECTIONS = {
    "purpose": (
        noted("Purpose"),
        noted("TODO: say in two or three sentences what the project is for, and for whom."),
    ),
    "installation": (noted("Installation"), noted("TODO: what must be installed first, then the commands to type.")),
    "usage": (noted("Use"), noted("TODO: an example, or a link to the guide.")),
    "licence": (noted("Licence"), ""),
    "contribution": (
        noted("Contributing and contact"),
        noted("TODO: how to propose a change, and the address of the team (never a person's)."),
    ),
}
_NAMED = noted("This project is under the licence {licence}: see the file {file}.")
_UNNAMED = noted("TODO: the name of the licence, and a link to the file {file}.")
_BY_HAND = noted("{path}: sections are only proposed for Markdown; add them by hand.")
_DETAIL = "readme-"


def mend_absent(case: Case) -> Iterator[Edit | Note]:
    """Yield a README.md that is an outline."""
    if any(problem.path for problem in case.problems):
        return  # there is one, that says next to nothing: its sections are proposed
    body = "".join(_section(name, case, "\n") for name in _SECTIONS)
    yield Edit("README.md", None, f"# {case.name.rpartition('/')[2]}\n{body}".encode())


def mend_sections(case: Case) -> Iterator[Edit | Note]:
    """Yield the README with the sections that it lacks: the purpose below its title, the others at its end."""
    path = next((problem.path for problem in case.problems), "")
    path = case.side.leads_to(path) or path
    data = case.side.content(path)
    if data is None:
        return
    if not path.lower().endswith((".md", ".markdown")):
        yield Note(message=_BY_HAND, fields={"path": path})
        return
    names = {problem.detail.removeprefix(_DETAIL) for problem in case.problems}
    text = data.decode("utf-8", "surrogateescape")
    end = "\r\n" if "\r\n" in text else "\n"
    case = case._replace(t=_in_its_language(text, case.t))
    if "purpose" in names:
        text = _below_title(text, _section("purpose", case, end), end)
    added = "".join(_section(name, case, end) for name in _SECTIONS if name in names - {"purpose"})
    text = text + ("" if not added or text.endswith(("\n", "\r")) else end) + added
    yield Edit(path, data, text.encode("utf-8", "surrogateescape"))


def _in_its_language(text: str, default: Translator) -> Translator:
    """Return the language that a README is written in, where it is one of ours."""
    written = language_of(text)
    return next((translator(language) for language in LANGUAGES if language == written), default)


def _section(name: str, case: Case, end: str) -> str:
    title, outline = _SECTIONS[name]
    told = case.t(outline)
    if name == "licence":
        file = _licence_file(case)
        told = case.t(_NAMED, licence=case.licence, file=file) if case.licence else case.t(_UNNAMED, file=file)
    return f"{end}## {case.t(title)}{end}{end}{told}{end}"


def _licence_file(case: Case) -> str:
    """Return the name of the licence's file, as it is or as it is to be."""
    return next((path for path in sorted(case.side.files) if "/" not in path and kind_of(path) == "license"), "LICENSE")


_TITLE = re.compile(
    "\ufeff?"
    r"(?:[ \t]*\r?\n|[ \t]*(?:<|\[?!\[)[^\n]*\n){0,20}"
    r"(?:# [^\n]*(?:\n|\Z)|[ \t]*<h1\b[^\n]*</h1>[^\n]*(?:\n|\Z)|[^\s<#][^\n]*\n(?:=+|-+)[ \t]*(?:\r?\n|\Z))",
    re.IGNORECASE,
)
"""A first title of Markdown (CommonMark 0.31 §4.2 and §4.3), after badges, images and tags."""


def _below_title(text: str, section: str, end: str) -> str:
    """Return a README with a section below its title, else before all that it says."""
    found = _TITLE.match(text)
    place = found.end() if found else len(text) - len(text.removeprefix("\ufeff"))
    before, rest = text[:place], text[place:]
    apart = "" if not rest or rest.startswith(("\n", "\r")) else end
    if not found:
        return before + section.removeprefix(end) + apart + rest
    return before + ("" if before.endswith("\n") else end) + section + apart + rest
