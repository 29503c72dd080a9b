# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""News for each audience: to those inside all of it; to the public what happened in the open, never what was before."""

import pytest

from catalog.database import Store
from catalog.events import Event, EventKind
from catalog.view import Audience, NewsKind, RepositoryEntry, View
from catalog.view_builder import build_view
from scanner.models import Visibility
from tests.catalog.filling import HOST, repository


def _tell(store: Store, repository_id: int, *events: tuple[EventKind, str, str]) -> None:
    store.tell(repository_id, [Event(*event) for event in events])


def _told(view: View) -> list[tuple[str, str, str]]:
    """Return kind, before and after, the first first."""
    return [(entry.kind.value, entry.before, entry.after) for entry in reversed(view.news)]


def _views(store: Store) -> tuple[View, View]:
    return build_view(store, Audience.PUBLIC), build_view(store, Audience.INTERNAL)


def _one(view: View) -> RepositoryEntry:
    [entry] = view.repositories
    return entry


def test_everything_that_happens_in_the_open_is_told_the_last_first(store: Store) -> None:
    site = repository(store, "g/site", Visibility.PUBLIC, forge_id="1")
    repository(store, "g/portail", Visibility.PUBLIC, forge_id="1")
    repository(store, "autre/portail", Visibility.PUBLIC, forge_id="1", archived=True)
    repository(store, "autre/portail", Visibility.PUBLIC, forge_id="1", license_key="mit")
    repository(store, "autre/portail", Visibility.PUBLIC, forge_id="1", license_key="eupl-1.2", archived=False)
    store.lose_repository(site, "autre/portail")
    repository(store, "autre/portail", Visibility.PUBLIC, forge_id="1")
    expected = [
        ("moved", "g/site", "g/portail"),
        ("moved", "g/portail", "autre/portail"),
        ("archived", "", ""),
        ("unarchived", "", ""),
        ("relicensed", "mit", "eupl-1.2"),
        ("gone", "", ""),
        ("back", "", ""),
    ]
    for view in _views(store):
        assert _told(view) == expected
        assert {(entry.host, entry.full_name, entry.owner) for entry in view.news} == {(HOST, "autre/portail", "autre")}
        assert _one(view).previous_names == ("g/portail", "g/site")


def test_a_repository_that_opens_is_told_with_its_day_and_nothing_of_before(store: Store) -> None:
    repository(store, "canari/secret", forge_id="1", license_key="mit")
    repository(store, "canari/renomme", forge_id="1", license_key="agpl-3.0", archived=True)
    repository(store, "g/ouvert", Visibility.PUBLIC, forge_id="1", license_key="mit")
    repository(store, "g/site", Visibility.PUBLIC, forge_id="1", license_key="mit")
    public, internal = _views(store)
    assert _told(public) == [("opened", "", ""), ("moved", "g/ouvert", "g/site")]
    assert "canari" not in public.model_dump_json()
    assert _one(public).previous_names == ("g/ouvert",)
    assert _one(public).opened_on == public.news[0].at[:10]
    assert ("moved", "canari/secret", "canari/renomme") in _told(internal)
    assert _one(internal).previous_names == ("g/ouvert", "canari/renomme", "canari/secret")


def test_what_became_closed_is_named_to_nobody_outside(store: Store) -> None:
    for name in ("g/avant-canari", "g/canari"):
        repository(store, name, Visibility.PUBLIC, forge_id="1")
    repository(store, "g/canari", Visibility.PRIVATE, forge_id="1")
    store.lose_repository(1, "g/canari")
    public, internal = _views(store)
    assert public.news == ()
    assert "canari" not in public.model_dump_json()
    assert _told(internal) == [("moved", "g/avant-canari", "g/canari"), ("gone", "", "")]


def test_a_name_borne_in_the_open_before_it_was_closed_again_isnt_told(store: Store) -> None:
    repository(store, "g/canari", Visibility.PUBLIC, forge_id="1")
    repository(store, "g/site", Visibility.PUBLIC, forge_id="1")
    repository(store, "g/site", Visibility.INTERNAL, forge_id="1")
    repository(store, "g/site", Visibility.PUBLIC, forge_id="1")
    public, _ = _views(store)
    assert _told(public) == [("opened", "", "")]
    assert _one(public).previous_names == ()


