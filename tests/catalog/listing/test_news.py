# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The whole news as a table and as JSON: every row, in order, harmless in a spreadsheet, as its schema says."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from catalog.listing.news import files
from catalog.view import NewsKind, View
from tests.catalog.hostile_views import hostile_view
from tests.catalog.views import internal_view, news, public_view, view

SCHEMA = json.loads(Path("policies/schemas/output/news.schema.json").read_text(encoding="utf-8"))


def _rows(shown: View) -> list[dict[str, str]]:
    return list(csv.DictReader(dict(files(shown))["news.csv"].splitlines()))


@pytest.mark.parametrize("made", [view, public_view, internal_view, hostile_view])
def test_the_json_is_as_its_schema_says(made: Callable[[], View]) -> None:
    told = json.loads(dict(files(made()))["news.json"])
    jsonschema.validate(told, SCHEMA)
    assert len(told["news"]) == len(made().news)


def test_each_piece_of_news_is_a_row_the_last_first() -> None:
    rows = _rows(public_view())
    assert [row["kind"] for row in rows] == ["opened", "gone", "moved", "relicensed", "archived"]
    assert rows[2] == {
        "at": "2026-09-12T06:00:00Z",
        "kind": "moved",
        "repository": "github.com/dgfip-exemple/calcul-impot",
        "name": "calcul-impot",
        "owner": "dgfip-exemple",
        "before": "dgfip-exemple/moteur-impot",
        "after": "dgfip-exemple/calcul-impot",
    }


def test_a_name_that_is_a_formula_is_none_in_a_spreadsheet() -> None:
    told = news(NewsKind.MOVED, "2026-01-01T00:00:00Z", "g/=1+1", before="=cmd|x", after="@SUM(A1)")
    [row] = _rows(view(news=(told,)))
    assert (row["name"], row["before"], row["after"]) == ("'=1+1", "'=cmd|x", "'@SUM(A1)")
