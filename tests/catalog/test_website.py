# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The site: one address a thing, no dead link, two languages, and nothing but what the view holds."""

import csv
import gzip
import json
import re
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from posixpath import normpath
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from catalog.pages.addresses import address, page_slug, slugs
from catalog.pages.settings import SiteSettings
from catalog.publish import publish
from scanner.models import Visibility
from scanner.resources import resource_dir
from tests.catalog.hostile_views import hostile_view
from tests.catalog.listing_2021 import LISTING_2021, listing_2021
from tests.catalog.views import (
    ACCESS,
    CLOSED,
    COMMIT,
    OPENABLE,
    SECOND,
    THIRD,
    internal_view,
    public_view,
    repository,
    view,
)

REFRESH = 'http-equiv="refresh"'
"""What the page of an old address holds, and no other."""
VIEWS = {"empty": view, "public": public_view, "internal": internal_view, "hostile": hostile_view}


class Reader(HTMLParser):
    """What a page links to, loads and names."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.ids: list[str] = []
        self.tags: list[str] = []
        self.inline: list[str] = []
        self.root: dict[str, str | None] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.inline += [key for key in given if key == "style" or key.startswith("on")]
        self.ids += [value for value in [given.get("id")] if value]
        self.links += [value for value in [given.get("href") if tag == "a" else None] if value]
        self.loaded += [given.get("src") or ""] if tag in {"script", "img", "iframe"} and given.get("src") else []
        self.loaded += [given.get("href") or ""] if tag == "link" and given.get("rel") in {"stylesheet", "icon"} else []
        if tag == "html":
            self.root = given


class Site:
    """A published site, read back."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        found = sorted(path for path in folder.rglob("*.html") if path.is_file())
        self.html = {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in found}
        self.pages = {name: Reader(html) for name, html in self.html.items()}

    def text(self) -> str:
        """Return every byte of the output as text."""
        found = [path for path in self.folder.rglob("*") if path.is_file()]
        packed = [gzip.decompress(path.read_bytes()) for path in found if path.suffix == ".gz"]
        return b"\n".join([*packed, *(path.read_bytes() for path in found if path.suffix != ".gz")]).decode()


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Site]:
    folder = tmp_path_factory.mktemp("sites")
    for name, make in VIEWS.items():
        publish(make(), folder / name)
    return {name: Site(folder / name) for name in VIEWS}


def inside(link: str) -> bool:
    return not urlsplit(link).scheme


# --- addresses ---


def test_plain_names_keep_their_own_address() -> None:
    name = "github.com/etalab/csvapi"
    assert slugs([name]) == {name: name}
    assert address("fr", "repositories", name) == "depots/github.com/etalab/csvapi.html"
    assert address("en", "repositories", name) == "en/repositories/github.com/etalab/csvapi.html"


def test_every_name_has_its_own_address_inside_the_site() -> None:
    names = [entry.full_name for entry in hostile_view().repositories] + ["mal/", "mal/index~1bc04b5291c26a46", "M/al"]
    given = slugs(names)
    assert len(set(given.values())) == len(names)
    for slug in given.values():
        assert re.fullmatch(r"[a-z0-9._~/-]+", slug)
        assert not {"..", ".", ""} & set(slug.split("/"))
        assert max(map(len, slug.split("/"))) < 120


def test_the_address_of_a_page_is_never_the_folder_of_another() -> None:
    given = [f"{slug}.html" for slug in slugs(["a/b", "a/b.html/c", "a/page-2", "a/index"]).values()]
    folders = {str(parent) for path in given for parent in PurePosixPath(path).parents}
    assert not folders & {*given, "a/page-2.html", "a/index.html"}


def test_addresses_do_not_depend_on_the_order_of_names() -> None:
    names = ["a/Depot", "a/depot", "a/DEPOT", "a/dépôt"]
    assert slugs(names) == slugs(reversed(names))
    assert slugs(names)["a/depot"] == "a/depot"


