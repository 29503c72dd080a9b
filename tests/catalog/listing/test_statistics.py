# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The inventory's statistics: strings for totals, top lists with their ties settled, thresholds of the original."""

import json

from catalog.listing.statistics import files, statistics
from tests.catalog.views import owner, public_view, repository, view

KEYS = [
    "repos_cnt",
    "orgas_cnt",
    "top_orgs_by_stars",
    "top_orgs_by_repos",
    "top_orgs_repos_stars",
    "top_orgs_repos_followers",
    "top_repos_by_score_range",
    "top_licenses",
    "top_languages",
]


def test_an_empty_catalog_has_statistics_too() -> None:
    assert statistics(view()) == {"repos_cnt": "0", "orgas_cnt": "0"} | {key: [] for key in KEYS[2:]}


def test_the_figures_of_a_small_catalog() -> None:
    figures = json.loads(json.dumps(statistics(public_view())))
    name = "Direction générale des finances publiques (exemple)"
    place = [name, "https://github.com/dgfip-exemple"]
    assert list(figures) == KEYS
    assert figures["repos_cnt"] == "3"
    assert figures["top_orgs_by_stars"] == [[place, 130]]
    assert figures["top_orgs_by_repos"] == [[place, 2]]
    assert figures["top_orgs_repos_stars"] == []
    assert figures["top_orgs_repos_followers"] == [{"owner": name, "followers": 41, "repositories_count": 2}]
    assert figures["top_repos_by_score_range"] == [["2400-2500", 1]]
    assert figures["top_licenses"] == [["gpl-3.0", 1]]
    assert figures["top_languages"] == [["HTML", 1], ["Python", 1], ["TypeScript", 1]]


def test_score_ranges_go_up_as_numbers_do() -> None:
    entries = (
        repository("a/template", description="d", template=True),
        repository("a/readme", description="d", community={"readme": "README"}),
        repository("a/plain", description="d"),
    )
    ranges = statistics(view(repositories=entries))["top_repos_by_score_range"]
    assert ranges == [["0-100", 1], ["100-200", 1], ["1000-1100", 1]]


def test_only_ten_are_kept_and_other_is_no_licence() -> None:
    entries = tuple(repository(f"a/{n}", language=f"L{n:02}", license_key="other") for n in range(12))
    figures = statistics(view(repositories=entries))
    assert [language for language, _ in figures["top_languages"]] == [f"L{n:02}" for n in range(10)]
    assert figures["top_licenses"] == []


def test_an_owner_is_compared_by_stars_above_two_hundred() -> None:
    entries = (repository("a/x", stars=150), repository("a/y", stars=51), repository("b/x", stars=200))
    owners = (owner("a", repositories_count=2), owner("b", repositories_count=2))
    compared = statistics(view(repositories=entries, owners=owners))["top_orgs_repos_stars"]
    assert compared == [{"owner": "a", "total_stars": 201, "repositories_count": 2}]


def test_the_dated_copy_bears_the_date_of_the_data() -> None:
    assert [name for name, _ in files(view())] == ["stats_preprod.json", "2026-11-03-stats.json"]
    assert [name for name, _ in files(view(date=""))] == ["stats_preprod.json"]
