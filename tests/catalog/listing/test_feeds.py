# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Feeds: valid for strict readers, the same for the same view, hostile texts harmless, code.gouv.fr's four names."""

import json
import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree as ET

import pytest

from catalog.listing.feeds import LATEST, LATEST_NEWS, LATEST_OF_LAST_GENERATION, files
from catalog.pages.index import Index
from catalog.pages.settings import SiteSettings
from catalog.view import NewsEntry, NewsKind, ReleaseEntry, View
from tests.catalog.hostile_views import hostile_view
from tests.catalog.views import HOSTILE_TEXT, owner, public_view, repository, view

SITE = SiteSettings(name="Codes", publisher="Ministère", base_url="https://codes.exemple.gouv.fr/catalogue")
ATOM = {"a": "http://www.w3.org/2005/Atom"}
RSS = ("latest-repositories.xml", "latest.xml", "latest-organizations.xml", "latest-releases.xml")
TAG = re.compile(r"tag:codes\.exemple\.gouv\.fr,2026(-\d\d){0,2}:[\w:-]+")


def _news(number: int = 1, **fields: str) -> NewsEntry:
    known = {
        "at": f"2026-11-{number % 28 + 1:02}T08:00:00Z",
        "kind": NewsKind.ARCHIVED,
        "host": "github.com",
        "full_name": "dgfip-exemple/calcul-impot",
        "name": "calcul-impot",
        "owner": "dgfip-exemple",
        "key": f"{number:020}",
    }
    return NewsEntry.model_validate(known | fields)


def _with(*news: NewsEntry) -> View:
    return public_view().model_copy(update={"news": news})


def _files(shown: View, settings: SiteSettings = SITE) -> dict[str, str]:
    return dict(files(Index(shown), settings))


def _xml(text: str) -> ET.Element:
    return ET.fromstring(text.encode())  # noqa: S314 - ours


def _atom(text: str, path: str) -> list[str]:
    return [found.text or "" for found in _xml(text).findall(path, ATOM)]


def _rss(shown: View, name: str, settings: SiteSettings = SITE) -> list[dict[str, str]]:
    items = _xml(_files(shown, settings)[f"data/{name}"]).findall("channel/item")
    return [{child.tag.rpartition("}")[2]: child.text or "" for child in item} for item in items]


def test_every_feed_is_there_even_when_nothing_is_known() -> None:
    made = _files(view(date=""), SiteSettings())
    assert list(made) == [
        *("actualites/atom.xml", "actualites/feed.json", "en/news/atom.xml", "en/news/feed.json"),
        *(f"data/{name}" for name in RSS),
    ]
    for name, text in made.items():
        assert json.loads(text)["items"] == [] if name.endswith("json") else _xml(text) is not None
    assert _atom(made["actualites/atom.xml"], "a:updated") == ["1970-01-01T00:00:00Z"]


def test_an_atom_feed_has_all_that_its_standard_asks() -> None:
    feed = _files(_with(_news(3), _news(1, kind="gone", full_name="x/parti", name="parti")))["actualites/atom.xml"]
    root = _xml(feed)
    assert root.tag == "{http://www.w3.org/2005/Atom}feed"
    for path in ("a:id", "a:title", "a:updated", "a:author/a:name"):
        assert len(_atom(feed, path)) == 1
    assert _atom(feed, "a:updated") == ["2026-11-04T08:00:00Z"]
    links = {link.get("rel"): link.get("href") for link in root.findall("a:link", ATOM)}
    origin = "https://codes.exemple.gouv.fr/catalogue/actualites"
    assert links == {"self": f"{origin}/atom.xml", "alternate": f"{origin}/index.html"}
    ids = _atom(feed, "a:id") + _atom(feed, "a:entry/a:id")
    assert len(set(ids)) == len(ids) == 3
    assert all(TAG.fullmatch(one) for one in ids), ids
    for entry in root.findall("a:entry", ATOM):
        required = [entry.find(f"a:{name}", ATOM) for name in ("title", "updated", "content", "link", "category")]
        assert all(one is not None for one in required)
        assert datetime.fromisoformat(entry.findtext("a:updated", "", ATOM)).tzinfo


def test_an_item_leads_to_the_repository_or_to_the_month_when_it_is_gone() -> None:
    feed = _xml(_files(_with(_news(3), _news(1, kind="gone", full_name="x/parti")))["en/news/atom.xml"])
    assert [link.get("href") for link in feed.findall("a:entry/a:link", ATOM)] == [
        "https://codes.exemple.gouv.fr/catalogue/en/repositories/github.com/dgfip-exemple/calcul-impot.html",
        f"https://codes.exemple.gouv.fr/catalogue/en/news/2026-11.html#n{1:020}",
    ]


def test_without_a_known_address_links_are_relative_to_the_feed() -> None:
    feed = _xml(_files(_with(_news()), SiteSettings())["en/news/atom.xml"])
    [link] = feed.findall("a:entry/a:link", ATOM)
    assert link.get("href") == "../../en/repositories/github.com/dgfip-exemple/calcul-impot.html"


def test_ids_stay_the_same_whatever_the_repository_is_called() -> None:
    told = _news()
    renamed = _news(full_name="dgfip-exemple/impot", name="impot", after="MIT")
    one, other = (_atom(_files(_with(each))["actualites/atom.xml"], "a:entry/a:id") for each in (told, renamed))
    assert one == other