def test_the_first_page_of_a_list_has_the_address_of_the_list() -> None:
    assert [page_slug("index", 1), page_slug("index", 2)] == ["index", "page-2"]
    assert page_slug("mit", 3) == "mit/page-3"


# --- every page ---


@pytest.mark.parametrize("name", VIEWS)
def test_no_link_is_broken(sites: dict[str, Site], name: str) -> None:
    site = sites[name]
    for place, page in site.pages.items():
        for link in filter(inside, page.links + page.loaded):
            path, anchor = urldefrag(link)
            start = PurePosixPath("/" if place == "404.html" else "/" + place).parent
            target = normpath(f"{start}/{unquote(path)}").lstrip("/") if path else place
            assert (site.folder / target).is_file(), f"{place} → {link}"
            assert not anchor or anchor in site.pages[target].ids, f"{place} → {link}"


@pytest.mark.parametrize("name", VIEWS)
def test_each_page_exists_in_both_languages_and_says_so(sites: dict[str, Site], name: str) -> None:
    site = sites[name]
    french = [place for place in site.pages if not place.startswith("en/") and place != "404.html"]
    assert len(french) == sum(place.startswith("en/") for place in site.pages)
    for place, page in site.pages.items():
        assert page.root["lang"] == ("en" if place.startswith("en/") else "fr")
        if place != "404.html":
            assert site.html[place].count('rel="alternate" hreflang=') == 2


@pytest.mark.parametrize("name", VIEWS)
def test_pages_have_one_heading_one_main_part_and_no_identifier_twice(sites: dict[str, Site], name: str) -> None:
    for place, page in sites[name].pages.items():
        assert (page.tags.count("h1"), page.tags.count("main")) == (1, 1), place
        assert len(page.ids) == len(set(page.ids)), place


@pytest.mark.parametrize("name", VIEWS)
def test_pages_say_in_a_sentence_what_they_hold(sites: dict[str, Site], name: str) -> None:
    """Search engines show it under the title; what was moved or isn't there has nothing to say."""
    for place, html in sites[name].html.items():
        said = re.findall(r'<meta name="description" content="([^"]*)">', html)
        assert place == "404.html" or 'http-equiv="refresh"' in html or (len(said) == 1 and len(said[0]) > 20), place


@pytest.mark.parametrize("name", VIEWS)
def test_pages_load_nothing_from_elsewhere_and_run_no_script_of_their_own(sites: dict[str, Site], name: str) -> None:
    for place, html in sites[name].html.items():
        assert all(map(inside, sites[name].pages[place].loaded)), place
        assert "default-src 'none'; style-src 'self'; script-src 'self'" in html
        assert not sites[name].pages[place].inline, place
        assert re.findall(r"<script(?![^>]*\ssrc=)([^>]*)>", html) in ([], [' type="application/ld+json"'])


def _used() -> set[str | tuple[str, ...]]:
    """Return the texts of the templates and of what fills them."""
    keywords = {"_": None, "ngettext": (1, 2), "translate": None}
    methods = [("**/pages/**.py", "python"), ("templates/**.html", "jinja2.ext.babel_extract")]
    folders = [str(resource_dir("site")), str(Path(__file__).resolve().parents[2] / "catalog")]
    return {m for folder in folders for _, _, m, *_ in extract_from_dir(folder, methods, keywords=keywords)}


def test_every_text_is_translated() -> None:
    used = _used()
    assert len(used) > 150
    known: dict[str | tuple[str, ...], object] = {}
    for path in (resource_dir("site") / "locales" / "fr" / "LC_MESSAGES").glob("*.po"):
        with path.open("rb") as file:
            known |= {
                tuple(m.id) if isinstance(m.id, (list, tuple)) else m.id: m.string
                for m in read_po(file, locale="fr")
                if not m.fuzzy
            }
    assert [message for message in used if not known.get(message)] == []


