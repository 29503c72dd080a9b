# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The reader's language: chosen from the option or the locale, and every text of ours translated to French."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po

from catalog.i18n import LANGUAGES, choose_language, load_translations, translator
from scanner.errors import UsageError
from scanner.resources import resource_dir

ROOT = Path(__file__).resolve().parents[2]
LOCALES = resource_dir("site") / "locales"
KEYWORDS = {"t": None, "translate": None, "noted": None, "gettext": None, "ngettext": (1, 2), "counted": (1, 2)}
PLACES = re.compile(r"\{(\w*)\}|%\((\w+)\)")

Message = str | tuple[str, ...]


# --- which language --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "fr"),
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "fr_FR", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_US", "LC_MESSAGES": "fr_CA.UTF-8", "LC_ALL": ""}, "fr"),
        ({"LANG": "de_DE.UTF-8"}, "fr"),
    ],
)
def test_the_locale_decides_unless_asked(environ: dict[str, str], language: str) -> None:
    assert choose_language(None, environ) == language
    assert choose_language("en", environ) == "en"
    assert choose_language("fr", environ) == "fr"


def test_a_language_we_do_not_speak_is_refused() -> None:
    with pytest.raises(UsageError, match="de"):
        choose_language("de", {})


# --- how it is spoken ------------------------------------------------------------------------------------------------


def test_french_writes_numbers_days_and_plurals_its_way() -> None:
    t = translator("fr")
    assert t.number(1234.56).replace("\u202f", " ") == "1 234,6"
    assert t.day("2026-03-02T23:59:59Z") == "2 mars 2026"
    assert t.day("inconnu") == "inconnu"
    assert [t.ngettext("{n} file", "{n} files", number) for number in (0, 1, 2)] == [
        "0 fichier",
        "1 fichier",
        "2 fichiers",
    ]


def test_english_is_the_source() -> None:
    t = translator("en")
    assert [t.ngettext("{n} file", "{n} files", number) for number in (0, 1)] == ["0 files", "1 file"]
    assert t("a text of nobody {n}", n=3) == "a text of nobody 3"
    assert (t.number(1234.5), t.percent(0.123), t.day("2026-03-02")) == ("1,234.5", "12%", "2 March 2026")
    assert t("") == ""


def test_an_error_is_one_line_with_its_mend() -> None:
    error = UsageError("there is no language {asked}", source="a.yml:3", mend="use --lang fr or --lang en", asked="de")
    told = translator("fr").error(error)
    assert (
        told.replace("\u00a0", " ") == "a.yml:3 : la langue « de » n’existe pas ici (utilisez --lang fr ou --lang en)"
    )


def test_every_catalog_of_a_folder_is_merged(tmp_path: Path) -> None:
    for name, text in (
        ("b.po", 'msgid "x"\nmsgstr "de b"\n\nmsgid "y"\nmsgstr "y de b"'),
        ("a.po", 'msgid "x"\nmsgstr "de a"'),
    ):
        (tmp_path / name).write_text(text + "\n", encoding="utf-8")
    translations = load_translations(tmp_path, "fr")
    assert [translations.gettext(text) for text in ("x", "y", "z")] == ["de a", "y de b", "z"]


# --- nothing untranslated --------------------------------------------------------------------------------------------


class Entry(NamedTuple):
    """A message of a catalog: its msgids (two with a plural) and their translations."""

    ids: tuple[str, ...]
    texts: tuple[str, ...]


def _entries(path: Path) -> Iterator[Entry]:
    with path.open("rb") as file:
        for message in read_po(file):
            if message.id and not message.fuzzy:
                yield Entry(_each(message.id), _each(message.string))


def _each(text: object) -> tuple[str, ...]:
    return tuple(map(str, text)) if isinstance(text, list | tuple) else (str(text or ""),)


def _catalogs(language: str) -> list[Path]:
    return sorted((LOCALES / language / "LC_MESSAGES").glob("*.po"))


def _translated() -> dict[str, tuple[str, ...]]:
    entries = (entry for path in _catalogs("fr") for entry in _entries(path))
    return {entry.ids[0]: entry.texts for entry in entries if all(entry.texts)}


def _said_by_commands() -> Iterator[tuple[str, Message]]:
    for path in sorted((ROOT / "catalog").rglob("*.py")):
        with path.open("rb") as file:
            for line, message, _, _ in extract("python", file, keywords=KEYWORDS):
                yield f"{path.relative_to(ROOT)}:{line}", message


