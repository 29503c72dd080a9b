# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""GitLab: groups with their subgroups, users, whole instances, to the last page."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest

from scanner.errors import ForgeAuthError, ForgeError
from scanner.forges.interface import OwnerNotFound, Page
from scanner.models import ForgeKind, OwnerKind, Repository, Visibility
from tests.forge_simulator import Answer, Fault, ForgeSimulator
from tests.scanner.forges.conftest import Reader

Flat = Callable[[Iterator[Page]], list[Repository]]


def test_a_group_is_listed_with_its_subgroups(simulator: ForgeSimulator, reader: Reader, repositories: Flat) -> None:
    simulator.add_gitlab("ministere", public=150)
    simulator.add_gitlab("ministere/sous/groupe", public=100)
    simulator.add_gitlab("ministere-bis", public=1)
    pages = list(reader.open(ForgeKind.GITLAB).list_owner("ministere"))
    listed = repositories(iter(pages))
    assert len(listed) == 250
    assert {one.owner for one in listed} == {"ministere", "ministere/sous/groupe"}
    assert sum(page.expected or 0 for page in pages) == 250
    owners = {owner.login: owner for page in pages for owner in page.owners}
    assert owners["ministere"].kind is OwnerKind.ORGANIZATION
    assert owners["ministere"].icon_url == "https://gitlab.com/uploads/-/system/group/avatar/1/logo.png"


def test_a_nested_group_is_named_by_its_path(simulator: ForgeSimulator, reader: Reader, repositories: Flat) -> None:
    simulator.add_gitlab("ministere")
    simulator.add_gitlab("ministere/sous-groupe", public=2)
    assert len(repositories(reader.open(ForgeKind.GITLAB).list_owner("ministere/sous-groupe"))) == 2


def test_a_whole_instance_is_listed_by_keyset(simulator: ForgeSimulator, reader: Reader, repositories: Flat) -> None:
    simulator.add_gitlab("ministere", public=240)
    simulator.add_gitlab("agent", public=10, kind="user")
    pages = list(reader.open(ForgeKind.GITLAB).list_all())
    assert len({one.forge_id for one in repositories(iter(pages))}) == 250
    assert [page.expected for page in pages if page.expected is not None] == [250]
    asked = [one.query for one in simulator.requests if one.query.get("pagination") == "keyset"]
    assert all(query["per_page"] == "100" for query in asked)


def test_a_user_is_listed_where_no_group_has_the_name(
    simulator: ForgeSimulator, reader: Reader, repositories: Flat
) -> None:
    simulator.add_gitlab("agent", public=2, kind="user")
    assert [one.owner for one in repositories(reader.open(ForgeKind.GITLAB).list_owner("agent"))] == ["agent", "agent"]


def test_closed_projects_are_seen_with_the_token_only(
    simulator: ForgeSimulator, reader: Reader, repositories: Flat
) -> None:
    simulator.add_gitlab("ministere", public=2, private=1)
    simulator.projects[0]["visibility"] = "internal"
    known = repositories(reader.open(ForgeKind.GITLAB, simulator.token).list_owner("ministere"))
    assert sorted(one.visibility for one in known) == ["internal", "private", "public"]
    anonymous = repositories(reader.open(ForgeKind.GITLAB).list_owner("ministere"))
    assert [one.visibility for one in anonymous] == [Visibility.PUBLIC]


def test_archived_projects_are_known_even_without_token(
    simulator: ForgeSimulator, reader: Reader, repositories: Flat
) -> None:
    simulator.add_gitlab("ministere", public=3)
    simulator.projects[1]["archived"] = True
    listed = repositories(reader.open(ForgeKind.GITLAB).list_owner("ministere"))
    assert [one.archived for one in listed] == [False, True, False]


def test_forks_are_told_by_their_origin(simulator: ForgeSimulator, reader: Reader, repositories: Flat) -> None:
    simulator.add_gitlab("ministere", public=2)
    simulator.projects[0]["forked_from_project"] = {"id": 1}
    listed = repositories(reader.open(ForgeKind.GITLAB, simulator.token).list_owner("ministere"))
    assert {one.name: one.fork for one in listed} == {"depot-0": True, "depot-1": False}


