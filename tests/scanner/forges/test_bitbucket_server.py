# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Bitbucket Data Center: projects, personal projects and whole instances, to the page that says that it is the last."""

from collections.abc import Callable, Iterator

import pytest

from scanner.errors import ForgeError, ForgeUnreachable
from scanner.forges.interface import ForgeClient, OwnerNotFound, Page
from scanner.models import ForgeKind, OwnerKind, Repository, Visibility
from tests.forge_simulator import Answer, Fault, ForgeSimulator
from tests.scanner.forges.conftest import Reader

Flat = Callable[[Iterator[Page]], list[Repository]]
HOST = "bitbucket.example.fr"


def _open(reader: Reader, token: str = "") -> ForgeClient:
    return reader.open(ForgeKind.BITBUCKET, token, host=HOST)


def test_a_project_is_listed_to_the_last_page(simulator: ForgeSimulator, reader: Reader, repositories: Flat) -> None:
    simulator.bitbucket_server.add("MIN", public=250)
    client = _open(reader)
    assert len({one.forge_id for one in repositories(client.list_owner("MIN"))}) == 250
    assert client.requests == 4  # the project, then three pages of at most 100


def test_all_that_the_listing_says_is_kept(simulator: ForgeSimulator, reader: Reader, repositories: Flat) -> None:
    simulator.bitbucket_server.add("MIN", public=1)
    simulator.bitbucket_server.repositories[0] |= {"archived": True, "origin": {"slug": "depot-0", "id": 1}}
    (one,) = repositories(_open(reader).list_owner("MIN"))
    assert one.model_dump(exclude_defaults=True) == {
        "host": HOST,
        "owner": "MIN",
        "name": "depot-0",
        "full_name": "MIN/depot-0",
        "forge_id": "500",
        "html_url": f"{simulator.url}/projects/MIN/repos/depot-0",
        "clone_url": f"{simulator.url}/scm/min/depot-0.git",
        "visibility": Visibility.PUBLIC,
        "description": "Le dépôt depot-0",
        "fork": True,
        "archived": True,
    }


def test_the_personal_project_of_somebody_is_listed(
    simulator: ForgeSimulator, reader: Reader, repositories: Flat
) -> None:
    simulator.bitbucket_server.add("~jeanne", public=2)
    pages = list(_open(reader).list_owner("~jeanne"))
    assert [one.full_name for one in repositories(iter(pages))] == ["~jeanne/depot-0", "~jeanne/depot-1"]
    assert pages[0].owners[0].kind is OwnerKind.USER


def test_a_whole_instance_is_listed_with_its_archived_repositories(
    simulator: ForgeSimulator, reader: Reader, repositories: Flat
) -> None:
    simulator.bitbucket_server.add("MIN", public=150)
    simulator.bitbucket_server.add("~jeanne", public=60)
    simulator.bitbucket_server.repositories[0]["archived"] = True
    client = _open(reader)
    pages = list(client.list_all())
    assert len(repositories(iter(pages))) == 210
    assert {owner.login for page in pages for owner in page.owners} == {"MIN", "~jeanne"}
    assert client.requests == 3


def test_closed_repositories_are_seen_with_the_token_only(
    simulator: ForgeSimulator, reader: Reader, repositories: Flat
) -> None:
    simulator.bitbucket_server.add("MIN", public=2, private=1)
    assert [one.visibility for one in repositories(_open(reader).list_owner("MIN"))] == ["public", "public"]
    known = repositories(_open(reader, simulator.token).list_owner("MIN"))
    assert [one.visibility for one in known] == ["public", "public", "private"]


def test_a_public_project_opens_all_its_repositories(
    simulator: ForgeSimulator, reader: Reader, repositories: Flat
) -> None:
    simulator.bitbucket_server.add("MIN", private=1)
    simulator.bitbucket_server.projects["MIN"]["public"] = True
    assert [one.visibility for one in repositories(_open(reader).list_owner("MIN"))] == ["public"]


def test_a_listing_goes_on_after_a_cursor_with_the_same_rows(
    simulator: ForgeSimulator, reader: Reader, repositories: Flat
) -> None:
    simulator.bitbucket_server.add("MIN", public=250)
    pages = list(_open(reader).list_owner("MIN"))
    rest = list(_open(reader).list_owner("MIN", pages[1].cursor))
    assert repositories(iter(pages[:2])) + repositories(iter(rest)) == repositories(iter(pages))
    assert pages[-1].cursor == ""


def test_gaps_between_pages_are_followed_and_steps_back_are_an_error(
    simulator: ForgeSimulator, reader: Reader, repositories: Flat
) -> None:
    simulator.bitbucket_server.add("MIN", public=2)
    page = {"isLastPage": False, "values": simulator.bitbucket_server.repositories[:1]}
    simulator.faults.append(Fault("start=0", Answer(200, page | {"nextPageStart": 700})))
    simulator.faults.append(Fault("start=700", Answer(200, page | {"nextPageStart": 700})))
    with pytest.raises(ForgeError, match="doesn't go on after 700"):
        list(_open(reader).list_owner("MIN"))


def test_what_it_does_not_tell_is_not_told(reader: Reader) -> None:
    client = _open(reader)
    assert not client.tells_moves("ministere")
    assert client.find("500") is None


def test_no_such_owner_is_told_as_such(reader: Reader) -> None:
    with pytest.raises(OwnerNotFound, match="no such owner: NONE"):
        list(_open(reader).list_owner("NONE"))


def test_names_and_addresses_from_outside_are_harmless(
    simulator: ForgeSimulator, reader: Reader, repositories: Flat
) -> None:
    simulator.bitbucket_server.add("MIN", public=3)
    simulator.bitbucket_server.repositories[0]["slug"] = "../../etc"
    simulator.bitbucket_server.repositories[1]["scmId"] = "svn"
    links = {"clone": [{"name": "http", "href": "https://elsewhere.example/x.git"}], "self": ["javascript:alert(1)"]}
    simulator.bitbucket_server.repositories[2]["links"] = links
    pages = list(_open(reader).list_owner("MIN"))
    (one,) = repositories(iter(pages))
    assert (one.clone_url, one.html_url) == (
        f"https://{HOST}/scm/min/depot-2.git",
        f"https://{HOST}/projects/MIN/repos/depot-2",
    )
    assert [one.what for page in pages for one in page.skipped] == ["../../etc", "depot-1"]


@pytest.mark.parametrize("content", [{"values": {}}, {"values": [], "isLastPage": "yes"}, [], "null"])
def test_json_of_another_shape_is_said(simulator: ForgeSimulator, reader: Reader, content: object) -> None:
    simulator.bitbucket_server.add("MIN", public=1)
    simulator.faults.append(Fault("/repos", Answer(200, content)))
    with pytest.raises((ForgeUnreachable, ForgeError)):
        list(_open(reader).list_owner("MIN"))
