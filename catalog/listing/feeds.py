# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What is new, to follow: the news as Atom and JSON Feed in both languages, and code.gouv.fr's four feeds in RSS.

The four have the names, the titles, the order and the addresses that code.gouv.fr gave them (``latest.xml`` and
``latest-organizations.xml`` in its first generation, the two others in its last; formats.md). They are in French, as
they were. Of versions the original told those of its selection only; here all repositories that aren't forks count,
three versions each at most.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import nlargest
from typing import TypeVar
from urllib.parse import urlsplit

from catalog.i18n import DEFAULT, LANGUAGES, Language, Translator, translator
from catalog.links import is_web
from catalog.listing.codegouv import listed_owners, listed_repositories
from catalog.listing.feed_formats import Feed, Item, atom, is_moment, json_feed, moment, rss
from catalog.pages import news_words
from catalog.pages.addresses import address
from catalog.pages.index import Index, repository_key
from catalog.pages.news import feed_address, page_of
from catalog.pages.page import MAX_SUMMARY, MAX_TEXT, cut, link
from catalog.pages.releases import latest_releases
from catalog.pages.settings import SiteSettings
from catalog.view import NewsEntry, OwnerEntry, ReleaseEntry, RepositoryEntry, View

LATEST_NEWS, LATEST, LATEST_OF_LAST_GENERATION, LATEST_RELEASES = 100, 20, 10, 50
"""Items of each feed."""
_Dated = TypeVar("_Dated", RepositoryEntry, OwnerEntry)
_NOWHERE = "ouvrage.invalid"
"""Stands for the site's host, in the ids of a site that doesn't say where it is served."""


@dataclass(frozen=True)
class _Site:
    """What the feeds of one site share."""

    index: Index
    name: str
    publisher: str
    origin: str
    """With its last slash; "" when it isn't known."""

    @property
    def host(self) -> str:
        return urlsplit(self.origin).hostname or _NOWHERE

    def at(self, path: str, origin_of: str) -> str:
        """Return the address of `path`, whole if the site's is known, else relative to the file `origin_of`."""
        return self.origin + path if self.origin else "../" * origin_of.count("/") + path


def files(index: Index, settings: SiteSettings) -> Iterator[tuple[str, str]]:
    """Yield the path and text of each feed; a view without news gives feeds without items."""
    for language in LANGUAGES:
        translate, site = translator(language), _site(index, settings, language)
        yield feed_address(language, "atom"), atom(_news(site, translate, "atom"))
        yield feed_address(language, "json"), json_feed(_news(site, translate, "json"))
    site = _site(index, settings, DEFAULT)
    yield from ((f"data/{name}", rss(feed)) for name, feed in _latest(site, index.view))


def _site(index: Index, settings: SiteSettings, language: Language) -> _Site:
    name = settings.name or translator(language)("Catalogue of public source code")
    origin = settings.base_url.rstrip("/") + "/" if is_web(settings.base_url) else ""
    return _Site(index, name, settings.publisher or name, origin)


# --- the news --------------------------------------------------------------------------------------------------------


def _news(site: _Site, translate: Translator, name: str) -> Feed:
    _, language = translate, translate.language
    path = feed_address(language, name)
    news = site.index.view.news[:LATEST_NEWS]
    return Feed(
        id=f"tag:{site.host},2026:ouvrage:news:{language}",
        title=f"{_('News')} – {site.name}",
        description=_(
            "What happened to the repositories of this catalogue: openings, changes of licence, moves, removals."
        ),
        home=site.at(address(language, "news"), path),
        url=site.at(path, path),
        language=language,
        author=site.publisher,
        date=site.index.view.date,
        items=tuple(_news_item(site, translate, entry, path) for entry in news),
    )


