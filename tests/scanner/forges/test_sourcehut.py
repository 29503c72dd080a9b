# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""SourceHut: the repositories of an account, in queries that it doesn't refuse for their cost."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from scanner.errors import ForgeAuthError, ForgeError, ForgeUnreachable
from scanner.forges.interface import OwnerNotFound, Page
from scanner.models import ForgeKind, OwnerKind, Repository, Visibility
from tests.forge_simulator import Answer, Fault, ForgeSimulator
from tests.scanner.forges.conftest import Reader

Flat = Callable[[Iterator[Page]], list[Repository]]


@pytest.mark.parametrize("login", ["~dinum", "dinum"])
def test_an_account_is_listed_to_the_last_page(
    simulator: ForgeSimulator, reader: Reader, repositories: Flat, login: str
) -> None:
    simulator.sourcehut.add("dinum", public=250)
    client = reader.open(ForgeKind.SOURCEHUT, simulator.token)
    pages = list(client.list_owner(login))
    assert len({one.forge_id for one in repositories(iter(pages))}) == 250
    assert client.requests == 15  # fourteen pages of at most 18, and one look at what moved meanwhile
    assert (pages[0].owners[0].login, pages[0].owners[0].kind) == ("~dinum", OwnerKind.USER)


def test_a_short_list_costs_one_request(simulator: ForgeSimulator, reader: Reader, repositories: Flat) -> None:
    simulator.sourcehut.add("dinum", public=18)
    client = reader.open(ForgeKind.SOURCEHUT, simulator.token)
    assert len(repositories(client.list_owner("~dinum"))) == 18
    assert client.requests == 1


def test_all_that_the_listing_says_is_kept(simulator: ForgeSimulator, reader: Reader, repositories: Flat) -> None:
    simulator.sourcehut.add("dinum", public=1)
    (one,) = repositories(reader.open(ForgeKind.SOURCEHUT, simulator.token).list_owner("~dinum"))
    date = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
    assert one.model_dump(exclude_defaults=True) == {
        "host": "git.sr.ht",
        "owner": "~dinum",
        "name": "depot-0",
        "full_name": "~dinum/depot-0",
        "forge_id": "r00000000",
        "html_url": "https://git.sr.ht/~dinum/depot-0",
        "clone_url": "https://git.sr.ht/~dinum/depot-0",
        "visibility": Visibility.PUBLIC,
        "description": "Le dépôt depot-0",
        "default_branch": "main",
        "created_at": date,
        "updated_at": date,
    }


def test_without_token_it_is_said_how_to_give_one_and_nothing_is_asked(reader: Reader) -> None:
    client = reader.open(ForgeKind.SOURCEHUT)
    with pytest.raises(ForgeAuthError, match="token holders only") as refused:
        list(client.list_owner("~dinum"))
    assert refused.value.mend.format(**refused.value.fields) == (
        "set OUVRAGE_TOKEN_GIT_SR_HT to a personal access token of this host"
    )
    assert client.requests == 0


def test_the_tokens_own_account_shows_what_is_unlisted_or_private(
    simulator: ForgeSimulator, reader: Reader, repositories: Flat
) -> None:
    simulator.sourcehut.add(simulator.user, public=1, private=1, unlisted=1)
    simulator.sourcehut.add("dinum", public=1, private=1, unlisted=1)
    client = reader.open(ForgeKind.SOURCEHUT, simulator.token)
    own = [one.visibility for one in repositories(client.list_owner(simulator.user))]
    assert sorted(own) == ["internal", "private", "public"]
    assert [one.visibility for one in repositories(client.list_owner("dinum"))] == ["public"]


def test_a_listing_goes_on_after_a_cursor_with_the_same_rows(
    simulator: ForgeSimulator, reader: Reader, repositories: Flat
) -> None:
    simulator.sourcehut.add("dinum", public=60)
    pages = list(reader.open(ForgeKind.SOURCEHUT, simulator.token).list_owner("~dinum"))
    rest = list(reader.open(ForgeKind.SOURCEHUT, simulator.token).list_owner("~dinum", pages[1].cursor))
    assert repositories(iter(pages[:2])) + repositories(iter(rest)) == repositories(iter(pages))