def test_what_is_gone_is_told_though_it_has_no_place_in_the_public_lists(store: Store) -> None:
    store.lose_repository(repository(store, "g/site", Visibility.PUBLIC), "g/site")
    public, _ = _views(store)
    assert _told(public) == [("gone", "", "")]
    assert public.repositories == ()


def test_a_name_that_another_repository_bears_now_is_shown_as_it_was(store: Store) -> None:
    first = repository(store, "g/site", Visibility.PUBLIC, forge_id="1")
    repository(store, "g/site", Visibility.PUBLIC, forge_id="2")
    store.lose_repository(first, "g/site")
    assert [entry.full_name for entry in build_view(store, Audience.PUBLIC).news] == ["g/site"]


@pytest.mark.parametrize(("fork", "news"), [(False, [("opened", "", "")]), (True, [])])
def test_code_that_is_new_in_a_known_listing_is_open_code_unless_it_is_a_fork(
    store: Store, fork: bool, news: list[tuple[str, str, str]]
) -> None:
    site = repository(store, "g/site", Visibility.PUBLIC, fork=fork)
    _tell(store, site, (EventKind.APPEARED, "", "public"))
    assert _told(build_view(store, Audience.PUBLIC)) == news


def test_one_change_of_licence_told_by_forge_and_files_is_told_once_in_the_words_of_spdx(store: Store) -> None:
    site = repository(store, "g/site", Visibility.PUBLIC)
    by_forge = (EventKind.RELICENSED, "mit", "agpl-3.0")
    by_files = (EventKind.RELICENSED, "MIT", "AGPL-3.0-or-later")
    _tell(store, site, by_forge, by_files, (EventKind.ARCHIVED, "", ""), (EventKind.RELICENSED, "agpl-3.0", "mit"))
    expected = [("relicensed", *by_files[1:]), ("archived", "", ""), ("relicensed", "agpl-3.0", "mit")]
    assert _told(build_view(store, Audience.PUBLIC)) == expected


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        (("MIT AND 0BSD", "EUPL-1.2"), ("mit", "eupl-1.2"), [("MIT AND 0BSD", "EUPL-1.2")]),
        (("mit", "etalab-2.0"), ("MIT", "etalab-2.0"), [("MIT", "etalab-2.0")]),
        (
            ("MIT", "A-1 AND B-1"),
            ("A-1 AND B-1", "A-1 OR B-1"),
            [("MIT", "A-1 AND B-1"), ("A-1 AND B-1", "A-1 OR B-1")],
        ),
        (("MIT", "GPL-3.0-only"), ("GPL-3.0-only", "GPL-3.0-or-later"), None),
    ],
)
def test_two_changes_of_licence_are_one_when_the_forge_words_what_the_files_say(
    store: Store, first: tuple[str, str], second: tuple[str, str], told: list[tuple[str, str]] | None
) -> None:
    site = repository(store, "g/site", Visibility.PUBLIC)
    _tell(store, site, (EventKind.RELICENSED, *first), (EventKind.RELICENSED, *second))
    expected = [first, second] if told is None else told
    assert _told(build_view(store, Audience.PUBLIC)) == [("relicensed", *each) for each in expected]


def test_capital_letters_of_a_name_are_no_news(store: Store) -> None:
    for name in ("g/Site", "g/site"):
        repository(store, name, Visibility.PUBLIC, forge_id="1")
    view = build_view(store, Audience.PUBLIC)
    assert view.news == ()
    assert _one(view).previous_names == ()


def test_the_same_store_gives_the_same_news(store: Store) -> None:
    for number in range(5):
        site = repository(store, f"g/site-{number}", Visibility.PUBLIC)
        _tell(store, site, (EventKind.ARCHIVED, "", ""), (EventKind.UNARCHIVED, "", ""))
    news = build_view(store, Audience.PUBLIC).news
    assert news == build_view(store, Audience.PUBLIC).news
    assert [entry.kind for entry in news] == [NewsKind.UNARCHIVED, NewsKind.ARCHIVED] * 5
