# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Versions in the view: the newest, the last first, with their address on each forge; of open code for the public."""

from pathlib import Path

import pytest

from catalog.database import Store, open_store
from catalog.links import release_urls
from catalog.merging import merge
from catalog.releases import save_releases
from catalog.view import Audience, ReleaseEntry
from catalog.view_builder import build_view
from catalog.viewing.releases import SHOWN, read_releases
from scanner.models import ForgeKind, Release, Visibility
from tests.catalog.filling import COMMIT, repository, scan


def _release(number: int, tag: str = "") -> Release:
    return Release(tag or f"v{number}", f"Version {number}", f"2026-01-{number:02}T00:00:00Z", COMMIT)


def test_a_repository_shows_its_newest_versions_with_their_addresses(store: Store) -> None:
    site = repository(store, "g/site", Visibility.PUBLIC, "github.com")
    save_releases(store, site, [_release(number) for number in range(1, SHOWN + 3)])
    [entry] = build_view(store, Audience.PUBLIC).repositories
    assert (len(entry.releases), entry.earlier_releases) == (SHOWN, True)
    assert entry.releases[0] == ReleaseEntry(
        tag=f"v{SHOWN + 2}",
        name=f"Version {SHOWN + 2}",
        published_at=f"2026-01-{SHOWN + 2}T00:00:00Z",
        url=f"https://github.com/g/site/releases/tag/v{SHOWN + 2}",
    )


def test_a_new_scan_replaces_the_versions_of_the_last_one(store: Store) -> None:
    site = repository(store, "g/site", Visibility.PUBLIC)
    for releases in ([_release(1), _release(2)], [_release(2)]):
        save_releases(store, site, releases)
    assert [release.tag for release in read_releases(store, Audience.PUBLIC)[site].newest] == ["v2"]


def test_versions_of_closed_code_are_for_those_inside(store: Store) -> None:
    closed = repository(store, "g/ferme")
    gone = repository(store, "g/parti", Visibility.PUBLIC)
    for each in (closed, gone):
        save_releases(store, each, [_release(1, "canari-1")])
    store.lose_repository(gone, "g/parti")
    assert read_releases(store, Audience.PUBLIC) == {}
    assert "canari" not in build_view(store, Audience.PUBLIC).model_dump_json()
    assert set(read_releases(store, Audience.INTERNAL)) == {closed, gone}


def test_shards_that_are_merged_bring_their_versions(store: Store, tmp_path: Path) -> None:
    site = repository(store, "g/site", Visibility.PUBLIC)
    save_releases(store, site, [_release(1)])
    with open_store(tmp_path / "part.db") as part:
        other = repository(part, "g/autre", Visibility.PUBLIC, forge_id="2")
        theirs = repository(part, "g/site", Visibility.PUBLIC)
        for each in (other, theirs):
            scan(part, each)
        save_releases(part, theirs, [_release(1), _release(2)])
    merge(store.path, [tmp_path / "part.db"])
    assert [release.tag for release in read_releases(store, Audience.PUBLIC)[site].newest] == ["v2", "v1"]


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        (ForgeKind.GITHUB, "https://f.fr/g/s/releases/tag/v1"),
        (ForgeKind.GITLAB, "https://f.fr/g/s/-/tags/v1"),
        (ForgeKind.SOURCEHUT, "https://f.fr/g/s/refs/v1"),
        (ForgeKind.GITEA, "https://f.fr/g/s/src/tag/v1"),
        (ForgeKind.FORGEJO, "https://f.fr/g/s/src/tag/v1"),
        (ForgeKind.GOGS, "https://f.fr/g/s/src/v1"),
        (ForgeKind.BITBUCKET, "https://f.fr/g/s/commits/tag/v1"),
        (ForgeKind.FOLDER, ""),
        (ForgeKind.GIT, ""),
    ],
)
def test_each_forge_has_its_address_of_a_version(kind: ForgeKind, address: str) -> None:
    assert release_urls(kind, "https://f.fr/g/s/")("v1") == address


@pytest.mark.parametrize(
    ("base", "tag", "address"),
    [
        ("https://f.fr/g/s", "@paquet/x@1.0", "https://f.fr/g/s/releases/tag/%40paquet/x%401.0"),
        ("https://f.fr/g/s", '1"><script>', "https://f.fr/g/s/releases/tag/1%22%3E%3Cscript%3E"),
        ("https://f.fr/g/s", "1\\xff", ""),  # not the name that the forge knows
        ("javascript:alert(1)", "v1", ""),
        ("https://agent:secret@f.fr/g/s", "v1", ""),
        ("https://folder.invalid/g/s", "v1", ""),
    ],
)
def test_an_odd_name_or_place_makes_a_harmless_address(base: str, tag: str, address: str) -> None:
    assert release_urls(ForgeKind.GITHUB, base)(tag) == address
