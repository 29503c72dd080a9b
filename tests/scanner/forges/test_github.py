# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""GitHub: organisations and users, open and closed repositories, to the last page."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from scanner.errors import ForgeAuthError
from scanner.forges.interface import OwnerNotFound, Page
from scanner.models import ForgeKind, OwnerKind, Repository, Visibility
from tests.forge_simulator import Answer, Fault, ForgeSimulator
from tests.scanner.forges.conftest import Reader

Flat = Callable[[Iterator[Page]], list[Repository]]


def test_an_organisation_is_listed_to_the_last_page(
    simulator: ForgeSimulator, reader: Reader, repositories: Flat
) -> None:
    simulator.add_github("etalab", public=250)
    client = reader.open(ForgeKind.GITHUB)
    assert len({one.forge_id for one in repositories(client.list_owner("etalab"))}) == 250
    assert client.requests == 4  # the organisation, then three pages of at most 100
    assert client.anonymous


def test_the_forges_own_count_comes_with_the_owner(simulator: ForgeSimulator, reader: Reader) -> None:
    simulator.add_github("etalab", public=3, private=2)
    first = next(reader.open(ForgeKind.GITHUB, simulator.token).list_owner("etalab"))
    assert first.expected == 5
    owner = first.owners[0]
    assert (owner.login, owner.name, owner.kind) == ("etalab", "Etalab", OwnerKind.ORGANIZATION)
    assert (owner.website, owner.email, owner.location) == ("numerique.example.org", "contact@example.org", "France")
    assert (owner.followers, owner.is_verified) == (12, True)
    assert owner.html_url == "https://github.com/etalab"


def test_all_that_the_listing_says_is_kept(simulator: ForgeSimulator, reader: Reader, repositories: Flat) -> None:
    simulator.add_github("etalab", public=1)
    simulator.repositories[0] |= {"archived": True, "fork": True, "is_template": True}
    (one,) = repositories(reader.open(ForgeKind.GITHUB).list_owner("etalab"))
    assert one.model_dump(exclude={"created_at", "updated_at"}) == {
        "host": "github.com",
        "owner": "etalab",
        "name": "depot-0",
        "full_name": "etalab/depot-0",
        "forge_id": "1",
        "html_url": "https://github.com/etalab/depot-0",
        "clone_url": "https://github.com/etalab/depot-0.git",
        "visibility": Visibility.PUBLIC,
        "description": "Le dépôt depot-0",
        "homepage": "https://example.org",
        "default_branch": "main",
        "language": "Python",
        "license_key": "mit",
        "topics": ("service-public", "impots"),
        "fork": True,
        "template": True,
        "archived": True,
        "stars": 5,
        "forks": 3,
        "subscribers": None,
        "languages": None,
        "community": None,
        "open_issues": 2,
        "size_kb": 128,
        "pushed_at": datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC),
    }


def test_a_field_that_is_missing_costs_no_request(
    simulator: ForgeSimulator, reader: Reader, repositories: Flat
) -> None:
    simulator.add_github("etalab", public=1)
    for key in ("license", "topics", "language", "homepage", "stargazers_count", "visibility", "pushed_at"):
        simulator.repositories[0].pop(key)
    client = reader.open(ForgeKind.GITHUB)
    (one,) = repositories(client.list_owner("etalab"))
    assert (one.license_key, one.topics, one.stars, one.visibility) == ("", (), None, Visibility.PUBLIC)
    assert client.requests == 2


def test_closed_repositories_are_seen_with_the_token_only(
    simulator: ForgeSimulator, reader: Reader, repositories: Flat
) -> None:
    simulator.add_github("etalab", public=2, private=1)
    simulator.repositories[0] |= {"visibility": "internal", "private": True}
    anonymous = repositories(reader.open(ForgeKind.GITHUB).list_owner("etalab"))
    known = repositories(reader.open(ForgeKind.GITHUB, simulator.token).list_owner("etalab"))
    assert [one.visibility for one in anonymous] == ["public"]
    assert sorted(one.visibility for one in known) == ["internal", "private", "public"]


