# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A source is counted once, by its last crawl, whatever it was called each time."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from catalog.crawl import crawl
from catalog.database import Store
from catalog.status import read_status
from catalog.view import Audience
from catalog.view_builder import build_view
from scanner.forges.interface import Settings
from scanner.models import Visibility
from scanner.sources import read_sources
from tests.conftest import MakeRepository
from tests.forge_simulator import ForgeSimulator

Told = list[tuple[str, int | None]]


@pytest.fixture
def github(monkeypatch: pytest.MonkeyPatch) -> Iterator[ForgeSimulator]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with ForgeSimulator() as simulator:
        yield simulator


def _crawl(store: Store, word: str, github: ForgeSimulator | None = None) -> None:
    sources = read_sources([word], visibility=Visibility.PUBLIC, today=date(2026, 11, 25))
    crawl(store, sources.entries, Settings(environ={"OUVRAGE_API_GITHUB_COM": github.url} if github else {}))


def _status(store: Store) -> Told:
    return [(source.source, source.expected) for source in read_status(store, with_repositories=False).sources]


def _covered(store: Store, audience: Audience) -> Told:
    return [(source.source, source.expected) for source in build_view(store, audience).coverage]


def test_a_folder_counts_once_by_whatever_path_it_was_crawled(
    store: Store, make_repository: MakeRepository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_repository("depots/dinum/un")
    (tmp_path / "lien").symlink_to("depots")
    monkeypatch.chdir(tmp_path)
    _crawl(store, "depots")
    make_repository("depots/dinum/deux")
    _crawl(store, "lien/")
    assert _status(store) == _covered(store, Audience.INTERNAL) == [(str(tmp_path / "depots"), 2)]


def test_the_paths_that_older_stores_kept_as_they_were_typed_are_of_the_same_folder(
    store: Store, make_repository: MakeRepository, tmp_path: Path
) -> None:
    make_repository("depots/dinum/un")
    _crawl(store, str(tmp_path / "depots"))
    with store.writing() as connection:
        connection.execute("UPDATE crawls SET source = 'depots'")
    _crawl(store, str(tmp_path / "depots"))
    assert _status(store) == _covered(store, Audience.INTERNAL) == [(str(tmp_path / "depots"), 1)]


def test_two_folders_of_one_name_are_two_sources(
    store: Store, make_repository: MakeRepository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in ("a", "b"):
        make_repository(f"{place}/depots/dinum/{place}")
        monkeypatch.chdir(tmp_path / place)
        _crawl(store, "depots")
    assert _status(store) == [(str(tmp_path / place / "depots"), 1) for place in ("a", "b")]


def test_an_owner_counts_once_by_whatever_address_it_was_crawled(store: Store, github: ForgeSimulator) -> None:
    github.add_github("etalab", public=3)
    for word in ("https://github.com/etalab", "https://github.com/etalab/", "https://github.com/orgs/etalab"):
        _crawl(store, word, github)
    assert _status(store) == _covered(store, Audience.PUBLIC) == [("https://github.com/orgs/etalab", 3)]


def test_the_public_is_still_told_of_an_address_that_a_file_named_later(
    store: Store, github: ForgeSimulator, tmp_path: Path
) -> None:
    github.add_github("etalab", public=3)
    _crawl(store, "https://github.com/etalab", github)
    declared = tmp_path / "sources.yml"
    declared.write_text("github.com:\n  forge: github\n  owners:\n    etalab:\n")
    _crawl(store, str(declared), github)
    assert _covered(store, Audience.PUBLIC) == [("https://github.com/etalab", 3)]
    assert [source for source, _ in _covered(store, Audience.INTERNAL)] == [f"{declared}:1"]
