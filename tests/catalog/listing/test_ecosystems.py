# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The pages of code.gouv.fr find, on any static server, the answers that ecosyste.ms gave them."""

import functools
import json
import threading
import urllib.request
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from catalog.files import OutputFolder
from catalog.listing import ecosystems
from catalog.listing.api_paths import ApiPaths
from catalog.view import ForgeEntry, ReleaseEntry, View
from scanner.models import ForgeKind
from tests.catalog.hostile_views import hostile_view
from tests.catalog.views import (
    ACCESS,
    CONFLICT,
    FORGE,
    HOSTILE_TEXT,
    owner,
    public_view,
    repository,
    view,
)

GITLAB = ForgeEntry(host=FORGE, kind=ForgeKind.GITLAB, url=f"https://{FORGE}")


def answers(of: View, base_url: str = "") -> dict[str, str]:
    return dict(ecosystems.files(of, base_url))


class Quiet(SimpleHTTPRequestHandler):
    """The standard library's server of files, without its log."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Stay silent."""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    """Serve the API of the public view as any server of files does; give its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(tmp_path))) as server:
        base = f"http://127.0.0.1:{server.server_port}"
        with OutputFolder(tmp_path, "public") as folder:
            for name, text in ecosystems.files(public_view(), base):
                folder.write(name, text)
            folder.finish()
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield base
        server.shutdown()


def get(url: str) -> object:
    with urllib.request.urlopen(url) as answer:  # noqa: S310 - an address of ours
        return json.load(answer)


def test_an_empty_catalog_has_an_empty_list_of_hosts() -> None:
    assert answers(view()) == {"api/v1/hosts.json": "[]\n"}


@pytest.mark.parametrize("name", ["dgfip-exemple/calcul-impot", "dgfip-exemple%2Fcalcul-impot"])
def test_the_page_of_a_repository_finds_what_it_shows(site: str, name: str) -> None:
    answer = get(f"{site}/api/v1/hosts/github/repositories/{name}")
    assert isinstance(answer, dict)
    assert answer == {
        "full_name": "dgfip-exemple/calcul-impot",
        "owner": "dgfip-exemple",
        "html_url": ACCESS.html_url,
        "owner_url": f"{site}/api/v1/hosts/github/owners/dgfip-exemple",
        "repository_url": f"{site}/api/v1/hosts/github/repositories/dgfip-exemple/calcul-impot",
        "description": ACCESS.description,
        "homepage": "https://impots.exemple.gouv.fr/calcul",
        "icon_url": None,
        "created_at": "2019-03-12T09:00:00Z",
        "updated_at": "2026-10-28T16:20:00Z",
        "pushed_at": "2026-10-28T16:20:00Z",
        "fork": False,
        "template": False,
        "archived": False,
        "language": "Python",
        "license": "gpl-3.0",
        "forks_count": 14,
        "subscribers_count": 12,
        "stargazers_count": 128,
        "open_issues_count": 7,
        "default_branch": "main",
        "topics": ["impôt", "calcul", "openfisca"],
        "releases_url": None,
        "metadata": {"files": dict.fromkeys(ecosystems.FILES) | ACCESS.community},
    }


def test_the_page_of_an_owner_finds_what_it_shows(site: str) -> None:
    answer = get(f"{site}/api/v1/hosts/github/owners/dgfip-exemple")
    assert isinstance(answer, dict)
    assert answer["owner_url"] == f"{site}/api/v1/hosts/github/owners/dgfip-exemple"
    assert (answer["followers"], answer["total_stars"], answer["repositories_count"]) == (41, 130, 2)
    assert answer["kind"] == "organization"
    assert answer["email"] is None


def test_the_path_of_a_project_in_a_subgroup_is_its_own(site: str) -> None:
    answer = get(f"{site}/api/v1/hosts/{FORGE}/repositories/{CONFLICT.full_name}")
    assert isinstance(answer, dict)
    assert (answer["full_name"], answer["archived"]) == (CONFLICT.full_name, True)


def test_each_address_that_a_host_gives_leads_somewhere(site: str) -> None:
    hosts = get(f"{site}/api/v1/hosts.json")
    assert isinstance(hosts, list)
    assert [host["name"] for host in hosts] == [FORGE, "github"]
    for host in hosts:
        repositories, owners = get(f"{host['repositories_url']}?page=1&per_page=1000"), get(host["owners_url"])
        assert isinstance(repositories, list)
        assert isinstance(owners, list)
        assert (host["repositories_count"], host["owners_count"]) == (len(repositories), len(owners))
        assert [get(each["repository_url"]) for each in repositories] == repositories
        assert [get(each["owner_url"]) for each in owners] == owners


def test_versions_have_an_address_when_there_are_some() -> None:
    versions = (ReleaseEntry(tag="v2", published_at="2026-01-02T00:00:00Z"), ReleaseEntry(tag="v1", name="Première"))
    files = answers(view(forges=(GITLAB,), repositories=(repository("a/b", FORGE, releases=versions),)), "https://x.fr")
    entry = json.loads(files[f"api/v1/hosts/{FORGE}/repositories/a/b"])
    assert entry["releases_url"] == f"https://x.fr/api/v1/hosts/{FORGE}/releases/a/b"
    told = json.loads(files[f"api/v1/hosts/{FORGE}/releases/a/b"])
    assert [(each["tag_name"], each["name"]) for each in told] == [("v2", "v2"), ("v1", "Première")]


def test_a_group_that_holds_others_has_its_file_beside_its_folder() -> None:
    groups = tuple(owner(login, FORGE, repositories_count=1) for login in ("outils", "outils/carto"))
    files = answers(view(forges=(GITLAB,), owners=groups))
    assert json.loads(files[f"api/v1/hosts/{FORGE}/owners/outils.json"])["owner_url"].endswith("/owners/outils.json")
    assert json.loads(files[f"api/v1/hosts/{FORGE}/owners/outils/carto"])["login"] == "outils/carto"


def test_a_name_that_servers_would_call_a_page_ends_as_what_it_is() -> None:
    files = answers(
        view(forges=(GITLAB,), repositories=(repository("a/page.HTML", FORGE), repository("a/b.io", FORGE)))
    )
    kept = [name.rpartition("/")[2] for name in files if "/repositories/a/" in name]
    assert sorted(kept) == ["b.io", "page.HTML.json"]


def test_hostile_names_stay_in_the_folder_and_are_counted(tmp_path: Path) -> None:
    hostile = hostile_view()
    with OutputFolder(tmp_path, "public") as folder:
        for name, text in ecosystems.files(hostile):
            folder.write(name, text)
        folder.finish()
    listed = json.loads((tmp_path / "api/v1/hosts/mal.example/repositories.json").read_bytes())
    assert len(listed) == len(hostile.repositories)
    assert sum(entry["repository_url"] is None for entry in listed) == ApiPaths(hostile).without_file()
    assert {entry["description"] for entry in listed} == {HOSTILE_TEXT}


def test_no_answer_passes_for_a_page() -> None:
    assert not [name for name, text in answers(hostile_view()).items() if "<" in text]