def test_what_moves_to_the_head_while_the_list_is_read_is_not_lost(
    simulator: ForgeSimulator, reader: Reader, repositories: Flat
) -> None:
    simulator.sourcehut.add("dinum", public=60)
    listing = reader.open(ForgeKind.SOURCEHUT, simulator.token).list_owner("~dinum")
    first = next(listing)
    simulator.sourcehut.repositories[50]["updated"] = "2026-01-02T03:04:05Z"
    assert len({one.name for one in repositories(iter([first, *listing]))}) == 60


def test_a_repository_is_found_by_its_id_under_its_name_of_today(simulator: ForgeSimulator, reader: Reader) -> None:
    simulator.sourcehut.add("dinum", public=1)
    simulator.sourcehut.repositories[0]["name"] = "nouveau"
    client = reader.open(ForgeKind.SOURCEHUT, simulator.token)
    found = client.find("r00000000")
    assert found is not None
    assert found.full_name == "~dinum/nouveau"
    assert client.find("r99999999") is None


def test_a_whole_instance_is_refused_with_the_mend(reader: Reader) -> None:
    with pytest.raises(ForgeError, match="can't be taken whole") as refused:
        list(reader.open(ForgeKind.SOURCEHUT).list_all())
    assert "~OWNER" in refused.value.mend


def test_no_such_owner_is_told_as_such(simulator: ForgeSimulator, reader: Reader) -> None:
    with pytest.raises(OwnerNotFound, match="no such owner: ~personne"):
        list(reader.open(ForgeKind.SOURCEHUT, simulator.token).list_owner("~personne"))


def test_what_the_forge_refuses_is_told_in_its_words(simulator: ForgeSimulator, reader: Reader) -> None:
    answer = Answer(200, {"data": None, "errors": [{"message": "Access denied for mode RO"}]})
    simulator.faults.append(Fault("/query", answer))
    with pytest.raises(ForgeError, match="refuses: Access denied for mode RO"):
        list(reader.open(ForgeKind.SOURCEHUT, simulator.token).list_owner("~dinum"))


def test_what_can_not_be_taken_is_left_with_the_reason(
    simulator: ForgeSimulator, reader: Reader, repositories: Flat
) -> None:
    simulator.sourcehut.add(simulator.user, public=3)
    simulator.sourcehut.repositories[0]["name"] = "../../etc"
    simulator.sourcehut.repositories[1] |= {"visibility": "SECRET", "HEAD": None}
    pages = list(reader.open(ForgeKind.SOURCEHUT, simulator.token).list_owner(simulator.user))
    assert {one.name: one.visibility for one in repositories(iter(pages))} == {
        "depot-1": Visibility.PRIVATE,
        "depot-2": Visibility.PUBLIC,
    }
    assert [one.what for page in pages for one in page.skipped] == ["../../etc"]


def test_a_list_that_repeats_itself_is_an_error_and_no_endless_loop(simulator: ForgeSimulator, reader: Reader) -> None:
    simulator.sourcehut.add("dinum", public=1)
    page = {"cursor": "again", "results": [{"rid": "r1", "name": "x"}]}
    user = simulator.sourcehut.users["dinum"] | {"repositories": page}
    simulator.faults.append(Fault("/query", Answer(200, {"data": {"user": user}})))
    with pytest.raises(ForgeError, match="doesn't go on"):
        list(reader.open(ForgeKind.SOURCEHUT, simulator.token).list_owner("~dinum"))


@pytest.mark.parametrize("content", [[], "null", {"data": {"user": {"canonicalName": "~x", "repositories": {}}}}])
def test_json_of_another_shape_is_said(simulator: ForgeSimulator, reader: Reader, content: object) -> None:
    simulator.faults.append(Fault("/query", Answer(200, content)))
    with pytest.raises(ForgeUnreachable):
        list(reader.open(ForgeKind.SOURCEHUT, simulator.token).list_owner("~dinum"))
