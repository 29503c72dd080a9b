# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""How news is told, on its page and in its feeds alike: a word for its kind, and a sentence in plain text."""

from collections.abc import Callable
from datetime import date

from babel.dates import format_date

from catalog.i18n import Translator
from catalog.licence_keys import spelt
from catalog.pages.page import MAX_NAME, cut
from catalog.view import NewsEntry, NewsKind
from scanner.models import ForgeKind


def kind_word(translate: Translator, kind: NewsKind) -> str:
    """Return what a kind of news is called, as a noun."""
    _ = translate
    return {
        NewsKind.OPENED: _("Opening"),
        NewsKind.RELICENSED: _("Change of licence"),
        NewsKind.ARCHIVED: _("Archiving"),
        NewsKind.UNARCHIVED: _("Return to work"),
        NewsKind.MOVED: _("Move"),
        NewsKind.GONE: _("Removal"),
        NewsKind.BACK: _("Return"),
    }[kind]


def title(translate: Translator, entry: NewsEntry) -> str:
    """Return the title of an item of a feed: what happened to what, whose it is."""
    _, word = translate, kind_word(translate, entry.kind)
    name, owner = cut(entry.name or entry.full_name, MAX_NAME), cut(entry.owner, MAX_NAME)
    return _("{word}: {name} ({owner})", word=word, name=name, owner=owner)


def sentence(translate: Translator, entry: NewsEntry) -> str:
    """Return what happened, in a sentence whose subject is the repository."""
    _, host, here = translate, entry.host, entry.host == ForgeKind.FOLDER
    says: dict[NewsKind, Callable[[], str]] = {
        NewsKind.OPENED: lambda: _("Everybody can read its code."),
        NewsKind.RELICENSED: lambda: _relicensed(translate, entry),
        NewsKind.ARCHIVED: lambda: _("Its forge takes no more changes to it."),
        NewsKind.UNARCHIVED: lambda: _("Its forge takes changes to it again."),
        NewsKind.MOVED: lambda: _("{before} is now {after}.", before=_cut(entry.before), after=_cut(entry.after)),
        NewsKind.GONE: lambda: (
            _("It is no longer in its folder.") if here else _("It is no longer on {host}.", host=host)
        ),
        NewsKind.BACK: lambda: _("It is in its folder again.") if here else _("It is on {host} again.", host=host),
    }
    return says[entry.kind]()


def _relicensed(translate: Translator, entry: NewsEntry) -> str:
    _, before, after = translate, _cut(spelt(entry.before)), _cut(spelt(entry.after))
    if not before:
        return _("It declared no licence; it is now under {after}.", after=after)
    if not after:
        return _("It was under {before}; it declares no licence any more.", before=before)
    return _("It was under {before}; it is now under {after}.", before=before, after=after)


def _cut(text: str) -> str:
    return cut(text, MAX_NAME)


def month_name(translate: Translator, month: str) -> str:
    """Write a month ("2026-11") in full; what isn't one comes back as it was."""
    try:
        return format_date(date.fromisoformat(f"{month}-01"), format="LLLL y", locale=translate.language)
    except ValueError:
        return month
