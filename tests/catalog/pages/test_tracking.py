# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The tracking of openings: quarters add up to the lists under them, and what isn't named is still counted."""

import csv
import io
import json
from typing import Any

import pytest

from catalog.listing import openings as listing
from catalog.pages.quarters import Fate, by_quarter, cumulated, fate_of
from catalog.view import OpeningEntry, View
from tests.catalog.pages.editions import context, edition
from tests.catalog.views import ACCESS, FORGE, public_view

KEPT = OpeningEntry(
    name="Tenue",
    quarter="2021-T4",
    effective=True,
    effective_on="2021-12-31",
    effective_quarter="2021-T4",
    repository="github.com/dgfip-exemple/calcul-impot",
)
LATER = OpeningEntry(
    name="Tardive", quarter="2021-T3", effective=True, effective_on="2022-02-01", effective_quarter="2022-T1"
)
LATE = OpeningEntry(name="En retard", quarter="2021-T4", late=True, source="https://exemple.fr/annonce")
COMING = OpeningEntry(name="À venir", quarter="2027-T1", source="note du cabinet")
SEEN = OpeningEntry(
    name="a/vu", effective=True, effective_on="2026-08-14", effective_quarter="2026-T3", recognised=True
)
SOMEDAY = OpeningEntry(name="Un jour", quarter="2021-T4", effective=True)


def _view(*openings: OpeningEntry, unnamed: dict[str, tuple[int, int]] | None = None) -> View:
    return public_view().model_copy(update={"openings": openings, "unnamed_openings": unnamed or {}})


ALL = _view(KEPT, LATER, LATE, COMING, SEEN, SOMEDAY, unnamed={"2021-T4": (2, 1), "": (0, 1)})


def _page(of: View) -> dict[str, Any]:
    return context(edition(of), "suivi/index.html")


@pytest.mark.parametrize(
    ("opening", "fate"),
    [(KEPT, Fate.KEPT), (LATER, Fate.LATER), (LATE, Fate.LATE), (COMING, Fate.COMING), (SOMEDAY, Fate.UNDATED)],
)
def test_an_announcement_is_kept_in_time_afterwards_late_or_to_come(opening: OpeningEntry, fate: Fate) -> None:
    assert fate_of(opening) is fate


def test_an_opening_declared_done_of_code_that_is_still_closed_says_so() -> None:
    done = KEPT.model_copy(update={"repository": f"{FORGE}/prestations/aides-logement"})
    view = _view(done)
    ranked = view.to_open[0].model_copy(update={"declared_open_on": "2021-12-31"})
    elsewhere = ranked.model_copy(update={"declared_elsewhere": True})
    told = []
    for entry in (ranked, elsewhere):
        (section,) = _page(view.model_copy(update={"to_open": (entry,)}))["sections"]
        told.append([fact.text for fact in section["effective"][0]["facts"]])
    assert told[0][-1] == "toujours vu fermé"
    assert "toujours vu fermé" not in told[1]


def test_each_row_of_the_table_counts_the_openings_of_its_list() -> None:
    page = _page(ALL)
    sections = {section["anchor"]: section for section in page["sections"]}
    for row in page["table"]:
        section = sections[row["anchor"]]
        assert row["announced"] == len(section["announced"]) + section["unnamed_announced"]
        assert row["effective"] == len(section["effective"]) + section["unnamed_effective"]
    assert sum(row["announced"] for row in page["table"]) == page["sums"]["announced"] == 7
    assert sum(row["effective"] for row in page["table"]) == page["sums"]["effective"] == 6


def test_columns_stack_up_to_what_was_announced_for_their_quarter() -> None:
    quarters = [quarter for quarter in by_quarter(ALL) if quarter.quarter]
    for column, quarter in zip(_page(ALL)["fates"].columns, quarters, strict=True):
        assert sum(piece.value for piece in column.pieces) == quarter.number_announced


def test_the_table_of_what_became_of_announcements_has_the_numbers_of_the_chart() -> None:
    page = _page(ALL)
    table = {label: numbers for label, _, numbers in page["fate_table"]}
    for column in page["fates"].columns:
        drawn = tuple(piece.value for piece in column.pieces)
        assert table.get(column.label, (0,) * len(drawn)) == drawn
    assert all(page["fate_names"])


def test_cumulated_numbers_end_with_the_totals() -> None:
    assert cumulated(by_quarter(ALL))[-1] == (7, 6)


def test_charts_leave_no_hole_between_quarters_and_the_table_no_empty_row() -> None:
    page = _page(_view(KEPT, COMING))
    assert len(page["fates"].columns) == 22
    assert [row["anchor"] for row in page["table"]] == ["2021-T4", "2027-T1"]


def test_quarters_centuries_apart_are_not_filled() -> None:
    far = KEPT.model_copy(update={"quarter": "0001-T1"})
    assert len(by_quarter(_view(far, COMING.model_copy(update={"quarter": "9999-T4"})))) == 3


def test_quarters_are_written_as_each_language_does() -> None:
    assert _page(ALL)["table"][0]["label"] == "T3 2021"
    assert context(edition(ALL, "en"), "en/tracking/index.html")["table"][0]["label"] == "Q3 2021"


def test_late_openings_are_listed_with_their_source() -> None:
    (row,) = _page(ALL)["late"]
    assert row["name"] == "En retard"
    assert row["facts"] == [("annoncée pour le T4 2021", ""), ("l’annonce", "https://exemple.fr/annonce")]


def test_an_opening_leads_to_the_page_of_its_code() -> None:
    section = next(section for section in _page(ALL)["sections"] if section["anchor"] == "2021-T4")
    urls = {row["name"]: row["url"] for row in section["announced"]}
    assert urls["Tenue"] == edition(ALL).repository_url(ACCESS)
    assert urls["En retard"] == ""


def test_a_source_that_is_no_address_is_told_as_text() -> None:
    section = next(section for section in _page(ALL)["sections"] if section["anchor"] == "2027-T1")
    assert section["announced"][0]["facts"] == [("note du cabinet", "")]


def test_the_files_hold_each_opening_and_the_numbers_of_the_others() -> None:
    files = dict(listing.files(ALL))
    rows = list(csv.DictReader(io.StringIO(files["openings.csv"])))
    assert [(row["name"], row["effective"]) for row in rows] == [
        (entry.name, str(entry.effective).lower()) for entry in ALL.openings
    ]
    fields = [each["name"] for each in json.loads(files["openings.schema.json"])["fields"]]
    assert list(rows[0]) == fields
    told = json.loads(files["openings.json"])
    assert {each["quarter"]: (each["announced"], each["effective"]) for each in told["unnamed"]} == {
        "2021-T4": (2, 1),
        "": (0, 1),
    }


def test_formulas_are_disarmed_in_the_csv_and_not_in_the_json() -> None:
    files = dict(listing.files(_view(KEPT.model_copy(update={"name": "=1+1"}))))
    assert "'=1+1" in files["openings.csv"]
    assert json.loads(files["openings.json"])["openings"][0]["name"] == "=1+1"


def test_nothing_known_is_said() -> None:
    page = _page(_view())
    assert (page["sections"], page["late"], page["table"]) == ([], [], [])
