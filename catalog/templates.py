# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The templates of the site, in each language and theme, and the means to compile them while something else is done.

What is compiled goes from one process to another as bytes, and is kept in memory alone: code that is read from a folder
would be code that whoever writes into that folder has us run.
"""

from contextlib import suppress
from functools import cache, lru_cache
from typing import NamedTuple

import jinja2
from jinja2.bccache import Bucket

from catalog.i18n import LANGUAGES, Language, translator
from catalog.pages.addresses import SECTIONS, address
from catalog.pages.settings import Theme
from catalog.spoken import Spoken
from catalog.theme import loader
from scanner.resources import resource_dir

LANGUAGE_NAMES = {"fr": "Français", "en": "English"}


class Compiled(NamedTuple):
    """What every publication needs, whatever it publishes."""

    texts: dict[Language, bytes]
    """The translations of each language, as `catalog.i18n.Translator` takes them."""
    code: dict[str, bytes]
    """The code of each template, by what tells it from all others."""


class _Memory(jinja2.BytecodeCache):
    """The code of the templates of one environment."""

    def __init__(self, name: str, code: dict[str, bytes]) -> None:
        self._name, self._code = name, code

    def load_bytecode(self, bucket: Bucket) -> None:
        if known := self._code.get(f"{self._name} {bucket.key}"):
            bucket.bytecode_from_string(known)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[f"{self._name} {bucket.key}"] = bucket.bytecode_to_string()


_code: dict[str, bytes] = {}


def compiled(theme: Theme) -> Compiled:
    """Return all the translations and templates of a theme, compiled; for another process to `take`."""
    texts = {language: translator(language).compiled() for language in LANGUAGES}
    for language in LANGUAGES:
        templates = environment(language, theme)
        for path in sorted((resource_dir("site") / "templates").glob("*.html")):
            with suppress(jinja2.TemplateError):  # it isn't one of the site; or it says what is wrong when it is filled
                templates.get_template(path.name)
    return Compiled(texts, _code)


def take(known: Compiled) -> None:
    """Use what another process has compiled."""
    for language, texts in known.texts.items():
        translator(language).speak(texts)
    _code.update(known.code)


@cache
def environment(language: Language, theme: Theme) -> jinja2.Environment:
    """Return the templates of a language and a theme, compiled once; each rendering is given what its site says."""
    translate = translator(language)
    templates = jinja2.Environment(
        loader=loader(theme),
        autoescape=True,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        extensions=[Spoken],
        bytecode_cache=_Memory(f"{language} {theme}", _code),
    )
    templates.globals.update(
        _=translate,
        ngettext=translate.ngettext,
        number=lru_cache(10_000)(translate.number),
        day=lru_cache(10_000)(translate.day),
        lang=language,
        language_names=LANGUAGE_NAMES,
        urls={kind: address(language, kind) for kind in SECTIONS[language]},
    )
    return templates