def _news_item(site: _Site, translate: Translator, entry: NewsEntry, path: str) -> Item:
    language = translate.language
    page = page_of(site.index, language, entry) or f"{address(language, 'news', entry.at[:7])}#n{entry.key}"
    return Item(
        id=f"tag:{site.host},{entry.at[:10]}:ouvrage:news:{language}:{entry.key}",
        title=news_words.title(translate, entry),
        text=news_words.sentence(translate, entry),
        url=site.at(page, path),
        at=entry.at,
        kind=(entry.kind.value, news_words.kind_word(translate, entry.kind)),
    )


# --- code.gouv.fr's ---------------------------------------------------------------------------------------------------


def _latest(site: _Site, view: View) -> Iterator[tuple[str, Feed]]:
    made = _newest((entry for entry in listed_repositories(view) if entry.created_at), LATEST)
    last = made[:LATEST_OF_LAST_GENERATION]
    new = [_repository_item(site, entry, "Nouveau dépôt de code source : ") for entry in last]
    yield "latest-repositories.xml", _rss_feed(site, "latest-repositories.xml", "Nouveaux dépôts de code source", new)
    title = "Nouveaux dépôts - New repositories"
    yield (
        "latest.xml",
        _rss_feed(site, "latest.xml", title, [_repository_item(site, one, "Nouveau dépôt : ") for one in made]),
    )
    owners = _newest((owner for owner in listed_owners(view) if owner.created_at), LATEST)
    title = "Nouvelles organisations - New organizations"
    yield "latest-organizations.xml", _rss_feed(site, "latest-organizations.xml", title, map(_owner_item, owners))
    versions = latest_releases(view, LATEST_RELEASES)
    items = [_release_item(site, entry, release) for entry, release in versions]
    yield "latest-releases.xml", _rss_feed(site, "latest-releases.xml", "Nouvelles versions", items)


def _newest(entries: Iterable[_Dated], number: int) -> list[_Dated]:
    dated = [entry for entry in entries if is_moment(entry.created_at)]
    return nlargest(number, dated, key=lambda entry: moment(entry.created_at))


def _rss_feed(site: _Site, name: str, title: str, items: Iterable[Item]) -> Feed:
    path = f"data/{name}"
    whole = f"{site.name} - {title}"
    home = address(DEFAULT, "owners" if "organizations" in name else "repositories")
    return Feed(
        id=path,
        title=whole,
        description=whole,
        home=site.at(home, path),
        url=site.at(path, path),
        language=DEFAULT,
        author=site.publisher,
        date=site.index.view.date,
        items=tuple(items),
    )


def _our_page(site: _Site, entry: RepositoryEntry) -> str:
    """Return the whole address of our page of a repository, for those that have no address of their own."""
    slug = site.index.repository_slugs[repository_key(entry)]
    return site.origin and site.origin + address(DEFAULT, "repositories", slug)


def _repository_item(site: _Site, entry: RepositoryEntry, word: str) -> Item:
    return Item(
        id=link(entry.html_url) or f"{entry.host}/{entry.full_name}",
        title=word + cut(entry.name or entry.full_name, MAX_SUMMARY),
        text=cut(entry.description, MAX_TEXT),
        url=link(entry.html_url) or _our_page(site, entry),
        at=entry.created_at,
        author=entry.owner,
    )


def _owner_item(owner: OwnerEntry) -> Item:
    return Item(
        id=link(owner.html_url) or f"{owner.host}/{owner.login}",
        title=f"Nouvelle organisation : {cut(owner.name or owner.login, MAX_SUMMARY)}",
        text=cut(owner.description, MAX_TEXT),
        url=link(owner.html_url),
        at=owner.created_at,
        author=owner.name or owner.login,
    )


def _release_item(site: _Site, entry: RepositoryEntry, release: ReleaseEntry) -> Item:
    return Item(
        id=link(release.url) or f"{entry.host}/{entry.full_name}@{release.tag}",
        title=f"Nouvelle version de {cut(entry.full_name, MAX_SUMMARY)} : {release.tag}",
        text=release.name,
        url=link(release.url) or _our_page(site, entry),
        at=release.published_at,
        author=entry.owner,
    )
