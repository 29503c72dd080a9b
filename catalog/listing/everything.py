# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Every file of the listing: what each format is made from, and in which folder it is."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import chain

from catalog.i18n import DEFAULT, LANGUAGES, Language, translator
from catalog.labels import Labels
from catalog.listing import (
    algorithms,
    awesome,
    badges,
    bulk,
    codegouv,
    codemeta,
    ecosystems,
    feeds,
    figures,
    ministries,
    modules,
    news,
    openings,
    redirects,
    services,
    statistics,
    to_open,
)
from catalog.made import Bundle, Content
from catalog.pages.edition import Edition
from catalog.pages.index import Index
from catalog.pages.search import ranked_files, search_files
from catalog.pages.settings import SiteSettings
from catalog.priority_policy import Priorities
from catalog.view import View

File = tuple[str, Content]
"""Path from the root of the output, and content."""


@dataclass(frozen=True)
class Source:
    """What the files of the listing are made from."""

    view: View
    index: Index
    priorities: Priorities
    settings: SiteSettings

    @cached_property
    def editions(self) -> dict[Language, Edition]:
        """The edition of the site in each language."""
        return {
            language: Edition(self.index, translator(language), Labels(self.priorities, language), self.settings)
            for language in LANGUAGES
        }


def _data(files: Iterable[File | Bundle]) -> Iterator[File | Bundle]:
    for each in files:
        if isinstance(each, Bundle):
            yield Bundle(f"data/{each.name}", each.made_from, partial(_inside, each))
        else:
            yield f"data/{each[0]}", each[1]


def _inside(bundle: Bundle) -> Iterator[File]:
    return ((f"data/{name}", content) for name, content in bundle.files())


def counted(source: Source) -> Iterator[File | Bundle]:
    """Yield the files of the figures: they count what the lists of the site count."""
    return _data(figures.files(source.editions[DEFAULT]))


FORMATS: tuple[Callable[[Source], Iterable[File | Bundle]], ...] = (
    lambda source: ecosystems.contents(source.index.api, source.settings.base_url),
    lambda source: codemeta.contents(source.index),
    lambda source: search_files(source.index),
    lambda source: chain.from_iterable(map(ranked_files, source.editions.values())),
    lambda source: badges.contents(source.index),
    lambda source: _data(codegouv.contents(source.view)),
    lambda source: _data(awesome.files(source.index.api, source.settings.base_url)),
    lambda source: _data(bulk.contents(source.view)),
    lambda source: _data(services.files(source.view)),
    lambda source: _data(statistics.files(source.view)),
    lambda source: _data(to_open.contents(source.view, Labels(source.priorities, "fr"))),
    lambda source: _data(algorithms.contents(source.view.algorithms)),
    lambda source: _data(openings.files(source.view)),
    lambda source: _data(modules.contents(source.index)),
    lambda source: _data(ministries.contents(source.index)),
    counted,
    lambda source: _data(news.files(source.view)),
    lambda source: feeds.files(source.index, source.settings),
    lambda source: redirects.files(source.index, source.settings),
)
"""One function a format, each of which can be run apart from the others, in a process of its own: the longest first."""
