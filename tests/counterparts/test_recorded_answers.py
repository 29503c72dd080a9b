# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What real forges once answered, read by our real clients over HTTP: nothing is lost, nothing is invented."""

import json
from typing import Any

import pytest

from scanner.errors import ForgeError
from scanner.forges.interface import ForgeClient, Page
from scanner.models import ForgeKind, Repository, Visibility
from tests.counterparts import replay
from tests.counterparts.npm import package
from tests.counterparts.replay import Json, items, recorded, replaying

SWH = pytest.mark.peers


def listed(client: ForgeClient, owner: str = "") -> list[Repository]:
    """Return all repositories, in order; nothing may be set aside."""
    pages: list[Page] = list(client.list_owner(owner) if owner else client.list_all())
    assert [one for page in pages for one in page.skipped] == []
    return [one for page in pages for one in page.repositories]


def moment(one: Repository) -> str:
    """Return the creation date as most forges write it."""
    return one.created_at.strftime("%Y-%m-%dT%H:%M:%S") if one.created_at else ""


@SWH
@pytest.mark.parametrize(
    ("host", "names"),
    [
        ("gite.lirmm.fr", [f"api_response_page{number}.json" for number in (1, 2, 3)]),
        ("gitlab.com", ["api_response_page1.json"]),
    ],
)
def test_gitlab(host: str, names: list[str]) -> None:
    pages = recorded(f"gitlab/tests/data/https_{host}", *names)
    with replaying(ForgeKind.GITLAB, host, replay.gitlab(pages), "tous") as client:
        found = listed(client, "tous")
    for raw, one in zip(items(pages), found, strict=True):
        assert (one.full_name, one.forge_id) == (raw["path_with_namespace"], str(raw["id"]))
        assert (one.clone_url, one.html_url) == (raw["http_url_to_repo"], raw["web_url"])
        assert one.description.split() == (raw["description"] or "").split()
        assert one.default_branch == (raw["default_branch"] or "")
        assert (one.stars, one.forks, list(one.topics)) == (raw["star_count"], raw["forks_count"], raw["tag_list"])
        assert moment(one) == raw["created_at"][:19]
        assert one.visibility is Visibility.PUBLIC


@SWH
@pytest.mark.parametrize(
    ("kind", "folder", "names"),
    [
        (ForgeKind.GITEA, "gitea/tests/data/https_demo.gitea.com", ["repos_page1", "repos_page2"]),
        (ForgeKind.FORGEJO, "forgejo/tests/data/https_try.next.forgejo.org", ["repos_page1", "repos_page2"]),
        (ForgeKind.GOGS, "gogs/tests/data/https_try.gogs.io", [f"repos_page{number}" for number in (1, 2, 3, 4)]),
    ],
)
def test_gitea_forgejo_and_gogs(kind: ForgeKind, folder: str, names: list[str]) -> None:
    pages = recorded(folder, *names)
    host = items(pages)[0]["clone_url"].split("/")[2]
    with replaying(kind, host, replay.gitea(pages, counts=kind is not ForgeKind.GOGS)) as client:
        found = listed(client)
    for raw, one in zip(items(pages), found, strict=True):
        assert (one.full_name, one.forge_id) == (raw["full_name"], str(raw["id"]))
        assert (one.clone_url, one.html_url) == (raw["clone_url"], raw["html_url"])
        assert (one.description, one.default_branch) == (raw["description"], raw["default_branch"])
        assert (one.stars, one.forks, one.fork) == (raw["stars_count"], raw["forks_count"], raw["fork"])
        assert one.archived is raw.get("archived", False)
        assert (one.visibility is Visibility.PUBLIC) is (not raw["private"] and not raw.get("internal", False))
        assert moment(one) == raw["created_at"][:19]