def test_english_is_that_of_europe_with_the_apostrophes_of_print() -> None:
    policies = [path.read_text(encoding="utf-8") for path in (resource_dir("policies")).glob("*.yml")]
    labels = re.findall(r"^ +en: (.*)$", "\n".join(policies), re.MULTILINE)
    assert [text for text in (*map(str, _used()), *labels) if re.search(r"\w'\w|\b[Cc]atalogs?\b", text)] == []


# --- what pages say ---


def test_a_repository_page_tells_the_licence_with_its_files(sites: dict[str, Site]) -> None:
    html = sites["public"].html["depots/github.com/dgfip-exemple/calcul-impot.html"]
    assert "<bdi>GPL-3.0-or-later</bdi></a></strong> déclarée par plusieurs fichiers qui concordent." in html
    assert f'href="https://github.com/dgfip-exemple/calcul-impot/blob/{COMMIT}/pyproject.toml#L8"' in html
    assert "CRPA, article D323-2-1" in html
    origin = "https%3A%2F%2Fgithub.com%2Fdgfip-exemple%2Fcalcul-impot"
    assert f'href="https://archive.softwareheritage.org/browse/origin/?origin_url={origin}"' in html
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    data = json.loads(block)
    assert (data["@type"], data["codeRepository"]) == ("SoftwareSourceCode", ACCESS.html_url)
    assert data["license"] == "https://spdx.org/licenses/GPL-3.0-or-later"


def test_an_owner_page_tells_whose_it_is_and_who_answers_for_it(sites: dict[str, Site]) -> None:
    html = sites["public"].html["organisations/github.com/dgfip-exemple.html"]
    lines = dict(re.findall(r"<dt>(.*?)</dt><dd>.*?<bdi>(.*?)</bdi>", html))
    assert lines["Administration"] == "Direction générale des finances publiques"
    assert lines["Ministère"] == "Ministère de l’Économie et des Finances"
    told = "Camille Exemple, Administratrice des codes sources (codes@impots.exemple.gouv.fr)"
    assert lines["Référent des codes sources"] == told
    assert lines["Contact du référent des codes sources"] == "https://impots.exemple.gouv.fr/codes"
    assert "Rattachement" not in lines


def test_an_owner_nobody_vouches_for_is_marked_so(sites: dict[str, Site]) -> None:
    html = sites["public"].html["organisations/forge.exemple.gouv.fr/numerique/outils.html"]
    assert "<dt>Rattachement</dt><dd><bdi>non confirmé" in html
    assert sites["public"].html["organisations/index.html"].count("rattachement non confirmé") == 1


def test_files_that_disagree_are_told_apart(sites: dict[str, Site]) -> None:
    html = sites["public"].html["depots/forge.exemple.gouv.fr/numerique/outils/tableau-de-bord.html"]
    assert "déclarées par des fichiers qui se contredisent" in html
    assert "Une partie n’a pas pu être lue." in html
    assert '<span class="tag">archivé</span>' in html


def test_a_repository_that_was_not_scanned_is_not_said_to_lack_anything(sites: dict[str, Site]) -> None:
    html = sites["public"].html["depots/github.com/dgfip-exemple/guide-usagers.html"]
    assert html.count("ses fichiers n’ont pas encore été lus.") == 3
    assert "absent" not in html


def test_a_ranked_entry_explains_its_rank_in_sentences(sites: dict[str, Site]) -> None:
    html = sites["internal"].html["a-ouvrir/index.html"]
    assert "Aucun autre code fermé ne le devance sur un critère sans être derrière lui sur l’autre." in html
    assert "part des règles de calcul ou de décision dans le code (+45 points)" in html
    assert "À régler d’abord\u00a0: secrets dans l’historique." in html
    english = sites["internal"].html["en/to-open/index.html"]
    assert "No other closed code is ahead of it on one criterion without being behind on the other." in english
    assert "Computation of housing benefits" in english