def test_what_does_not_say_that_it_is_public_is_closed(
    simulator: ForgeSimulator, reader: Reader, repositories: Flat
) -> None:
    simulator.add_github("etalab", public=1)
    simulator.repositories[0] |= {"visibility": None, "private": None}
    client = reader.open(ForgeKind.GITHUB, simulator.token)
    assert [one.visibility for one in repositories(client.list_owner("etalab"))] == [Visibility.PRIVATE]


def test_a_user_is_listed_where_no_organisation_has_the_name(
    simulator: ForgeSimulator, reader: Reader, repositories: Flat
) -> None:
    simulator.add_github("torvalds", public=101, private=1, kind="User")
    assert len(repositories(reader.open(ForgeKind.GITHUB).list_owner("torvalds"))) == 101


def test_the_tokens_own_user_shows_its_closed_repositories(
    simulator: ForgeSimulator, reader: Reader, repositories: Flat
) -> None:
    simulator.add_github(simulator.user, public=1, private=2, kind="User")
    simulator.add_github("torvalds", public=1, private=1, kind="User")
    client = reader.open(ForgeKind.GITHUB, simulator.token)
    assert len(repositories(client.list_owner(simulator.user))) == 3
    assert len(repositories(client.list_owner("torvalds"))) == 1


def test_a_whole_instance_is_every_account_of_it(simulator: ForgeSimulator, reader: Reader, repositories: Flat) -> None:
    for number in range(101):
        simulator.add_github(f"org-{number}", public=1)
    assert len(repositories(reader.open(ForgeKind.GITHUB).list_all())) == 101


def test_no_such_owner_is_told_as_such(reader: Reader) -> None:
    with pytest.raises(OwnerNotFound, match="no such owner: personne"):
        list(reader.open(ForgeKind.GITHUB).list_owner("personne"))


def test_a_wrong_token_is_refused_and_never_shown(simulator: ForgeSimulator, reader: Reader) -> None:
    simulator.add_github("etalab", public=1)
    with pytest.raises(ForgeAuthError) as refused:
        list(reader.open(ForgeKind.GITHUB, "wrong-one").list_owner("etalab"))
    assert refused.value.exit_code == 4
    assert "wrong-one" not in f"{refused.value} {refused.value.mend} {refused.value.source} {reader.said}"


def test_names_that_are_not_safe_paths_are_left_with_the_reason(
    simulator: ForgeSimulator, reader: Reader, repositories: Flat
) -> None:
    simulator.add_github("etalab", public=3)
    simulator.repositories[0]["full_name"] = "etalab/../../../etc"
    simulator.repositories[1]["full_name"] = "etalab/--upload-pack=x"
    pages = list(reader.open(ForgeKind.GITHUB).list_owner("etalab"))
    assert [one.name for one in repositories(iter(pages))] == ["depot-2"]
    assert {one.what for page in pages for one in page.skipped} == {"etalab/../../../etc", "etalab/--upload-pack=x"}


def test_addresses_from_outside_are_harmless(simulator: ForgeSimulator, reader: Reader, repositories: Flat) -> None:
    simulator.add_github("etalab", public=1)
    simulator.repositories[0] |= {
        "homepage": "javascript:alert(1)",
        "clone_url": "https://elsewhere.example/etalab/depot-0.git",
        "description": "nul\x00 et seul \ud800",
    }
    (one,) = repositories(reader.open(ForgeKind.GITHUB).list_owner("etalab"))
    assert one.homepage == ""
    assert one.clone_url == "https://github.com/etalab/depot-0.git"
    assert one.description == "nul et seul ?"