def _said_by_errors_and_facts() -> Iterator[tuple[str, Message]]:
    """Yield the messages of errors (with their mends) and of findings and facts, all translated where shown."""
    for folder in ("catalog", "scanner"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                texts = (
                    _called(node)
                    if isinstance(node, ast.Call)
                    else _named(node)
                    if isinstance(node, ast.Assign)
                    else ()
                )
                yield from ((f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}", text) for text in texts)


def _called(call: ast.Call) -> Iterator[str]:
    """Yield the texts given to an error, a finding or a fact."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    told = call.args[:1] if name in _ERRORS else call.args[2:3] if name == "_kind" else []
    for node in [*told, *(key.value for key in call.keywords if key.arg in _NAMES)]:
        yield from _constants(node)


def _said_as_reasons() -> Iterator[tuple[str, str]]:
    """Yield the sentences that are kept in English with their values in them, with `…` for each value."""
    for folder in ("catalog", "scanner"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                where = f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"
                yield from ((where, told) for told in _reasons(node))


def _reasons(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        place = _REASONING.get(name)
        given = node.args[place : place + 1] if place is not None else []
        for value in [*given, *(key.value for key in node.keywords if key.arg in ("reason", "reasons"))]:
            yield from _sentences(value)
    elif isinstance(node, ast.Assign) and {getattr(target, "id", "") for target in node.targets} & {"reason", "hint"}:
        yield from _sentences(node.value)


def _sentences(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.JoinedStr):
        pieces = [str(piece.value) if isinstance(piece, ast.Constant) else "…" for piece in node.values]
        yield "".join(pieces)
    elif isinstance(node, ast.IfExp):
        yield from _sentences(node.body)
        yield from _sentences(node.orelse)
    else:
        yield from _constants(node)


_REASONING = {"_left": 1, "_unread": 1, "problem": 1, "_problem": 1, "notify": 0, "_notify": 0, "Unusable": 0}
"""Functions that take such a sentence, and its place among their arguments."""


def _named(assigned: ast.Assign) -> Iterator[str]:
    """Yield the texts put aside under a name that says what they are."""
    names = {getattr(target, "id", "").strip("_").lower() for target in assigned.targets}
    if names & _NAMES:
        yield from _constants(assigned.value)


def _constants(node: ast.expr) -> Iterator[str]:
    """Yield the texts that an expression may be: itself, either side of a choice, or the values of a table."""
    if isinstance(node, ast.IfExp):
        yield from _constants(node.body)
        yield from _constants(node.orelse)
    elif isinstance(node, ast.Dict):
        for value in node.values:
            yield from _constants(value)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get":
        yield from _constants(node.func.value)
        yield from (text for default in node.args[1:] for text in _constants(default))
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.value


_NAMES = frozenset({"message", "messages", "default_message", "mend", "summed_up"})
_ERRORS = frozenset(
    node.name
    for folder in ("catalog", "scanner")
    for path in (ROOT / folder).rglob("*.py")
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    if isinstance(node, ast.ClassDef) and any(getattr(base, "id", "").endswith("Error") for base in node.bases)
) | {"OuvrageError"}


@pytest.mark.parametrize("said", [_said_by_commands, _said_by_errors_and_facts])
def test_every_text_of_ours_is_translated_to_french(said: object) -> None:
    assert callable(said)
    translated = _translated()
    messages = {(message if isinstance(message, str) else message[0]): where for where, message in said()}
    assert messages
    assert {where: message for message, where in messages.items() if message not in translated} == {}


def test_every_reason_is_told_again_in_french() -> None:
    told = translator("fr").told
    reasons = {text: where for where, text in _said_as_reasons() if re.search(r"\w{3} \w", text)}
    assert reasons
    assert {where: text for text, where in reasons.items() if told(text) == text} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_the_places_of_their_source(language: str) -> None:
    for path in _catalogs(language):
        for entry in _entries(path):
            expected = [set(PLACES.findall(text)) for text in entry.ids]
            found = [set(PLACES.findall(text)) for text in entry.texts if text]
            assert all(places in expected for places in found), f"{path.name}: {entry.ids[0]}"


def test_french_puts_no_break_spaces_before_its_double_marks() -> None:
    loose = re.compile(r"(?<=\w) [;?!»](?!\S)|« | :(?=\s|$)|\u00a0[;?!]")
    texts = [text for texts in _translated().values() for text in texts]
    assert [text for text in texts if loose.search(text)] == []