def test_an_old_gitlab_without_subgroups_is_still_listed(
    simulator: ForgeSimulator, reader: Reader, repositories: Flat
) -> None:
    simulator.add_gitlab("ministere", public=1)
    simulator.faults.append(Fault("descendant_groups", Answer(404, {"error": "404 Not Found"})))
    assert len(repositories(reader.open(ForgeKind.GITLAB).list_owner("ministere"))) == 1


def test_a_keyset_that_does_not_go_on_is_an_error_and_no_endless_loop(
    simulator: ForgeSimulator, reader: Reader
) -> None:
    simulator.add_gitlab("ministere", public=2)
    simulator.faults.append(Fault("pagination=keyset", Answer(200, [simulator.projects[0]])))
    with pytest.raises(ForgeError, match="doesn't go on after 1000"):
        list(reader.open(ForgeKind.GITLAB).list_all())


def test_no_such_owner_is_told_as_such(reader: Reader) -> None:
    for login in ("personne", "groupe/personne"):
        with pytest.raises(OwnerNotFound, match=f"no such owner: {login}"):
            list(reader.open(ForgeKind.GITLAB).list_owner(login))


def test_a_wrong_token_is_refused(simulator: ForgeSimulator, reader: Reader) -> None:
    simulator.add_gitlab("ministere", public=1)
    with pytest.raises(ForgeAuthError) as refused:
        list(reader.open(ForgeKind.GITLAB, "wrong-one").list_owner("ministere"))
    assert refused.value.exit_code == 4


def test_a_group_goes_on_after_any_of_its_pages(simulator: ForgeSimulator, reader: Reader, repositories: Flat) -> None:
    simulator.add_gitlab("ministere", public=250)
    pages = list(reader.open(ForgeKind.GITLAB).list_owner("ministere"))
    places = [place for place, page in enumerate(pages, start=1) if page.cursor]
    for place in places:
        rest = list(reader.open(ForgeKind.GITLAB).list_owner("ministere", pages[place - 1].cursor))
        assert repositories(iter(rest)) == repositories(iter(pages[place:]))
        assert [page.expected for page in rest if page.expected is not None] == []


def test_a_whole_instance_goes_on_after_the_last_id_that_was_seen(
    simulator: ForgeSimulator, reader: Reader, repositories: Flat
) -> None:
    simulator.add_gitlab("ministere", public=250)
    pages = [page for page in reader.open(ForgeKind.GITLAB).list_all() if page.cursor]
    rest = repositories(reader.open(ForgeKind.GITLAB).list_all(pages[0].cursor))
    assert rest == repositories(iter(pages[1:]))


@pytest.mark.parametrize("login", ["ministere", "", "agent"])
@pytest.mark.parametrize("known", [True, False])
def test_moves_are_told_newest_first_with_the_count_of_all(
    simulator: ForgeSimulator, reader: Reader, repositories: Flat, login: str, known: bool
) -> None:
    simulator.add_gitlab("ministere", public=250)
    simulator.add_gitlab("agent", public=150, kind="user")
    for number, one in enumerate(simulator.projects):
        date = f"2025-01-01T00:{number // 60:02}:{number % 60:02}Z"
        one |= {"updated_at": date, "last_activity_at": date}
    of_login = [one for one in simulator.projects if one["path_with_namespace"].startswith(login)]
    client = reader.open(ForgeKind.GITLAB, simulator.token if known else "")
    since = datetime.fromisoformat(of_login[-3]["updated_at"])
    pages = list(client.list_moved(login, since))
    assert [page.expected for page in pages if page.expected is not None] == [len(of_login)]
    assert [one.name for one in repositories(iter(pages))][:2] == [of_login[-1]["path"], of_login[-2]["path"]]
    assert len(repositories(iter(pages))) == 100


def test_a_project_is_found_by_its_id_under_its_path_of_today(simulator: ForgeSimulator, reader: Reader) -> None:
    simulator.add_gitlab("ministere", public=1, private=1)
    simulator.projects[0]["path_with_namespace"] = "direction/depot"
    client = reader.open(ForgeKind.GITLAB)
    found = client.find("1000")
    assert found is not None
    assert found.full_name == "direction/depot"
    assert client.find("1001") is None
