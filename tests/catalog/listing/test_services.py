# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The State's directory comes out with who is above whom, as the inventory's script gave it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from catalog import services
from catalog.crawl_choices import DirectoryFiles
from catalog.database import Store, open_store
from catalog.directory import join
from catalog.listing.services import files
from catalog.merging import merge
from catalog.view import Audience
from catalog.view_builder import build_view
from scanner.models import Problem
from tests.catalog.test_annuaire import service

GOVERNMENT, MINISTRY, DIRECTION, OFFICE, ALONE = (f"{n}0000000-0000-4000-8000-000000000000" for n in "12345")
SERVICES = [
    service(OFFICE, "Bureau des codes sources") | {"adresse": [{"nom_commune": "Paris"}], "sigle": None},
    service(GOVERNMENT, "Gouvernement", MINISTRY),
    service(DIRECTION, "Direction du numérique", OFFICE),
    service(MINISTRY, "Ministère exemplaire", DIRECTION),
    service(ALONE, "Commune exemplaire"),
]
Give = Callable[..., list[Problem]]


@pytest.fixture
def give(store: Store, tmp_path: Path) -> Give:
    """Join files to the store, as a crawl does."""

    def given(annuaire: object = None, tops: str | None = None) -> list[Problem]:
        named: dict[str, Path] = {}
        if annuaire is not None:
            named["annuaire"] = tmp_path / "annuaire.json"
            named["annuaire"].write_text(json.dumps(annuaire), encoding="utf-8")
        if tops is not None:
            named["top_organizations"] = tmp_path / "tops.yml"
            named["top_organizations"].write_text(tops, encoding="utf-8")
        return join(store, DirectoryFiles(**named))

    return given


def published(store: Store, audience: Audience = Audience.PUBLIC) -> list[dict[str, Any]]:
    [(name, content)] = files(build_view(store, audience))
    assert name == "annuaire_sup.json"
    records: list[dict[str, Any]] = json.loads(content)
    return records


def test_without_a_directory_the_file_is_an_empty_list(store: Store) -> None:
    assert published(store) == []


def test_each_service_is_there_with_who_is_above_and_all_else_that_it_says(store: Store, give: Give) -> None:
    assert give({"service": SERVICES}, f"{MINISTRY}: Ministère\n") == []
    by_id = {record["id"]: record for record in published(store)}
    assert list(by_id) == [GOVERNMENT, MINISTRY, DIRECTION, OFFICE, ALONE]
    ministry = {"id": MINISTRY, "nom": "Ministère exemplaire"}
    assert by_id[OFFICE] == {
        "id": OFFICE,
        "nom": "Bureau des codes sources",
        "adresse": [{"nom_commune": "Paris"}],
        "sigle": None,
        "mission": "Elle assure sa mission.",
        "service_sup": {"id": DIRECTION, "nom": "Direction du numérique"},
        "service_top": ministry,
    }
    assert by_id[DIRECTION]["service_sup"] == by_id[DIRECTION]["service_top"] == ministry
    assert by_id[MINISTRY]["service_top"] == {"id": GOVERNMENT, "nom": "Gouvernement"}
    assert not {"service_sup", "service_top"} & by_id[ALONE].keys()
    assert not any("hierarchie" in record for record in by_id.values())


def test_the_directory_stays_when_a_later_crawl_is_not_given_it(store: Store, give: Give) -> None:
    give(SERVICES)
    before = published(store)
    give()
    assert published(store) == before


def test_other_top_organizations_change_who_is_topmost(store: Store, give: Give) -> None:
    give(SERVICES)
    assert {record["id"]: record.get("service_top", {}).get("id") for record in published(store)}[OFFICE] == GOVERNMENT
    give(tops=f"{DIRECTION}: Direction\n")
    assert {record["id"]: record.get("service_top", {}).get("id") for record in published(store)}[OFFICE] == DIRECTION
    assert published(store)[3]["service_sup"]["nom"] == "Direction du numérique"


def test_a_directory_that_goes_round_in_circles_is_told_all_the_same(store: Store, give: Give) -> None:
    give([service(MINISTRY, "Un", DIRECTION), service(DIRECTION, "Deux", MINISTRY)])
    assert [record["service_sup"]["id"] for record in published(store)] == [DIRECTION, MINISTRY]


def test_a_directory_cut_short_changes_nothing(store: Store, give: Give, tmp_path: Path) -> None:
    give(SERVICES)
    before = published(store)
    cut = tmp_path / "cut.json"
    cut.write_text(json.dumps({"service": SERVICES})[:-40], encoding="utf-8")
    assert join(store, DirectoryFiles(annuaire=cut))
    assert published(store) == before


def test_a_directory_too_large_to_be_kept_is_told(store: Store, give: Give, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MAX_PACKED", 100)
    assert [problem.reason for problem in give(SERVICES)] == ["its records are too large to be published"]
    assert published(store) == []


def test_many_services_come_out_once_each_and_both_audiences_read_the_same(store: Store, give: Give) -> None:
    many = [service(f"{number:08}-0000-4000-8000-000000000000", f"Service {number}") for number in range(2500)]
    give([*reversed(many), many[7]])
    assert [record["nom"] for record in published(store)] == [f"Service {number}" for number in range(2500)]
    assert published(store, Audience.INTERNAL) == published(store)


def test_the_directory_of_a_part_comes_with_it(store: Store, give: Give, tmp_path: Path) -> None:
    give(SERVICES)
    whole = tmp_path / "whole.db"
    for _ in range(2):
        merge(whole, [store.path])
    with open_store(whole, read_only=True) as merged:
        assert published(merged) == published(store)
