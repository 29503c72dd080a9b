# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The news page by page: the newest first, every month and kind whole, each sentence true, versions beside them."""

from typing import Any

import pytest

from catalog.i18n import translator
from catalog.pages.news_words import month_name, sentence
from catalog.pages.page import PAGE_SIZE
from catalog.view import NewsEntry, NewsKind, ReleaseEntry, View
from tests.catalog.pages.editions import context, edition, pages
from tests.catalog.views import news, public_view, repository, view


def _rows(page: dict[str, Any]) -> list[Any]:
    return [row for group in page["groups"] for row in group["rows"]]


def _busy(number: int) -> View:
    """Return a view with much news, three a month."""
    months = [(2020 + place // 36, place // 3 % 12 + 1) for place in range(number)]
    told = [news(NewsKind.ARCHIVED, f"{year}-{month:02}-01T00:00:00Z", "g/site") for year, month in months]
    return view(repositories=(repository("g/site"),), news=tuple(reversed(told)))


def test_the_first_page_holds_the_newest_by_month_and_leads_to_each_month_and_kind() -> None:
    page = context(edition(public_view()), "actualites/index.html")
    assert [(group["month"], len(group["rows"])) for group in page["groups"]] == [
        *(("octobre 2026", 1), ("septembre 2026", 3), ("août 2026", 1))
    ]
    assert [link["url"] for link in page["months"]] == [f"actualites/2026-{month}.html" for month in ("10", "09", "08")]
    assert [(link["label"], link["count"]) for link in page["kinds"]] == [
        *(("Ouverture", 1), ("Changement de licence", 1), ("Archivage", 1), ("Déplacement", 1), ("Retrait", 1))
    ]


def test_what_has_no_page_any_more_is_named_without_a_link() -> None:
    rows = {row["name"]: row["url"] for row in _rows(context(edition(public_view()), "actualites/index.html"))}
    assert rows["ancien-portail"] == ""
    assert rows["calcul-impot"] == "depots/github.com/dgfip-exemple/calcul-impot.html"


def test_nothing_is_lost_between_the_pages_of_a_kind_nor_between_months() -> None:
    of = edition(_busy(PAGE_SIZE + 50))
    assert len(_rows(context(of, "actualites/index.html"))) == PAGE_SIZE
    kind = [context(of, url) for url in pages(of) if url.startswith("actualites/archived")]
    assert [len(_rows(page)) for page in kind] == [PAGE_SIZE, 50]
    months = [context(of, url) for url in pages(of) if url.startswith("actualites/20")]
    assert [len(_rows(page)) for page in months] == [3] * 50


def test_a_month_leads_to_the_one_before_and_the_one_after() -> None:
    page = context(edition(_busy(9)), "actualites/2020-02.html")
    assert [link["label"] for link in page["near"]] == ["janvier 2020", "mars 2020"]
    assert page["heading"] == "février 2020"


def test_without_news_the_page_says_so() -> None:
    of = edition(view())
    assert context(of, "actualites/index.html")["groups"] == []
    assert [url for url in pages(of) if url.startswith("actualites/")] == [
        *("actualites/index.html", "actualites/releases.html")
    ]


@pytest.mark.parametrize(
    ("entry", "french", "english"),
    [
        (
            news(NewsKind.RELICENSED, "2026", "g/s", before="mit", after="EUPL-1.2"),
            "Il était sous MIT\u202f; il",
            "was",
        ),
        (news(NewsKind.RELICENSED, "2026", "g/s", after="etalab-2.0"), "Il ne déclarait pas de licence", "declared no"),
        (news(NewsKind.RELICENSED, "2026", "g/s", before="mit"), "il ne déclare plus de licence", "any more"),
        (news(NewsKind.MOVED, "2026", "g/s", before="g/r", after="g/s"), "g/r est devenu g/s.", "g/r is now g/s."),
        (news(NewsKind.GONE, "2026", "g/s"), "Il n’est plus sur github.com.", "no longer on github.com"),
        (news(NewsKind.BACK, "2026", "g/s", "folder"), "Il est de nouveau dans son dossier.", "in its folder again"),
    ],
)
def test_a_sentence_says_what_happened(entry: NewsEntry, french: str, english: str) -> None:
    assert french in sentence(translator("fr"), entry)
    assert english in sentence(translator("en"), entry)


@pytest.mark.parametrize("kind", NewsKind)
def test_every_kind_of_news_has_its_words(kind: NewsKind) -> None:
    entry = news(kind, "2026-01-01T00:00:00Z", "g/site", before="a", after="b")
    assert sentence(translator("fr"), entry) != sentence(translator("en"), entry) != ""


def test_a_month_is_written_in_full_and_what_isnt_one_stays() -> None:
    assert [month_name(translator("fr"), text) for text in ("2026-08", "hier")] == ["août 2026", "hier"]


def test_the_newest_versions_are_beside_the_news_when_there_are_any() -> None:
    releases = (ReleaseEntry(tag="v2", name="v2", published_at="2026-10-02T00:00:00Z", url="https://f.fr/v2"),)
    of = edition(view(repositories=(repository("g/site", releases=releases),)))
    assert context(of, "actualites/index.html")["versions"] == "actualites/releases.html"
    [row] = _rows(context(of, "actualites/releases.html"))
    assert (row["name"], row["tag"], row["tag_url"], row["text"]) == ("site", "v2", "https://f.fr/v2", "")
    assert context(edition(view()), "actualites/index.html")["versions"] == ""
