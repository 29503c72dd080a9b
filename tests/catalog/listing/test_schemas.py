# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Each CSV has a Table Schema beside it, and is valid by it whatever the names of what it lists."""

import csv
import json
from pathlib import Path

import pytest
from frictionless import Resource, Schema

from catalog.listing.everything import FORMATS, Source
from catalog.made import whole
from catalog.pages.index import Index
from catalog.pages.settings import SiteSettings
from catalog.priority_policy import load_priorities
from catalog.view import View
from tests.catalog.hostile_views import hostile_view
from tests.catalog.views import internal_view, public_view, view

NO_HEADER = {"data/codegouvfr-forges.csv"}
"""The format has no header: nothing can be said of its columns."""

VIEWS = {
    "empty": view,
    "public": public_view,
    "internal": internal_view,
    "hostile": hostile_view,
}


def tables(of: View) -> dict[str, str]:
    """Return the CSV files and the schemas of a view."""
    source = Source(of, Index(of), load_priorities(), SiteSettings())
    kept = (".csv", ".schema.json")
    files = (file for files in FORMATS for file in whole(files(source)))
    return {name: str(text) for name, text in files if name.endswith(kept)}


@pytest.mark.parametrize("which", VIEWS)
def test_every_table_is_valid_by_the_schema_beside_it(which: str, tmp_path: Path) -> None:
    written = tables(VIEWS[which]())
    names = sorted(name for name in written if name.endswith(".csv") and name not in NO_HEADER)
    assert [f"{name.removesuffix('.csv')}.schema.json" for name in names] == sorted(
        name for name in written if name.endswith(".json")
    )
    for name in names:
        (tmp_path / "table.csv").write_text(written[name], encoding="utf-8", newline="")
        schema = Schema.from_descriptor(json.loads(written[f"{name.removesuffix('.csv')}.schema.json"]))
        report = Resource(path="table.csv", basepath=str(tmp_path), schema=schema).validate()
        assert [(name, row) for row in report.flatten(["rowNumber", "fieldName", "message"])] == []


def test_a_schema_names_the_columns_in_their_order_and_says_what_each_is() -> None:
    written = tables(public_view())
    for name in (name for name in written if name.endswith(".csv") and name not in NO_HEADER):
        schema = json.loads(written[f"{name.removesuffix('.csv')}.schema.json"])
        assert next(csv.reader(written[name].splitlines())) == [field["name"] for field in schema["fields"]]
        assert all(field["title"] and field["description"] for field in schema["fields"]), name
        assert schema["title"]
        assert schema["description"]