def test_a_json_feed_says_the_same_as_the_atom_feed() -> None:
    made = _files(_with(_news(3), _news(2, kind="relicensed", before="mit", after="EUPL-1.2")))
    feed = json.loads(made["actualites/feed.json"])
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == "https://codes.exemple.gouv.fr/catalogue/actualites/feed.json"
    assert (feed["language"], feed["authors"]) == ("fr", [{"name": "Ministère"}])
    assert [item["id"] for item in feed["items"]] == _atom(made["actualites/atom.xml"], "a:entry/a:id")
    assert feed["items"][1]["content_text"] == "Il était sous MIT\u202f; il est désormais sous EUPL-1.2."
    assert feed["items"][1]["title"] == "Changement de licence\u00a0: calcul-impot (dgfip-exemple)"
    assert feed["items"][1]["tags"] == ["Changement de licence"]


def test_a_json_feed_gives_no_address_of_its_own_that_is_not_whole() -> None:
    feed = json.loads(_files(_with(_news(3)), SiteSettings())["actualites/feed.json"])
    assert not {"feed_url", "home_page_url"} & feed.keys()
    assert feed["items"][0]["url"] == "../depots/github.com/dgfip-exemple/calcul-impot.html"


def test_a_feed_holds_the_newest_only() -> None:
    made = _files(_with(*(_news(number) for number in range(LATEST_NEWS + 5))))
    assert len(json.loads(made["en/news/feed.json"])["items"]) == LATEST_NEWS


@pytest.mark.parametrize("name", RSS)
def test_rss_channels_and_items_have_what_readers_ask(name: str) -> None:
    made = repository(
        "g/a", created_at="2026-01-02T03:04:05Z", releases=(ReleaseEntry(tag="1", published_at="2025-01-02T00:00:00Z"),)
    )
    shown = view(repositories=(made,), owners=(owner("g", created_at="2020-01-01", repositories_count=1),))
    root = _xml(_files(shown)[f"data/{name}"])
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    assert all(root.findtext(f"channel/{part}") for part in ("title", "link", "description", "lastBuildDate"))
    [link] = root.findall("channel/a:link", ATOM)
    assert (link.get("rel"), link.get("href")) == ("self", f"https://codes.exemple.gouv.fr/catalogue/data/{name}")
    [item] = root.findall("channel/item")
    assert item.findtext("title")
    assert item.findtext("guid")
    assert parsedate_to_datetime(item.findtext("pubDate", "")).tzinfo


def test_the_last_repositories_come_first_and_those_without_a_date_not_at_all() -> None:
    dates = {f"g/r{day}": f"2026-01-{day:02}T00:00:00Z" for day in range(1, 29)} | {"g/odd": "hier", "g/none": ""}
    shown = view(repositories=tuple(repository(name, created_at=date) for name, date in dates.items()))
    last = _rss(shown, "latest-repositories.xml")
    assert (len(last), len(_rss(shown, "latest.xml"))) == (LATEST_OF_LAST_GENERATION, LATEST)
    assert last[0]["title"] == "Nouveau dépôt de code source : r28"
    assert last[0]["link"] == last[0]["guid"] == "https://github.com/g/r28"
    assert last[0]["pubDate"] == "Wed, 28 Jan 2026 00:00:00 GMT"


def test_versions_of_one_repository_dont_hide_the_others() -> None:
    def releases(month: int) -> tuple[ReleaseEntry, ...]:
        tags = [f"v{month}.{day}" for day in range(9, 0, -1)]
        return tuple(ReleaseEntry(tag=tag, published_at=f"2026-{month:02}-0{tag[-1]}T00:00:00Z") for tag in tags)

    liar = ReleaseEntry(tag="v99", published_at="2099-01-01T00:00:00Z")
    shown = view(
        repositories=(
            repository("g/vite", releases=(liar, *releases(5))),
            repository("g/lent", releases=releases(3)),
            repository("g/copie", releases=releases(4), fork=True),
        )
    )
    titles = [item["title"] for item in _rss(shown, "latest-releases.xml")]
    assert titles == [
        *(f"Nouvelle version de g/vite : v5.{day}" for day in (9, 8, 7)),
        *(f"Nouvelle version de g/lent : v3.{day}" for day in (9, 8, 7)),
    ]


def test_what_has_no_address_of_its_own_leads_to_our_page() -> None:
    made = repository("g/site", "folder", created_at="2026-01-01T00:00:00Z").model_copy(update={"html_url": ""})
    [item] = _rss(view(repositories=(made,)), "latest.xml")
    assert item["link"] == "https://codes.exemple.gouv.fr/catalogue/depots/folder/g/site.html"
    assert item["guid"] == "folder/g/site"
    [item] = _rss(view(repositories=(made,)), "latest.xml", SiteSettings())
    assert "link" not in item


def test_hostile_texts_stay_texts() -> None:
    hostile = repository(
        f"mal/{HOSTILE_TEXT}",
        description="\x00\x1b\ud800" + HOSTILE_TEXT,
        created_at="2026-01-01T00:00:00Z",
        releases=(ReleaseEntry(tag=HOSTILE_TEXT, name=HOSTILE_TEXT, published_at="2026-01-01T00:00:00Z"),),
    )
    news = _news(name=HOSTILE_TEXT, owner="\x08" + HOSTILE_TEXT, kind="moved", before=HOSTILE_TEXT, after="]]>\x00")
    shown = hostile_view().model_copy(update={"news": (news,), "repositories": (hostile,)})
    for name, text in _files(shown).items():
        assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", text), name
        if name.endswith("xml"):
            tags = {one.tag.rpartition("}")[2] for one in _xml(text).iter()}
            assert tags.isdisjoint({"script", "img"})
    [item] = _rss(shown, "latest-repositories.xml")
    assert item["description"].startswith("<script>alert(1)</script>")


def test_the_same_view_gives_the_same_bytes() -> None:
    shown = _with(_news(1), _news(2))
    assert _files(shown) == _files(shown)
