# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Gogs: all that it tells, with and without a token, and nothing that it doesn't."""

from collections.abc import Callable, Iterator

import pytest

from scanner.errors import ForgeUnreachable
from scanner.forges.interface import OwnerNotFound, Page
from scanner.models import ForgeKind, OwnerKind, Repository, Visibility
from tests.forge_simulator import Answer, Fault, ForgeSimulator
from tests.scanner.forges.conftest import Reader

Flat = Callable[[Iterator[Page]], list[Repository]]


@pytest.fixture
def gogs(simulator: ForgeSimulator) -> ForgeSimulator:
    simulator.gitea.is_gogs = True
    return simulator


@pytest.mark.parametrize("count", [0, 1, 49, 50, 51, 250])
def test_without_token_an_owner_is_searched_to_the_last_page(
    gogs: ForgeSimulator, reader: Reader, repositories: Flat, count: int
) -> None:
    gogs.gitea.add("ministere", public=count, private=2)
    gogs.gitea.add("autre", public=3)
    client = reader.open(ForgeKind.GOGS)
    assert len({one.forge_id for one in repositories(client.list_owner("ministere"))}) == count
    assert client.requests <= 2 + count / 50


def test_with_a_token_an_owner_comes_in_one_answer_with_its_closed_repositories(
    gogs: ForgeSimulator, reader: Reader, repositories: Flat
) -> None:
    gogs.gitea.add("ministere", public=120, private=2)
    client = reader.open(ForgeKind.GOGS, gogs.token)
    assert [one.visibility for one in repositories(client.list_owner("ministere"))].count(Visibility.PRIVATE) == 2
    assert client.requests == 2


def test_what_others_share_with_the_tokens_user_is_not_that_users(
    gogs: ForgeSimulator, reader: Reader, repositories: Flat
) -> None:
    gogs.gitea.add("ministere", public=1)
    gogs.gitea.add(gogs.user, public=1, kind="user")
    listed = repositories(reader.open(ForgeKind.GOGS, gogs.token).list_owner(gogs.user))
    assert [one.owner for one in listed] == [gogs.user]


def test_organisations_are_told_apart_with_a_token_only(gogs: ForgeSimulator, reader: Reader) -> None:
    gogs.gitea.add("ministere")
    kinds = [
        next(reader.open(ForgeKind.GOGS, token).list_owner("ministere")).owners[0].kind for token in ("", gogs.token)
    ]
    assert kinds == [OwnerKind.UNKNOWN, OwnerKind.ORGANIZATION]


def test_a_whole_instance_is_what_it_shows_to_everybody(
    gogs: ForgeSimulator, reader: Reader, repositories: Flat
) -> None:
    gogs.gitea.add("ministere", public=60, private=5)
    gogs.gitea.add("jeanne", public=60, kind="user")
    client = reader.open(ForgeKind.GOGS, gogs.token)
    pages = list(client.list_all())
    assert client.anonymous
    assert len(repositories(iter(pages))) == 120
    assert {owner.login for page in pages for owner in page.owners} == {"ministere", "jeanne"}
    assert client.requests == 3


def test_a_listing_goes_on_after_a_cursor_with_the_same_rows(
    gogs: ForgeSimulator, reader: Reader, repositories: Flat
) -> None:
    gogs.gitea.add("ministere", public=120)
    pages = list(reader.open(ForgeKind.GOGS).list_all())
    rest = list(reader.open(ForgeKind.GOGS).list_all(pages[0].cursor))
    assert repositories(iter([pages[0], *rest])) == repositories(iter(pages))


def test_what_it_does_not_tell_is_not_told(gogs: ForgeSimulator, reader: Reader, repositories: Flat) -> None:
    gogs.gitea.add("ministere", public=1)
    client = reader.open(ForgeKind.GOGS)
    (one,) = repositories(client.list_owner("ministere"))
    assert (one.language, one.license_key, one.topics, one.archived) == ("", "", (), False)
    assert (one.stars, one.default_branch) == (5, "main")
    assert not client.tells_moves("ministere")
    assert client.find("100") is None


def test_no_such_owner_is_told_as_such(gogs: ForgeSimulator, reader: Reader) -> None:
    for token in ("", gogs.token):
        with pytest.raises(OwnerNotFound, match="no such owner: personne"):
            list(reader.open(ForgeKind.GOGS, token).list_owner("personne"))


def test_json_of_another_shape_is_said(gogs: ForgeSimulator, reader: Reader) -> None:
    gogs.gitea.add("ministere", public=1)
    gogs.faults.append(Fault("/repos", Answer(200, {"data": {}})))
    for token in ("", gogs.token):
        with pytest.raises(ForgeUnreachable):
            list(reader.open(ForgeKind.GOGS, token).list_owner("ministere"))
