# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Old addresses: each name that a repository bore leads to its page, unless another one has the name now."""

import re
from pathlib import Path

from catalog.listing import redirects
from catalog.pages.index import Index
from catalog.pages.settings import SiteSettings
from catalog.publish import publish
from catalog.view import NewsEntry, NewsKind, View
from tests.catalog.views import HOSTILE_TEXT, ranked, repository, view

SITE = SiteSettings(base_url="https://codes.exemple.gouv.fr/catalogue")


def _map(shown: View, settings: SiteSettings = SITE) -> dict[str, str]:
    [(name, text)] = redirects.files(Index(shown), settings)
    assert name == "redirects.map"
    pairs = (line.removesuffix(";").partition(" ") for line in text.splitlines())
    return {old: new for old, _, new in pairs}


def _french(shown: View) -> dict[str, str]:
    paths = {old: new for old, new in _map(shown, SiteSettings()).items() if old.startswith("/depots/")}
    return {old[8:-5]: new[8:-5] for old, new in paths.items()}


def _moved(before: str, after: str) -> NewsEntry:
    known = {"at": "2026-11-01T08:00:00Z", "kind": NewsKind.MOVED, "host": "github.com", "owner": "g", "name": "n"}
    return NewsEntry.model_validate(known | {"full_name": after, "before": before, "after": after})


def test_an_old_address_leads_to_the_page_of_today_in_both_languages(tmp_path: Path) -> None:
    shown = view(repositories=(repository("g/site", previous_names=("g/portail", "vieux/portail")),))
    publish(shown, tmp_path, settings=SITE)
    for folder, old, word in (
        ("depots", "g/portail", "s’appelle désormais"),
        ("depots", "vieux/portail", "s’appelle désormais"),
        ("en/repositories", "g/portail", "is now called"),
    ):
        html = (tmp_path / folder / "github.com" / f"{old}.html").read_text(encoding="utf-8")
        new = f"{folder}/github.com/g/site.html"
        root = "../" * f"{folder}/github.com/{old}".count("/")
        assert f'<meta http-equiv="refresh" content="0; url={root}{new}">' in html
        assert f'<link rel="canonical" href="https://codes.exemple.gouv.fr/catalogue/{new}">' in html
        assert f'<a href="{root}{new}">' in html
        assert word in html
        assert (tmp_path / new).is_file()


def test_the_page_of_code_to_open_leads_to_its_repository_once_it_is_open(tmp_path: Path) -> None:
    shown = view(repositories=(repository("g/ouvert", opened_on="2026-10-05"), repository("g/toujours")))
    publish(shown, tmp_path, settings=SITE)
    html = (tmp_path / "a-ouvrir" / "github.com" / "g" / "ouvert.html").read_text(encoding="utf-8")
    assert '<meta http-equiv="refresh" content="0; url=../../../depots/github.com/g/ouvert.html">' in html
    assert "il est ouvert depuis le 5 octobre 2026" in html
    assert not (tmp_path / "a-ouvrir" / "github.com" / "g" / "toujours.html").exists()
    assert _map(shown) == {
        f"/catalogue/{folder}/github.com/g/ouvert.html": f"/catalogue/{there}/github.com/g/ouvert.html"
        for folder, there in (("a-ouvrir", "depots"), ("en/to-open", "en/repositories"))
    }


def test_code_that_is_still_ranked_keeps_its_page() -> None:
    closed = ranked(1, "g/site", transparency=1, reusability=1).model_copy(update={"host": "github.com"})
    assert _map(view(repositories=(repository("g/site", opened_on="2026-10-05"),), to_open=(closed,))) == {}


def test_a_web_server_is_given_the_same_under_the_path_of_the_site() -> None:
    shown = view(repositories=(repository("g/site", previous_names=("g/portail",)),))
    assert _map(shown) == {
        f"/catalogue/{folder}/github.com/g/portail.html": f"/catalogue/{folder}/github.com/g/site.html"
        for folder in ("depots", "en/repositories")
    }
    assert _map(view()) == {}


def test_a_name_that_another_repository_has_now_is_that_ones() -> None:
    shown = view(repositories=(repository("g/site", previous_names=("g/portail",)), repository("g/portail")))
    assert _french(shown) == {}


def test_of_two_that_bore_a_name_the_last_one_has_its_address() -> None:
    both = (repository("g/a", previous_names=("g/site",)), repository("g/b", previous_names=("g/site",)))
    shown = view(repositories=both, news=(_moved("g/site", "g/b"), _moved("g/site", "g/a")))
    assert _french(shown) == {"github.com/g/site": "github.com/g/b"}


def test_hostile_names_make_harmless_addresses() -> None:
    names = (HOSTILE_TEXT, "a/../../../etc/passwd", "a; return 500", "nom\nsur deux", "é" * 3000, "index", "")
    shown = view(repositories=(repository("g/site", previous_names=names),))
    for old, new in _map(shown).items():
        assert re.fullmatch(r"/catalogue/[a-z0-9._~/-]{1,300}\.html", old)
        assert "/../" not in old
        assert new.endswith("/github.com/g/site.html")
