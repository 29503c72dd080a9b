# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Changes of licence: told by the forge or by the files, never by a first reading, a new detector or an unread file."""

from pathlib import Path

import pytest

from catalog.database import Store, open_store
from catalog.merging import merge
from scanner.models import Bounded, Fact, Visibility
from tests.catalog.filling import COMMIT, DETECTORS, repository, scan


def _declared(expression: str, path: str = "LICENSE") -> Fact:
    sources = [{"path": path, "line": 1, "expression": expression}] if expression else []
    data = {"expression": expression, "agreement": "single", "sources": sources}
    return Fact(detector="licenses", rule="licence-declared", path=path, data=data)


def _events(store: Store) -> list[tuple[str, str, str]]:
    rows = store.rows("SELECT kind, before, after FROM events ORDER BY id")
    return [(row["kind"], row["before"], row["after"]) for row in rows]


def _left(path: str) -> tuple[Bounded, ...]:
    return (Bounded(blob="ab" * 20, path=path, detector="licenses", reason="took more than 180 s"),)


@pytest.mark.parametrize(("before", "after"), [("MIT", "AGPL-3.0-only"), ("", "MIT"), ("MIT", "")])
def test_the_files_tell_it(store: Store, before: str, after: str) -> None:
    site = repository(store, "g/site")
    scan(store, site, [_declared(before)])
    scan(store, site, [_declared(after)])
    scan(store, site, [_declared(after)])
    assert _events(store) == [("relicensed", before, after)]


def test_a_first_reading_is_no_news(store: Store) -> None:
    site = repository(store, "g/site")
    scan(store, site)
    scan(store, site, [_declared("MIT")])
    assert _events(store) == []


def test_the_first_content_of_an_empty_repository_is_no_news(store: Store) -> None:
    site = repository(store, "g/site")
    scan(store, site, [_declared("")], commit="")
    scan(store, site, [_declared("MIT")], commit=COMMIT)
    assert _events(store) == []


def test_another_version_of_the_detector_tells_nothing(store: Store) -> None:
    site = repository(store, "g/site")
    scan(store, site, [_declared("MIT")])
    scan(store, site, [_declared("Apache-2.0")], detectors=DETECTORS | {"licenses": "2"})
    assert _events(store) == []


@pytest.mark.parametrize("order", [1, -1])
def test_a_file_that_one_of_the_scans_left_aside_tells_nothing(store: Store, order: int) -> None:
    site = repository(store, "g/site")
    for facts, left in ((([_declared("MIT")]), ()), ([_declared("")], _left("LICENSE")))[::order]:
        scan(store, site, facts, bounded=left)
    assert _events(store) == []


def test_another_file_left_aside_hides_nothing(store: Store) -> None:
    site = repository(store, "g/site")
    for expression in ("MIT", "Apache-2.0"):
        scan(store, site, [_declared(expression)], bounded=_left("dist/bundle.js"))
    assert _events(store) == [("relicensed", "MIT", "Apache-2.0")]


def test_what_it_declared_while_closed_isnt_compared_with_what_it_declares_open(store: Store) -> None:
    site = repository(store, "g/site", Visibility.PRIVATE)
    scan(store, site, [_declared("LicenseRef-canari")])
    repository(store, "g/site", Visibility.PUBLIC)
    scan(store, site, [_declared("MIT")])
    assert _events(store) == [("visibility", "private", "public")]


def test_the_forge_tells_it_where_it_knows_both(store: Store) -> None:
    for key in ("mit", "agpl-3.0", "other", "", "gpl-3.0", "gpl-3.0"):
        repository(store, "g/site", license_key=key)
    assert _events(store) == [("relicensed", "mit", "agpl-3.0")]


def test_a_merge_tells_it_too(store: Store, tmp_path: Path) -> None:
    site = repository(store, "g/site")
    scan(store, site, [_declared("MIT")])
    with store.writing() as connection:
        connection.execute("UPDATE scans SET scanned_at = '2024-01-01T00:00:00Z'")
    with open_store(tmp_path / "part.db") as part:
        scan(part, repository(part, "g/site"), [_declared("EUPL-1.2")])
    merge(store.path, [tmp_path / "part.db"])
    assert _events(store) == [("relicensed", "MIT", "EUPL-1.2")]