def test_the_internal_page_of_closed_code_shows_its_evidence(sites: dict[str, Site]) -> None:
    html = sites["internal"].html["a-ouvrir/forge.exemple.gouv.fr/prestations/aides-logement.html"]
    assert "<summary>Un mot de passe est écrit dans le code (1)</summary>" in html
    for evidence in ("src/main/java/Bareme.java:118", "conf/recette.properties:12", "dans l’historique"):
        assert evidence in html
    assert "Révoquez ces secrets d’abord" in html


def test_the_public_site_holds_nothing_of_closed_code_but_its_published_entry(sites: dict[str, Site]) -> None:
    text = sites["public"].text()
    assert OPENABLE.purpose in text
    for closed in ("Bareme.java", "recette.properties", SECOND.full_name, THIRD.full_name, "secret-password"):
        assert closed not in text
    assert "Secrets dans l’historique" not in text
    assert "2 dépôts fermés ne sont pas nommés ici" in sites["public"].html["a-propos/index.html"]


def test_the_internal_view_says_on_each_page_that_it_is_not_to_be_shared(sites: dict[str, Site]) -> None:
    banner = '<p class="banner"><strong>Vue interne</strong> – ne pas diffuser</p>'
    french = [html for place, html in sites["internal"].html.items() if not place.startswith("en/")]
    assert all(banner in html and "noindex" in html for html in french)
    assert all("Internal view" in html for place, html in sites["internal"].html.items() if place.startswith("en/"))
    assert not any("Vue interne" in html or "noindex" in html for html in sites["public"].html.values())
    assert "Disallow: /" in (sites["internal"].folder / "robots.txt").read_text(encoding="utf-8")


def test_an_empty_catalog_is_still_a_site(sites: dict[str, Site]) -> None:
    assert "Aucun dépôt n’est encore connu." in sites["empty"].html["index.html"]
    assert "Aucun dépôt fermé n’est encore connu." in sites["empty"].html["a-ouvrir/index.html"]


def test_the_settings_of_an_administration_are_shown(tmp_path: Path) -> None:
    settings = SiteSettings(
        name="Codes du ministère",
        publisher="Ministère de l’Exemple",
        contact="codes@exemple.gouv.fr",
        base_url="https://codes.exemple.gouv.fr/inventaire/",
    )
    publish(public_view(), tmp_path, settings=settings)
    site = Site(tmp_path)
    place = "depots/github.com/dgfip-exemple/calcul-impot.html"
    assert f'<link rel="canonical" href="https://codes.exemple.gouv.fr/inventaire/{place}">' in site.html[place]
    assert 'href="mailto:codes@exemple.gouv.fr"' in site.html["mentions-legales/index.html"]
    assert "Ministère de l’Exemple" in site.html["index.html"]
    assert 'href="/inventaire/assets/site.css"' in site.html["404.html"]


def test_long_lists_are_cut_into_pages(tmp_path: Path) -> None:
    publish(view(repositories=tuple(repository(f"a/depot-{n:03}") for n in range(250))), tmp_path)
    site = Site(tmp_path)
    pages = ["depots/index.html", "depots/page-2.html", "depots/page-3.html"]
    lists = [site.html[page].partition("<template>")[0] for page in pages]
    assert [html.count('<li class="entry">') for html in lists] == [100, 100, 50]
    assert "Page 2 sur 3" in site.html["depots/page-2.html"]
    assert 'rel="next" href="../depots/page-3.html"' in site.html["depots/page-2.html"]
    assert 'rel="prev" href="../depots/index.html"' in site.html["depots/page-2.html"]


# --- hostile content ---


def test_hostile_text_is_never_markup(sites: dict[str, Site]) -> None:
    for place, html in sites["hostile"].html.items():
        assert "<script>alert" not in html, place
        assert "<img" not in html, place
        assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08]", html), place
        assert "{{ 49" not in html, place


