# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The reader's language: gettext catalogs read from their sources, numbers and dates as each language writes them.

English is the language of the msgids. Every ``site/locales/LANG/LC_MESSAGES/*.po`` is read and merged: one file for
reports, one for the site, one for errors, each owned by those who write the texts.
"""

import gettext as gettext_module
import io
import os
from collections.abc import Mapping
from datetime import date
from functools import cache, cached_property, lru_cache, partial
from pathlib import Path
from typing import Literal

from babel.dates import get_month_names
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

from catalog.retelling import Retelling
from scanner.errors import OuvrageError, UsageError
from scanner.resources import resource_dir

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = ("fr", "en")
DEFAULT: Language = "fr"
_DAYS: dict[Language, str] = {"fr": "fr", "en": "en_GB"}
"""Whose way of writing days a language takes: Europe's English ("2 March 2026"), as site/assets/row.js does."""


def choose_language(asked: str | None = None, environ: Mapping[str, str] = os.environ) -> Language:
    """Return the language to speak: the one asked for, else that of the locale, else French.

    The locale is the first non-empty one of LC_ALL, LC_MESSAGES and LANG. The C and POSIX locales are English, as
    everywhere; a language that we don't speak is answered in French.

    Raises:
        UsageError: `asked` is neither fr nor en.
    """
    if asked:
        if asked not in LANGUAGES:
            raise UsageError("there is no language {asked}", mend="use --lang fr or --lang en", asked=asked)
        return asked
    locale = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    spoken = locale.replace("-", "_").split(".")[0].split("_")[0].lower()
    return "en" if spoken in ("en", "c", "posix") else DEFAULT


def noted(message: str) -> str:
    """Mark a sentence that is translated where it is told."""
    return message


def counted(singular: str, plural: str) -> tuple[str, str]:
    """Mark a sentence that has a plural, for the translators' tools."""
    return singular, plural


class Translator:
    """Texts, numbers and dates in one language; its catalogs are read when the first text is asked for."""

    def __init__(self, language: Language, folder: Path) -> None:
        """Speak `language` from the ``*.po`` files of `folder`."""
        self.language = language
        self._folder = folder
        self._text = lru_cache(4096)(self._looked_up)
        self._decimal = lru_cache(20_000)(partial(_decimal, language))

    @cached_property
    def translations(self) -> gettext_module.NullTranslations:
        """What Jinja's gettext extension takes."""
        return load_translations(self._folder, self.language)

    def compiled(self) -> bytes:
        """Return the translations as a translator of another process can `speak` them."""
        return compiled_catalog(self._folder, self.language)

    def speak(self, compiled: bytes) -> None:
        """Speak from translations that are `compiled` already, rather than read the catalogs."""
        self.__dict__.setdefault("translations", gettext_module.GNUTranslations(io.BytesIO(compiled)))

    def __call__(self, message: str, /, **values: object) -> str:
        """Translate a msgid, then fill in its ``{name}`` places; an empty one stays empty."""
        return _filled(self._text(message), values) if message else ""

    gettext = __call__

    def _looked_up(self, message: str) -> str:
        return self.translations.gettext(message)

    def ngettext(self, singular: str, plural: str, number: int, /, **values: object) -> str:
        """Translate for `number`, whose place is ``{n}`` (written as the language writes numbers)."""
        text = self.translations.ngettext(singular, plural, number)
        return _filled(text, {"n": self.number(number)} | values)

    def number(self, value: float, decimals: int = 1) -> str:
        """Write a number: at most `decimals` after the mark (1 234,5 or 1,234.5)."""
        return self._decimal(value, decimals)

    def percent(self, share: float) -> str:
        """Write a share (0 to 1) as a whole percentage (12 % or 12%)."""
        return format_percent(share, format="#,##0\u202f%" if self.language == "fr" else "#,##0%", locale=self.language)

    def day(self, text: str) -> str:
        """Write the day of an ISO 8601 time in full (1er mars 2026, 1 March 2026); what isn't one comes back as is."""
        try:
            told = date.fromisoformat(text[:10])
        except ValueError:
            return text
        number = "1er" if self.language == "fr" and told.day == 1 else str(told.day)
        return f"{number} {self._months[told.month]} {told.year}"

    @cached_property
    def _months(self) -> Mapping[int, str]:
        return get_month_names("wide", locale=_DAYS[self.language])

    @cached_property
    def _retelling(self) -> Retelling:
        catalog = load_catalog(self._folder, self.language)
        pairs = ((message.id, message.string) for message in catalog if message.id)
        return Retelling({text: told for text, told in pairs if isinstance(text, str) and isinstance(told, str)})

    def told(self, text: str) -> str:
        """Tell again an English sentence of ours that has its values in it; an unknown one comes back as it was."""
        return self._retelling(text)

    def _mend(self, error: OuvrageError) -> str:
        """Say a mend; one that came from another process, with its values in it, is told again."""
        told = self(error.mend, **error.fields)
        return self.told(told) if self._text(error.mend) == error.mend else told

    def error(self, error: OuvrageError) -> str:
        """Say an error in one line: where, what, and how to mend it."""
        told = [self(error.message, **error.fields)]
        if error.source:
            told.insert(0, error.source)
        mend = f" ({self._mend(error)})" if error.mend else ""
        return self(": ").join(told) + mend


@cache
def translator(language: Language) -> Translator:
    """Return the translator of a language, the same one at each call.

    Raises:
        FileNotFoundError: the installation lacks its `site` folder.
    """
    folder = resource_dir("site") / "locales" / language / "LC_MESSAGES"
    return Translator(language, folder)


def load_translations(folder: Path, language: Language) -> gettext_module.NullTranslations:
    """Compile the ``*.po`` files of a folder."""
    return gettext_module.GNUTranslations(io.BytesIO(compiled_catalog(folder, language)))


def compiled_catalog(folder: Path, language: Language) -> bytes:
    """Return the ``*.po`` files of a folder as one ``.mo`` file."""
    compiled = io.BytesIO()
    write_mo(compiled, load_catalog(folder, language))
    return compiled.getvalue()


def load_catalog(folder: Path, language: Language) -> Catalog:
    """Merge the ``*.po`` files of a folder; fuzzy entries are left out, the first file (by name) wins."""
    merged = Catalog(locale=language)
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id and message.string and not message.fuzzy and message.id not in merged:
                    merged.add(message.id, message.string, context=message.context)
    return merged


def _decimal(language: Language, value: float, decimals: int) -> str:
    return str(format_decimal(round(value, decimals), format="#,##0." + "#" * decimals, locale=language))


def _filled(text: str, values: Mapping[str, object]) -> str:
    return text.format(**values) if values else text
