# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Gitea and Forgejo: organisations and persons, whole instances, to the last page, however short pages are."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from scanner.errors import ForgeError, ForgeUnreachable
from scanner.forges.interface import OwnerNotFound, Page
from scanner.models import ForgeKind, OwnerKind, Repository, Visibility
from tests.forge_simulator import Answer, Fault, ForgeSimulator
from tests.scanner.forges.conftest import Reader

Flat = Callable[[Iterator[Page]], list[Repository]]
SINCE = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("kind", [ForgeKind.GITEA, ForgeKind.FORGEJO])
def test_an_organisation_is_listed_to_the_last_page(
    simulator: ForgeSimulator, reader: Reader, repositories: Flat, kind: ForgeKind
) -> None:
    simulator.gitea.add("ministere", public=250)
    client = reader.open(kind)
    pages = list(client.list_owner("ministere"))
    assert len({one.forge_id for one in repositories(iter(pages))}) == 250
    assert [page.expected for page in pages if page.expected is not None] == [250]
    assert client.requests == 6  # the organisation, then five pages of at most 50
    assert client.anonymous


@pytest.mark.parametrize("cap", [7, 30, 49])
def test_pages_that_the_server_cuts_short_lose_nothing(
    simulator: ForgeSimulator, reader: Reader, repositories: Flat, cap: int
) -> None:
    simulator.gitea.page_cap = cap
    simulator.gitea.add("ministere", public=98)
    client = reader.open(ForgeKind.GITEA)
    assert len(repositories(client.list_owner("ministere"))) == 98
    assert client.requests == 1 + -(-98 // cap)


def test_links_that_say_too_early_that_all_is_read_are_not_believed(
    simulator: ForgeSimulator, reader: Reader, repositories: Flat
) -> None:
    simulator.gitea.add("ministere", public=120)
    first = {"ok": True, "data": simulator.gitea.repositories[:-51:-1]}
    headers = {"X-Total-Count": "120", "Link": '<https://gitea.com/?page=1>; rel="first"'}
    simulator.faults.append(Fault("page=1", Answer(200, first, headers)))
    assert len(repositories(reader.open(ForgeKind.GITEA).list_owner("ministere"))) == 120


def test_all_that_the_listing_says_is_kept(simulator: ForgeSimulator, reader: Reader, repositories: Flat) -> None:
    simulator.gitea.add("ministere", public=1)
    simulator.gitea.repositories[0] |= {"archived": True, "fork": True, "template": True}
    simulator.gitea.repositories[0]["clone_url"] = "https://gitea.com/ministere/depot-0.git"
    (one,) = repositories(reader.open(ForgeKind.GITEA).list_owner("ministere"))
    assert one.model_dump(exclude={"created_at", "html_url"}) == {
        "host": "gitea.com",
        "owner": "ministere",
        "name": "depot-0",
        "full_name": "ministere/depot-0",
        "forge_id": "100",
        "clone_url": "https://gitea.com/ministere/depot-0.git",
        "visibility": Visibility.PUBLIC,
        "description": "Le dépôt depot-0",
        "homepage": "https://example.org",
        "default_branch": "main",
        "language": "Go",
        "license_key": "agpl-3.0",
        "topics": ("service-public",),
        "fork": True,
        "template": True,
        "archived": True,
        "stars": 5,
        "forks": 3,
        "subscribers": 4,
        "open_issues": 2,
        "size_kb": 64,
        "updated_at": datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC),
        "pushed_at": None,
        "languages": None,
        "community": None,
    }


def test_organisations_and_persons_are_told_apart(simulator: ForgeSimulator, reader: Reader) -> None:
    simulator.gitea.add("ministere")
    simulator.gitea.add("jeanne", kind="user")
    client = reader.open(ForgeKind.GITEA)
    owners = [next(iter(client.list_owner(login))).owners[0] for login in ("ministere", "jeanne")]
    assert [owner.kind for owner in owners] == [OwnerKind.ORGANIZATION, OwnerKind.USER]
    assert (owners[1].name, owners[1].location, owners[1].followers) == ("Jeanne", "France", 7)


def test_a_whole_instance_is_listed_with_what_its_owners_are(
    simulator: ForgeSimulator, reader: Reader, repositories: Flat
) -> None:
    simulator.gitea.add("ministere", public=60)
    simulator.gitea.add("jeanne", public=60, kind="user")
    client = reader.open(ForgeKind.FORGEJO)
    pages = list(client.list_all())
    assert len(repositories(iter(pages))) == 120
    assert {owner.login: owner.kind for page in pages for owner in page.owners} == {
        "ministere": OwnerKind.ORGANIZATION,
        "jeanne": OwnerKind.USER,
    }
    assert client.requests == 4  # a page of organisations, then three pages of at most 50


def test_an_instance_that_lists_no_organisation_is_read_all_the_same(simulator: ForgeSimulator, reader: Reader) -> None:
    simulator.gitea.add("ministere", public=1)
    simulator.faults.append(Fault("/orgs?", Answer(404, {"message": "not found"})))
    (page,) = reader.open(ForgeKind.GITEA).list_all()
    assert [owner.kind for owner in page.owners] == [OwnerKind.UNKNOWN]


def test_closed_repositories_are_seen_with_the_token_only(
    simulator: ForgeSimulator, reader: Reader, repositories: Flat
) -> None:
    simulator.gitea.add("ministere", public=3, private=1)
    simulator.gitea.repositories[0]["internal"] = True
    anonymous = repositories(reader.open(ForgeKind.GITEA).list_owner("ministere"))
    known = repositories(reader.open(ForgeKind.GITEA, simulator.token).list_owner("ministere"))
    assert [one.visibility for one in anonymous] == ["public", "public"]
    assert sorted(one.visibility for one in known) == ["internal", "private", "public", "public"]