@SWH
def test_bitbucket_data_center() -> None:
    """The record stops before the last page, which is told."""
    pages = recorded("bitbucket/tests/data/https_git.ecmwf.int", "api_response_page1.json", "api_response_page2.json")
    found: list[Repository] = []
    route = replay.bitbucket_server(pages)
    with replaying(ForgeKind.BITBUCKET, "git.ecmwf.int", route) as client, pytest.raises(ForgeError, match="go on"):
        found.extend(one for page in client.list_all() for one in page.repositories)
    assert len(found) >= len(items(pages[:1]))
    for raw, one in zip(items(pages), found, strict=False):
        clone = next(link["href"] for link in raw["links"]["clone"] if link["name"] == "http")
        assert (one.full_name, one.forge_id) == (f"{raw['project']['key']}/{raw['slug']}", str(raw["id"]))
        assert (one.clone_url, one.archived) == (clone, raw["archived"])
        assert one.visibility is Visibility.PUBLIC
        assert one.description == raw.get("description", "").replace("\r", "").strip()


@SWH
@pytest.mark.parametrize("number", [1, 2])
def test_bitbucket_cloud(number: int) -> None:
    """These were recorded from the list of all workspaces, with few fields: each page is given as one workspace's."""
    content: Json = json.loads(recorded("bitbucket/tests/data", f"bb_api_repositories_page{number}.json")[0])
    content.pop("next", None)
    body = json.dumps(content).encode()

    def route(path: str, query: dict[str, str]) -> tuple[bytes, dict[str, str]] | None:
        return (body, {}) if path == "/2.0/repositories/tous" else (b'{"slug":"tous"}', {})

    with replaying(ForgeKind.BITBUCKET, "bitbucket.org", route, "tous") as client:
        pages = list(client.list_owner("tous"))
    found = [one for page in pages for one in page.repositories]
    git = [one for one in content["values"] if one["scm"] == "git"]
    assert sum(len(page.skipped) for page in pages) == len(content["values"]) - len(git)
    for raw, one in zip(git, found, strict=True):
        assert one.clone_url == next(link["href"] for link in raw["links"]["clone"] if link["name"] == "https")
        assert moment(one) == raw["created_on"][:19]


# --- GitHub ----------------------------------------------------------------------------------------------------------


def _scenario(name: str) -> dict[str, Any]:
    """Return the recorded GET answers of a scenario, by path."""
    file = package("@octokit/fixtures") / "scenarios" / "api.github.com" / name / "normalized-fixture.json"
    return {one["path"]: one["response"] for one in json.loads(file.read_text()) if one["method"] == "get"}


@pytest.mark.node
def test_github_organisation_and_repository() -> None:
    organisation = _scenario("get-organization")["/orgs/octokit-fixture-org"]
    repository = _scenario("get-repository")["/repos/octokit-fixture-org/hello-world"]
    given = {"/orgs/octokit-fixture-org": organisation, "/orgs/octokit-fixture-org/repos": [repository]}

    def route(path: str, query: dict[str, str]) -> tuple[bytes, dict[str, str]] | None:
        return (json.dumps(given[path]).encode(), {}) if path in given else None

    with replaying(ForgeKind.GITHUB, "github.com", route, "octokit-fixture-org") as client:
        pages = list(client.list_owner("octokit-fixture-org"))
    (owner,) = [one for page in pages for one in page.owners]
    (one,) = [one for page in pages for one in page.repositories]
    assert (owner.login, owner.forge_id, owner.is_verified) == ("octokit-fixture-org", str(organisation["id"]), False)
    assert sum(page.expected or 0 for page in pages) == organisation["public_repos"]
    assert (one.full_name, one.forge_id) == (repository["full_name"], str(repository["id"]))
    assert (one.clone_url, one.default_branch) == (repository["clone_url"], repository["default_branch"])
    assert (one.stars, one.forks, one.subscribers) == tuple(
        repository[key] for key in ("stargazers_count", "forks_count", "subscribers_count")
    )
    assert (one.visibility, moment(one)) == (Visibility.PUBLIC, repository["created_at"][:19])


@pytest.mark.node
def test_github_finds_a_renamed_repository_by_its_id() -> None:
    answers = _scenario("rename-repository")
    given = answers["/repositories/1000"]

    def route(path: str, query: dict[str, str]) -> tuple[bytes, dict[str, str]] | None:
        return (json.dumps(given).encode(), {}) if path == "/repositories/1000" else None

    with replaying(ForgeKind.GITHUB, "github.com", route, "octokit-fixture-org") as client:
        found = client.find("1000")
    assert found is not None
    assert found.full_name == given["full_name"]
