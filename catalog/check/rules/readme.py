# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The rules `readme-present`, `readme-sections` and `degree-badge`: what the README tells to those who come."""

from collections.abc import Iterator
from posixpath import dirname

from catalog.check.models import Rule, Severity, Spotted, lightest
from catalog.check.rules.documents import document, is_there
from catalog.check.rules.headings import headings, introduces, plain, says
from catalog.check.rules.options import options_of
from catalog.check.side import Side
from catalog.i18n import noted
from scanner.detectors.community import kind_of
from scanner.detectors.languages import language_of
from scanner.models import Fact, Frozen

_NO_README = noted("The repository has no README: add one at the root that says what the project is for")
_SHORT = noted("The README says next to nothing (words: {words}): tell what the project is for and how to install it")
_NO_BADGE = noted("The README doesn't show the degree of openness (contributory, open, published): add its badge")
_OTHER = noted("The README has no section about this: {section}")
_LACKING = {
    "purpose": noted("The README doesn't say what the project is for: begin with two or three sentences on it"),
    "installation": noted("The README doesn't say how to install or start the project: add a section on it"),
    "usage": noted(
        "The README doesn't say how the project is used: add a section with an example, or a link to a guide"
    ),
    "licence": noted("The README doesn't name the licence: add a section with its name and a link to the LICENSE file"),
    "contribution": noted("The README says neither how to contribute nor whom to contact: add a section on it"),
}


_FILES_FOR_ONE_OF_CODE = 20


class _Words(Frozen):
    words: int
    """Fewer of them in a README are no README."""


class _Section(Frozen):
    """How a section is recognised: beginnings of words, in lower case and without accents."""

    headings: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    """Anywhere in the README."""
    files: tuple[str, ...] = ()
    """Globs of files that say it in its place."""
    lighter_with: tuple[str, ...] = ()
    """Globs of files beside which it is only a note."""
    of_software: bool = False
    """Whether it is only a note where next to nothing is code: documents aren't installed."""


class _Sections(Frozen):
    sections: dict[str, _Section]


def judge_readme_present(side: Side, rule: Rule) -> Iterator[Spotted]:
    """Yield a README that isn't there, or that says nothing.

    Raises:
        UsageError: the rule's options can't be used.
    """
    least = options_of(rule, _Words).words
    readme = _readme(side)
    if readme is None:
        yield Spotted(message=_NO_README, key="absent")
    elif readme.data.get("words", least) < least:
        yield Spotted(path=readme.path, message=_SHORT, fields={"words": readme.data["words"]}, key="short")


def judge_readme_sections(side: Side, rule: Rule) -> Iterator[Spotted]:
    """Yield each section that the README lacks, in whatever language or form it is written.

    Raises:
        UsageError: the rule's options can't be used.
    """
    sections = options_of(rule, _Sections).sections
    readme = _readme(side)
    documents = _documents(side, readme.path) if readme else {}
    if readme is None or not documents:
        return
    titles = [plain(heading.text) for path, text in documents.items() for heading in headings(text, path)]
    body = plain("\n".join(documents.values()))
    for name, section in sections.items():
        told = name == "purpose" and (
            readme.data.get("sentence") or any(introduces(text, path) for path, text in documents.items())
        )
        if not told and not _has(side, section, titles, body):
            message = _LACKING.get(name, _OTHER)
            lighter = is_there(side, section.lighter_with) or (section.of_software and _holds_documents(side))
            severity = lightest(rule.severity, Severity.NOTE) if lighter else rule.severity
            fields, detail = {"section": name}, f"readme-{name}"
            yield Spotted(path=readme.path, message=message, fields=fields, detail=detail, severity=severity, key=name)


def judge_degree_badge(side: Side, rule: Rule) -> Iterator[Spotted]:  # noqa: ARG001 - a judge
    """Yield a README without the badge of code.gouv.fr that tells the degree of openness."""
    readme = _readme(side)
    if readme and not readme.data.get("degree"):
        yield Spotted(path=readme.path, message=_NO_BADGE, key="absent")


def _readme(side: Side) -> Fact | None:
    return next(iter(side.of("community-readme")), None)


def _documents(side: Side, path: str) -> dict[str, str]:
    """Return the READMEs beside the best one (README.fr.md, README.en.md…), by path."""
    beside = [other for other in side.files if dirname(other) == dirname(path) and _is_readme(other)]
    found = {other: document(side, other) for other in sorted(beside)}
    return {other: text for other, text in found.items() if text}


def _is_readme(path: str) -> bool:
    kind = kind_of(path)
    return kind is not None and kind.name == "readme"


def _holds_documents(side: Side) -> bool:
    """Tell whether fewer than one file in twenty is code."""
    return sum(language_of(path) is not None for path in side.files) * _FILES_FOR_ONE_OF_CODE < len(side.files)


def _has(side: Side, section: _Section, titles: list[str], body: str) -> bool:
    return (
        any(says(title, section.headings) for title in titles)
        or says(body, section.text)
        or is_there(side, section.files)
    )