def test_only_web_addresses_become_links(sites: dict[str, Site]) -> None:
    schemes = {urlsplit(link).scheme for page in sites["hostile"].pages.values() for link in page.links}
    assert schemes <= {"", "https", "http"}


def test_each_hostile_repository_has_its_own_page(sites: dict[str, Site]) -> None:
    html = sites["hostile"].html
    pages = [name for name in html if name.startswith("depots/mal.example/") and REFRESH not in html[name]]
    assert len(pages) == len(hostile_view().repositories)


def test_very_long_texts_are_cut(tmp_path: Path) -> None:
    publish(
        view(repositories=(repository("a/" + "x" * 10_000, description="mot " * 20_000, language="y" * 10_000),)),
        tmp_path,
    )
    assert max(len(html) for html in Site(tmp_path).html.values()) < 40_000


# --- publications one after the other ---


def test_the_same_view_gives_the_same_bytes_and_writes_nothing_again(tmp_path: Path) -> None:
    first = publish(internal_view(), tmp_path)
    again = publish(internal_view(), tmp_path)
    assert (first.unchanged, again.written, again.unchanged) == (0, 0, first.written)


def test_what_closes_leaves_the_public_site(tmp_path: Path) -> None:
    opened = CLOSED.model_copy(update={"visibility": Visibility.PUBLIC, "findings": ()})
    publish(public_view().model_copy(update={"repositories": (ACCESS, opened)}), tmp_path)
    assert "commun/dates" in Site(tmp_path).text()
    report = publish(public_view(), tmp_path)
    assert report.removed > 0
    assert "commun/dates" not in Site(tmp_path).text()
    publish(view(), tmp_path)
    assert "calcul-impot" not in Site(tmp_path).text()


def test_a_change_writes_only_the_pages_that_show_it(tmp_path: Path) -> None:
    entries = tuple(repository(f"a/depot-{n:03}", language="Python" if n % 2 else "Java") for n in range(150))
    publish(view(repositories=entries), tmp_path)
    changed = (entries[0].model_copy(update={"description": "Nouvelle description"}), *entries[1:])
    report = publish(view(repositories=changed), tmp_path)
    assert 0 < report.written < 50
    assert report.unchanged > 300


def test_a_repository_gone_from_its_forge_keeps_its_page_and_leaves_the_lists(tmp_path: Path) -> None:
    publish(view(repositories=(ACCESS.model_copy(update={"gone": True}),)), tmp_path)
    site = Site(tmp_path)
    assert "disparu de sa forge" in site.html["depots/github.com/dgfip-exemple/calcul-impot.html"]
    assert "calcul-impot" not in site.html["depots/index.html"]


def test_extra_files_are_part_of_the_publication(tmp_path: Path) -> None:
    publish(internal_view(), tmp_path, extra={"data/run.json": "{}\n"})
    assert (tmp_path / "data" / "run.json").read_text(encoding="utf-8") == "{}\n"
    publish(internal_view(), tmp_path)
    assert not (tmp_path / "data" / "run.json").exists()


@pytest.mark.skipif(not LISTING_2021.is_dir(), reason="the listing of November 2021 is not beside this checkout")
def test_a_tenth_of_the_listing_of_2021_makes_a_whole_site(tmp_path: Path) -> None:
    whole = listing_2021()
    source = whole.model_copy(update={"repositories": whole.repositories[::10], "owners": whole.owners[::10]})
    report = publish(source, tmp_path)
    with (tmp_path / "data" / "codegouvfr-repositories.csv").open(encoding="utf-8", newline="") as file:
        assert sum(1 for _ in csv.DictReader(file)) == report.repositories == len(source.repositories)
    pages = [path for path in (tmp_path / "depots").rglob("*.html") if path.parent != tmp_path / "depots"]
    assert len(pages) == len(source.repositories)
    search = json.loads((tmp_path / "data" / "search" / "repositories.json").read_text(encoding="utf-8"))
    assert search["size"] == len(source.repositories)
