# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The ranked list of closed code: valid by its own schema, sealed for the public, harmless in a spreadsheet."""

import csv
import json
from pathlib import Path

import frictionless
import pytest

from catalog.labels import Labels
from catalog.listing import to_open
from catalog.priority_policy import load_priorities
from catalog.view import View
from tests.catalog.hostile_views import hostile_view
from tests.catalog.views import COMMIT, internal_view, public_view, view


@pytest.fixture(scope="module")
def labels() -> Labels:
    return Labels(load_priorities(), "fr")


def written(folder: Path, of: View, labels: Labels) -> Path:
    for name, text in to_open.files(of, labels):
        (folder / name).write_bytes(text.encode())
    return folder


@pytest.mark.parametrize(
    "of", [view(), public_view(), internal_view(), hostile_view()], ids=["empty", "public", "internal", "hostile"]
)
def test_the_csv_is_valid_by_its_table_schema(
    of: View, labels: Labels, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(written(tmp_path, of, labels))
    report = frictionless.validate("to-open.csv", schema="to-open.schema.json")
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])


def test_reasons_are_french_sentences_with_their_points(labels: Labels, tmp_path: Path) -> None:
    folder = written(tmp_path, public_view(), labels)
    with (folder / "to-open.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["repository"] == "forge.exemple.gouv.fr/prestations/aides-logement"
    assert row["reasons"].startswith("Part des règles de calcul ou de décision dans le code (45,0 points) ; ")
    assert "blockers" not in row


@pytest.mark.parametrize(
    ("points", "told", "number"),
    [
        (0.04, "moins de 0,1 point", 0.04),
        (1.0, "1,0 point", 1.0),
        (1.94, "1,9 point", 1.9),
        (12.5, "12,5 points", 12.5),
    ],
)
def test_points_are_in_french_and_never_none(labels: Labels, points: float, told: str, number: float) -> None:
    entry = public_view().to_open[0]
    entry = entry.model_copy(update={"points": (entry.points[0].model_copy(update={"points": points}),)})
    assert str(to_open.csv_row(entry, labels)["reasons"]).endswith(f"({told})")
    assert to_open.json_entry(entry, labels, internal=False)["reasons"][0]["points"] == number


def test_the_public_list_has_reasons_in_words_and_nothing_of_the_code(labels: Labels, tmp_path: Path) -> None:
    folder = written(tmp_path, public_view(), labels)
    document = json.loads((folder / "to-open.json").read_text(encoding="utf-8"))
    assert document["withheld"] == 2
    (entry,) = document["entries"]
    assert not {"blockers", "evidence"} & set(entry)
    assert {key for reason in entry["reasons"] for key in reason} == {"axis", "title", "points"}
    assert not any(COMMIT in path.read_text(encoding="utf-8") for path in folder.iterdir())


def test_the_internal_list_has_all_the_evidence(labels: Labels, tmp_path: Path) -> None:
    folder = written(tmp_path, internal_view(), labels)
    first, *_ = json.loads((folder / "to-open.json").read_text(encoding="utf-8"))["entries"]
    assert first["blockers"] == ["secrets-in-history"]
    assert first["evidence"][0] == {
        "axis": "transparency",
        "rule": "rule-share",
        "points": 45.0,
        "path": "src/main/java/Bareme.java",
        "line": 118,
        "commit": COMMIT,
        "url": "",
    }
    with (folder / "to-open.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.DictReader(file))["blockers"] == "Secrets dans l’historique"


def test_no_text_cell_is_a_formula(labels: Labels, tmp_path: Path) -> None:
    folder = written(tmp_path, hostile_view(), labels)
    with (folder / "to-open.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["purpose"].startswith("'=HYPERLINK")
    assert row["rank"] == "1"
    document = json.loads((folder / "to-open.json").read_text(encoding="utf-8"))
    assert document["entries"][0]["purpose"].startswith("=HYPERLINK")
