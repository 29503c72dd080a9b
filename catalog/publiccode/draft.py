# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A draft of publiccode.yml 0.7: what is known is filled in, what is guessed says why, what isn't known is a TODO.

It is valid YAML as it is. Once each TODO is completed (take off the `# TODO ` before its key), it is valid for the
standard; the examples of the TODO lines are.
"""

import json
from collections.abc import Iterator

from catalog.i18n import Translator
from catalog.pages.page import cut
from catalog.publiccode.guesses import Guess, language_of, platforms_of
from catalog.publiccode.models import Known
from scanner.publiccode.checks import is_licence
from scanner.publiccode.vocabularies import LATEST, SOFTWARE_TYPES, STATUSES

_MAX_SHORT = 150
_MAX_COMMENT = 200


def draft(known: Known, t: Translator, licence: str = "") -> str:
    """Return the text of a draft.

    Args:
        known: what is known of the repository.
        t: the reader's language, for the comments.
        licence: the SPDX expression to write, when somebody chose one; what the repository declares when "".
    """
    return "\n".join(_lines(known, t, licence or known.licence)) + "\n"


def _lines(known: Known, t: Translator, licence: str) -> Iterator[str]:
    yield _comment(
        t("Draft made by Ouvrage: complete the lines that start with # TODO, check what a comment explains,")
    )
    yield _comment(t("then remove these comments. `ouvrage publiccode publiccode.yml` says whether it is valid."))
    yield f"publiccodeYmlVersion: {_text(LATEST)}"
    yield f"name: {_text(known.name)}"
    yield from _filled("url", known.url, "https://forge.exemple.gouv.fr/organisme/logiciel")
    if known.homepage:
        yield f"landingURL: {_text(known.homepage)}"
    if known.version:
        yield f"softwareVersion: {_text(known.version)}"
        yield f"releaseDate: {_text(known.released_on)}"
    if known.organisation_uri:
        yield from ("organisation:", f"  name: {_text(known.organisation)}", f"  uri: {_text(known.organisation_uri)}")
    yield from _kind(known, t)
    yield from _description(known, t)
    yield "legal:"
    yield from _filled("license", licence if is_licence(licence) else "", "EUPL-1.2", indent=2)
    yield from _maintenance(known, t)
    yield from _localisation(known, t)
    yield from _dependencies(known, t)


def _kind(known: Known, t: Translator) -> Iterator[str]:
    if known.software_type:
        yield _to_check(known.software_type, t)
        yield f"softwareType: {known.software_type.value}"
        yield f"platforms: [{platforms_of(known.software_type.value)}]"
    else:
        yield f"# TODO softwareType: standalone/web  # {', '.join(SOFTWARE_TYPES)}"
        yield "# TODO platforms: [web]  # web, linux, windows, mac, ios, android"
    if known.status:
        yield _to_check(known.status, t)
        yield f"developmentStatus: {known.status.value}"
    else:
        yield f"# TODO developmentStatus: stable  # {', '.join(STATUSES)}"


def _description(known: Known, t: Translator) -> Iterator[str]:
    yield "description:"
    yield f"  {language_of(known.short)}:"
    if known.short and known.short_from:
        yield _to_check(Guess(known.short, message="it is the first sentence of {path}", path=known.short_from), t, 4)
    yield from _filled("shortDescription", cut(known.short, _MAX_SHORT - 1), t("One sentence"), indent=4)
    about = t(
        "Say here, in 150 to 10,000 characters, what the software does, for whom, and what an administration that"
        " would take it up needs to know of it: its users read this text, rather than its developers."
    )
    yield f"    # TODO longDescription: {_text(about)}"
    yield f"    # TODO features: [{_text(t('What it lets its users do'))}]"


def _maintenance(known: Known, t: Translator) -> Iterator[str]:
    yield "maintenance:"
    if known.archived:
        yield _to_check(Guess("none", message="the repository is archived", path=""), t, indent=2)
        yield "  type: none"
        return
    yield "  # TODO type: internal  # internal, contract, community, none"
    yield f"  # TODO contacts: [{{name: {_text(t('Who answers'))}, email: contact@exemple.gouv.fr}}]"


def _localisation(known: Known, t: Translator) -> Iterator[str]:
    yield "localisation:"
    guess = known.languages
    if guess is None:
        yield "  # TODO localisationReady: false  # true, false"
        yield "  # TODO availableLanguages: [fr]"
        return
    yield _to_check(guess, t, indent=2)
    yield "  localisationReady: true"
    yield f"  availableLanguages: [{', '.join(_text(tag) for tag in guess.value.split(', '))}]"


def _dependencies(known: Known, t: Translator) -> Iterator[str]:
    if known.software:
        yield "dependsOn:"
        yield "  open:"
    for name, path in known.software:
        yield _to_check(Guess(name, message="{path} names it", path=path), t, indent=4)
        yield f"    - name: {_text(name)}"


def _filled(key: str, value: str, example: str, indent: int = 0) -> Iterator[str]:
    todo = "" if value else "# TODO "
    yield f"{' ' * indent}{todo}{key}: {_text(value or example)}"


def _to_check(guess: Guess, t: Translator, indent: int = 0) -> str:
    return _comment(t("To be checked: {reason}", reason=t(guess.message, path=guess.path)), indent)


def _text(value: str) -> str:
    """Return a text between quotes, on one line, that every reader of YAML takes for itself."""
    return json.dumps("".join(mark if mark.isprintable() else " " for mark in value), ensure_ascii=False)


def _comment(text: str, indent: int = 0) -> str:
    line = "".join(mark if mark.isprintable() else " " for mark in text)
    return f"{' ' * indent}# {cut(line, _MAX_COMMENT)}"
