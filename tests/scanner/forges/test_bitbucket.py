# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Bitbucket Cloud: workspaces, to the last page, and never the whole of bitbucket.org."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from scanner.errors import ForgeAuthError, ForgeError, ForgeUnreachable
from scanner.forges.interface import OwnerNotFound, Page
from scanner.models import ForgeKind, OwnerKind, Repository, Visibility
from tests.forge_simulator import Answer, Fault, ForgeSimulator
from tests.scanner.forges.conftest import Reader

Flat = Callable[[Iterator[Page]], list[Repository]]
SINCE = datetime(2026, 1, 1, tzinfo=UTC)
FORBIDDEN = Answer(401, {"type": "error", "error": {"message": "Token required"}})


def test_a_workspace_is_listed_to_the_last_page(simulator: ForgeSimulator, reader: Reader, repositories: Flat) -> None:
    simulator.bitbucket.add("ministere", public=250)
    client = reader.open(ForgeKind.BITBUCKET)
    pages = list(client.list_owner("ministere"))
    assert len({one.forge_id for one in repositories(iter(pages))}) == 250
    assert [page.expected for page in pages if page.expected is not None] == [250]
    assert client.requests == 4  # the workspace, then three pages of at most 100


def test_all_that_the_listing_says_is_kept(simulator: ForgeSimulator, reader: Reader, repositories: Flat) -> None:
    simulator.bitbucket.add("ministere", public=1)
    simulator.bitbucket.repositories[0]["parent"] = {"type": "repository", "full_name": "autre/depot-0"}
    (one,) = repositories(reader.open(ForgeKind.BITBUCKET).list_owner("ministere"))
    assert one.model_dump(exclude={"created_at", "updated_at", "languages", "community"}, exclude_defaults=True) == {
        "host": "bitbucket.org",
        "owner": "ministere",
        "name": "depot-0",
        "full_name": "ministere/depot-0",
        "forge_id": "{00000000-0000-4000-8000-0000000003e8}",
        "html_url": "https://bitbucket.org/ministere/depot-0",
        "clone_url": "https://bitbucket.org/ministere/depot-0.git",
        "visibility": Visibility.PUBLIC,
        "description": "Le dépôt depot-0",
        "homepage": "https://example.org",
        "default_branch": "main",
        "language": "python",
        "fork": True,
        "size_kb": 128,
    }
    assert one.updated_at == datetime(2024, 5, 6, 7, 8, 9, 123456, tzinfo=UTC)


def test_the_workspace_of_a_person_is_told_from_a_teams(simulator: ForgeSimulator, reader: Reader) -> None:
    simulator.bitbucket.add("ministere", public=1)
    simulator.bitbucket.add("jeanne", public=1, kind="user")
    client = reader.open(ForgeKind.BITBUCKET)
    last = [list(client.list_owner(login))[-1].owners[0] for login in ("ministere", "jeanne")]
    assert [(one.login, one.kind) for one in last] == [
        ("ministere", OwnerKind.ORGANIZATION),
        ("jeanne", OwnerKind.USER),
    ]


def test_closed_repositories_are_seen_with_the_token_only(
    simulator: ForgeSimulator, reader: Reader, repositories: Flat
) -> None:
    simulator.bitbucket.add("ministere", public=2, private=1)
    anonymous = repositories(reader.open(ForgeKind.BITBUCKET).list_owner("ministere"))
    known = repositories(reader.open(ForgeKind.BITBUCKET, simulator.token).list_owner("ministere"))
    assert [one.visibility for one in anonymous] == ["public", "public"]
    assert sorted(one.visibility for one in known) == ["private", "public", "public"]


def test_a_workspace_that_is_not_described_to_everybody_is_listed_all_the_same(
    simulator: ForgeSimulator, reader: Reader, repositories: Flat
) -> None:
    simulator.bitbucket.add("ministere", public=2)
    simulator.faults.append(Fault("/workspaces/", FORBIDDEN))
    assert len(repositories(reader.open(ForgeKind.BITBUCKET).list_owner("ministere"))) == 2
    with pytest.raises(ForgeAuthError):
        list(reader.open(ForgeKind.BITBUCKET, simulator.token).list_owner("ministere"))