def test_a_token_holder_is_told_what_listings_lack_a_hundred_at_a_time(
    simulator: ForgeSimulator, reader: Reader, repositories: Flat
) -> None:
    simulator.add_github("etalab", public=250)
    client = reader.open(ForgeKind.GITHUB, simulator.token)
    listed = repositories(client.list_owner("etalab"))
    assert (len(listed), client.requests) == (250, 7)  # the organisation, three pages, three batches
    assert {(one.subscribers, one.languages) for one in listed} == {(7, ("Python", "HTML"))}
    assert listed[0].community == {
        "readme": "README.md",
        "license": "LICENSE",
        "publiccode": "publiccode.yml",
        "contributing": "docs/CONTRIBUTING.md",
    }


def test_a_batch_that_is_too_much_is_asked_in_halves(
    simulator: ForgeSimulator, reader: Reader, repositories: Flat
) -> None:
    simulator.add_github("etalab", public=8)
    simulator.faults.append(Fault('"R_3"', Answer(502, "<html>")))
    listed = repositories(reader.open(ForgeKind.GITHUB, simulator.token).list_owner("etalab"))
    assert [one.subscribers for one in listed] == [7, 7, None, 7, 7, 7, 7, 7]


def test_a_token_that_may_not_ask_more_still_lists(
    simulator: ForgeSimulator, reader: Reader, repositories: Flat
) -> None:
    simulator.add_github("etalab", public=150)
    simulator.faults.append(Fault("/graphql", Answer(403, {"message": "Resource not accessible"})))
    assert len(repositories(reader.open(ForgeKind.GITHUB, simulator.token).list_owner("etalab"))) == 150
    assert len([line for line in reader.said if "no subscribers" in line]) == 1


def test_a_listing_goes_on_after_any_of_its_pages(
    simulator: ForgeSimulator, reader: Reader, repositories: Flat
) -> None:
    simulator.add_github("etalab", public=250)
    pages = list(reader.open(ForgeKind.GITHUB).list_owner("etalab"))
    for place, page in enumerate(pages[1:], start=2):
        rest = repositories(reader.open(ForgeKind.GITHUB).list_owner("etalab", page.cursor))
        assert rest == repositories(iter(pages[place:]))


def test_a_whole_instance_goes_on_after_the_last_account_that_was_ended(
    simulator: ForgeSimulator, reader: Reader, repositories: Flat
) -> None:
    for number in range(5):
        simulator.add_github(f"org-{number}", public=1)
    pages = list(reader.open(ForgeKind.GITHUB).list_all())
    cursor = next(page.cursor for page in pages if page.cursor == "2")
    rest = repositories(reader.open(ForgeKind.GITHUB).list_all(cursor))
    assert [one.owner for one in rest] == ["org-2", "org-3", "org-4"]


def test_moves_are_told_newest_first_and_no_further_than_asked(
    simulator: ForgeSimulator, reader: Reader, repositories: Flat
) -> None:
    simulator.add_github("etalab", public=250)
    for number, one in enumerate(simulator.repositories):
        one["updated_at"] = f"2025-01-01T00:{number // 60:02}:{number % 60:02}Z"
    client = reader.open(ForgeKind.GITHUB)
    since = datetime(2025, 1, 1, 0, 4, 5, tzinfo=UTC)
    pages = list(client.list_moved("etalab", since))
    assert (pages[0].expected, client.requests) == (250, 2)
    assert [one.name for one in repositories(iter(pages))][:2] == ["depot-249", "depot-248"]
    assert pages[1].newest == datetime(2025, 1, 1, 0, 4, 9, tzinfo=UTC)


def test_a_repository_is_found_by_its_id_under_its_name_of_today(simulator: ForgeSimulator, reader: Reader) -> None:
    simulator.add_github("etalab", public=1, private=1)
    simulator.repositories[0] |= {"name": "nouveau", "full_name": "dinum/nouveau"}
    client = reader.open(ForgeKind.GITHUB)
    found = client.find("1")
    assert found is not None
    assert found.full_name == "dinum/nouveau"
    assert client.find("2") is None
