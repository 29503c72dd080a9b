# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The mock is kept honest: stock clients, with none of our code, read all of it."""

from collections.abc import Iterator

import github
import gitlab
import pytest
import requests

from tests.forge_simulator import ForgeSimulator


@pytest.fixture
def forge(monkeypatch: pytest.MonkeyPatch) -> Iterator[ForgeSimulator]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with ForgeSimulator() as simulator:
        yield simulator


def test_pygithub_lists_it_by_itself(forge: ForgeSimulator) -> None:
    forge.add_github("etalab", public=65, private=2)
    client = github.Github(base_url=forge.url, auth=github.Auth.Token(forge.token), seconds_between_requests=None)
    organization = client.get_organization("etalab")
    assert (organization.name, organization.public_repos, organization.total_private_repos) == ("Etalab", 65, 2)
    repositories = list(organization.get_repos())
    assert len(repositories) == 67
    assert repositories[66].private
    assert repositories[0].license.key == "mit"


def test_python_gitlab_lists_it_by_itself(forge: ForgeSimulator) -> None:
    forge.add_gitlab("ministere", public=43)
    forge.add_gitlab("ministere/sous-groupe", public=2, private=1)
    client = gitlab.Gitlab(forge.url, private_token=None, oauth_token=forge.token)
    group = client.groups.get("ministere")
    assert len(group.projects.list(get_all=True, include_subgroups=True)) == 46
    assert [one.full_path for one in group.descendant_groups.list(get_all=True)] == ["ministere/sous-groupe"]
    keyset = client.projects.list(iterator=True, pagination="keyset", order_by="id", per_page=20)
    assert len({project.id for project in keyset}) == 46


def test_a_reader_without_token_is_told_less(forge: ForgeSimulator) -> None:
    forge.add_gitlab("ministere", public=1, private=1)
    listed = requests.get(f"{forge.url}/api/v4/projects", timeout=5).json()
    assert [project["path"] for project in listed] == ["depot-0"]
    assert "visibility" not in listed[0]