def test_what_a_hidden_owner_has_is_not_public(simulator: ForgeSimulator, reader: Reader, repositories: Flat) -> None:
    simulator.gitea.add("ministere", public=2)
    simulator.gitea.repositories[0]["owner"] |= {"visibility": "limited"}
    del simulator.gitea.repositories[1]["private"]
    client = reader.open(ForgeKind.GITEA, simulator.token)
    simulator.faults.append(Fault("/search", Answer(200, {"ok": True, "data": simulator.gitea.repositories})))
    assert [one.visibility for one in repositories(client.list_owner("ministere"))] == ["internal", "private"]


@pytest.mark.parametrize("whole", [True, False])
def test_a_listing_goes_on_after_a_cursor_with_the_same_rows(
    simulator: ForgeSimulator, reader: Reader, repositories: Flat, whole: bool
) -> None:
    simulator.gitea.add("ministere", public=120)

    def listing(after: str = "") -> Iterator[Page]:
        client = reader.open(ForgeKind.GITEA)
        return client.list_all(after) if whole else client.list_owner("ministere", after)

    pages = list(listing())
    cut = next(index for index, page in enumerate(pages) if page.cursor)
    rest = list(listing(pages[cut].cursor))
    assert repositories(iter(pages[: cut + 1])) + repositories(iter(rest)) == repositories(iter(pages))
    assert [page.expected for page in rest if page.expected is not None] == []
    assert pages[-1].cursor == ""


@pytest.mark.parametrize("login", ["ministere", ""])
def test_only_what_moved_is_asked_again(
    simulator: ForgeSimulator, reader: Reader, repositories: Flat, login: str
) -> None:
    simulator.gitea.add("ministere", public=250)
    simulator.gitea.repositories[200]["updated_at"] = "2026-02-03T04:05:06Z"
    client = reader.open(ForgeKind.GITEA)
    assert client.tells_moves("ministere")
    pages = list(client.list_moved(login, SINCE))
    listed = repositories(iter(pages))
    assert listed[0].name == "depot-200"
    assert [one.name for one in listed if one.updated_at and one.updated_at >= SINCE] == ["depot-200"]
    assert [page.expected for page in pages if page.expected is not None] == [250]
    assert client.requests == (2 if login else 1)


def test_a_repository_is_found_by_its_id_under_its_name_of_today(simulator: ForgeSimulator, reader: Reader) -> None:
    simulator.gitea.add("ministere", public=1, private=1)
    simulator.gitea.repositories[0]["full_name"] = "autre/nouveau"
    client = reader.open(ForgeKind.GITEA)
    found = client.find("100")
    assert found is not None
    assert (found.owner, found.name) == ("autre", "nouveau")
    assert client.find("101") is None
    assert client.find("../users") is None


def test_no_such_owner_is_told_as_such(reader: Reader) -> None:
    with pytest.raises(OwnerNotFound, match="no such owner: personne"):
        list(reader.open(ForgeKind.GITEA).list_owner("personne"))


def test_names_that_are_not_safe_paths_are_left_with_the_reason(
    simulator: ForgeSimulator, reader: Reader, repositories: Flat
) -> None:
    simulator.gitea.add("ministere", public=3)
    simulator.gitea.repositories[0]["full_name"] = "ministere/../../../etc"
    simulator.gitea.repositories[1]["full_name"] = "ministere/--upload-pack=x"
    pages = list(reader.open(ForgeKind.GITEA).list_owner("ministere"))
    assert [one.name for one in repositories(iter(pages))] == ["depot-2"]
    assert {one.what for page in pages for one in page.skipped} == {
        "ministere/../../../etc",
        "ministere/--upload-pack=x",
    }


def test_addresses_from_outside_are_harmless(simulator: ForgeSimulator, reader: Reader, repositories: Flat) -> None:
    simulator.gitea.add("ministere", public=1)
    simulator.gitea.repositories[0] |= {
        "website": "javascript:alert(1)",
        "clone_url": "https://elsewhere.example/x.git",
    }
    (one,) = repositories(reader.open(ForgeKind.GITEA).list_owner("ministere"))
    assert (one.homepage, one.clone_url) == ("", "https://gitea.com/ministere/depot-0.git")


@pytest.mark.parametrize("content", [{"ok": False}, {"data": "x"}, [1, 2], "null", [["x"]]])
def test_json_of_another_shape_is_said(simulator: ForgeSimulator, reader: Reader, content: object) -> None:
    simulator.gitea.add("ministere", public=1)
    simulator.faults.append(Fault("/search", Answer(200, content)))
    with pytest.raises(ForgeUnreachable):
        list(reader.open(ForgeKind.GITEA).list_owner("ministere"))


def test_an_owner_of_another_shape_is_said(simulator: ForgeSimulator, reader: Reader) -> None:
    simulator.faults.append(Fault("/orgs/", Answer(200, {"message": "hello"})))
    with pytest.raises(ForgeError, match="isn't the owner"):
        list(reader.open(ForgeKind.GITEA).list_owner("ministere"))


def test_pages_that_repeat_themselves_are_an_error_and_no_endless_loop(
    simulator: ForgeSimulator, reader: Reader
) -> None:
    simulator.gitea.add("ministere", public=5)
    answer = Answer(200, {"ok": True, "data": simulator.gitea.repositories}, {"X-Total-Count": "1000000"})
    simulator.faults.append(Fault("/search", answer))
    with pytest.raises(ForgeError, match="doesn't go on after 1"):
        list(reader.open(ForgeKind.GITEA).list_owner("ministere"))