def test_a_listing_goes_on_after_a_cursor_with_the_same_rows(
    simulator: ForgeSimulator, reader: Reader, repositories: Flat
) -> None:
    simulator.bitbucket.add("ministere", public=250)
    pages = list(reader.open(ForgeKind.BITBUCKET).list_owner("ministere"))
    rest = list(reader.open(ForgeKind.BITBUCKET).list_owner("ministere", pages[1].cursor))
    assert repositories(iter(pages[:2])) + repositories(iter(rest)) == repositories(iter(pages))
    assert [page.expected for page in rest if page.expected is not None] == []
    assert pages[-1].cursor == ""


def test_only_what_moved_is_asked_again(simulator: ForgeSimulator, reader: Reader, repositories: Flat) -> None:
    simulator.bitbucket.add("ministere", public=250)
    simulator.bitbucket.repositories[200]["updated_on"] = "2026-02-03T04:05:06.000000+00:00"
    client = reader.open(ForgeKind.BITBUCKET)
    pages = list(client.list_moved("ministere", SINCE))
    assert repositories(iter(pages))[0].name == "depot-200"
    assert (client.tells_moves("ministere"), client.requests, pages[0].expected) == (True, 1, 250)


def test_a_repository_is_found_by_its_id_under_its_name_of_today(simulator: ForgeSimulator, reader: Reader) -> None:
    simulator.bitbucket.add("ministere", public=1)
    simulator.bitbucket.repositories[0]["full_name"] = "autre/nouveau"
    client = reader.open(ForgeKind.BITBUCKET)
    found = client.find("{00000000-0000-4000-8000-0000000003e8}")
    assert found is not None
    assert found.full_name == "autre/nouveau"
    assert client.find("{00000000-0000-4000-8000-00000000ffff}") is None
    assert client.find("../../users") is None


def test_the_address_of_the_next_page_is_never_followed(
    simulator: ForgeSimulator, reader: Reader, repositories: Flat
) -> None:
    simulator.bitbucket.add("ministere", public=2)
    content = {"values": simulator.bitbucket.repositories[:1], "next": "https://elsewhere.example/steal?page=2"}
    simulator.faults.append(Fault("page=1", Answer(200, content)))
    simulator.faults.append(Fault("page=2", Answer(200, {"values": simulator.bitbucket.repositories[1:]})))
    assert len(repositories(reader.open(ForgeKind.BITBUCKET, simulator.token).list_owner("ministere"))) == 2


@pytest.mark.parametrize("following", ["https://api.bitbucket.org/2.0/x", "https://api.bitbucket.org/2.0/x?page=1"])
def test_a_next_page_that_is_none_is_an_error_and_no_endless_loop(
    simulator: ForgeSimulator, reader: Reader, following: str
) -> None:
    simulator.bitbucket.add("ministere", public=1)
    simulator.faults.append(Fault("page=1", Answer(200, {"values": [], "next": following})))
    with pytest.raises(ForgeError, match=r"which page is next|doesn't go on"):
        list(reader.open(ForgeKind.BITBUCKET).list_owner("ministere"))


def test_the_whole_of_bitbucket_is_refused_with_the_mend(reader: Reader) -> None:
    with pytest.raises(ForgeError, match="can't be taken whole") as refused:
        list(reader.open(ForgeKind.BITBUCKET).list_all())
    assert "WORKSPACE" in refused.value.mend


def test_no_such_owner_is_told_as_such(reader: Reader) -> None:
    with pytest.raises(OwnerNotFound, match="no such owner: personne"):
        list(reader.open(ForgeKind.BITBUCKET).list_owner("personne"))


def test_what_can_not_be_taken_is_left_with_the_reason(
    simulator: ForgeSimulator, reader: Reader, repositories: Flat
) -> None:
    simulator.bitbucket.add("ministere", public=3)
    simulator.bitbucket.repositories[0]["full_name"] = "ministere/../../../etc"
    simulator.bitbucket.repositories[1]["scm"] = "hg"
    pages = list(reader.open(ForgeKind.BITBUCKET).list_owner("ministere"))
    assert [one.name for one in repositories(iter(pages))] == ["depot-2"]
    assert {one.reason for page in pages for one in page.skipped} == {
        "its name isn't one that can be used safely as a path",
        "it isn't a Git repository",
    }


@pytest.mark.parametrize("content", [{"values": {}}, {"values": [1]}, [], "null"])
def test_json_of_another_shape_is_said(simulator: ForgeSimulator, reader: Reader, content: object) -> None:
    simulator.bitbucket.add("ministere", public=1)
    simulator.faults.append(Fault("/repositories/", Answer(200, content)))
    with pytest.raises(ForgeUnreachable):
        list(reader.open(ForgeKind.BITBUCKET).list_owner("ministere"))
