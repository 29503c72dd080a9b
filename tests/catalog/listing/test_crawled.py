# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What forges answer comes out in the inventory's formats: identifiers, dates and licences are those of the forges."""

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from catalog.database import Store
from catalog.listing import bulk, codegouv, ecosystems
from catalog.view import Audience, View
from catalog.view_builder import build_view
from tests.catalog.listing.test_bulk import of_folder
from tests.catalog.test_crawl import Crawler
from tests.forge_simulator import ForgeSimulator


@pytest.fixture
def seen(store: Store, monkeypatch: pytest.MonkeyPatch) -> View:
    """Return what the public sees of an owner of GitHub and of a group of GitLab with a subgroup."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with ForgeSimulator() as simulator:
        simulator.add_github("etalab", public=12)
        simulator.add_gitlab("ministere", public=3)
        simulator.add_gitlab("ministere/sous", public=2)
        Crawler(store, simulator).run("https://github.com/etalab", "https://gitlab.com/ministere")
    return build_view(store, Audience.PUBLIC)


def test_all_of_it_is_in_the_bulk_files_and_valid(seen: View, tmp_path: Path) -> None:
    files = dict(bulk.files(seen))
    assert bulk.left_out(seen) == ({}, {})
    assert of_folder(files, tmp_path) == []
    rows = json.loads(files["repositories/json/all.json"])
    forge_ids = {(entry.host, entry.full_name): int(entry.forge_id) for entry in seen.repositories}
    assert sorted(row["id"] for row in rows) == sorted(forge_ids.values())
    assert {row["platform"] for row in rows} == {"GitHub", "GitLab"}
    assert {row["license"] for row in rows if row["platform"] == "GitHub"} == {"MIT License"}
    assert {row["topics"] for row in rows if row["platform"] == "GitHub"} == {"service-public,impots"}
    organizations = json.loads(files["organizations/json/all.json"])
    paths = [urlsplit(row["organization_url"]).path for row in organizations]
    assert paths == ["/etalab", "/groups/ministere", "/groups/ministere/sous"]


def test_the_other_formats_hold_the_same_repositories(seen: View) -> None:
    addresses = {row["repository_url"] for row in json.loads(dict(bulk.files(seen))["repositories/json/all.json"])}
    assert {row["id"] for row in json.loads(dict(codegouv.files(seen))["codegouvfr-repositories.json"])} == addresses
    api = dict(ecosystems.files(seen))
    hosts = json.loads(api["api/v1/hosts.json"])
    listed = [json.loads(api[f"api/v1/hosts/{host['name']}/repositories.json"]) for host in hosts]
    assert {row["html_url"] for rows in listed for row in rows} == addresses
