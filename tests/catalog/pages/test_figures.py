# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The figures: each number is that of the rows of the page that it leads to, and what isn't known is said."""

import csv
import io
from typing import Any

import pytest

from catalog.i18n import Language
from catalog.listing import figures as listing
from catalog.pages.edition import Edition
from catalog.pages.figures import Figure, figures
from catalog.pages.measures import ACTIVITY, SIZES, activity, activity_limits, owner_size, publiccode_state
from catalog.view import PubliccodeEntry
from tests.catalog.listing_2021 import LISTING_2021, listing_2021
from tests.catalog.pages.editions import context, edition, rows_from
from tests.catalog.views import internal_view, owner, public_view, repository, view

DAY = "2021-11-15"


@pytest.fixture(scope="module")
def real() -> Edition:
    """Return a third of the real listing of 2021."""
    if not LISTING_2021.is_dir():
        pytest.skip("the listing of November 2021 is not beside this checkout")
    whole = listing_2021()
    return edition(whole.model_copy(update={"repositories": whole.repositories[::3]}))


def _by_id(made: list[Figure]) -> dict[str, Figure]:
    return {figure.id: figure for figure in made}


def test_each_number_is_that_of_the_rows_it_leads_to(real: Edition) -> None:
    checked = 0
    for figure in figures(real):
        if figure.id == "ministries":  # the pages of ministries are specified with them
            continue
        for count in (*figure.known, *filter(None, [figure.unknown])):
            if count.number:
                assert len(rows_from(real, count.url)) == count.number, count
                checked += 1
    assert checked > 100


def test_known_and_unknown_add_up_to_all_the_repositories(real: Edition) -> None:
    for figure in figures(real):
        if figure.id != "sizes":
            assert figure.total == len(real.index.repositories), figure.id


def test_every_figure_has_its_formula_its_coverage_and_its_date_in_both_languages() -> None:
    french, english = (context(edition(public_view(), language), url) for language, url in _PLACES)
    assert [each["id"] for each in french["figures"]] == [each["id"] for each in english["figures"]]
    for each in (*french["figures"], *english["figures"]):
        assert each["words"].formula.endswith(".")
        assert str(each["total"]) in each["coverage"]
    assert "3 novembre 2026" in {each["id"]: each for each in french["figures"]}["activity"]["words"].formula


_PLACES: tuple[tuple[Language, str], ...] = (("fr", "chiffres/index.html"), ("en", "en/figures/index.html"))


def test_activity_is_told_from_the_date_of_the_data() -> None:
    limits = activity_limits(DAY)
    days = (
        "2021-11-15",
        "2021-08-15",
        "2021-08-14",
        "2020-11-15",
        "2020-11-14",
        "2019-11-15",
        "2016-11-15",
        "2016-11-14",
    )
    found = [activity(repository("a/b", updated_at=f"{day}T23:59:59Z"), limits) for day in days]
    assert found == [ACTIVITY[place] for place in (0, 0, 1, 1, 2, 2, 3, 4)]
    assert activity(repository("a/b", updated_at="hier"), limits) == ""
    assert activity(repository("a/b", updated_at="2021-01-01"), activity_limits("")) == ""


@pytest.mark.parametrize("day", ["2024-02-29", "2023-05-31", "2021-01-01"])
def test_limits_are_days_of_the_calendar(day: str) -> None:
    limits = activity_limits(day)
    assert list(limits) == sorted(limits, reverse=True)
    assert all(limit < day for limit in limits)


def test_a_publiccode_is_absent_only_where_files_are_known() -> None:
    valid = PubliccodeEntry(path="publiccode.yml", valid=True)
    cases: list[tuple[dict[str, Any], str]] = [
        ({}, ""),
        ({"scanned_at": "2026-01-01T00:00:00Z"}, "absent"),
        ({"community": {"readme": "README.md"}}, "absent"),
        ({"community": {"publiccode": "publiccode.yml"}}, "unread"),
        ({"publiccode": valid}, "valid"),
        ({"publiccode": valid.model_copy(update={"valid": False})}, "invalid"),
    ]
    assert [publiccode_state(repository("a/b", **said)) for said, _ in cases] == [told for _, told in cases]


def test_owners_are_told_apart_by_size() -> None:
    counts = (1, 2, 5, 6, 20, 21, 100, 101, 5000)
    found = [owner_size(owner("a", repositories_count=count)) for count in counts]
    assert found == [SIZES[place] for place in (0, 1, 1, 2, 2, 3, 3, 4, 4)]


def test_the_internal_view_counts_closed_code_apart() -> None:
    states = _by_id(figures(edition(internal_view())))["states"]
    assert {count.key: count.number for count in states.known} == {"open": 2, "archived": 1, "closed": 1}


def test_the_files_hold_the_numbers_of_the_page(real: Edition) -> None:
    files = dict(listing.files(real))
    rows = list(csv.DictReader(io.StringIO(files["figures.csv"])))
    told = {(row["figure"], row["key"]): int(row["number"]) for row in rows}
    shown = {
        (figure.id, count.key): count.number
        for figure in figures(real)
        for count in (*figure.known, *filter(None, [figure.unknown]))
    }
    assert told == shown


def test_an_empty_catalog_has_no_figure() -> None:
    assert context(edition(view()), "chiffres/index.html")["figures"] == []
